# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One step of undo restores the image, one step of redo brings the results back."""


import pictures
import pytest
from keys import press_at_steps

PLACEMENTS = ["scale-image", "grow-canvas", "fit"]

# An image counts the steps since it was clean, so it is clean again after exactly as many undos.
BODY = """
(define (dirty) (= (car (gimp-image-is-dirty image)) TRUE))
(define (signal-file path) (close-output-port (open-output-file path)))
(define (wait-until condition left)
  (cond ((condition) #t)
        ((= left 0) (error "the key did nothing"))
        (else (usleep 100000) (wait-until condition (- left 1)))))
(define image (photo-on "{picture}" 100 80 -10 6))
(gimp-image-add-vguide image 25)
(gimp-image-select-rectangle image CHANNEL-OP-REPLACE 12 14 22 18)
(define source (first-layer image))
(gimp-display-new image)
(gimp-displays-flush)
"""
STEP = """
(gimp-image-clean-all image)
(dump-image "{name}-before" image)
(define results (upscale image source '((placement . "{name}") (num-images . 2)
                                        (region . "selection"))))
(dump-image "{name}-after" image)
(say-list "{name}-dirty" (list (if (dirty) 1 0)))
(signal-file "{folder}/{name}-undo")
(wait-until (lambda () (not (dirty))) 200)
(dump-image "{name}-undone" image)
(save-layer source "{folder}/{name}.png")
(signal-file "{folder}/{name}-redo")
(wait-until dirty 200)
(dump-image "{name}-redone" image)
(signal-file "{folder}/{name}-again")
(wait-until (lambda () (not (dirty))) 200)
"""

pytestmark = pytest.mark.xdist_group("undo")


def test_undo_and_redo(gimp, screen, service, small, tmp_path):
    scenario = service.scenario()
    body = BODY.format(picture=small) + "".join(
        STEP.format(name=name, folder=tmp_path) for name in PLACEMENTS)
    job = gimp.start(body, {**scenario.env(), "DISPLAY": screen.display}, False,
                     ("dbus-run-session", "--"))
    run = press_at_steps(job, screen, tmp_path, [
        (f"{name}-{step}", key) for name in PLACEMENTS
        for step, key in (("undo", "ctrl+z"), ("redo", "ctrl+y"), ("again", "ctrl+z"))])
    for name in PLACEMENTS:
        before, after, undone, redone = (run.images[f"{name}-{when}"] for when in (
            "before", "after", "undone", "redone"))
        assert len(after.layers) == len(before.layers) + 3
        assert run.lists[f"{name}-dirty"] == [1]
        assert undone == before
        assert redone == after
        assert [layer.parasites for layer in redone.layers] == [
            layer.parasites for layer in after.layers]
        assert pictures.same(tmp_path / f"{name}.png", small)
