# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""GIMP 2.10's small dialog that compares the variations of a run in the image itself."""

import json
import time

import pytest
from harness import gimp_version
from window import Window

TITLE = "^Ideogram Upscale$"
UPSCALES = ("button", "^(Upscale|Hochskalieren)$")
COMPARES = ("toggle button", None)  # *Before*

# one display: the windows of two tests must not mix
pytestmark = [pytest.mark.xdist_group("dialog"),
              pytest.mark.skipif(not gimp_version().startswith("2"), reason="GIMP 3 has a window")]

# During `steps` the test presses keys in GIMP's window.
BODY = """
(define (signal-file path) (close-output-port (open-output-file path)))
(define (layers-in items)
  (apply + (map (lambda (item)
                  (+ 1 (if (= (car (gimp-item-is-group item)) TRUE)
                           (layers-in (group-children item)) 0))) items)))
(define (wait-for-layers count left)
  (cond ((= (layers-in (image-layers image)) count) #t)
        ((= left 0) (error "the key did nothing"))
        (else (usleep 100000) (wait-for-layers count (- left 1)))))
(define (after-key name count)
  (signal-file (string-append "{folder}/" name))
  (wait-for-layers count 200)
  (dump-image name image))
(define image (photo-on "{picture}" 100 80 10 6))
(define source (first-layer image))
(gimp-item-set-name source "{name}")
(gimp-display-new image)
(gimp-displays-flush)
(dump-image "before" image)
(define results (attempt "dialog" (lambda () (upscale-interactive image source))))
(say-list "results" results)
(dump-image "after" image)
{steps}
"""


class Comparing:
    """A GIMP with its windows."""

    def __init__(self, gimp, screen, session, folder):
        self.gimp, self.screen, self.session, self.folder = gimp, screen, session, folder
        self.job = None

    def start(self, picture, scenario, steps="", variations=3, placement="grow-canvas",
              name="Photo", **env):
        """Runs these variations from the dialog; returns the one that compares them."""
        (self.gimp.profile / "ideogram-upscale.json").write_text(
            json.dumps({"placement": placement}), encoding="ascii")
        self.launch(picture, scenario, steps, name, **env)
        window = Window(self.screen, self.session, TITLE, holds=UPSCALES)
        window.press("alt+v", "ctrl+a")
        window.type(str(variations))
        window.press("Tab")
        window.click(UPSCALES[1])
        window.gone()
        return Window(self.screen, self.session, TITLE, holds=COMPARES)

    def launch(self, picture, scenario, steps="", name="Photo", **env):
        body = BODY.format(folder=self.folder, picture=picture, steps=steps, name=name)
        self.job = self.gimp.start(body, {**scenario.env(), **self.session.env, **env}, False)

    def press_in_gimp(self, name, key):
        self.screen.until((self.folder / name).exists)
        window = self.screen.window("GIMP")
        time.sleep(1)  # until the window shows the new state and its menu allows the key
        self.screen.press(window, key)


@pytest.fixture
def comparing(gimp, screen, desktop, tmp_path):
    made = Comparing(gimp, screen, desktop, tmp_path)
    yield made
    if made.job and made.job.process.poll() is None:
        made.job.abandon()


def seen(image):
    """Number of each visible layer among the variations, and whether their group and the layer
    below are visible."""
    group, *layers = [layer for layer in image.layers if layer.name != "Below"]
    return ([layer.name[0] for layer in layers[:-1] if layer.visible], group.visible,
            layers[-1].visible)


def test_one_is_kept_and_two_steps_take_it_all_back(comparing, service, small):
    scenario = service.scenario()
    window = comparing.start(small, scenario, """
        (after-key "others-back" 6)
        (after-key "import-back" 2)
        (after-key "import-again" 6)
        (after-key "others-gone" 4)""")
    window.reads("Variation 1 of 3")
    assert window.one("button", "^Show Next$").has("focused")
    window.press("space", "Right", "Right")  # goes round
    window.reads("Variation 1 of 3")
    window.press("Left", "alt+p")
    window.reads("Variation 2 of 3")
    assert "2/3 – Photo – upscale R50 D50 seed 1001" in window.words()
    window.shoot("compare")
    window.click("^Before$", "toggle button")
    window.wait(lambda: not window.sensitive("^Keep This One$"))
    window.shoot("compare-before")
    window.click("^Before$", "toggle button")
    window.reads("Variation 2 of 3")
    window.click("^Keep This One$")
    window.gone()
    for name, key in (("others-back", "ctrl+z"), ("import-back", "ctrl+z"),
                      ("import-again", "ctrl+y"), ("others-gone", "ctrl+y")):
        comparing.press_in_gimp(name, key)
    run = comparing.job.finish()
    assert run.outcomes["dialog"].status == "ok"
    after = run.images["after"]
    assert seen(after) == (["2"], True, True)
    assert len(after.layers) == 4
    assert run.lists["results"] == [after.layers[1].id]
    assert seen(run.images["others-back"]) == (["2"], True, True)
    assert run.images["import-back"] == run.images["before"]
    assert run.images["import-again"] == run.images["others-back"]
    assert run.images["others-gone"] == after
    assert scenario.billed == 1


def test_all_are_kept_in_one_step(comparing, service, small):
    """Also where the results stand in for their layer, which Before shows."""
    scenario = service.scenario()
    window = comparing.start(small, scenario, """
        (after-key "undone" 2)
        (after-key "redone" 6)""", placement="fit")
    window.act("^Show Next$")
    window.reads("Variation 2 of 3")
    window.act("^Before$", "toggle button")
    window.reads("Before")
    window.act("^Before$", "toggle button")
    window.act("^Show Previous$")
    window.act("^Show Previous$")
    window.reads("Variation 3 of 3")
    window.press("Escape")  # keeps all
    window.gone()
    comparing.press_in_gimp("undone", "ctrl+z")
    comparing.press_in_gimp("redone", "ctrl+y")
    run = comparing.job.finish()
    after = run.images["after"]
    numbers, group, source = seen(after)
    assert (numbers, group) == (["3"], True)
    assert len(after.layers) == 6
    assert run.lists["results"] == [layer.id for layer in after.layers[1:4]]
    assert run.images["undone"] == run.images["before"]
    assert run.images["redone"] == after


def test_undo_meanwhile_ends_the_comparison(comparing, service, small):
    scenario = service.scenario()
    window = comparing.start(small, scenario)
    window.reads("Variation 1 of 3")
    gimp = comparing.screen.window("Photo|Untitled|small")
    comparing.screen.press(gimp, "ctrl+z")
    time.sleep(0.5)
    window.act("^Show Next$")
    window.gone()
    run = comparing.job.finish()
    assert run.outcomes["dialog"].status == "ok"
    assert run.lists["results"] == []
    assert run.images["after"] == run.images["before"]


def test_one_variation_is_not_compared(comparing, service, small, screen):
    scenario = service.scenario()
    comparing.launch(small, scenario)
    window = Window(screen, comparing.session, TITLE, holds=UPSCALES)
    window.click(UPSCALES[1])
    run = comparing.job.finish()
    assert len(run.images["after"].layers) == 3


def test_a_long_name_is_wrapped_also_in_german(comparing, service, small, german):
    window = comparing.start(small, service.scenario(), variations=8, name="Himmel_" * 20, **german)
    window.shoot("compare-de")
    _, _, width, height = comparing.screen.frame(window.id)
    assert width < 600
    for button in window.tree().all("button"):
        assert button.box[0] + button.box[2] <= width and button.box[1] + button.box[3] <= height
    window.press("Escape")
    run = comparing.job.finish()
    assert len(run.lists["results"]) == 8
