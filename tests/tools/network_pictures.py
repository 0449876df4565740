#!/usr/bin/env python3
# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""network_pictures.py FOLDER: makes tests/data/networks again, from waifu2x's own files (ncnn's format) in FOLDER.
A second reading of that format and a forward pass in numpy, which share nothing with the converter or with OpenCV."""

import struct
import sys
from pathlib import Path

import numpy
from PIL import Image

DATA = Path(__file__).resolve().parent.parent / "data"
NETWORKS = ("scale2.0x", *(f"noise{level}_scale2.0x" for level in (0, 1, 3)))
CHANNELS = (3, 16, 32, 64, 128, 128, 256)
MARGIN = len(CHANNELS)  # pixels on each side that the convolutions and the last layer use up


def doubled(file, picture):
    """`picture` is height × width × 3 of bytes; so is the result."""
    data, place = file.read_bytes(), 0

    def weights(count):
        nonlocal place
        assert struct.unpack_from("<I", data, place)[0] == 0x01306B47, "not half precision"
        place += 4 + 2 * count
        return numpy.frombuffer(data, "<f2", count, place - 2 * count).astype(float)

    def biases(count):
        nonlocal place
        place += 4 * count
        return numpy.frombuffer(data, "<f4", count, place - 4 * count).astype(float)

    planes = numpy.pad(picture, ((MARGIN, MARGIN), (MARGIN, MARGIN), (0, 0)), "edge")
    planes = planes.transpose(2, 0, 1) / 255
    for many, made in zip(CHANNELS, CHANNELS[1:]):
        kernel, offset = weights(made * many * 9).reshape(made, many, 3, 3), biases(made)
        height, width = planes.shape[1] - 2, planes.shape[2] - 2
        out = numpy.repeat(offset, height * width).reshape(made, height, width)
        for y in range(3):
            for x in range(3):
                out += numpy.tensordot(kernel[:, :, y, x], planes[:, y:y + height, x:x + width], 1)
        planes = numpy.where(out > 0, out, out * 0.1)
    kernel, offset = weights(3 * CHANNELS[-1] * 16).reshape(3, CHANNELS[-1], 4, 4), biases(3)
    assert place == len(data), "bytes are left over"
    height, width = planes.shape[1:]
    out = numpy.repeat(offset, (2 * height + 2) * (2 * width + 2)).reshape(3, 2 * height + 2, -1)
    for y in range(4):
        for x in range(4):
            out[:, y:y + 2 * height:2, x:x + 2 * width:2] += numpy.tensordot(
                kernel[:, :, y, x], planes, 1)
    out = out[:, 3:-3, 3:-3].transpose(1, 2, 0)
    return numpy.round(out.clip(0, 1) * 255).astype(numpy.uint8)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    source = Image.open(DATA / "coffee.png").convert("RGB").crop((300, 150, 324, 166))
    for name in NETWORKS:
        result = doubled(Path(sys.argv[1]) / f"{name}_model.bin", numpy.asarray(source))
        assert result.shape == (32, 48, 3)
        Image.fromarray(result).save(DATA / "networks" / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
