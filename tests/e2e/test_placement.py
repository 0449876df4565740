# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where results go, what the rest of the image does meanwhile, and cropped results."""

import io
import re

import numpy
import pictures
import pytest
from PIL import Image
from harness import Gimp

PLACEMENTS = ["grow-canvas", "fit", "scale-image", "new-image"]
RESIZING = ["grow-canvas", "scale-image"]
SOURCES = ["negative", "nested"]

# An image of 100×80 (at 150 ppi) with a photo of 48×32, a layer with a mask above it, a saved
# channel, a path, guides and a selection.
PREPARE = """
(define image (photo-on "{photo}" 100 80 {x} {y}))
(define source (first-layer image))
(gimp-image-set-resolution image 150 150)
(gimp-image-select-ellipse image CHANNEL-OP-REPLACE 20 10 30 40)
(gimp-selection-save image)
(gimp-selection-none image)
(define above (flat-layer image 0 "Above" '(200 60 90) 60 50 30 20))
(gimp-image-select-rectangle image CHANNEL-OP-REPLACE 65 55 10 10)
(gimp-layer-add-mask above (car (gimp-layer-create-mask above ADD-MASK-SELECTION)))
(gimp-selection-none image)
(gimp-image-select-rectangle image CHANNEL-OP-REPLACE 12 14 22 18)
(path-line (make-path image "Path") 10 20 70 60)
(gimp-image-add-vguide image 25)
(gimp-image-add-hguide image 35)
(select-layer image source)
"""
NEST = """
(define outer (make-group image "Outer"))
(gimp-image-insert-layer image outer 0 1)
(define inner (make-group image "Inner"))
(gimp-image-insert-layer image inner outer 0)
(gimp-image-reorder-item image source inner 0)
"""
REST = """
(define (guides-of image guide)
  (let ((next (car (gimp-image-find-next-guide image guide))))
    (if (= next 0) '()
        (cons (car (gimp-image-get-guide-position image next)) (guides-of image next)))))
(define (dump-rest name image)
  (dump-image name image)
  (say-list (string-append "guides-" name) (guides-of image 0))
  (say-list (string-append "path-" name) (path-points (car (image-paths image))))
  (say-list (string-append "selection-" name) (gimp-selection-bounds image)))
(define (save-rest name image folder)
  (save-selection image (string-append folder "/" name "-selection.png"))
  (save-mask image (car (image-channels image)) (string-append folder "/" name "-channel.png"))
  (save-mask image (car (gimp-layer-get-mask (car (image-layers image))))
             (string-append folder "/" name "-mask.png"))
  (save-layer (car (image-layers image)) (string-append folder "/" name "-above.png"))
  (save-layer (car (reverse (image-layers image))) (string-append folder "/" name "-below.png")))
"""


@pytest.fixture(scope="module")
def placed(primed, service, small, tmp_path_factory, request):
    """One GIMP: every placement from a layer outside the canvas and from one in groups, beside
    GIMP's own resize or scale of a copy of the image."""
    folder = tmp_path_factory.mktemp("placement")
    rng = numpy.random.default_rng(1)
    photo = Image.fromarray(rng.integers(0, 255, (10, 12, 3), numpy.uint8))
    photo.resize((450, 400), Image.BICUBIC).save(folder / "odd.png")
    body = REST
    for source in SOURCES:
        x, y = (-20, -10) if source == "negative" else (30, 24)
        for placement in PLACEMENTS:
            name = f"{source}-{placement}"
            # grown by as much as does not fit; scaled by two
            expected = {
                "grow-canvas": "(gimp-image-resize copy 120 90 20 10)" if source == "negative"
                               else "(gimp-image-resize copy 126 88 0 0)",
                "scale-image": "(gimp-image-scale copy 200 160)"}.get(placement, "")
            body += f"""
                {PREPARE.format(photo=small, x=x, y=y)}
                {NEST if source == "nested" else ""}
                (define copy (car (gimp-image-duplicate image)))
                {expected}
                (define results (upscale image source '((placement . "{placement}"))))
                (say-list "results-{name}" results)"""
            if placement == "new-image":
                body += f"""
                    (dump-image "{name}-new" (car results))
                    (save-layer (first-layer (car results)) "{folder}/{name}.png")
                    (gimp-image-delete (car results))"""
            else:
                body += f"""(save-layer (car results) "{folder}/{name}.png")"""
            body += f"""
                (dump-rest "{name}" image)
                (dump-rest "{name}-copy" copy)"""
            if placement in RESIZING:
                body += f"""
                    (save-rest "{name}" image "{folder}")
                    (save-rest "{name}-copy" copy "{folder}")"""
            body += """
                (gimp-image-delete image) (gimp-image-delete copy)"""
    body += f"""
        {PREPARE.format(photo=small, x=30, y=24)}
        (define results (upscale image source '((num-images . 3) (prompt . "tall \\"waves\\"")
          (magic-prompt . "off") (resemblance . 20) (detail . 90) (seed . 7))))
        (say-list "results-three" results)
        (dump-image "three" image)
        ; padded: the service is sent another shape, the result has the picture's own
        (define image (photo "{folder}/odd.png"))
        (define source (first-layer image))
        (define result (car (upscale image source '((protect-edges . 1)))))
        (dump-image "padded" image)
        (save-layer result "{folder}/padded.png")"""
    gimp = Gimp(folder / "gimp", request.config.getoption("--plug-ins"), primed)
    scenario = service.scenario()
    run = gimp.run(body, scenario.env(), timeout=600)
    gimp.assert_clean()
    run.folder, run.scenario = folder, scenario
    return run


placing = pytest.mark.xdist_group("placement")


def plain(layer):
    """A layer without what differs between an image and its copy."""
    return (layer.name, layer.box, layer.visible, layer.opacity, layer.mode, layer.mask != -1,
            layer.alpha, layer.group)


@placing
@pytest.mark.parametrize("placement", PLACEMENTS)
@pytest.mark.parametrize("source", SOURCES)
def test_the_rest_follows_as_gimp_does_it(placed, source, placement):
    name = f"{source}-{placement}"
    image, copy = placed.images[name], placed.images[f"{name}-copy"]
    assert (image.size, image.precision) == (copy.size, copy.precision)
    new = placed.lists[f"results-{name}"]
    rest = [layer for layer in image.layers if layer.id not in new or placement == "new-image"]
    groups = {"Outer", "Inner"}  # their size follows from what is in them
    assert [plain(layer) for layer in rest if layer.name not in groups] == [
        plain(layer) for layer in copy.layers if layer.name not in groups]
    for what in ("guides", "path", "selection"):
        one, other = placed.lists[f"{what}-{name}"], placed.lists[f"{what}-{name}-copy"]
        if what == "guides":  # GIMP's copy of an image has its guides in another order
            one, other = sorted(one), sorted(other)
        assert one == pytest.approx(other), what
    if placement not in RESIZING:
        return
    for what in ("selection", "channel", "mask", "above", "below"):
        one, other = (numpy.asarray(Image.open(placed.folder / f"{which}-{what}.png"))
                      for which in (name, f"{name}-copy"))
        assert one.shape == other.shape and (one == other).all(), what


@placing
@pytest.mark.parametrize("placement", PLACEMENTS)
@pytest.mark.parametrize("source", SOURCES)
def test_the_result_lies_on_its_source(placed, small, source, placement):
    name = f"{source}-{placement}"
    image = placed.images[name]
    photo = image.layer("Photo")
    picture = Image.open(small).convert("RGB")
    twice = picture.resize((96, 64), Image.NEAREST)
    file = placed.folder / f"{name}.png"
    if placement == "new-image":
        new = placed.images[f"{name}-new"]
        assert new.size == (96, 64)
        assert new.resolution == pytest.approx((300, 300))  # prints at the size of the source
        assert image.resolution == pytest.approx((150, 150))
        assert pictures.same(file, twice)
        return
    [result] = [layer for layer in image.layers if [layer.id] == placed.lists[f"results-{name}"]]
    assert result.parent == photo.parent
    assert image.layers.index(result) == image.layers.index(photo) - 1
    assert (result.x, result.y) == (photo.x, photo.y)
    if placement == "fit":
        assert result.box == photo.box
        assert pictures.psnr(file, picture) > 30
    else:
        assert (result.width, result.height) == (96, 64)
        assert pictures.same(file, twice)
    if placement == "scale-image":
        assert photo.box == result.box
    assert image.resolution == pytest.approx((150, 150))


@placing
def test_variations(placed):
    layers = placed.images["three"].layers
    above, group, *results = layers[:5]
    assert (above.name, group.name, group.group) == ("Above", "Upscale of Photo", True)
    assert [layer.id for layer in results] == placed.lists["results-three"]
    assert [layer.visible for layer in results] == [True, False, False]
    assert [layer.name for layer in layers[5:]] == ["Photo", "Below"]
    for i, layer in enumerate(results):
        assert layer.name == f"{i + 1}/3 – Photo – upscale R20 D90 seed {7 + i}"
        assert layer.parent == group.id
        told = dict(layer.provenance)
        assert told.pop("job") and re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:]+Z", told.pop("created"))
        assert told.pop("version") == 1
        assert re.fullmatch(r"[0-9a-f]{16}", told.pop("source_hash"))
        assert told.pop("tattoo") > told["source"].pop("tattoo") > 0
        assert told == {
            "engine": "ideogram", "model": "ideogram-3", "prompt": 'tall "waves"',
            "returned_prompt": 'tall "waves"', "magic_prompt": "off", "resemblance": 20,
            "detail": 90, "seed": 7 + i, "requested_seed": 7, "index": i + 1, "num_images": 3,
            "source": {"name": "Photo", "width": 48, "height": 32, "x": 0, "y": 0,
                       "layer_width": 48, "layer_height": 32},
            "covered": {"x": 0, "y": 0, "width": 48, "height": 32}, "scale": 2, "fit": "whole",
            "upload": {"format": "png", "lossy": False, "reduced": False}}


RATIOS = [(1, 1), (1, 2), (1, 3), (2, 3), (3, 4), (4, 5), (9, 16), (10, 16)]


@placing
def test_protected_edges(placed):
    sent = Image.open(io.BytesIO(placed.scenario.upload))
    ratios = [a / b for a, b in RATIOS] + [b / a for a, b in RATIOS]
    assert min(abs(sent.width / sent.height / ratio - 1) for ratio in ratios) < 0.005
    assert sent.width >= 450 and sent.height >= 400
    result, photo = placed.images["padded"].layers
    assert result.box == (0, 0, 900, 800) and photo.box == (0, 0, 450, 400)
    picture = Image.open(placed.folder / "odd.png")
    assert pictures.same(placed.folder / "padded.png", picture.resize((900, 800), Image.NEAREST))
    assert result.provenance["covered"] == {"x": 0, "y": 0, "width": 450, "height": 400}


# how the service crops, of which photo -> where the crop starts, and its size
CROPS = {"crop11": ("coffee.png", (100, 0, 400, 400)),
         "shift32": ("astronaut.png", (0, 0, 512, 341))}


@pytest.mark.parametrize("crop", CROPS)
def test_a_crop_is_found(gimp, service, tmp_path, crop):
    photo, (left, top, width, height) = CROPS[crop]
    flat = Image.new("RGB", (90, 70), (120, 130, 140))
    flat.save(tmp_path / "flat.png")
    scenario = service.scenario(f"pixels={crop}")
    run = gimp.run(f"""
        (define image (photo-on "{pictures.DATA}/{photo}" 900 700 30 20))
        (define source (first-layer image))
        (define grown (car (upscale image source '())))
        (define fitted (car (upscale image source '((placement . "fit")))))
        (dump-image "after" image)
        (save-layer grown "{tmp_path}/grown.png")
        (save-layer fitted "{tmp_path}/fitted.png")
        (define image (photo "{tmp_path}/flat.png"))
        (upscale image (first-layer image) '())
        (dump-image "flat" image)""", scenario.env())
    image = run.images["after"]
    fitted, grown, source = image.layers[0:3] if image.layers[0].width < 2 * width \
        else (image.layers[1], image.layers[0], image.layers[2])
    assert source.box == (30, 20, *Image.open(pictures.DATA / photo).size)
    assert (grown.width, grown.height) == (2 * width, 2 * height)
    assert abs(grown.x - 30 - left) <= 1 and abs(grown.y - 20 - top) <= 1
    told = grown.provenance
    assert told["scale"] == pytest.approx(2, abs=0.01)
    for side, value in zip(("x", "y", "width", "height"), (left, top, width, height)):
        assert told["covered"][side] == pytest.approx(value, abs=0.5)  # source pixels
    # the overlay must show what lies under it
    picture = Image.open(pictures.DATA / photo).convert("RGB")
    x, y = grown.x - 30, grown.y - 20
    small = Image.open(tmp_path / "grown.png").convert("RGB").resize((width, height), Image.BOX)
    assert pictures.psnr(small, picture.crop((x, y, x + width, y + height))) > 30
    x, y = fitted.x - 30, fitted.y - 20
    assert abs(x - left) <= 1 and abs(y - top) <= 1
    assert abs(fitted.width - width) <= 1 and abs(fitted.height - height) <= 1
    below = picture.crop((x, y, x + fitted.width, y + fitted.height))
    assert pictures.psnr(tmp_path / "fitted.png", below) > 30
    overlay = picture.copy()
    overlay.paste(Image.open(tmp_path / "fitted.png").convert("RGB"), (x, y))
    overlay.save(tmp_path / "overlay.png")
    # only for the picture without features there is a message
    assert run.output.count("centred crop") == 1
    flat = run.images["flat"].layers[0]
    assert (flat.x, flat.y) == {"crop11": (10, 0), "shift32": (0, 5)}[crop]


# how the service treats a photo of 600×400 -> what the parasite calls it, and the part it shows
TREATMENTS = {"cut16": ("cropped", (4, 0, 592, 400)), "stretch64": ("stretched", (0, 0, 600, 400)),
              "pad": ("padded", (0, 0, 600, 400)), "mirror": ("padded", (0, 0, 600, 400))}


@pytest.mark.parametrize("treatment", TREATMENTS)
def test_what_the_service_does_to_the_edges_is_undone(gimp, service, tmp_path, treatment):
    fit, (left, top, width, height) = TREATMENTS[treatment]
    photo = pictures.DATA / "coffee.png"
    scenario = service.scenario(f"pixels={treatment}")
    body = ""
    for placement in RESIZING + ["fit"]:
        body += f"""
            (define image (photo-on "{photo}" 700 500 30 20))
            (define result (car (upscale image (first-layer image)
                                         '((placement . "{placement}")))))
            (dump-image "{placement}" image)
            (save-layer result "{tmp_path}/{placement}.png")
            (gimp-image-delete image)"""
    run = gimp.run(body, scenario.env())
    picture = Image.open(photo).convert("RGB")
    for placement in RESIZING + ["fit"]:
        result, source = run.images[placement].layers[:2]
        told = result.provenance
        assert told["fit"] == fit
        for side, value in zip(("x", "y", "width", "height"), (left, top, width, height)):
            assert told["covered"][side] == pytest.approx(value, abs=0.5)
        scale = source.width / 600  # of the image
        size = told["scale"] if placement == "grow-canvas" else scale
        assert result.x - source.x == pytest.approx(left * scale, abs=1)
        assert result.y - source.y == pytest.approx(top * scale, abs=1)
        assert result.width == pytest.approx(width * size, abs=1)
        assert result.height == pytest.approx(height * size, abs=1)
        if placement == "scale-image" and fit != "cropped":
            assert result.box == source.box
        below = picture.crop((left, top, left + width, top + height))
        got = Image.open(tmp_path / f"{placement}.png").convert("RGB")
        assert pictures.psnr(got.resize(below.size, Image.LANCZOS), below) > 28
    words = {"cropped": "", "stretched": "stretched", "padded": "edges around"}[fit]
    assert words in run.output
    assert "centred crop" not in run.output


def test_another_picture_is_said(gimp, service):
    scenario = service.scenario("pixels=black")
    run = gimp.run(f"""
        (define image (photo "{pictures.DATA}/coffee.png"))
        (upscale image (first-layer image) '())
        (dump-image "after" image)""", scenario.env())
    assert run.images["after"].layers[0].box == (0, 0, 1200, 800)
    assert "something else than what was sent" in run.output
