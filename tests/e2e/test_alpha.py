# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Transparency: hidden colours must not show as a rim, neither in the upload nor around the result."""

import io

import numpy
import pytest
from PIL import Image
from harness import Gimp
from service import make_result

WIDTH, HEIGHT = 120, 80
BACKGROUNDS = {"black": (0, 0, 0), "white": (255, 255, 255), "green": (0, 255, 0)}
PRECISIONS = {"u8": 150, "float-linear": 600}


def colours():
    """A smooth field of colours, defined everywhere."""
    y, x = numpy.mgrid[0:HEIGHT, 0:WIDTH]
    return numpy.stack([150 + 70 * numpy.sin(x / 40), 120 + 50 * numpy.cos(y / 30),
                        110 + 60 * numpy.sin((x + y) / 50)], 2)


def coverage():
    """A disc with a soft edge beside strokes as fine as hair, 0 to 1."""
    y, x = numpy.mgrid[0:HEIGHT, 0:WIDTH] + 0.5
    disc = numpy.clip((24 - numpy.hypot(x - 34, y - 40)) / 5 + 0.5, 0, 1)
    strokes = numpy.zeros((HEIGHT, WIDTH))
    for turn in range(8):
        # distance from a line through (92, 40), in a circle
        angle = numpy.pi * turn / 8 + 0.1
        distance = numpy.abs((x - 92) * numpy.sin(angle) - (y - 40) * numpy.cos(angle))
        width = 0.4 + 0.15 * turn
        strokes = numpy.maximum(strokes, numpy.clip(width + 0.5 - distance, 0, 1)
                                * (numpy.hypot(x - 92, y - 40) < 24))
    return numpy.maximum(disc, strokes)


def picture():
    """RGBA; the transparent pixels hold magenta on the left of each shape, else black."""
    alpha = numpy.rint(255 * coverage())
    hidden = numpy.zeros((HEIGHT, WIDTH, 3))
    hidden[:, :34] = hidden[:, 64:92] = (255, 0, 255)
    rgb = numpy.where(alpha[..., None] == 0, hidden, colours())
    return Image.fromarray(numpy.rint(numpy.dstack([rgb, alpha])).astype(numpy.uint8), "RGBA")


def twice(plane):
    """A plane at twice the size, by the cubic that alpha is enlarged with."""
    image = Image.fromarray(plane.astype(numpy.float32), "F")
    return numpy.asarray(image.resize((2 * WIDTH, 2 * HEIGHT), Image.BICUBIC)).astype(float)


def fringes(result, background):
    """The error of a result over a background, per pixel of the edges. The right picture is enlarged
    with its light weighted by its alpha."""
    rgba = numpy.asarray(result).astype(float)
    alpha = rgba[..., 3:] / 255
    over = rgba[..., :3] * alpha + numpy.array(background) * (1 - alpha)
    source = numpy.asarray(picture()).astype(float)
    weight = source[..., 3] / 255
    wanted_alpha = numpy.clip(twice(weight), 0, 1)[..., None]
    light = numpy.dstack([twice(source[..., i] * weight) for i in range(3)])
    wanted = light + numpy.array(background) * (1 - wanted_alpha)
    error = numpy.abs(over - numpy.clip(wanted, 0, 255)).max(2)
    edge = (wanted_alpha[..., 0] > 0.004) & (wanted_alpha[..., 0] < 0.996)
    return over, error[edge]


@pytest.fixture(scope="module")
def cut_out(primed, service, tmp_path_factory, request):
    """One GIMP that upscales the picture with and without its transparency."""
    folder = tmp_path_factory.mktemp("alpha")
    picture().save(folder / "picture.png")
    body = f"""
        (define image (photo "{folder}/picture.png"))
        (define result (car (upscale image (first-layer image) '((keep-alpha . 0)))))
        (dump-image "opaque" image)
        (save-layer result "{folder}/opaque.png")"""
    for name, precision in PRECISIONS.items():
        body += f"""
            (define image (photo "{folder}/picture.png"))
            (if (not (= {precision} 150)) (gimp-image-convert-precision image {precision}))
            (define result (car (upscale image (first-layer image) '())))
            (dump-image "{name}" image)
            (save-layer result "{folder}/{name}.png")
            (save-layer (cadr (image-layers image)) "{folder}/{name}-source.png")
            (gimp-image-delete image)"""
    # If nothing is visible, nothing is sent.
    body += f"""
        (define image (blank 60 40))
        (upscale-error "invisible" image (first-layer image) '())
        (define image (photo "{folder}/picture.png"))
        (gimp-image-select-rectangle image CHANNEL-OP-REPLACE 0 0 8 8)
        (upscale-error "invisible-part" image (first-layer image) '((region . "selection")))
        (dump-image "refused" image)"""
    gimp = Gimp(folder / "gimp", request.config.getoption("--plug-ins"), primed)
    scenario = service.scenario("pixels=lanczos2")
    run = gimp.run(body, scenario.env())
    gimp.assert_clean()
    run.folder, run.scenario = folder, scenario
    return run


pytestmark = pytest.mark.xdist_group("alpha")


def test_nothing_hidden_is_sent(cut_out):
    assert [call["upload"]["mode"] for call in cut_out.scenario.calls("/api/assets")] == ["RGB"] * 3
    sent = numpy.asarray(Image.open(io.BytesIO(cut_out.scenario.upload))).astype(float)
    error = numpy.abs(sent - colours()).max(2)
    assert error[coverage() > 0.5].max() <= 1.5  # one rounding here, one in the image's precision
    # A trace of alpha makes a colour imprecise, so a neighbour's colour may be taken.
    assert error[coverage() > 0.5 / 255].max() <= 4
    assert error.max() < 60  # far from an edge a neighbour's colour, but never magenta or black
    near = coverage() > 0.5 / 255
    for _ in range(6):  # six pixels outward
        near = near | numpy.roll(near, 1, 0) | numpy.roll(near, -1, 0) | numpy.roll(near, 1, 1) \
            | numpy.roll(near, -1, 1)
    assert error[near].max() < 30


@pytest.mark.parametrize("background", BACKGROUNDS)
@pytest.mark.parametrize("precision", PRECISIONS)
def test_no_fringe(cut_out, precision, background):
    layer = cut_out.images[precision].layers[0]
    assert layer.alpha and layer.box == (0, 0, 2 * WIDTH, 2 * HEIGHT)
    result = Image.open(cut_out.folder / f"{precision}.png")
    assert result.mode == "RGBA"
    over, error = fringes(result, BACKGROUNDS[background])
    Image.fromarray(numpy.rint(over).clip(0, 255).astype(numpy.uint8)).save(
        cut_out.folder / f"over-{precision}-{background}.png")
    assert len(error) > 2000
    assert error.mean() < 0.6, error.mean()
    assert error.max() < 3, error.max()


def test_the_source_keeps_its_transparency(cut_out):
    for precision in PRECISIONS:
        source = numpy.asarray(Image.open(cut_out.folder / f"{precision}-source.png")).astype(int)
        wanted = numpy.asarray(picture()).astype(int)
        assert numpy.abs(source[..., 3] - wanted[..., 3]).max() == 0
        visible = wanted[..., 3] > 0
        assert numpy.abs(source - wanted)[visible].max() <= 1


def test_without_alpha(cut_out):
    layer = cut_out.images["opaque"].layers[0]
    assert not layer.alpha
    opaque = Image.open(cut_out.folder / "opaque.png")
    wanted = make_result(cut_out.scenario.upload, 0, "lanczos2")
    error = numpy.abs(numpy.asarray(opaque.convert("RGB")).astype(int) - numpy.asarray(wanted))
    assert error.max() <= 3  # the last upload was from an image of another precision


def test_an_invisible_layer_is_refused(cut_out):
    for name in ("invisible", "invisible-part"):
        outcome = cut_out.outcomes[name]
        assert outcome.status == "calling-error"
        assert "transparent" in outcome.message
    assert len(cut_out.images["refused"].layers) == 1
    assert cut_out.scenario.billed == len(cut_out.scenario.calls("/api/assets")) == 3
