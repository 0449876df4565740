# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Colours survive the way to the service and back, in every kind of image; and results of every
kind of file arrive right."""

import io
import math
import struct

import numpy
import pictures
import profiles
import pytest
from PIL import Image, ImageCms
from harness import Gimp
from service import make_result

# (name, GIMP's number of the precision, gray, wide profile)
KINDS = [("u8", 150, False, False), ("u16", 250, False, False), ("u16-linear", 200, False, False),
         ("u32", 350, False, False), ("half", 550, False, False),
         ("half-linear", 500, False, False), ("float", 650, False, False),
         ("float-linear", 600, False, False), ("wide-u8", 150, False, True),
         ("wide-u16", 250, False, True), ("wide-float-linear", 600, False, True),
         ("gray-u8", 150, True, False), ("gray-u16", 250, True, False),
         ("gray-float-linear", 600, True, False)]
# for these, an image of its own is made as well
NEW_IMAGES = {"u16", "half", "wide-u8", "wide-float-linear", "gray-u16"}
PATCH = 8


def chart():
    """36 patches of colours well inside sRGB, six of them gray, as 8-bit sRGB."""
    colours = [(value, value, value) for value in (12, 50, 100, 150, 200, 245)]
    levels = (45, 120, 210)
    colours += [(r, g, b) for r in levels for g in levels for b in levels]
    colours += [(180, 80, 60), (70, 160, 90), (60, 90, 170)]
    patches = numpy.array(colours, numpy.uint8).reshape(6, 6, 3)
    return patches.repeat(PATCH, 0).repeat(PATCH, 1)


def gray_chart():
    values = numpy.linspace(0, 255, 36).round().astype(numpy.uint8).reshape(6, 6)
    return values.repeat(PATCH, 0).repeat(PATCH, 1)


def srgb_of(path):
    """What a file of save-flat shows, in sRGB by the file's own profile."""
    image = Image.open(path)
    icc = image.info.get("icc_profile")
    if icc and image.mode != "L":
        image = ImageCms.profileToProfile(
            image.convert("RGB"), io.BytesIO(icc), ImageCms.createProfile("sRGB"),
            renderingIntent=1)  # relative colorimetric
    return pictures.pixels(image)


def expected_of(gray, wide):
    """What a chart's file shows: the rounding to the file's own 8 bits is not ours."""
    if gray:
        return numpy.stack([gray_chart()] * 3, 2).astype(float)
    if wide:
        return profiles.srgb_from_wide(profiles.wide_from_srgb(chart()).astype(float))
    return chart().astype(float)


@pytest.fixture(scope="module")
def charted(primed, service, tmp_path_factory, request):
    """One GIMP that sends a chart from each kind of image to a service that gives it back."""
    folder = tmp_path_factory.mktemp("charted")
    wide = profiles.wide_profile()
    Image.fromarray(chart()).save(folder / "rgb.png")
    Image.fromarray(profiles.wide_from_srgb(chart())).save(folder / "wide.png",
                                                           icc_profile=wide)
    Image.fromarray(gray_chart()).save(folder / "gray.png")
    body = ""
    for name, precision, gray, is_wide in KINDS:
        file = "gray" if gray else "wide" if is_wide else "rgb"
        body += f"""
            (define image (photo "{folder}/{file}.png"))
            (if (not (= (car (gimp-image-get-precision image)) {precision}))
                (gimp-image-convert-precision image {precision}))
            (dump-image "{name}-before" image)
            (upscale image (first-layer image) '())
            (dump-image "{name}" image)
            (save-flat image "{folder}/{name}.png")
            (gimp-image-remove-layer image (first-layer image))"""
        if is_wide:
            body += f"""(save-flat image "{folder}/{name}-source.png")"""
        if name in NEW_IMAGES:
            body += f"""
            (define new (car (upscale image (first-layer image) '((placement . "new-image")))))
            (dump-image "{name}-new" new)
            (save-flat new "{folder}/{name}-new.png")
            (gimp-image-delete new)"""
        body += """
            (gimp-image-delete image)"""
    body += f"""
        (define image (photo "{folder}/rgb.png"))
        (gimp-image-convert-indexed image CONVERT-DITHER-NONE CONVERT-PALETTE-GENERATE 64 FALSE FALSE
                                    "")
        (dump-image "indexed-before" image)
        (upscale-error "indexed-grow" image (first-layer image) '())
        (upscale-error "indexed-fit" image (first-layer image) '((placement . "fit")))
        (upscale-error "indexed-scale" image (first-layer image) '((placement . "scale-image")))
        (define new (car (upscale image (first-layer image) '((placement . "new-image")))))
        (dump-image "indexed" image)
        (dump-image "indexed-new" new)
        (save-flat new "{folder}/indexed-new.png")"""
    gimp = Gimp(folder / "gimp", request.config.getoption("--plug-ins"), primed)
    scenario = service.scenario("pixels=identity")
    run = gimp.run(body, scenario.env())
    gimp.assert_clean()
    run.folder, run.scenario = folder, scenario
    return run


@pytest.mark.xdist_group("charted")
@pytest.mark.parametrize("name, precision, gray, wide", KINDS, ids=[kind[0] for kind in KINDS])
def test_a_chart_survives(charted, name, precision, gray, wide):
    before, image = charted.images[f"{name}-before"], charted.images[name]
    assert before.precision == image.precision == precision
    assert before.base_type == image.base_type == (1 if gray else 0)
    assert len(image.layers) == 2
    expected = numpy.rint(expected_of(gray, wide))
    files = [charted.folder / f"{name}.png"]
    if name in NEW_IMAGES:
        new = charted.images[f"{name}-new"]
        assert (new.precision, new.base_type) == (image.precision, image.base_type)
        files.append(charted.folder / f"{name}-new.png")
    if wide:
        source = charted.folder / f"{name}-source.png"
        assert numpy.abs(srgb_of(source) - expected).max() <= 1, "the test itself"
        unchanged = profiles.undated(Image.open(source).info["icc_profile"])
    for path in files:
        error = numpy.abs(srgb_of(path) - expected)
        assert error.max() <= 1, f"{path}: {error.max()} off, {(error > 1).mean():.3f} of all"
        profile = Image.open(path).info.get("icc_profile")
        assert profiles.is_wide(profile) == wide
        assert not wide or profiles.undated(profile) == unchanged


@pytest.mark.xdist_group("charted")
def test_an_indexed_image_goes_to_a_new_one(charted):
    assert charted.images["indexed"] == charted.images["indexed-before"]
    new = charted.images["indexed-new"]
    assert (new.base_type, new.precision) == (0, 150)
    error = numpy.abs(srgb_of(charted.folder / "indexed-new.png") - chart())
    assert error.max() <= 1
    for name in ("grow", "fit", "scale"):
        outcome = charted.outcomes[f"indexed-{name}"]
        assert outcome.status == "calling-error"
        assert "indexed" in outcome.message and "new-image" in outcome.message
    # One upload per kind and per new image, one for the indexed image, and nothing else.
    assert charted.scenario.billed == len(charted.scenario.calls("/api/assets")) == \
        len(KINDS) + len(NEW_IMAGES) + 1


def gray(image):
    return image.convert("L").convert("RGB")


# scenario -> what each result looks like, and by how much a pixel may be off
FILES = [
    ("signed=graypng+cdn=palettepng",
     [(gray, 0), (lambda image: image.quantize(64).convert("RGB"), 0)]),
    ("signed=rgbapng+cdn=octet", [(None, 0), (None, 0)]),
    ("signed=png16+cdn=webp", [(None, 0), (None, 0)]),
    ("signed=jpeg+cdn=exifjpeg", [(None, 40), (None, 40)]),
    ("download=cmykjpeg", [(None, 80)]),  # each GIMP converts CMYK without a profile in its own way
]


@pytest.mark.parametrize("steps, results", FILES, ids=[steps for steps, _ in FILES])
def test_every_kind_of_file(gimp, service, tmp_path, steps, results):
    Image.fromarray(chart()).save(tmp_path / "chart.png")
    scenario = service.scenario(steps)
    run = gimp.run(f"""
        (define image (photo "{tmp_path}/chart.png"))
        (define results (upscale image (first-layer image) '((num-images . {len(results)}))))
        (say-list "results" results)
        (dump-image "after" image)
        (save-layer (car results) "{tmp_path}/0.png")
        (save-layer (car (reverse results)) "{tmp_path}/{len(results) - 1}.png")""",
                   scenario.env())
    assert len(run.lists["results"]) == len(results)
    for index, (change, allowed) in enumerate(results):
        expected = make_result(scenario.upload, index)
        expected = pictures.pixels(change(expected) if change else expected)
        got = pictures.pixels(tmp_path / f"{index}.png")
        assert got.shape == expected.shape
        error = numpy.abs(got - expected)
        assert error.max() <= allowed and (error.mean() < 1 or allowed > 40), (index, error.max(), error.mean())
        assert not run.images["after"].by_id(run.lists["results"][index]).alpha
    assert pictures.same(Image.open(io.BytesIO(scenario.upload)), tmp_path / "chart.png")
    gimp.assert_clean()


# what a layer in floating point holds in a pixel -> what is sent of it
HDR = [((0.0, 0.5, 1.0), (0, 128, 255)), ((2.0, 7.5, 1.0), (255, 255, 255)),
       ((math.inf, 0.25, -math.inf), (255, 64, 0)), ((math.nan, 1.0, 0.0), (0, 255, 0)),
       ((-0.5, 0.1, 1e30), (0, 26, 255)), ((math.inf, math.inf, math.inf), (255, 255, 255))]


def write_float_tiff(path, pixels):
    """32-bit floating point RGB, each pixel a block."""
    data = numpy.array(pixels, "<f4")[None].repeat(PATCH, 0).repeat(PATCH, 1)
    height, width = data.shape[:2]
    entries = [(256, 3, 1, width), (257, 3, 1, height), (258, 3, 3, 0), (259, 3, 1, 1),
               (262, 3, 1, 2), (273, 4, 1, 0), (277, 3, 1, 3), (278, 3, 1, height),
               (279, 4, 1, data.nbytes), (339, 3, 3, 0)]
    tables = 8 + 2 + 12 * len(entries) + 4
    values = {258: tables, 339: tables + 6, 273: tables + 12}
    content = struct.pack("<2sHIH", b"II", 42, 8, len(entries))
    for tag, kind, count, value in entries:
        content += struct.pack("<HHII", tag, kind, count, values.get(tag, value))
    content += struct.pack("<I6H", 0, 32, 32, 32, 3, 3, 3)
    path.write_bytes(content + data.tobytes())


@pytest.mark.parametrize("precision", [650, 600, 550])
def test_values_beyond_white_are_sent_as_white(gimp, service, tmp_path, precision):
    # linear light: these numbers look brighter when they are shown
    write_float_tiff(tmp_path / "hdr.tif", [pixel for pixel, _ in HDR])
    Image.new("RGB", (16, 8), (90, 200, 30)).save(tmp_path / "plain.png")
    scenario = service.scenario()
    run = gimp.run(f"""
        (define image (photo "{tmp_path}/plain.png"))
        (gimp-image-convert-precision image {precision})
        (upscale image (first-layer image) '())
        (say "@@plain")
        (define image (photo "{tmp_path}/hdr.tif"))
        (dump-image "loaded" image)
        (if (not (= (car (gimp-image-get-precision image)) {precision}))
            (gimp-image-convert-precision image {precision}))
        (upscale image (first-layer image) '())""", scenario.env())
    assert run.output.count("beyond white") == 1  # the message is shown for one image and not for the other
    sent = pictures.pixels(Image.open(io.BytesIO(scenario.upload)))
    for i, (_, wanted) in enumerate(HDR):
        patch = sent[:, i * PATCH:(i + 1) * PATCH]
        linear = run.images["loaded"].precision == 600
        for channel, value in enumerate(wanted):
            if linear and value not in (0, 255):
                continue
            assert abs(patch[..., channel] - value).max() <= 1, (i, channel, patch[0, 0])
