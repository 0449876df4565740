# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""With the placements fit and scale-image, results stand in for their source: the image looks as before."""

import numpy
import pictures
import pytest
from harness import Gimp
from PIL import Image

PLACEMENTS = ["fit", "scale-image"]

ELLIPSE = """
(gimp-image-select-ellipse image CHANNEL-OP-REPLACE 34 26 36 24)
(gimp-selection-feather image 6)
"""
MASK = ELLIPSE + """
(gimp-layer-add-mask source (car (gimp-layer-create-mask source ADD-MASK-SELECTION)))
(gimp-selection-none image)
"""
SHARP = """
(gimp-image-select-rectangle image CHANNEL-OP-REPLACE 38 28 24 20)
(gimp-layer-add-mask source (car (gimp-layer-create-mask source ADD-MASK-SELECTION)))
(gimp-selection-none image)
"""
FAINT = "(gimp-layer-set-opacity source 40)"
MULTIPLY = "(gimp-layer-set-mode source LAYER-MODE-MULTIPLY)"
SCREEN = "(gimp-layer-set-mode source LAYER-MODE-SCREEN)"
BACKDROP = "(gimp-layer-set-composite-mode source LAYER-COMPOSITE-CLIP-TO-BACKDROP)"
ALPHA = f"""
(gimp-layer-add-alpha source)
{ELLIPSE}
(gimp-drawable-edit-clear source)
(gimp-selection-none image)
"""
NESTED = """
(define group (make-group image "Group"))
(gimp-image-insert-layer image group 0 0)
(gimp-image-reorder-item image source group 0)
(gimp-layer-set-opacity group 70)
"""
PART = "(gimp-image-select-rectangle image CHANNEL-OP-REPLACE 40 30 20 14)"
SELECTION = {"region": '"selection"'}
THREE = {"num-images": 3}

# what the source is like, and the arguments of the call
CASES = {
    "plain": ("", {}),
    "mask": (MASK, {}),
    "cut-out": (SHARP, {}),
    "faint": (FAINT, {}),
    "multiply": (MULTIPLY, {}),
    "screen": (SCREEN, {}),
    "faint-multiply": (FAINT + MULTIPLY, {}),
    "mask-faint-screen": (MASK + FAINT + SCREEN, {}),
    "clipped": (BACKDROP, {}),
    "alpha": (ALPHA, {}),
    "alpha-faint": (ALPHA + FAINT, {}),
    "nested": (NESTED + MASK + FAINT, {}),
    "mask-off": (SHARP + "(gimp-layer-set-apply-mask source FALSE)", {}),
    "three": (MASK + FAINT + MULTIPLY, THREE),
    "three-alpha": (ALPHA, THREE),
    "part": (PART, SELECTION),
    "part-faint": (FAINT + PART, SELECTION),
    "part-mask-multiply": (MASK + MULTIPLY + PART, SELECTION),
    "part-three": (FAINT + SCREEN + PART, {**SELECTION, **THREE}),
}
# where the result alone hides its source
STAYS = {"plain", "mask-off", "part"}
# where a copy of the source fills what the results do not cover
RESTS = {"part-faint", "part-mask-multiply", "part-three"}


@pytest.fixture(scope="module")
def placed(primed, service, small, tmp_path_factory, request):
    """One GIMP: every case with both placements; the flattened image before and after."""
    folder = tmp_path_factory.mktemp("stand-in")
    body = """
        (define (dump-look name layer)
          (say-list (string-append "look-" name)
                    (list (car (gimp-layer-get-opacity layer)) (car (gimp-layer-get-mode layer))
                          (car (gimp-layer-get-blend-space layer))
                          (car (gimp-layer-get-composite-space layer))
                          (car (gimp-layer-get-composite-mode layer))
                          (car (gimp-item-get-color-tag layer)))))
        (define (mask-state layer)
          (if (< (car (gimp-layer-get-mask layer)) 0) '()
              (list (car (gimp-layer-get-apply-mask layer)) (car (gimp-layer-get-show-mask layer))
                    (car (gimp-layer-get-edit-mask layer)))))
        (define (without-selection image) (gimp-selection-none image) image)"""
    for placement in PLACEMENTS:
        for case, (prepare, arguments) in CASES.items():
            name = f"{case}-{placement}"
            given = "".join(f" ({key} . {value})" for key, value in arguments.items())
            body += f"""
                (define image (photo-on "{small}" 100 80 30 24))
                (define source (first-layer image))
                (gimp-item-set-color-tag source 5)
                {prepare}
                (save-flat image "{folder}/{name}-before.png")
                (define results (upscale image source '((placement . "{placement}"){given})))
                (save-flat image "{folder}/{name}-after.png")
                (dump-image "{name}" image)
                (define result (car results))
                (define upper (car (gimp-item-get-parent result)))
                (if (and (>= upper 0) (not (= upper (car (gimp-item-get-parent source)))))
                    (set! result upper))
                (dump-look "{name}" result)
                (dump-look "{name}-source" source)
                (say-list "mask-{name}" (mask-state result))
                (say-list "mask-{name}-source" (mask-state source))
                (gimp-image-delete image)"""
            # the next attempt takes the place of the one before
            if placement == "fit":
                body = body.removesuffix("(gimp-image-delete image)") + f"""
                    (upscale image source '((placement . "fit"){given}))
                    (save-flat image "{folder}/{name}-again.png")
                    (gimp-image-delete image)"""
    # a hidden source; the other placements; an opaque result of a transparent layer
    body += f"""
        (define image (photo-on "{small}" 100 80 30 24))
        (define source (first-layer image))
        {FAINT}
        {MASK}
        (gimp-item-set-visible source FALSE)
        {PART}
        (define results (upscale image source '((placement . "fit") (region . "selection"))))
        (dump-image "hidden" image)
        (save-mask image (car (gimp-layer-get-mask (car results))) "{folder}/product.png")
        (save-mask image (car (gimp-layer-get-mask source)) "{folder}/whole.png")
        (upscale image source '((placement . "grow-canvas")))
        (define new (car (upscale image source '((placement . "new-image")))))
        (dump-image "others" image)
        (dump-image "new" new)
        (define image (photo-on "{small}" 100 80 30 24))
        (define source (first-layer image))
        {ALPHA}
        (upscale image source '((placement . "fit") (keep-alpha . #f)))
        (dump-image "opaque" image)"""
    gimp = Gimp(folder / "gimp", request.config.getoption("--plug-ins"), primed)
    run = gimp.run(body, service.scenario().env(), timeout=600)
    gimp.assert_clean()
    run.folder = folder
    return run


standing = pytest.mark.xdist_group("stand-in")


@standing
@pytest.mark.parametrize("placement", PLACEMENTS)
@pytest.mark.parametrize("case", CASES)
def test_the_image_looks_as_before(placed, case, placement):
    expect_same_look(placed, f"{case}-{placement}", "after", placement)


@standing
@pytest.mark.parametrize("case", CASES)
def test_another_attempt_takes_the_place_of_the_first(placed, case):
    expect_same_look(placed, f"{case}-fit", "again", "fit")


def expect_same_look(placed, name, when, placement):
    before, after = (Image.open(placed.folder / f"{name}-{which}.png").convert("RGB")
                     for which in ("before", when))
    if placement == "scale-image":
        assert after.size == (2 * before.width, 2 * before.height)
        before = before.resize(after.size, Image.BICUBIC)
    error = numpy.abs(pictures.pixels(before) - pictures.pixels(after))
    assert error.mean() < 1
    # where the layer lies, and nothing stands out there
    scale = after.width // 100
    inside = error[24 * scale:56 * scale, 30 * scale:78 * scale]
    assert inside.mean() < 3 and numpy.percentile(inside, 98) < 30


@standing
@pytest.mark.parametrize("placement", PLACEMENTS)
@pytest.mark.parametrize("case", CASES)
def test_what_stands_where(placed, case, placement):
    name = f"{case}-{placement}"
    layers = placed.images[name].layers
    source = next(layer for layer in layers if layer.name == "Photo")
    assert source.visible == (case in STAYS)
    assert placed.lists[f"look-{name}"] == placed.lists[f"look-{name}-source"]
    mask, masks = placed.lists[f"mask-{name}"], placed.lists[f"mask-{name}-source"]
    assert mask == masks or case == "part"  # which has the selection as its mask
    group = [layer for layer in layers if layer.name == "Upscale of Photo"]
    assert bool(group) == (case in RESTS or "num-images" in CASES[case][1])
    if not group:
        return
    inside = [layer for layer in layers if layer.parent == group[0].id]
    count = CASES[case][1].get("num-images", 1)
    assert len(inside) == count + (case in RESTS)
    for layer in inside:
        assert (layer.opacity, layer.visible) == (100, layer in (inside[0], *inside[count:]))
    assert all(layer.box == source.box for layer in inside[count:])


@standing
def test_a_hidden_source_stays_hidden(placed):
    result, source = placed.images["hidden"].layers[:2]
    assert (result.visible, source.visible, result.opacity) == (True, False, 40)
    # where there are two masks, they are multiplied
    product, whole = (numpy.asarray(Image.open(placed.folder / f"{which}.png"))[..., 3].astype(int)
                      for which in ("product", "whole"))
    part = numpy.zeros_like(whole)
    part[30:44, 40:60] = whole[30:44, 40:60]
    assert numpy.abs(product - part).max() <= 1 and part.max() > 200


@standing
def test_the_other_placements_add_what_came(placed):
    result = next(layer for layer in placed.images["others"].layers
                  if layer.name != "Photo" and layer.width == 96)
    assert (result.opacity, result.mask, result.visible) == (100, -1, True)
    [alone] = placed.images["new"].layers
    assert (alone.opacity, alone.mask) == (100, -1)


@standing
def test_an_opaque_result_hides_its_source(placed):
    result, source = placed.images["opaque"].layers[:2]
    assert (result.alpha, result.visible, source.visible) == (False, True, True)


@standing
def test_it_is_said(placed):
    words = "The layer is hidden now, because the result takes its place."
    assert placed.output.count(words) == sum(3 for case in CASES if case not in STAYS)
