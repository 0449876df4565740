# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One picture in every kind of file that a decoder must read right. All of them show the same."""

import io
import struct
import sys
import zlib
from pathlib import Path

import numpy
from PIL import Image
from result_files import encode, png16, png_chunk, png_of

sys.path.append(str(Path(__file__).resolve().parents[1] / "e2e/support"))

import profiles  # noqa: E402

# EXIF orientation -> how the upright picture must be stored
STORED = {1: None, 2: Image.FLIP_LEFT_RIGHT, 3: Image.ROTATE_180, 4: Image.FLIP_TOP_BOTTOM,
          5: Image.TRANSPOSE, 6: Image.ROTATE_90, 7: Image.TRANSVERSE, 8: Image.ROTATE_270}
JPEG = {"quality": 98, "subsampling": 0}


def with_chunks(png, *chunks):
    return png[:33] + b"".join(png_chunk(name, data) for name, data in chunks) + png[33:]


def gamma(exponent):
    return b"gAMA", struct.pack(">I", round(100000 / exponent))


def primaries(*values):
    return b"cHRM", struct.pack(">8I", *(round(100000 * value) for value in values))


def linear(image):
    value = numpy.asarray(image.convert("RGB")) / 255
    return numpy.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def powered(image, exponent):
    return Image.fromarray((255 * linear(image) ** (1 / exponent)).round().astype(numpy.uint8))


def wide(image):
    return Image.fromarray(profiles.wide_from_srgb(numpy.asarray(image.convert("RGB"))))


def interlaced(image):
    rows, raw = numpy.asarray(image.convert("RGB")), b""
    for x, y, across, down in ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4),
                               (1, 0, 2, 2), (0, 1, 1, 2)):
        for row in rows[y::down, x::across]:
            raw += b"\0" + row.tobytes() if row.size else b""
    header = struct.pack(">IIBBBBB", image.width, image.height, 8, 2, 0, 0, 1)
    return (b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) +
            png_chunk(b"IDAT", zlib.compress(raw)) + png_chunk(b"IEND", b""))


def gray16(image):
    gray = numpy.asarray(image.convert("L")).astype(">u2") * 257
    raw = b"".join(b"\0" + row.tobytes() for row in gray.astype(">u2"))
    return png_of(image.width, image.height, 16, 0, raw)


def turned(image, orientation, form, **options):
    exif = Image.Exif()
    exif[0x0112] = orientation
    way = STORED[orientation]
    return encode(image if way is None else image.transpose(way), form, exif=exif.tobytes(),
                  **options)


def see_through(image):
    """RGBA with three strengths of alpha."""
    made = image.convert("RGBA")
    alpha = numpy.full((image.height, image.width), 255, numpy.uint8)
    alpha[:8], alpha[8:16] = 128, 40
    made.putalpha(Image.fromarray(alpha))
    return made


def palette_of(image, **options):
    return encode(image.quantize(64, dither=0), **options)


# name -> (bytes of an RGB picture, by how much a level may be off)
KINDS = {
    "png": (encode, 0),
    "png-16": (png16, 0),
    "png-gray": (lambda image: encode(image.convert("L")), 0),
    "png-gray-16": (gray16, 0),
    "png-palette": (palette_of, 0),
    "png-palette-trns": (lambda image: palette_of(image, transparency=bytes([255] * 63 + [0])), 0),
    "png-interlaced": (interlaced, 0),
    "png-alpha": (lambda image: encode(see_through(image)), 0),
    "png-icc": (lambda image: encode(wide(image), icc_profile=profiles.wide_profile()), 2),
    "png-srgb": (lambda image: with_chunks(encode(image), (b"sRGB", b"\0"), gamma(1)), 0),
    "png-gamma-2.2": (lambda image: with_chunks(encode(image), gamma(2.2)), 0),
    "png-gamma-1.8": (lambda image: with_chunks(encode(powered(image, 1.8)), gamma(1.8)), 2),
    "png-gamma-chrm": (lambda image: with_chunks(
        encode(wide(image)), gamma(profiles.GAMMA),
        primaries(0.3127, 0.3290, 0.64, 0.33, 0.21, 0.71, 0.15, 0.06)), 2),
    "png-exif": (lambda image: turned(image, 6, "PNG"), 0),
    "png-bad-crc": (lambda image: with_chunks(encode(image), (b"tEXt", b"a\0b")).replace(
        png_chunk(b"tEXt", b"a\0b"), png_chunk(b"tEXt", b"a\0b")[:-1] + b"?"), 0),
    "jpeg": (lambda image: encode(image, "JPEG", **JPEG), 4),
    "jpeg-progressive": (lambda image: encode(image, "JPEG", progressive=True, **JPEG), 4),
    "jpeg-gray": (lambda image: encode(image.convert("L"), "JPEG", quality=98), 4),
    "jpeg-cmyk": (lambda image: encode(image.convert("CMYK"), "JPEG", **JPEG), 5),
    "jpeg-icc": (lambda image: encode(wide(image), "JPEG", icc_profile=profiles.wide_profile(),
                                      **JPEG), 8),
    **{f"jpeg-exif-{number}": (lambda image, number=number: turned(image, number, "JPEG", **JPEG), 4)
       for number in range(2, 9)},
    "webp-lossy": (lambda image: encode(image, "WEBP", quality=98), 90),  # at the edges of colours
    "webp": (lambda image: encode(image, "WEBP", lossless=True), 0),
    "webp-alpha": (lambda image: encode(see_through(image), "WEBP", lossless=True, exact=True), 0),
    "webp-icc": (lambda image: encode(wide(image), "WEBP", lossless=True,
                                      icc_profile=profiles.wide_profile()), 2),
    "webp-exif": (lambda image: turned(image, 6, "WEBP", lossless=True), 0),
}


def kind_of(image, number):
    """The content of a download: the picture as the kind of this number (modulo their number)."""
    make, _ = list(KINDS.values())[number % len(KINDS)]
    return make(image)


def shown(name, image):
    """What a decoder must make of it: RGBA."""
    if "gray" in name:
        return image.convert("L").convert("RGBA")
    if "alpha" in name:
        return see_through(image)
    return Image.open(io.BytesIO(encode(image))).convert("RGBA")
