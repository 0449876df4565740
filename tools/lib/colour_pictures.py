#!/usr/bin/env python3
# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""colour_pictures.py PLUG-INS FOLDER: draws colours.png, the picture of docs/colours.md, with results of
the plug-in in a real GIMP 3.2. The scripted server (tests/contract) plays a service that changes colours."""

import sys
import tempfile
from pathlib import Path

import numpy
from PIL import Image, ImageDraw, ImageFont
from registration_pictures import FONT, GRAY

SOURCE = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "tests" / "e2e" / "support"))
import deep  # noqa: E402  (it lies beside the tests)
from harness import Gimp  # noqa: E402
from service import Service  # noqa: E402

PHOTO = SOURCE / "tests" / "data" / "chelsea.png"
FACE = (118, 62, 150, 132)  # in the photo: left, top, width, height
LEVELS = 65535
RAMP = (0.3, 0.55, 2000, 24)  # first and last value, width, height
RAMP_PART = 456  # pixels of its result that are shown, about 7 levels of 8 bits
MARGIN, GAP, CAPTION, STRIP = 16, 6, 32, 40  # pixels
ZOOM = 2  # screen pixels for one of the ramp's result

BODY = """
(define (try options path)
  (let ((image (photo "{source}")))
    (save-with-profile (car (upscale image (first-layer image)
                              (append options '((placement . "new-image")))))
                       path)))
(try '((keep-colors . #f)) "{folder}/{name}-left.png")
(try '() "{folder}/{name}-kept.png")
"""


def upscale(gimp, scenario, source, name, folder):
    """Leaves NAME-left.png and NAME-kept.png, results without and with the source's colours."""
    gimp.run(BODY.format(source=source, folder=folder, name=name), scenario.env())


def ramp():
    """A gradient of 16-bit grays, height × width × 3."""
    first, last, width, height = RAMP
    row = numpy.rint(numpy.linspace(first, last, width) * LEVELS)
    return numpy.broadcast_to(row[None, :, None], (height, width, 3))


def strips(folder):
    """The same part of both gradients, with one contrast that makes 8-bit levels visible."""
    rows = [deep.read_png(folder / f"ramp-{name}.png") for name in ("left", "kept")]
    middle = rows[0].shape[1] // 2
    rows = [row[row.shape[0] // 2, middle:middle + RAMP_PART] for row in rows]
    darkest, brightest = rows[1].min(), rows[1].max()
    for row in rows:
        shown = (row - darkest) / (brightest - darkest) * 200 + 28
        picture = Image.fromarray(shown.clip(0, 255).round().astype(numpy.uint8)[None])
        yield picture.resize((ZOOM * RAMP_PART, STRIP), Image.Resampling.NEAREST)


def faces(folder):
    """The same part of the photo and of both results."""
    left, top, width, height = FACE
    box = tuple(2 * side for side in (left, top, left + width, top + height))
    photo = Image.open(PHOTO).convert("RGB")
    yield photo.resize((2 * photo.width, 2 * photo.height), Image.Resampling.BICUBIC).crop(box)
    for name in ("left", "kept"):
        yield Image.open(folder / f"photo-{name}.png").convert("RGB").crop(box)


def drawing(folder):
    photos, gradients = list(faces(folder)), list(strips(folder))
    width = sum(photo.width for photo in photos) + GAP * (len(photos) - 1)
    height = photos[0].height + len(gradients) * (CAPTION + STRIP) + CAPTION + MARGIN
    canvas = Image.new("RGB", (width + 2 * MARGIN, height + 2 * MARGIN), "white")
    draw, font = ImageDraw.Draw(canvas), ImageFont.truetype(FONT, 14)
    for place, (photo, words) in enumerate(zip(photos, (
            "source, enlarged plainly", "a result as it came", "the same with Keep colors"), strict=True)):
        x = MARGIN + place * (photo.width + GAP)
        canvas.paste(photo, (x, MARGIN))
        draw.text((x + photo.width / 2, MARGIN + photo.height + 6), words, GRAY, font, anchor="ma")
    y = 2 * MARGIN + photos[0].height + CAPTION
    for gradient, words in zip(gradients, ("a 16-bit gradient as it came (contrast stretched)",
                                           "the same with Keep colors"), strict=True):
        canvas.paste(gradient, (MARGIN, y))
        draw.text((MARGIN + width / 2, y + STRIP + 6), words, GRAY, font, anchor="ma")
        y += STRIP + CAPTION
    return canvas


def main(plug_ins, folder):
    temporary = Path(tempfile.mkdtemp())
    deep.write_tiff(temporary / "ramp.tif", ramp())
    gimp, service = Gimp(temporary / "gimp", plug_ins), Service()
    try:
        upscale(gimp, service.scenario("pixels=cooler"), PHOTO, "photo", temporary)
        upscale(gimp, service.scenario("pixels=lanczos2"), temporary / "ramp.tif", "ramp", temporary)
    finally:
        service.stop()
    drawing(temporary).save(folder / "colours.png", optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
