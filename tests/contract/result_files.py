# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files that the scripted server delivers as results: pictures, and what only pretends."""

import io
import struct
import zlib

from PIL import Image

MARKS = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0), (255, 0, 255), (0, 255, 255),
         (255, 128, 0)]
MARK_SIZE = 8


def make_result(upload, index, pixels="nearest2"):
    """The picture (RGB) that result `index` shows for the bytes of an upload."""
    image = Image.open(io.BytesIO(upload)).convert("RGB")
    if pixels.startswith(("crop", "shift")):
        across, down = int(pixels[-2]), int(pixels[-1])
        width = min(image.width, image.height * across // down)
        height = min(image.height, image.width * down // across)
        left, top = (image.width - width) // 2, (image.height - height) // 2
        if pixels.startswith("shift"):
            left = top = 0
        image = image.crop((left, top, left + width, top + height))
    scale = {"identity": 1, "nearest3": 3}.get(pixels, 2)
    method = Image.LANCZOS if pixels == "lanczos2" else Image.NEAREST
    image = image.resize((image.width * scale, image.height * scale), method)
    if index > 0:
        image.paste(MARKS[(index - 1) % len(MARKS)], (0, 0, MARK_SIZE, MARK_SIZE))
    return image


def encode(image, form="PNG", **options):
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def png_chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_of(width, height, depth, colour, raw):
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) +
            png_chunk(b"IDAT", zlib.compress(raw, 1)) + png_chunk(b"IEND", b""))


def png16(image):
    rows = image.tobytes()
    stride = image.width * 3
    raw = bytearray()
    for y in range(image.height):
        raw.append(0)
        for value in rows[y * stride:(y + 1) * stride]:
            raw += bytes((value, value))
    return png_of(image.width, image.height, 16, 2, bytes(raw))


def png_chunks(data):
    names, at = [], 8
    while at + 8 <= len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        names.append(kind.decode("latin-1"))
        at += 12 + length
    return names


def result_file(image, fault):
    """(content type, bytes) of a downloaded result."""
    if fault == "notimage":
        return "image/png", b"<!doctype html><title>Sign in</title>"
    if fault == "svg":
        return "image/svg+xml", (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" '
                                 b'width="64" height="64"><rect width="64" height="64"/></svg>')
    if fault == "ps":
        return "image/png", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 64 64\nshowpage\n"
    if fault == "xcf":
        return "image/png", b"gimp xcf v011\0" + struct.pack(">III", 64, 64, 0) + b"\0" * 64
    if fault == "gif":
        return "image/gif", encode(image, "GIF")
    if fault == "xml":
        return "application/xml", (b'<?xml version="1.0" encoding="UTF-8"?><Error><Code>'
                                   b'AccessDenied</Code><Message>Access Denied</Message></Error>')
    if fault == "badpng":
        data = bytearray(encode(image))
        data[len(data) // 2:] = b"\0" * (len(data) - len(data) // 2)
        return "image/png", bytes(data)
    if fault == "nopixels":  # a JPEG with a header and an end, and nothing between
        data = encode(image, "JPEG")
        return "image/jpeg", data[:data.index(b"\xff\xda")] + b"\xff\xd9"
    if fault == "hugeheader":
        return "image/png", png_of(60000, 60000, 8, 2, b"\0" * 1000)
    if fault == "bomb":  # a small picture whose pixels unpack to a thousand times its size
        return "image/png", png_of(image.width, image.height, 8, 2, b"\0" * (256 << 20))
    if fault == "jpeg":
        return "image/jpeg", encode(image, "JPEG", quality=95, subsampling=0)
    if fault == "webp":
        return "image/webp", encode(image, "WEBP", lossless=True)
    if fault == "exifjpeg":  # lies on its side; orientation 6 sets it upright
        exif = Image.Exif()
        exif[0x0112] = 6
        return "image/jpeg", encode(image.transpose(Image.ROTATE_90), "JPEG", quality=95,
                                    subsampling=0, exif=exif)
    if fault == "cmykjpeg":
        return "image/jpeg", encode(image.convert("CMYK"), "JPEG", quality=95, subsampling=0)
    if fault == "animwebp":
        return "image/webp", encode(image, "WEBP", save_all=True,
                                    append_images=[image.transpose(Image.ROTATE_180)], duration=50)
    if fault == "png16":
        return "image/png", png16(image)
    if fault == "graypng":
        return "image/png", encode(image.convert("L"))
    if fault == "palettepng":
        return "image/png", encode(image.quantize(64))
    if fault == "rgbapng":
        return "image/png", encode(image.convert("RGBA"))
    return ("application/octet-stream" if fault == "octet" else "image/png"), encode(image)
