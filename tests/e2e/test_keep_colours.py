# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results have the colours, the gamut and the depth of their source, with both engines."""

from pathlib import Path

import deep
import numpy
import pictures
import profiles
import pytest
from PIL import Image

LEVELS = 65535
COFFEE = Path(__file__).resolve().parents[1] / "data" / "coffee.png"
# the engine on this computer, and a service that changes no colours, and one that does
ENGINES = {"local": None, "unchanged": "pixels=lanczos2", "changed": "pixels=cooler"}


def upscaled(gimp, service, engine, folder, pixels, profile=b"", options=""):
    """The numbers of the new image that an engine makes of 16-bit pixels."""
    env = {}
    if engine == "local":
        options += "(engine . \"local\")"
    else:
        env = service.scenario(ENGINES[engine]).env()
    deep.write_tiff(folder / "source.tif", pixels, profile)
    run = gimp.run(f"""
        (define image (photo "{folder}/source.tif"))
        (define results (upscale image (first-layer image) '((placement . "new-image") {options})))
        (dump-image "new" (car results))
        (save-with-profile (car results) "{folder}/new.png")""", env)
    assert run.images["new"].precision == 250
    return deep.read_png(folder / "new.png")


def ramp():
    """A quarter of the range over 2000 pixels: an 8-bit level is 31 pixels wide."""
    row = numpy.rint(numpy.linspace(0.3, 0.55, 2000) * LEVELS)
    return numpy.broadcast_to(row[None, :, None], (48, 2000, 3))


@pytest.mark.parametrize("engine", ENGINES)
def test_a_gradient_has_no_steps(gimp, service, tmp_path, engine):
    got = upscaled(gimp, service, engine, tmp_path, ramp())
    assert got.shape == (96, 4000, 3)
    assert (got[..., 0] == got[..., 1]).all() and (got[..., 1] == got[..., 2]).all()
    middle = got[48, 16:-16, 0]
    ideal = numpy.interp((numpy.arange(4000) + 0.5) / 2 - 0.5, numpy.arange(2000), ramp()[0, :, 0])[16:-16]
    assert len(numpy.unique(middle)) > 3900
    assert numpy.abs(numpy.diff(middle)).max() <= 8
    assert numpy.abs(middle - ideal).max() <= 4
    gimp.assert_clean()


@pytest.mark.parametrize("engine", ["unchanged", "changed"])
def test_a_gradient_has_no_steps_after_two_passes(gimp, service, tmp_path, engine):
    got = upscaled(gimp, service, engine, tmp_path, ramp(), profiles.wide_profile(),
                   '(target . "factor") (target-value . 3)')
    assert got.shape == (144, 6000, 3)
    middle = got[72, 24:-24, 0]
    ideal = numpy.interp((numpy.arange(6000) + 0.5) / 3 - 0.5, numpy.arange(2000), ramp()[0, :, 0])[24:-24]
    assert len(numpy.unique(middle)) > 5000
    assert numpy.abs(middle - ideal).max() <= 4
    assert profiles.is_wide(Image.open(tmp_path / "new.png").info.get("icc_profile"))
    gimp.assert_clean()


def chart():
    """Patches of strong colours and of grays, 24 pixels a side, as 16-bit numbers."""
    levels = (0.1, 0.55, 0.95)
    colours = [(r, g, b) for r in levels for g in levels for b in levels]
    colours += [(value, value, value) for value in (0.02, 0.2, 0.33, 0.5, 0.62, 0.77, 0.88, 0.99, 0.4)]
    return numpy.rint(numpy.array(colours).reshape(6, 6, 3) * LEVELS).astype(int)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_chart_beyond_srgb_keeps_its_numbers(gimp, service, tmp_path, engine):
    side = 24
    got = upscaled(gimp, service, engine, tmp_path, chart().repeat(side, 0).repeat(side, 1),
                   profiles.wide_profile(profiles.PROPHOTO_TO_XYZ, 1.8))
    centres = got.reshape(6, 2 * side, 6, 2 * side, 3)[:, side - 8:side + 8, :, side - 8:side + 8]
    error = numpy.abs(centres - chart()[:, None, :, None])
    assert error.max() <= 1, error.max((1, 3, 4))
    gray = (chart() == chart()[..., :1]).all(-1)
    patches = centres.transpose(0, 2, 1, 3, 4)[gray]
    assert (patches == patches[..., :1]).all()
    gimp.assert_clean()


def test_colours_that_the_service_changed_are_put_right(gimp, service, tmp_path):
    scenario = service.scenario("pixels=cooler")
    gimp.run(f"""
        (define image (photo "{COFFEE}"))
        (define source (first-layer image))
        (save-layer (car (upscale image source '())) "{tmp_path}/kept.png")
        (save-layer (car (upscale image source '((keep-colors . #f)))) "{tmp_path}/left.png")""",
                   scenario.env())
    wanted = pictures.pixels(Image.open(COFFEE).convert("RGB"))
    wanted = wanted.reshape(wanted.shape[0] // 20, 20, wanted.shape[1] // 20, 20, 3).mean((1, 3))

    def off(name):
        got = pictures.pixels(tmp_path / name)
        blocks = got.reshape(got.shape[0] // 40, 40, got.shape[1] // 40, 40, 3).mean((1, 3))
        return numpy.abs(blocks - wanted).mean()

    assert off("left.png") > 3 and off("kept.png") < 0.5
    log = next(gimp.state.glob("**/ideogram-upscale.log")).read_text()
    assert log.count("put right") == 1
    gimp.assert_clean()


def test_a_result_without_colours_is_left_as_it_came(gimp, service, tmp_path):
    run = gimp.run(f"""
        (define image (photo "{COFFEE}"))
        (save-layer (car (upscale image (first-layer image) '())) "{tmp_path}/result.png")""",
                   service.scenario("pixels=grayed").env())
    got = pictures.pixels(tmp_path / "result.png")
    assert (got[..., 0] == got[..., 2]).all()
    assert "as they came" in run.output
    gimp.assert_clean()
