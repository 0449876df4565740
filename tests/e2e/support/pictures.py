# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures for the tests, and measures of the difference of two pictures."""

import math
from pathlib import Path

import numpy
from PIL import Image

DATA = Path(__file__).resolve().parents[2] / "data"
SMALL = (48, 32)


def write_small(path):
    """Writes a 48×32 RGB picture of slow waves."""
    width, height = SMALL
    y, x = numpy.mgrid[0:height, 0:width]
    planes = [127 + 110 * numpy.sin(x / 9 + y / 17), 127 + 110 * numpy.cos(x / 21 - y / 7),
              127 + 110 * numpy.sin((x + y) / 13)]
    Image.fromarray(numpy.stack(planes, 2).astype(numpy.uint8)).save(path)
    return path


def pixels(picture):
    """An RGB array of a file or an image."""
    image = picture if isinstance(picture, Image.Image) else Image.open(picture)
    return numpy.asarray(image.convert("RGB")).astype(numpy.int32)


def same(one, other):
    one, other = pixels(one), pixels(other)
    return one.shape == other.shape and bool((one == other).all())


def psnr(one, other):
    """In dB over all channels; infinite for equal pictures. The sizes must agree."""
    one, other = pixels(one), pixels(other)
    assert one.shape == other.shape, f"{one.shape} against {other.shape}"
    error = float(((one - other) ** 2).mean())
    return math.inf if error == 0 else 10 * math.log10(255 * 255 / error)


def luma_psnr(one, other):
    """As psnr(), of the luma (Rec. 601) without a rim of four pixels."""
    weights = numpy.array([0.299, 0.587, 0.114])
    one, other = (pixels(picture) @ weights for picture in (one, other))
    assert one.shape == other.shape, f"{one.shape} against {other.shape}"
    error = float(((one - other)[4:-4, 4:-4] ** 2).mean())
    return math.inf if error == 0 else 10 * math.log10(255 * 255 / error)
