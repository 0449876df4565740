# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is measured: pictures of each kind and of any size, the same every time."""

import sys
from pathlib import Path

import numpy
from PIL import Image, ImageDraw, ImageFont

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "e2e/support"))
from profiles import wide_profile  # noqa: E402

DATA = Path(__file__).resolve().parent.parent / "data"
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
TEXT = "the quick brown fox jumps over a lazy dog while windows, layers and menus are drawn "


def sides(megapixels):
    """Width and height, 4:3."""
    height = round((megapixels * 1e6 * 3 / 4) ** 0.5)
    return max(1, round(height * 4 / 3)), height


def photo(width, height):
    """Photos at their own size, side by side."""
    tiles = [Image.open(DATA / name).convert("RGB").crop((0, 0, 512, 400))
             for name in ("astronaut.png", "coffee.png", "rocket.jpg")]
    image, number = Image.new("RGB", (width, height)), 0
    for y in range(0, height, 400):
        for x in range(0, width, 512):
            image.paste(tiles[number % 3], (x, y))
            number += 1
    return image


def screen(width, height):
    """Windows full of text."""
    image = Image.new("RGB", (width, height), (240, 240, 240))
    draw, font, random = ImageDraw.Draw(image), ImageFont.truetype(FONT, 13), numpy.random.default_rng(1)
    for top in range(10, height, 700):
        for left in range(10, width, 900):
            draw.rectangle((left, top, left + 870, top + 670), (255, 255, 255), (120, 120, 120))
            for row in range(34):  # the title, shaded
                level = 50 + 150 * row // 34
                draw.line((left + 1, top + 1 + row, left + 869, top + 1 + row),
                          (level, level, level + 20))
            for line in range(33):
                start = int(random.integers(len(TEXT)))
                draw.text((left + 20, top + 50 + 18 * line), (TEXT[start:] + TEXT)[:110],
                          (30, 30, 30), font)
    return image


def line_art(width, height):
    """Curves in ink."""
    image = Image.new("L", (2 * width, 2 * height), 255)
    draw, random = ImageDraw.Draw(image), numpy.random.default_rng(2)
    t = numpy.linspace(0, 1, 60)[:, None]
    for _ in range(width * height // 20_000):
        a, b, c = random.random((3, 1, 2)) * 800 + random.random(2) * (2 * width, 2 * height) - 400
        curve = (1 - t) ** 2 * a + 2 * t * (1 - t) * b + t * t * c
        draw.line([tuple(point) for point in curve], 0, int(random.integers(2, 6)))
    return image.resize((width, height), Image.BOX).convert("RGB")


def gradient(width, height):
    y, x = numpy.mgrid[0:height, 0:width].astype(numpy.float32)
    x, y = x / width, y / height
    return Image.fromarray(numpy.stack(
        [255 * x, 255 * y, 127.5 + 127 * numpy.sin(6 * x + 3 * y)], 2).astype(numpy.uint8))


def noise(width, height):
    return Image.fromarray(numpy.random.default_rng(3).integers(
        0, 256, (height, width, 3), dtype=numpy.uint8))


def cut_out(width, height):
    """The photo behind soft round holes."""
    y, x = numpy.ogrid[0:height, 0:width]
    alpha = 128 + 400 * (numpy.sin(x / 90) * numpy.cos(y / 70)).astype(numpy.float32)
    image = photo(width, height)
    image.putalpha(Image.fromarray(alpha.clip(0, 255).astype(numpy.uint8)))
    return image


def wide_photo(width, height):
    """The photo's numbers in the colours of Adobe RGB."""
    image = photo(width, height)
    image.info["icc_profile"] = wide_profile()
    return image


KINDS = {"photo": photo, "screen": screen, "line art": line_art, "gradient": gradient,
         "noise": noise, "cut-out": cut_out, "Adobe RGB photo": wide_photo}


class Subject:
    """One picture as a PNG file for GIMP and as plain pixels."""

    def __init__(self, folder, kind, megapixels):
        self.kind, self.megapixels = kind, megapixels
        self.width, self.height = sides(megapixels)
        stem = folder / f"{kind.replace(' ', '-')}-{megapixels:g}"
        self.png, self.raw = Path(f"{stem}.png"), Path(f"{stem}.raw")
        image = KINDS[kind](self.width, self.height)
        self.channels = len(image.getbands())
        self.raw.write_bytes(image.tobytes())
        image.save(self.png, compress_level=1)

    @property
    def name(self):
        return f"{self.kind} {self.megapixels:g} MP"
