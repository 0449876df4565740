#!/usr/bin/env python3
# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""registration_pictures.py FOLDER: draws the pictures of docs/registration.md, one for each hypothesis:
left the source, right a result of it. An orange frame is on the source around the part that the result
shows, and on the result around the pixels that show it; what is cut off is hatched."""
import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

DATA = Path(__file__).resolve().parents[2] / "tests/data"
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
SOURCE = (240, 160)  # pixels, as drawn
RESULT = (360, 240)  # of a result that shows all of the source at one scale
MARGIN, GAP, LINE = 16, 40, 3
ORANGE, GRAY = (240, 120, 0), (110, 110, 110)


def photo(name, size):
    return Image.open(DATA / name).convert("RGB").resize(size, Image.Resampling.LANCZOS)


def frame(draw, at, box, colour):
    """A frame inside `box` (left, top, right, bottom) of a picture that lies at `at`."""
    left, top, right, bottom = (value + at[i % 2] for i, value in enumerate(box))
    draw.rectangle((left, top, right - 1, bottom - 1), outline=colour, width=LINE)


def hatched(picture, part):
    """The picture with lines over everything outside `part`."""
    lines = picture.copy()
    draw = ImageDraw.Draw(lines)
    for x in range(-picture.height, picture.width, 12):
        draw.line((x, picture.height, x + picture.height, 0), fill=(90, 160, 255), width=2)
    lines.paste(picture.crop(part), part[:2])
    return lines


def drawing(result, covered=None, part=None):
    """Source and result side by side; no `covered`: the place is not known."""
    source = photo("coffee.png", SOURCE)
    height = max(source.height, result.height)
    canvas = Image.new("RGB", (2 * MARGIN + source.width + GAP + result.width,
                               2 * MARGIN + height + 24), "white")
    draw = ImageDraw.Draw(canvas)
    left = (MARGIN, MARGIN + (height - source.height) // 2)
    right = (MARGIN + source.width + GAP, MARGIN + (height - result.height) // 2)
    canvas.paste(source, left)
    canvas.paste(hatched(result, part) if part else result, right)
    if covered:
        frame(draw, left, covered, ORANGE)
        frame(draw, right, part or (0, 0, *result.size), ORANGE)
    middle = MARGIN + height // 2
    arrow = (left[0] + source.width + 8, right[0] - 8)
    draw.line((arrow[0], middle, arrow[1], middle), fill=GRAY, width=2)
    draw.polygon(((arrow[1], middle), (arrow[1] - 8, middle - 5), (arrow[1] - 8, middle + 5)), fill=GRAY)
    font = ImageFont.truetype(FONT, 14)
    for text, at, picture in (("source", left, source), ("result", right, result)):
        draw.text((at[0] + picture.width / 2, MARGIN + height + 6), text, GRAY, font, anchor="ma")
    return canvas


def drawings():
    whole = (0, 0, *SOURCE)
    enlarged = photo("coffee.png", RESULT)
    yield "whole", drawing(enlarged, whole)
    yield "stretched", drawing(photo("coffee.png", (RESULT[0], RESULT[1] - 40)), whole)
    left, right = 60, 220
    crop = enlarged.crop((left * 3 // 2, 0, right * 3 // 2, RESULT[1]))
    yield "cropped", drawing(crop, (left, 0, right, SOURCE[1]))
    padded = Image.new("RGB", (RESULT[0], RESULT[1] + 80))
    padded.paste(enlarged, (0, 40))
    yield "padded", drawing(padded, whole, (0, 40, RESULT[0], RESULT[1] + 40))
    yield "different", drawing(photo("rocket.jpg", RESULT))


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, picture in drawings():
        picture.quantize(256).save(folder / f"registration-{name}.png", optimize=True)


if __name__ == "__main__":
    main()
