# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files that the scripted server delivers as results: pictures, and files that only look like some."""

import io
import re
import struct
import zlib

from PIL import Image, ImageOps

MARKS = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0), (255, 0, 255), (0, 255, 255),
         (255, 128, 0)]
MARK_SIZE = 8


def enlarged(image, scale):
    return image.resize((round(image.width * scale), round(image.height * scale)), Image.LANCZOS)


def cut(image, step):
    """The middle of a picture, its sides cut to multiples of `step` pixels."""
    left, top = image.width % step // 2, image.height % step // 2
    return image.crop((left, top, left + image.width // step * step,
                       top + image.height // step * step))


def framed(image, mirrored):
    """The picture in a square of half as much more, in black or between its mirror images."""
    side = max(image.width, image.height) * 3 // 2
    left, top = (side - image.width) // 2, (side - image.height) // 2
    square = Image.new("RGB", (side, side))
    if mirrored:
        tiles = {(0, 0): image, (1, 0): ImageOps.mirror(image), (0, 1): ImageOps.flip(image),
                 (1, 1): image.transpose(Image.ROTATE_180)}
        for down in range(-2, 3):
            for across in range(-2, 3):
                square.paste(tiles[abs(across) % 2, abs(down) % 2],
                             (left + across * image.width, top + down * image.height))
    else:
        square.paste(image, (left, top))
    return square


def with_hidden_magenta(image):
    """RGBA whose right half is transparent and holds magenta."""
    image = image.convert("RGBA")
    image.paste((255, 0, 255, 0), (image.width // 2, 0, image.width, image.height))
    return image


def cooler(image):
    """As upscalers change colours: less red, more blue, a little darker."""
    return Image.merge("RGB", [band.point([round(min(255, value * gain)) for value in range(256)])
                               for band, gain in zip(image.split(), (0.92, 0.97, 1.03))])


def uneven(image, upload):
    """Twice as large; brightness, contrast, place and fine detail differ with each upload."""
    import numpy as np  # needed for few pictures only
    random = np.random.default_rng(zlib.crc32(upload))
    brightness = 1 + random.uniform(-0.04, 0.04)
    contrast = 1 + random.uniform(-0.05, 0.05)
    right, down = random.uniform(-2, 2, 2)
    large = enlarged(image, 2).transform(
        (2 * image.width, 2 * image.height), Image.AFFINE, (1, 0, right, 0, 1, down), Image.BICUBIC)
    # what the shift left open at the edges
    pixels = np.asarray(large, np.float32)
    plain = np.asarray(enlarged(image, 2), np.float32)
    empty = pixels.sum(axis=2, keepdims=True) == 0
    pixels = np.where(empty, plain, pixels)
    mean = pixels.mean()
    pixels = ((pixels - mean) * contrast + mean) * brightness
    detail = random.normal(0, 4, pixels.shape[:2])[..., None]
    return Image.fromarray((pixels + detail).clip(0, 255).round().astype(np.uint8))


def make_result(upload, index, pixels="nearest2"):
    """The picture (RGB, or RGBA) that result `index` shows for the bytes of an upload."""
    image = Image.open(io.BytesIO(upload)).convert("RGB")
    name, numbers = re.fullmatch(r"([a-z]+)([\d,]*)", pixels).groups()
    numbers = [int(number) for number in numbers.split(",") if number]
    if name == "scale":
        return enlarged(image, numbers[index % len(numbers)] / 100)
    if name == "longest":
        return enlarged(image, numbers[0] / max(image.width, image.height))
    if name == "cut":
        return enlarged(cut(image, numbers[0]), 2)
    if name == "stretch":
        return image.resize(tuple(max(1, round(2 * side / numbers[0])) * numbers[0]
                                  for side in image.size), Image.LANCZOS)
    if name in ("pad", "mirror"):
        return enlarged(framed(image, name == "mirror"), 2)
    if name == "black":
        return Image.new("RGB", (2 * image.width, 2 * image.height))
    if name == "cooler":
        return cooler(enlarged(image, 2))
    if name == "uneven":
        return uneven(image, upload)
    if name == "grayed":
        return enlarged(image, 2).convert("L").convert("RGB")
    if name == "magenta":
        return with_hidden_magenta(enlarged(image, 2))
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
    image.save(out, form, **({"compress_level": 1} | options))
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
    if fault == "nopixels":  # a JPEG with a header and an end marker and nothing between them
        data = encode(image, "JPEG")
        return "image/jpeg", data[:data.index(b"\xff\xda")] + b"\xff\xd9"
    if fault == "hugeheader":
        return "image/png", png_of(60000, 60000, 8, 2, b"\0" * 1000)
    if fault == "heavy":  # 100 MB of something private in a small picture
        data, chunk = encode(image), b"upSc" + b"\0" * 100_000_000
        ihdr = 8 + 25
        return "image/png", (data[:ihdr] + struct.pack(">I", len(chunk) - 4) + chunk +
                             struct.pack(">I", zlib.crc32(chunk)) + data[ihdr:])
    if fault == "bomb":  # a small picture whose pixels unpack to a thousand times its size
        return "image/png", png_of(image.width, image.height, 8, 2, b"\0" * (256 << 20))
    if fault == "jpeg":
        return "image/jpeg", encode(image, "JPEG", quality=95, subsampling=0)
    if fault == "webp":
        return "image/webp", encode(image, "WEBP", lossless=True, exact=True)
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
