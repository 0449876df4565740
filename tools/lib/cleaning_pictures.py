#!/usr/bin/env python3
# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""cleaning_pictures.py PLUG-INS FOLDER: draws local-engine.png, the picture of docs/measurements.md: one part
of a photo at twice its size, by GIMP's scaling and by the engine on this computer."""

import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from registration_pictures import FONT, GRAY

SOURCE = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(SOURCE / "tests" / folder) for folder in ("bench", "e2e/support")]
from harness import Gimp  # noqa: E402  (they lie beside the tests)
from quality import GIMPS, SCALE, Engine  # noqa: E402

PHOTO = SOURCE / "tests" / "data" / "astronaut.png"
PART = (200, 60, 310, 190)  # of the enlarged picture
ZOOM, MARGIN, GAP, CAPTION = 2, 12, 6, 28  # pixels


def panels(plug_ins, folder):
    """[(words, RGB)]"""
    photo = Image.open(PHOTO).convert("RGB")
    half = photo.resize((photo.width // 2, photo.height // 2), Image.Resampling.BOX)
    clean, jpeg = folder / "clean.png", folder / "jpeg.png"
    half.save(clean)
    half.save(folder / "half.jpg", quality=60)
    Image.open(folder / "half.jpg").save(jpeg)
    Gimp(folder / "gimp", plug_ins).run(SCALE + "".join(
        f'(enlarge "{clean}" "{folder}/{way}.png" {GIMPS[way]})\n' for way in ("Cubic", "NoHalo")))
    for way in ("Cubic", "NoHalo"):
        yield f"GIMP, {way}", Image.open(folder / f"{way}.png").convert("RGB")
    engine = Engine(plug_ins / "ideogram-upscale/local/ideogram-upscale-local", folder)
    try:
        for words, source, values in (("this computer", clean, {"denoise": "OFF"}),
                                      ("JPEG 60, not cleaned", jpeg, {"denoise": "OFF"}),
                                      ("JPEG 60, cleaned", jpeg, {})):
            yield words, Image.fromarray(engine.enlarge(source, values)[0])
    finally:
        engine.stop()


def main(plug_ins, folder):
    parts = [(words, picture.crop(PART)) for words, picture in
             panels(plug_ins, Path(tempfile.mkdtemp()))]
    width, height = (ZOOM * side for side in parts[0][1].size)
    canvas = Image.new("RGB", (2 * MARGIN + len(parts) * (width + GAP) - GAP,
                               MARGIN + height + CAPTION), "white")
    draw, font = ImageDraw.Draw(canvas), ImageFont.truetype(FONT, 13)
    for place, (words, part) in enumerate(parts):
        x = MARGIN + place * (width + GAP)
        canvas.paste(part.resize((width, height), Image.Resampling.NEAREST), (x, MARGIN))
        draw.text((x + width / 2, MARGIN + height + 6), words, GRAY, font, anchor="ma")
    canvas.save(folder / "local-engine.png", optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
