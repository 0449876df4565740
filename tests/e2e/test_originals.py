# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every attempt is made from the same pixels, also after scale-image has scaled their layer: the
server compares what was uploaded, and the image keeps the size that the first results gave it."""

import io

import pytest
from keys import press_at_steps
from PIL import Image
from service import Director

PAINT = """(gimp-image-select-rectangle image CHANNEL-OP-REPLACE 20 12 40 20)
           (gimp-context-set-foreground '(250 0 0))
           (gimp-drawable-edit-fill source FILL-FOREGROUND)
           (gimp-selection-none image)"""
SCALE = "'((placement . \"scale-image\"))"

# how many of our parasites an image has
KEPT = """
(define (ours name)
  (if (and (> (string-length name) 16) (string=? (substring name 0 16) "ideogram-upscale")) 1 0))
(define (kept-in image) (apply + 0 (map ours (image-parasite-names image))))
"""


def distinct(values):
    return len(set(values))


def size_of(upload):
    return Image.open(io.BytesIO(upload)).size


def test_five_attempts_are_made_from_the_same_pixels(gimp, service, small, tmp_path):
    """By scripts and *Repeat*, with the layer and with results chosen, before and after the image
    was saved, closed and opened again."""
    scenario = service.scenario()
    first = gimp.run(f"""
        (define image (photo-on "{small}" 100 80 10 6))
        (define source (first-layer image))
        (define one (car (upscale image source {SCALE})))
        (dump-image "one" image)
        (define two (car (upscale image source {SCALE})))
        (define three (car (upscale-again image one)))
        (dump-image "three" image)
        (save-image image "{tmp_path}/saved.xcf")""", scenario.env())
    second = gimp.run(f"""
        (define image (load-image "{tmp_path}/saved.xcf"))
        (define source (caddr (cdr (image-layers image))))
        (upscale image source {SCALE})
        (upscale-again image (first-layer image))
        (dump-image "five" image)""", scenario.env())
    assert scenario.billed == 5
    assert distinct(scenario.hashes) == 1
    assert size_of(scenario.upload) == (48, 32)
    for image in (first.images["one"], first.images["three"], second.images["five"]):
        assert image.size == (200, 160)
        for layer in image.layers[:-1]:
            assert layer.box == (20, 12, 96, 64)
    layers = second.images["five"].layers
    assert [layer.name.split(" – ")[0] for layer in layers] == ["Photo"] * 6 + ["Below"]
    assert distinct(layer.provenance["source_hash"] for layer in layers[:5]) == 1
    created = [layer.provenance["job"] for layer in layers[:5]]
    assert created == sorted(created, reverse=True), "later results lie above earlier ones"


def test_a_larger_result_scales_by_the_difference_alone(gimp, service, small, tmp_path):
    scenario = service.scenario()
    with Director(tmp_path, scenario) as director:
        run = gimp.run(director.words + f"""
            (define image (photo-on "{small}" 100 80 10 6))
            (define source (first-layer image))
            (upscale image source {SCALE})
            (become "pixels=scale300,300")
            (upscale image source {SCALE})
            (dump-image "larger" image)
            (become "ok")
            (upscale image source '((placement . "fit")))
            (dump-image "after" image)""", scenario.env())
    assert distinct(scenario.hashes) == 1
    assert run.images["larger"].size == run.images["after"].size == (300, 240)
    for layer in run.images["after"].layers[:-1]:
        assert layer.box == (30, 18, 144, 96)


def test_an_edited_layer_is_the_next_original(gimp, service, small):
    """A script does what it is told; *Repeat* goes back to the kept pixels."""
    scenario = service.scenario()
    run = gimp.run(f"""
        (define image (photo-on "{small}" 100 80 10 6))
        (define source (first-layer image))
        (upscale image source {SCALE})
        {PAINT}
        (upscale image source '((placement . "new-image")))
        (attempt "again" (lambda () (upscale-again image source)))""", scenario.env())
    first, edited, again = scenario.hashes
    assert first == again != edited
    sizes = [(entry["upload"]["width"], entry["upload"]["height"])
             for entry in scenario.calls("/api/assets")]
    assert sizes == [(48, 32), (96, 64), (48, 32)]
    assert run.outcomes["again"].status == "ok"


def test_a_layer_that_the_user_resized_is_the_next_original(gimp, service, small):
    scenario = service.scenario()
    gimp.run(f"""
        (define image (photo-on "{small}" 100 80 10 6))
        (define source (first-layer image))
        (upscale image source {SCALE})
        (gimp-layer-scale source 60 40 FALSE)
        (upscale image source '())""", scenario.env())
    assert size_of(scenario.upload) == (60, 40)


def test_what_is_turned_and_selected_is_cut_from_the_kept_pixels(gimp, service, small):
    scenario = service.scenario()
    run = gimp.run(f"""
        (define image (photo-on "{small}" 100 80 10 6))
        (define source (first-layer image))
        (upscale image source {SCALE})
        (gimp-image-flip image ORIENTATION-HORIZONTAL)
        (gimp-image-select-rectangle image CHANNEL-OP-REPLACE 100 30 40 20)
        (define part (car (upscale image source
                                   '((placement . "scale-image") (region . "selection")))))
        (say-list "part" (list part))
        (dump-image "after" image)""", scenario.env())
    # the layer is at (84, 12) now, twice as large as its pixels
    sent = Image.open(io.BytesIO(scenario.upload)).convert("RGB")
    kept = Image.open(small).convert("RGB").transpose(Image.FLIP_LEFT_RIGHT)
    assert sent.size == (20, 10)
    assert sent.tobytes() == kept.crop((8, 9, 28, 19)).tobytes()
    assert run.images["after"].size == (200, 160)
    assert run.images["after"].by_id(run.lists["part"][0]).box == (100, 30, 40, 20)


def test_undo_and_redo(gimp, screen, service, small, tmp_path):
    """After an undo the layer has its own pixels again; attempts before and after it share one
    original, and all land where the layer is."""
    scenario = service.scenario()
    job = gimp.start(KEPT + f"""
        (define (wait-for-layers count left)
          (cond ((= (length (image-layers image)) count) #t)
                ((= left 0) (error "the key did nothing"))
                (else (usleep 100000) (wait-for-layers count (- left 1)))))
        (define image (photo-on "{small}" 100 80 10 6))
        (define source (first-layer image))
        (gimp-display-new image)
        (gimp-displays-flush)
        (upscale image source {SCALE})
        (upscale image source {SCALE})
        (dump-image "twice" image)
        (close-output-port (open-output-file "{tmp_path}/undo"))
        (wait-for-layers 2 200)
        (dump-image "undone" image)
        (say-list "kept" (list (kept-in image)))
        (upscale image source '((placement . "new-image")))
        (close-output-port (open-output-file "{tmp_path}/redo"))
        (wait-for-layers 4 200)
        (upscale image source {SCALE})
        (dump-image "again" image)""", {**scenario.env(), "DISPLAY": screen.display}, False,
        ("dbus-run-session", "--"))
    run = press_at_steps(job, screen, tmp_path, (("undo", "ctrl+z"), ("redo", "ctrl+y")), times=2)
    assert distinct(scenario.hashes) == 1 and scenario.billed == 4
    assert run.images["twice"].size == run.images["again"].size == (200, 160)
    undone = run.images["undone"]
    assert undone.size == (100, 80)
    assert run.lists["kept"] == [0]
    assert [layer.box for layer in run.images["again"].layers[:-1]] == [(20, 12, 96, 64)] * 4


@pytest.mark.parametrize("placement", ["grow-canvas", "fit"])
def test_an_image_that_was_not_scaled_keeps_nothing(gimp, service, small, placement):
    """The layer itself has its pixels."""
    scenario = service.scenario()
    run = gimp.run(KEPT + f"""
        (define image (photo-on "{small}" 100 80 10 6))
        (upscale image (first-layer image) '((placement . "{placement}")))
        (say-list "kept" (list (kept-in image)))""", scenario.env())
    assert run.lists["kept"] == [0]
