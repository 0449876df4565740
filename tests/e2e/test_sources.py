# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pixels that are read from every kind of layer. The service doubles each pixel, so every second pixel of a
result tells exactly what was sent."""

import io

import numpy
import pictures
import pytest
from PIL import Image
from harness import Gimp, WithFonts

GROUP = """
    (define image (blank 100 80))
    (define source (make-group image "Photo"))
    (gimp-image-insert-layer image source 0 0)
    (flat-layer image source "A" '(200 60 90) 5 4 20 16)
    (gimp-layer-set-opacity (flat-layer image source "B" '(20 160 90) 15 10 20 16) 50)"""

# name -> a script that makes `image` and `source`; {photo} is the picture of 48×32. Results are
# opaque, so that they also show what was sent behind transparency.
CASES = {
    "larger-than-the-canvas": """
        (define image (photo-on "{photo}" 30 20 -9 -7))
        (define source (first-layer image))""",
    "beside-the-canvas": """
        (define image (photo-on "{photo}" 30 20 40 -50))
        (define source (first-layer image))""",
    "nested": """
        (define image (photo-on "{photo}" 100 80 10 6))
        (define source (first-layer image))
        (define outer (make-group image "Outer"))
        (gimp-image-insert-layer image outer 0 0)
        (define inner (make-group image "Inner"))
        (gimp-image-insert-layer image inner outer 0)
        (gimp-image-reorder-item image source inner 0)""",
    "mask-opacity-mode": """
        (define image (photo-on "{photo}" 100 80 10 6))
        (define source (first-layer image))
        (gimp-layer-add-mask source (car (gimp-layer-create-mask source ADD-MASK-BLACK)))
        (gimp-layer-set-opacity source 35)
        (gimp-layer-set-mode source LAYER-MODE-MULTIPLY)""",
    "hidden": """
        (define image (photo-on "{photo}" 100 80 10 6))
        (define source (first-layer image))
        (gimp-item-set-visible source FALSE)""",
    "locked": """
        (define image (photo-on "{photo}" 100 80 10 6))
        (define source (first-layer image))
        (gimp-item-set-lock-content source TRUE)""",
    "group": GROUP,
    "hidden-group": GROUP + "(gimp-item-set-visible source FALSE)",
    "pass-through-group": GROUP + "(gimp-layer-set-mode source LAYER-MODE-PASS-THROUGH)",
    # what GIMP hands over while the mask is being edited
    "layer-mask": """
        (define image (photo-on "{photo}" 100 80 10 6))
        (define source (first-layer image))
        (define drawable (car (gimp-layer-create-mask source ADD-MASK-BLACK)))
        (gimp-layer-add-mask source drawable)""",
    "group-with-mask": GROUP + """
        (gimp-layer-add-mask source (car (gimp-layer-create-mask source ADD-MASK-BLACK)))
        (gimp-layer-set-opacity source 50)""",
    "one-pixel": """
        (define image (blank 40 30))
        (define source (flat-layer image 0 "Photo" '(200 60 90) 3 4 1 1))""",
    "one-column": """
        (define image (blank 40 30))
        (define source (flat-layer image 0 "Photo" '(200 60 90) 3 -100 1 500))""",
    "no-selection": """
        (define image (photo-on "{photo}" 100 80 10 6))
        (define source (first-layer image))
        (define region "selection")""",
    "selection": """
        (define image (photo-on "{photo}" 100 80 10 6))
        (define source (first-layer image))
        (gimp-image-select-rectangle image CHANNEL-OP-REPLACE 20 10 15 12)
        (define region "selection")""",
    "selection-over-the-edge": """
        (define image (photo-on "{photo}" 100 80 10 6))
        (define source (first-layer image))
        (gimp-image-select-ellipse image CHANNEL-OP-REPLACE -10 -8 40 36)
        (gimp-selection-feather image 8)
        (define region "selection")""",
    "selection-as-layer": """
        (define image (photo-on "{photo}" 100 80 10 6))
        (define source (first-layer image))
        (gimp-image-select-rectangle image CHANNEL-OP-REPLACE 20 10 15 12)""",
}

# GIMP 3 alone has layer effects, GIMP 3.2 layers of links and paths
CASES_3 = {
    "effect": """
        (define image (photo-on "{photo}" 100 80 10 6))
        (define source (first-layer image))
        (gimp-drawable-append-new-filter source "gegl:invert-gamma" "" LAYER-MODE-REPLACE 1.0)""",
    "hidden-effect": """
        (define image (photo-on "{photo}" 100 80 10 6))
        (define source (first-layer image))
        (gimp-drawable-append-new-filter source "gegl:invert-gamma" "" LAYER-MODE-REPLACE 1.0)
        (gimp-item-set-visible source FALSE)""",
}
CASES_32 = {
    "link": """
        (define image (blank 100 80))
        (define source (car (gimp-link-layer-new image "{photo}")))
        (gimp-image-insert-layer image source 0 0)
        (gimp-item-set-name source "Photo")
        (gimp-layer-set-offsets source 10 6)""",
    "vector": """
        (define image (blank 100 80))
        (define path (make-path image "Path"))
        (path-line path 20 20 60 50)
        (define source (car (gimp-vector-layer-new image path)))
        (gimp-image-insert-layer image source 0 0)
        (gimp-item-set-name source "Photo")""",
}

# name -> a script that makes `image` and `source`; words of the refusal
REFUSED = {
    "invisible": ("(define image (blank 40 30)) (define source (first-layer image))",
                  "transparent"),
    "selection-elsewhere": ("""
        (define image (photo-on "{photo}" 100 80 10 6))
        (define source (first-layer image))
        (gimp-image-select-rectangle image CHANNEL-OP-REPLACE 70 50 20 20)
        (define region "selection")""", "does not touch"),
    "channel": ("""
        (define image (photo-on "{photo}" 100 80 10 6))
        (gimp-image-select-rectangle image CHANNEL-OP-REPLACE 70 50 20 20)
        (define source (car (gimp-selection-save image)))""", "only layers"),
}


def file_of(name):
    # GIMP 3.2's PNG exporter fails at the thumbnail of so narrow a picture
    return f"{name}.ppm" if name == "one-column" else f"{name}.png"


def cases_of(gimp):
    version = tuple(int(part) for part in gimp.version.split(".")[:2])
    cases = dict(CASES)
    if version >= (3, 0):
        cases.update(CASES_3)
    if version >= (3, 2):
        cases.update(CASES_32)
    return cases


@pytest.fixture(scope="module")
def sources(primed, service, small, tmp_path_factory, request):
    """One GIMP that upscales a layer of each kind."""
    folder = tmp_path_factory.mktemp("sources")
    gimp = Gimp(folder / "gimp", request.config.getoption("--plug-ins"), primed)
    body = ""
    for name, prepare in cases_of(gimp).items():
        body += f"""
            (define region "layer")
            (define drawable #f)
            {prepare.replace("{photo}", str(small))}
            (if (string=? region "selection")
                (save-selection image "{folder}/{name}-selected.png"))
            (select-layer image source)
            (dump-image "{name}-before" image)
            (define results (attempt "{name}" (lambda ()
              (upscale image (if drawable drawable source)
                       (list (cons 'keep-alpha 0) (cons 'region region))))))
            (dump-image "{name}" image)
            (if (pair? results)
                (let ((mask (car (gimp-layer-get-mask (car results)))))
                  (save-layer (car results) "{folder}/{file_of(name)}")
                  (if (>= mask 0) (save-mask image mask "{folder}/{name}-mask.png"))))"""
    for name, (prepare, _) in REFUSED.items():
        body += f"""
            (define region "layer")
            {prepare.replace("{photo}", str(small))}
            (dump-image "{name}-before" image)
            (upscale-error "{name}" image source (list (cons 'region region)))
            (dump-image "{name}" image)"""
    scenario = service.scenario()
    run = gimp.run(body, scenario.env(), timeout=600)
    gimp.assert_clean()
    run.gimp, run.folder, run.scenario = gimp, folder, scenario
    return run


pytestmark = pytest.mark.xdist_group("sources")


def result_of(run, name):
    """The result's layer and its source's in the dump, and what was sent (RGB)."""
    if name not in cases_of(run.gimp):
        pytest.skip(f"GIMP {run.gimp.version} has no such layers")
    outcome = run.outcomes[name]
    assert outcome.status == "ok", outcome
    layers = run.images[name].layers
    result = next(layer for layer in layers if layer.name.startswith("Photo – upscale"))
    got = pictures.pixels(run.folder / file_of(name))
    sent = got[::2, ::2]
    assert (got == sent.repeat(2, 0).repeat(2, 1)).all()
    return result, run.images[name].layer("Photo"), sent


PHOTO_CASES = ["larger-than-the-canvas", "beside-the-canvas", "nested", "mask-opacity-mode",
               "hidden", "locked", "layer-mask", "no-selection", "selection-as-layer", "link"]


@pytest.mark.parametrize("name", PHOTO_CASES)
def test_the_layers_own_pixels(sources, small, name):
    result, source, sent = result_of(sources, name)
    assert pictures.same(Image.fromarray(sent.astype(numpy.uint8)), small)
    assert (result.width, result.height) == (96, 64)
    assert (result.x, result.y) == (source.x, source.y)
    assert result.parent == source.parent
    assert (result.visible, result.opacity, result.mask) == (True, 100.0, -1)
    before = sources.images[f"{name}-before"].layer("Photo")
    for what in ("visible", "opacity", "mode", "mask", "width", "height"):
        assert getattr(source, what) == getattr(before, what)
    layers = sources.images[name].layers
    assert layers.index(result) == layers.index(source) - 1


def test_a_layer_that_sticks_out(sources):
    image = sources.images["larger-than-the-canvas"]
    # the canvas grew to the left and top by what sticks out, and to the right and bottom by the
    # result
    assert image.size == (96, 64)
    assert [layer.box for layer in image.layers] == [
        (0, 0, 96, 64), (0, 0, 48, 32), (9, 7, 30, 20)]
    image = sources.images["beside-the-canvas"]
    assert image.size == (136, 70)
    assert [layer.box for layer in image.layers] == [
        (40, 0, 96, 64), (40, 0, 48, 32), (0, 50, 30, 20)]


@pytest.mark.parametrize("name", ["effect", "hidden-effect"])
def test_effects_are_included(sources, small, name):
    _, source, sent = result_of(sources, name)
    assert source.visible == (name == "effect")
    assert numpy.abs(sent - (255 - pictures.pixels(small))).max() <= 1


GROUPS = ["group", "hidden-group", "pass-through-group", "group-with-mask"]


@pytest.mark.parametrize("name", GROUPS)
def test_the_rendering_of_a_group(sources, name):
    result, source, sent = result_of(sources, name)
    assert source.box == (5, 4, 30, 22) and source.group
    assert (result.box, result.parent) == ((5, 4, 60, 44), -1)
    # only A, only B (half transparent, but sent in its full colour)
    assert numpy.abs(sent[:6, :20] - (200, 60, 90)).max() <= 1
    assert numpy.abs(sent[16:, 10:] - (20, 160, 90)).max() <= 1
    # A and B: a mixture that depends on how GIMP blends, but is the same in all of these groups
    both = sent[8:14, 12:18].reshape(-1, 3)
    assert numpy.abs(both - both[0]).max() <= 1
    assert (20 < both[0][0] < 200) and (60 < both[0][1] < 160)
    assert (numpy.abs(sent - result_of(sources, "group")[2]) <= 1).all()


def test_a_vector_layer(sources):
    result, source, sent = result_of(sources, "vector")
    assert (result.width, result.height) == (2 * source.width, 2 * source.height)
    assert sent.shape[0] > 1


@pytest.mark.parametrize("name, size", [("one-pixel", (1, 1)), ("one-column", (1, 500))])
def test_tiny_layers(sources, name, size):
    result, source, sent = result_of(sources, name)
    assert (result.width, result.height) == (2 * size[0], 2 * size[1])
    assert (sent == (200, 60, 90)).all()
    assert (result.x, result.y) == (source.x, source.y)


def twice(plane):
    """A plane of bytes at twice the size, by the cubic that alpha is enlarged with."""
    image = Image.fromarray(numpy.asarray(plane, numpy.float32), "F")
    large = image.resize((2 * image.width, 2 * image.height), Image.BICUBIC)
    return numpy.rint(numpy.asarray(large)).clip(0, 255).astype(int)


def boxed(strength, box):
    x, y, width, height = box
    return strength[y:y + height, x:x + width]


@pytest.mark.parametrize("name", ["selection", "selection-over-the-edge"])
def test_a_selection_becomes_a_mask(sources, small, name):
    result, source, sent = result_of(sources, name)
    before = sources.images[f"{name}-before"].layer("Photo")
    strength = numpy.asarray(Image.open(sources.folder / f"{name}-selected.png"))[..., 3]
    ys, xs = numpy.nonzero(boxed(strength, before.box))
    left, top = int(xs.min()), int(ys.min())
    width, height = int(xs.max()) + 1 - left, int(ys.max()) + 1 - top
    if name == "selection":
        assert (left, top, width, height) == (10, 4, 15, 12)
    assert sent.shape == (height, width, 3)
    assert (sent == pictures.pixels(small)[top:top + height, left:left + width]).all()
    assert result.box == (source.x + left, source.y + top, 2 * width, 2 * height)
    assert result.mask != -1
    # soft edges stay soft: the mask is the enlarged selection
    mask = numpy.asarray(Image.open(sources.folder / f"{name}-mask.png"))[..., 3].astype(int)
    mask = boxed(mask, result.box)
    part = boxed(strength, before.box)[top:top + height, left:left + width]
    assert numpy.abs(mask - twice(part)).max() <= 2
    if name == "selection":
        assert (mask == 255).all()
    else:
        assert len(numpy.unique(mask)) > 60
    told = result.provenance
    assert (told["source"]["width"], told["source"]["height"]) == (width, height)


@pytest.mark.parametrize("name", REFUSED)
def test_refusals(sources, name):
    outcome = sources.outcomes[name]
    assert outcome.status == "calling-error"
    assert REFUSED[name][1] in outcome.message
    assert sources.images[name] == sources.images[f"{name}-before"]


def test_only_what_was_asked_for_was_sent(sources):
    assert sources.scenario.billed == len(sources.scenario.calls("/api/assets")) == \
        len(cases_of(sources.gimp))


def test_a_text_layer(primed, service, tmp_path, request):
    gimp = WithFonts(tmp_path / "gimp", request.config.getoption("--plug-ins"), primed)
    scenario = service.scenario()
    run = gimp.run(f"""
        (define image (blank 200 80))
        (gimp-context-set-foreground '(200 60 90))
        (define source (make-text image "Hairlines" 28))
        (gimp-image-insert-layer image source 0 0)
        (gimp-layer-set-offsets source 7 9)
        (define result (car (upscale image source '())))
        (dump-image "after" image)
        (save-layer source "{tmp_path}/source.png")
        (save-layer result "{tmp_path}/result.png")""", scenario.env())
    result, source = run.images["after"].layers[:2]
    assert result.name.startswith("Hairlines – upscale")
    assert result.box == (7, 9, 2 * source.width, 2 * source.height)
    letters = Image.open(tmp_path / "source.png").getchannel("A")
    assert letters.getextrema()[1] > 200
    got = numpy.asarray(Image.open(tmp_path / "result.png")).astype(int)
    # one colour wherever the letters are visible; GIMP's own colours of faint pixels are imprecise
    error = numpy.abs(got[..., :3] - (200, 60, 90)).max(2) * got[..., 3] / 255
    assert error.max() < 6
    assert numpy.abs(got[..., 3] - twice(letters)).max() <= 2


@pytest.mark.parametrize("size", [(20000, 40), (40, 20000), (16384, 3)])
def test_a_result_that_would_not_be_larger_is_not_paid_for(gimp, service, tmp_path, size):
    Image.new("RGB", size, (200, 60, 90)).save(tmp_path / "panorama.png")
    scenario = service.scenario("ok")
    run = gimp.run(f"""
        (define image (photo "{tmp_path}/panorama.png"))
        (dump-image "before" image)
        (upscale-error "it" image (first-layer image) '((placement . "scale-image")))
        (dump-image "after" image)""", scenario.env())
    outcome = run.outcomes["it"]
    assert outcome.status == "calling-error"
    assert "no larger" in outcome.message and "Selection" in outcome.message
    assert run.images["after"] == run.images["before"]
    assert scenario.log == []
    gimp.assert_clean()


# a script that makes a layer `source` with a drop shadow beyond its bounds, and how GIMP merges it
SHADOW = """
    (gimp-drawable-append-new-filter {} "gegl:dropshadow" "" LAYER-MODE-REPLACE 1.0
                                     "x" 9.0 "y" 7.0 "radius" 4.0)"""
SHADOWS = {
    "single": """
        (define image (photo-on "{photo}" 100 80 10 6))
        (define source (first-layer image))""" + SHADOW.format("source"),
    "at-the-edge": """
        (define image (photo-on "{photo}" 52 36 -3 2))
        (define source (first-layer image))""" + SHADOW.format("source"),
    "child": """
        (define image (photo-on "{photo}" 100 80 10 6))
        (define source (first-layer image))
        (define group (make-group image "Group"))
        (gimp-image-insert-layer image group 0 0)
        (gimp-image-reorder-item image source group 0)""" + SHADOW.format("source"),
    "group": GROUP + SHADOW.format("source"),
    "group-with-child": GROUP + SHADOW.format("(car (group-children source))"),
    "selection": """
        (define image (photo-on "{photo}" 100 80 10 6))
        (define source (first-layer image))
        (gimp-image-select-rectangle image CHANNEL-OP-REPLACE 50 20 40 40)
        (define region "selection")""" + SHADOW.format("source"),
}


@pytest.fixture(scope="module")
def shadows(primed, service, small, tmp_path_factory, request):
    """One GIMP 3 that upscales layers with shadows, and merges copies of them."""
    folder = tmp_path_factory.mktemp("shadows")
    gimp = Gimp(folder / "gimp", request.config.getoption("--plug-ins"), primed)
    if gimp.major < 3:
        pytest.skip("GIMP 2.10 has no layer effects")
    body = ""
    for name, prepare in SHADOWS.items():
        body += f"""
            (define region "layer")
            {prepare.replace("{photo}", str(small))}
            (define copy (car (gimp-layer-copy source FALSE)))
            (gimp-image-insert-layer image copy 0 0)
            (define merged (if (= (car (gimp-item-is-group copy)) TRUE)
                               (car (gimp-group-layer-merge copy))
                               (begin (gimp-layer-add-alpha copy)  ; as it is seen
                                      (gimp-drawable-merge-filters copy)
                                      copy)))
            (gimp-item-set-name merged "Merged")
            (save-layer merged "{folder}/{name}-merged.png")
            (dump-image "{name}-before" image)
            (gimp-image-remove-layer image merged)
            (define results (upscale image source (list (cons 'keep-alpha 1)
                                                        (cons 'region region))))
            (dump-image "{name}" image)
            (say-list "{name}" results)
            (save-layer (car results) "{folder}/{name}.png")"""
    run = gimp.run(body, service.scenario().env())
    gimp.assert_clean()
    run.folder = folder
    return run


@pytest.mark.parametrize("name", SHADOWS)
def test_a_shadow_beyond_the_layer_is_part_of_it(shadows, name):
    before, after = shadows.images[f"{name}-before"], shadows.images[name]
    merged, source, then = before.layer("Merged"), after.layer("Photo"), before.layer("Photo")
    result = after.by_id(shadows.lists[name][0])
    wanted = numpy.asarray(Image.open(shadows.folder / f"{name}-merged.png").convert("RGBA"))
    box = [merged.x, merged.y, merged.x + merged.width, merged.y + merged.height]
    assert (merged.width, merged.height) != (then.width, then.height), "no shadow: no test"
    if name == "selection":
        box = [max(box[0], 50), max(box[1], 20), min(box[2], 90), min(box[3], 60)]
        wanted = wanted[box[1] - merged.y:box[3] - merged.y, box[0] - merged.x:box[2] - merged.x]
    assert (result.x - source.x, result.y - source.y) == (box[0] - then.x, box[1] - then.y)
    assert (result.width, result.height) == (2 * (box[2] - box[0]), 2 * (box[3] - box[1]))
    got = numpy.asarray(Image.open(shadows.folder / f"{name}.png").convert("RGBA"))
    sent = got[::2, ::2].astype(int)
    seen = wanted[..., 3] > 40
    assert seen.sum() > 0.2 * seen.size
    assert numpy.abs(sent[..., :3] - wanted[..., :3])[seen].max() <= 2
    assert numpy.abs(got[..., 3].astype(int) - twice(wanted[..., 3])).max() <= 3


def test_a_layer_too_wide_to_be_sent_as_it_is(gimp, service, tmp_path):
    Image.new("RGB", (12000, 4), (200, 60, 90)).save(tmp_path / "wide.png")
    scenario = service.scenario("ok")
    run = gimp.run(f"""
        (define image (photo "{tmp_path}/wide.png"))
        (say-list "results" (upscale image (first-layer image) '((placement . "fit"))))
        (dump-image "after" image)""", scenario.env())
    assert Image.open(io.BytesIO(scenario.upload)).width == 8192
    result = run.images["after"].by_id(run.lists["results"][0])
    assert (result.x, result.y, result.width, result.height) == (0, 0, 12000, 4)
    assert result.provenance["upload"] == {"format": "png", "lossy": False, "reduced": True}
    assert "reduced to 8192" in run.output
