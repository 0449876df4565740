# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results are put where their layer is when they arrive, however the image has changed since the
job began. Also tests the factor by which scale-image scales an image."""

import subprocess

import pictures
import pytest
from PIL import Image
from harness import SUPPORT, Gimp
from service import Director

PLACEMENTS = ["grow-canvas", "fit", "scale-image"]

# What the user does to `image` and its layer `source`, a photo of 48×32 at (10, 6) of 100×80,
# between the paid call and the arrival.
MOVES = {
    "moved": "(gimp-layer-set-offsets source -30 41)",
    "moved-canvas": "(gimp-image-resize image 201 151 7 9)",
    "smaller-canvas": "(gimp-image-resize image 20 15 0 0)",
    "regrouped": """
        (define group (make-group image "Group"))
        (gimp-image-insert-layer image group 0 0)
        (gimp-image-reorder-item image source group 0)""",
}
RESIZES = {
    "scaled-layer": "(gimp-layer-scale source 96 64 FALSE)",
    "scaled-image": "(gimp-image-scale image 200 160)",
    "cropped-image": "(gimp-image-crop image 40 30 12 8)",
    "undone-scaling": "(gimp-image-scale image 50 40)",
}
CASES = {f"{change}-{placement}": (action, placement)
         for change, action in {**MOVES, **RESIZES}.items() for placement in PLACEMENTS}

in_one_process = pytest.mark.xdist_group("geometry")


@pytest.fixture(scope="module")
def changed(primed, service, small, tmp_path_factory, request):
    """One GIMP: jobs whose download breaks off; then their images are changed and the jobs are
    recovered, the newest first."""
    folder = tmp_path_factory.mktemp("geometry")
    gimp = Gimp(folder / "gimp", request.config.getoption("--plug-ins"), primed)
    scenario = service.scenario("download=404")
    with Director(folder, scenario) as director:
        body = director.words
        for i, (name, (_, placement)) in enumerate(CASES.items()):
            body += f"""
                (define image{i} (photo-on "{small}" 100 80 10 6))
                (upscale-error "paid-{name}" image{i} (first-layer image{i})
                               '((placement . "{placement}")))"""
        body += """
            (become "ok")"""
        for i, (name, (action, placement)) in reversed(list(enumerate(CASES.items()))):
            body += f"""
                (define image image{i})
                (define source (first-layer image))
                {action}
                (dump-image "{name}-before" image)
                (define results (attempt "{name}" (lambda () (recover-job "" "{placement}"))))
                (say-list "{name}" results)
                (dump-image "{name}" image)
                (if (member (car results) (all-images))
                    (if (= (length (all-images)) {len(CASES) + 1})
                        (begin (dump-image "{name}-new" (car results))
                               (gimp-image-delete (car results)))))"""
        run = gimp.run(body, scenario.env(), timeout=400)
    gimp.assert_clean()
    run.scenario = scenario
    return run


@in_one_process
@pytest.mark.parametrize("placement", PLACEMENTS)
@pytest.mark.parametrize("change", MOVES)
def test_results_follow_their_layer(changed, change, placement):
    name = f"{change}-{placement}"
    before, after = changed.images[f"{name}-before"], changed.images[name]
    source, then = after.layer("Photo"), before.layer("Photo")
    [result] = [layer for layer in after.layers if [layer.id] == changed.lists[name]]
    assert result.parent == source.parent
    assert after.layers.index(result) == after.layers.index(source) - 1
    assert (result.x, result.y) == (source.x, source.y)
    if placement == "fit":
        assert (after.size, source.box, result.box) == (before.size, then.box, then.box)
    elif placement == "scale-image":
        assert after.size == tuple(2 * side for side in before.size)
        assert source.box == result.box == tuple(2 * side for side in then.box)
    else:
        left, top = min(0, then.x), min(0, then.y)
        right, bottom = max(before.width, then.x + 96), max(before.height, then.y + 64)
        assert after.size == (right - left, bottom - top)
        assert source.box == (then.x - left, then.y - top, 48, 32)
        assert (result.width, result.height) == (96, 64)
    below, below_then = after.layer("Below"), before.layer("Below")
    if placement != "scale-image":
        assert (below.width, below.height) == (below_then.width, below_then.height)
        assert (below.x - source.x, below.y - source.y) == (
            below_then.x - then.x, below_then.y - then.y)


@in_one_process
@pytest.mark.parametrize("placement", PLACEMENTS)
@pytest.mark.parametrize("change", RESIZES)
def test_a_layer_of_another_size_gets_new_images(changed, change, placement):
    name = f"{change}-{placement}"
    assert changed.images[name] == changed.images[f"{name}-before"]
    new = changed.images[f"{name}-new"]
    assert (new.size, [layer.box for layer in new.layers]) == ((96, 64), [(0, 0, 96, 64)])


@in_one_process
def test_the_message_is_shown_and_the_job_paid_once(changed):
    assert changed.output.count("another size now") == len(RESIZES) * len(PLACEMENTS)
    assert changed.scenario.billed == len(CASES)
    for name in CASES:
        assert changed.outcomes[f"paid-{name}"].status == "execution-error"
        assert changed.outcomes[name].status == "ok"


def test_results_that_come_one_after_the_other(gimp, service, small):
    """Two of three variations arrive at first, and Recover adds the third. It does not shrink the
    canvas that the first two made larger."""
    # only the first has a signed address; for the others, one source after the other fails once
    scenario = service.scenario("cdn=404x1+ephemeral=404x1")
    run = gimp.run(f"""
        (define image (photo-on "{small}" 60 40 0 0))
        (define source (first-layer image))
        (say-list "first" (upscale image source '((num-images . 3))))
        (dump-image "first" image)
        (say-list "second" (recover-job "" "grow-canvas"))
        (dump-image "second" image)""", scenario.env())
    first, second = run.images["first"], run.images["second"]
    assert len(run.lists["first"]) == 2 and len(run.lists["second"]) == 1
    assert first.size == second.size == (96, 64)
    boxes = {layer.id: layer.box for layer in first.layers}
    assert {layer.id: layer.box for layer in second.layers if layer.id in boxes} == boxes
    assert second.by_id(run.lists["second"][0]).box == (0, 0, 96, 64)
    assert scenario.billed == 1


# --- what scale-image scales by -------------------------------------------------------------------

# how the service makes results of a photo of 48×32 -> the factor of the image, or what is said
FACTORS = {
    "identity": 1, "scale150": 1.5, "nearest3": 3, "scale400": 4, "scale200,400,200": 2,
    "scale300,150": 1.5, "scale50": "smaller than the layer", "scale200,50": "smaller than the layer",
    "scale500": "more than 4 times", "scale900": "more than 4 times",
}
ODD = {"layer": (-7, 13), "nested": (23, 5)}


@pytest.fixture(scope="module")
def scaled(primed, service, small, tmp_path_factory, request):
    """One GIMP: scale-image with results of all sizes, beside GIMP's own scaling of a copy."""
    folder = tmp_path_factory.mktemp("factors")
    gimp = Gimp(folder / "gimp", request.config.getoption("--plug-ins"), primed)
    scenario = service.scenario()
    with Director(folder, scenario) as director:
        body = director.words
        for pixels, factor in FACTORS.items():
            for where, (x, y) in ODD.items():
                name = f"{pixels}-{where}"
                nest = """
                    (define group (make-group image "Group"))
                    (gimp-image-insert-layer image group 0 0)
                    (gimp-image-reorder-item image source group 0)""" if where == "nested" else ""
                size = [101, 83] if isinstance(factor, str) else \
                    [int(side * factor + 0.5) for side in (101, 83)]
                body += f"""
                    (become "pixels={pixels}")
                    (define image (photo-on "{small}" 101 83 {x} {y}))
                    (define source (first-layer image))
                    {nest}
                    (define copy (car (gimp-image-duplicate image)))
                    {f"(gimp-image-scale copy {size[0]} {size[1]})" if size != [101, 83] else ""}
                    (define results (attempt "{name}" (lambda ()
                      (upscale image source '((placement . "scale-image")
                                              (num-images . {pixels.count(",") + 1}))))))
                    (say-list "{name}" results)
                    (dump-image "{name}" image)
                    (dump-image "{name}-copy" copy)
                    (gimp-image-delete copy)"""
                if isinstance(factor, str):
                    body += f"""
                        (dump-image "{name}-new" (car results))"""
                else:
                    body += f"""
                        (save-layer (car results) "{folder}/{name}.png")"""
        run = gimp.run(body, scenario.env(), timeout=400)
    gimp.assert_clean()
    run.folder = folder
    return run


in_one_scaled = pytest.mark.xdist_group("scaled")


@in_one_scaled
@pytest.mark.parametrize("where", ODD)
@pytest.mark.parametrize("pixels", [pixels for pixels in FACTORS
                                    if not isinstance(FACTORS[pixels], str)])
def test_every_result_lies_over_its_scaled_source(scaled, small, pixels, where):
    name = f"{pixels}-{where}"
    image, copy = scaled.images[name], scaled.images[f"{name}-copy"]
    results = [layer for layer in image.layers if layer.id in scaled.lists[name]]
    source = image.layer("Photo")
    assert image.size == copy.size
    assert source.box == copy.layer("Photo").box and image.layer("Below").box == copy.layer("Below").box
    assert len(results) == pixels.count(",") + 1
    assert {result.box for result in results} == {source.box}
    assert {result.parent for result in results} != {-1} or len(results) == 1
    assert [result.visible for result in results] == [True] + [False] * (len(results) - 1)
    picture = Image.open(small).convert("RGB").resize((source.width, source.height), Image.LANCZOS)
    assert pictures.psnr(scaled.folder / f"{name}.png", picture) > 30


@in_one_scaled
@pytest.mark.parametrize("where", ODD)
@pytest.mark.parametrize("pixels", [pixels for pixels in FACTORS
                                    if isinstance(FACTORS[pixels], str)])
def test_an_image_is_not_scaled_down_nor_too_far(scaled, pixels, where):
    name = f"{pixels}-{where}"
    before = scaled.images[f"{name}-copy"]
    after = scaled.images[name]
    assert after.size == before.size
    assert [layer.box for layer in after.layers] == [layer.box for layer in before.layers]
    percent = int(pixels.split(",")[0].removeprefix("scale"))
    new = scaled.images[f"{name}-new"]
    assert new.size == (48 * percent // 100, 32 * percent // 100)
    assert FACTORS[pixels] in scaled.output


def test_layers_of_different_factors(gimp, service, small, tmp_path):
    if gimp.major < 3:
        pytest.skip("GIMP 2.10 has one active layer")
    Image.open(small).resize((24, 16)).save(tmp_path / "half.png")
    scenario = service.scenario("pixels=longest96")
    run = gimp.run(f"""
        (define image (photo-on "{small}" 100 80 40 30))
        (define second (car (gimp-file-load-layer RUN-NONINTERACTIVE image "{tmp_path}/half.png")))
        (gimp-image-insert-layer image second 0 0)
        (gimp-layer-set-offsets second 3 5)
        (gimp-item-set-name second "Second")
        (say-list "results" (upscale-layers image (list (cadr (image-layers image)) second)
                                            '((placement . "scale-image"))))
        (dump-image "after" image)""", scenario.env())
    image = run.images["after"]
    first, second = (image.by_id(layer) for layer in run.lists["results"])
    assert image.size == (200, 160)
    assert first.box == image.layer("Photo").box == (80, 60, 96, 64)
    assert second.box == image.layer("Second").box == (6, 10, 48, 32)


def test_variations_of_different_sizes_are_one_group(gimp, service, small):
    scenario = service.scenario("pixels=scale200,400,200")
    run = gimp.run(f"""
        (define image (photo-on "{small}" 100 80 10 6))
        (upscale image (first-layer image) '((num-images . 3)))
        (dump-image "grown" image)
        (define image (photo-on "{small}" 100 80 10 6))
        (upscale image (first-layer image) '((num-images . 3) (placement . "fit")))
        (dump-image "fit" image)
        (define image (photo-on "{small}" 100 80 10 6))
        (define images (upscale image (first-layer image)
                                '((num-images . 3) (placement . "new-image"))))
        (dump-image "0" (car images)) (dump-image "1" (cadr images)) (dump-image "2" (caddr images))
        """, scenario.env())
    for name, sizes in (("grown", [(96, 64), (192, 128), (96, 64)]), ("fit", [(48, 32)] * 3)):
        group, *layers = run.images[name].layers
        results = layers[:3]
        assert group.group and {layer.parent for layer in results} == {group.id}
        assert [layer.name for layer in layers[3:]] == ["Photo", "Below"]
        assert [layer.visible for layer in results] == [True, False, False]
        assert [layer.box for layer in results] == [(10, 6, *size) for size in sizes]
    assert run.images["grown"].size == (202, 134)
    assert [run.images[str(i)].size for i in range(3)] == [(96, 64), (192, 128), (96, 64)]


@pytest.fixture(scope="module")
def refusing(tmp_path_factory):
    """A library that lets GIMP refuse a layer."""
    library = tmp_path_factory.mktemp("refusing") / "fail_insertion.so"
    subprocess.run(["g++", "-std=c++17", "-shared", "-fPIC", "-o", library,
                    SUPPORT / "fail_insertion.cpp", "-ldl"], check=True)
    return library


def test_an_image_that_takes_no_layer_stays_as_it_was(gimp, service, small, refusing, tmp_path):
    body = f"""
        (define (refuse n)
          (let ((port (open-output-file "{tmp_path}/left")))
            (display n port)
            (close-output-port port)))
        (define image (photo-on "{small}" 100 80 30 24))
        (define source (first-layer image))
        (gimp-layer-set-opacity source 40)
        (gimp-image-add-vguide image 25)
        (dump-image "before" image)
        (save-flat image "{tmp_path}/before.png")"""
    # a group and two layers
    names = [f"{placement}-{n}" for placement in ("scale-image", "fit", "grow-canvas") for n in (1, 2, 3)]
    for name in names:
        placement, n = name.rsplit("-", 1)
        body += f"""
            (refuse {n})
            (upscale-error "{name}" image source '((placement . "{placement}") (num-images . 2)))
            (dump-image "{name}" image)
            (save-flat image "{tmp_path}/{name}.png")"""
    body += """
        (refuse 0)
        (say-list "recovered" (recover-job "" "scale-image"))
        (dump-image "recovered" image)"""
    run = gimp.run(body, {**service.scenario().env(), "LD_PRELOAD": str(refusing),
                          "FAIL_INSERTION": str(tmp_path / "left")})
    before = run.images["before"]
    for name in names:
        assert run.outcomes[name].status == "execution-error", name
        assert run.images[name] == before, name
        assert pictures.same(tmp_path / f"{name}.png", tmp_path / "before.png"), name
    assert run.images["recovered"].size == (200, 160)
    assert len(run.lists["recovered"]) == 2


# GIMP 3.2.6 itself moves link layers and scales paths of vector layers in groups twice.
LINKS = """
(define image (photo-on "{small}" 100 80 30 24))
(define source (first-layer image))
(define group (make-group image "Group"))
(gimp-image-insert-layer image group 0 0)
(define inner (make-group image "Inner"))
(gimp-image-insert-layer image inner group 0)
(define (link name parent x y)
  (let ((layer (car (gimp-link-layer-new image "{small}"))))
    (gimp-image-insert-layer image layer parent 0)
    (gimp-item-set-name layer name)
    (gimp-layer-set-offsets layer x y)))
(define (shape name parent x)
  (let ((path (make-path image name)))
    (path-line path (+ x 10) 20 (+ x 31) 37)
    (let ((layer (car (gimp-vector-layer-new image path))))
      (gimp-image-insert-layer image layer parent 0)
      (gimp-item-set-name layer name))))
(link "link" 0 7 9)
(link "link in group" group 11 13)
(link "link in inner group" inner 17 5)
(shape "shape" 0 3)
(shape "shape in group" group 13)
(shape "shape in inner group" inner 23)
"""


def test_links_and_shapes_keep_their_place(gimp, service, small):
    if tuple(int(part) for part in gimp.version.split(".")[:2]) < (3, 2):
        pytest.skip(f"GIMP {gimp.version} has no such layers")
    run = gimp.run(LINKS.format(small=small) + """
        (dump-image "before" image)
        (upscale image source '((placement . "scale-image")))
        (dump-image "after" image)
        (say-list "path" (path-points (cadr (image-paths image))))""", service.scenario().env())
    before, after = run.images["before"], run.images["after"]
    assert after.size == (200, 160)
    for old in before.layers:
        new = after.layer(old.name)
        if old.name.startswith("shape"):  # the line keeps its width, 6 pixels
            middles = [[side + length / 2 for side, length in zip(layer.box[:2], layer.box[2:])]
                       for layer in (old, new)]
            assert middles[1] == pytest.approx([2 * side for side in middles[0]], abs=1)
            assert (new.width, new.height) == pytest.approx(
                (2 * old.width - 6, 2 * old.height - 6), abs=1)
        elif not old.group:
            assert new.box == tuple(2 * side for side in old.box), old.name
    # moveto and lineto: each point with its two handles
    assert set(run.lists["path"][::2]) == {46, 88}
