# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results of the size that is asked for: by several passes, in tiles, and after a break."""

import time
from pathlib import Path

import numpy
import pictures
import pytest
from PIL import Image
from harness import PLUG_IN, kill_marked
from test_recover import finish_killed, jobs_of

COFFEE = Path(__file__).resolve().parents[1] / "data" / "coffee.png"


def small_copy(folder, size=(100, 80)):
    Image.open(COFFEE).convert("RGB").resize(size, Image.LANCZOS).save(folder / "small.png", dpi=(72, 72))
    return folder / "small.png"


def asking(target, value, more=""):
    return f"""'((placement . "new-image") (target . "{target}") (target-value . {value}) {more})"""


@pytest.mark.parametrize("target, value, size, billed", [
    ("factor", 3, (300, 240), 2), ("factor", 1.5, (150, 120), 1), ("longest-side", 777, (777, 622), 3),
    ("megapixels", 0.128, (400, 320), 2), ("print", 300, (417, 333), 3)])
def test_the_result_has_the_size_that_is_asked_for(gimp, service, tmp_path, target, value, size, billed):
    scenario = service.scenario("pixels=lanczos2")
    run = gimp.run(f"""
        (define image (photo "{small_copy(tmp_path)}"))
        (dump-image "new" (car (upscale image (first-layer image) {asking(target, value)})))""",
                   scenario.env())
    new = run.images["new"]
    assert (new.width, new.height) == size
    assert scenario.billed == billed
    parasite = new.layers[0].provenance
    assert [entry["images"] for entry in parasite["passes"]] == [1] * billed
    assert all(entry["seed"] is not None for entry in parasite["passes"])
    gimp.assert_clean()


def test_this_computer_makes_any_size_too(gimp, tmp_path):
    run = gimp.run(f"""
        (define image (photo "{small_copy(tmp_path)}"))
        (upscale image (first-layer image) '((engine . "local") (target . "factor") (target-value . 3.5)))
        (dump-image "after" image)
        (save-layer (first-layer image) "{tmp_path}/result.png")""")
    assert (run.images["after"].width, run.images["after"].height) == (350, 280)
    got = pictures.pixels(tmp_path / "result.png").astype(float)
    ideal = pictures.pixels(Image.open(tmp_path / "small.png").resize((350, 280), Image.LANCZOS))
    assert numpy.abs(got - ideal).mean() < 6
    gimp.assert_clean()


@pytest.mark.parametrize("given, words", [
    ('(target . "factor") (target-value . 17)', "target-value must be from 1.1 to 16, not 17"),
    ('(target . "longest-side") (target-value . 90)', "smaller than the layer"),
    ('(target . "longest-side") (target-value . 20000)', "at most 256 megapixels"),
    ('(num-images . 3) (max-images . 2)', "3 images are needed"),
    ('(target . "factor") (target-value . 8) (max-images . 2)', "3 images are needed")])
def test_what_cannot_be_is_refused_before_anything_is_sent(gimp, service, tmp_path, given, words):
    scenario = service.scenario("ok")
    run = gimp.run(f"""
        (define image (photo "{small_copy(tmp_path)}"))
        (upscale-error "refused" image (first-layer image) '({given}))""", scenario.env())
    assert run.outcomes["refused"].status == "calling-error"
    assert words in run.outcomes["refused"].message
    assert not scenario.calls("/api/")
    assert not jobs_of(gimp)
    gimp.assert_clean()


def test_a_chain_that_was_killed_goes_on_and_pays_nothing_twice(gimp, service, tmp_path):
    scenario = service.scenario("pixels=lanczos2")
    body = f"""
        (define image (photo "{small_copy(tmp_path)}"))
        (define given '((target . "factor") (target-value . 4) (num-images . 2)))"""
    # it is killed when the second call of four has been accepted
    running = gimp.start(body + """
        (upscale-error "killed" image (first-layer image) given)""", scenario.env())
    kill_at(running, scenario, calls=2)
    jobs = jobs_of(gimp)
    assert len(jobs) == 1, "one job, one row in the history"
    billed = scenario.billed
    run = gimp.run(body + """
        (upscale image (first-layer image) given)
        (dump-image "after" image)""", scenario.env())
    groups = [layer.id for layer in run.images["after"].layers if layer.group]
    results = [layer for layer in run.images["after"].layers if layer.parent in groups]
    assert [(layer.width, layer.height) for layer in results] == [(400, 320)] * 2
    assert scenario.billed == 3, f"{billed} of them before the kill"
    gimp.assert_clean()


def kill_at(running, scenario, calls):
    """Kills the plug-in while it waits for the call of this number."""
    while running.process.poll() is None:
        if len(scenario.calls("/api/features")) >= calls:
            time.sleep(0.1)  # until the answer was read
            kill_marked(running.mark, PLUG_IN)
            break
        time.sleep(0.01)
    return finish_killed(running)


def test_tiles_are_joined_and_what_is_missing_is_marked(gimp, service, tmp_path):
    picture = Image.open(COFFEE).convert("RGB").resize((2400, 1400), Image.LANCZOS)
    picture.save(tmp_path / "large.png")
    whole = service.scenario("pixels=lanczos2")
    holed = service.scenario("pixels=lanczos2+results=failureskip1")
    for name, scenario in ("whole", whole), ("holed", holed):
        run = gimp.run(f"""
            (define image (photo "{tmp_path}/large.png"))
            (upscale image (first-layer image) '((placement . "fit") (tiles . "on")))
            (say "@@channels " (length (image-channels image)))
            (save-layer (first-layer image) "{tmp_path}/{name}.png")""", scenario.env())
        got = pictures.pixels(tmp_path / f"{name}.png").astype(float)
        assert numpy.abs(got - pictures.pixels(picture)).mean() < 1.5
        assert run.lists["channels"] == [1 if name == "holed" else 0]
        assert ("did not come back" in run.messages) == (name == "holed")
    assert whole.billed >= 2
    assert holed.billed == 2 * whole.billed - 1, "each missing tile was had again, once"
    gimp.assert_clean()
