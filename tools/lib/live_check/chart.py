# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The test chart, and where and how it is found again in a result.

Places are in pixels from the picture's left and top edge, so the middle of the first pixel is at 0.5.
"""

import io
from dataclasses import dataclass

import numpy
from PIL import Image, ImageOps

# Discs of these colours lie top left, top right, bottom left and bottom right. They are this share of
# the side away from the edges, so that they are still there when a picture of 3:2 comes back square.
MARKS = {"red": (255, 0, 0), "green": (0, 255, 0), "blue": (0, 0, 255), "magenta": (255, 0, 255)}
INSET = 0.28
RADIUS = 0.07  # share of the shorter side
NEAR_COLOUR = 100  # a pixel belongs to a mark if its colour is no further away
PAPER = (208, 208, 208)
FRAME = 3  # pixels of black at each edge, for the eye

# Three columns of four patches between the marks.
PATCHES = {"white": (255, 255, 255), "black": (0, 0, 0), "grey 64": (64, 64, 64),
           "grey 128": (128, 128, 128), "grey 192": (192, 192, 192), "yellow": (255, 255, 0),
           "cyan": (0, 255, 255), "orange": (255, 128, 0), "skin": (224, 172, 140),
           "dark green": (20, 70, 40), "navy": (0, 0, 128), "violet": (128, 0, 255)}
# Alpha of these patches in a chart with transparency. Under them are the colours above.
ALPHA = {"yellow": 0, "cyan": 128}


def mark_places(width, height):
    """The middles of the marks, between two pixels, so that each disc has the same pixels on both sides."""
    x, y = round(width * INSET), round(height * INSET)
    return [(x, y), (width - x, y), (x, height - y), (width - x, height - y)]


def patch_box(index, width, height):
    """(left, top, right, bottom)"""
    column, row = index % 3, index // 3
    return (round(width * (0.37 + 0.26 * column / 3)), round(height * (0.1 + 0.8 * row / 4)),
            round(width * (0.37 + 0.26 * (column + 1) / 3)), round(height * (0.1 + 0.8 * (row + 1) / 4)))


def chart(width, height, alpha):
    """The chart as a picture, RGBA or RGB."""
    pixels = numpy.empty((height, width, 4))
    pixels[:] = (0, 0, 0, 255)
    pixels[FRAME:-FRAME, FRAME:-FRAME] = (*PAPER, 255)
    for index, (name, colour) in enumerate(PATCHES.items()):
        left, top, right, bottom = patch_box(index, width, height)
        pixels[top:bottom, left:right] = (*colour, ALPHA.get(name, 255) if alpha else 255)
    y, x = numpy.mgrid[:height, :width] + 0.5
    for (middle_x, middle_y), colour in zip(mark_places(width, height), MARKS.values()):
        distance = numpy.hypot(x - middle_x, y - middle_y)
        cover = numpy.clip(RADIUS * min(width, height) - distance + 0.5, 0, 1)[..., None]
        pixels[..., :3] = pixels[..., :3] * (1 - cover) + numpy.array(colour) * cover
    image = Image.fromarray(pixels.round().astype(numpy.uint8))
    return image if alpha else image.convert("RGB")


def png(image):
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@dataclass
class Placement:
    """The rectangle of the source that a result shows, in source pixels, and result pixels per source
    pixel. `error`: by how many source pixels a mark is not where this says it is, at most."""
    left: float
    top: float
    width: float
    height: float
    scale_x: float
    scale_y: float
    error: float


def _find_mark(pixels, colour):
    """Middle and radius of the disc of this colour, or None."""
    near = [numpy.abs(pixels[..., channel] - colour[channel]) < NEAR_COLOUR for channel in range(3)]
    y, x = numpy.nonzero(near[0] & near[1] & near[2])
    if len(x) < 12:
        return None
    near = numpy.ones(len(x), bool)
    for _ in range(4):
        middle = numpy.median(x[near]), numpy.median(y[near])
        radius = numpy.sqrt(near.sum() / numpy.pi)
        near = numpy.hypot(x - middle[0], y - middle[1]) < 1.6 * radius
        if near.sum() < 12:
            return None
    return x[near].mean() + 0.5, y[near].mean() + 0.5, radius


def locate(pixels, width, height):
    """The Placement of a result (an array of its RGB) made from a chart of that size; None if its marks
    are not all where one placement puts them."""
    found = [_find_mark(pixels, colour) for colour in MARKS.values()]
    places = mark_places(width, height)
    if None in found:
        return None
    # two unknowns per direction and four marks: what is left over shows how good the marks are
    scale_x, left = numpy.polyfit([x for x, _ in places], [mark[0] for mark in found], 1)
    scale_y, top = numpy.polyfit([y for _, y in places], [mark[1] for mark in found], 1)
    if scale_x <= 0 or scale_y <= 0:
        return None
    error = max(max(abs(scale_x * x + left - mark[0]) / scale_x, abs(scale_y * y + top - mark[1]) / scale_y)
                for (x, y), mark in zip(places, found))
    radius = RADIUS * min(width, height) * numpy.sqrt(scale_x * scale_y)
    if error > 2 or any(not 0.8 < mark[2] / radius < 1.25 for mark in found):
        return None
    return Placement(-left / scale_x, -top / scale_y, pixels.shape[1] / scale_x,
                     pixels.shape[0] / scale_y, scale_x, scale_y, error)


@dataclass
class Measured:
    """What one result shows. Sides in pixels, as the file's orientation says. `patches`: name to mean
    (r, g, b[, alpha]) of those that can be seen; none if the chart could not be located."""
    format: str
    mode: str
    width: int
    height: int
    turned: bool
    placement: Placement | None
    patches: dict

    def colour_differences(self):
        """(mean, maximum) of the differences to the opaque patches, in levels of 8 bits."""
        differences = [abs(seen - sent) for name, colour in self.patches.items() if name not in ALPHA
                       for seen, sent in zip(colour, (PATCHES | MARKS)[name])]
        return (sum(differences) / len(differences), max(differences)) if differences else None


def measure(file, width, height):
    """Measured of the bytes of a result of the chart of that size. OSError and the like: no picture."""
    opened = Image.open(io.BytesIO(file))
    image = ImageOps.exif_transpose(opened)
    turned = opened.getexif().get(0x0112, 1) != 1
    has_alpha = "A" in image.getbands() or "transparency" in image.info
    pixels = numpy.asarray(image.convert("RGBA" if has_alpha else "RGB"), float)
    placement = locate(pixels[..., :3], width, height)
    patches = {}
    boxes = {name: patch_box(index, width, height) for index, name in enumerate(PATCHES)}
    for name, (x, y) in zip(MARKS, mark_places(width, height)):
        half = RADIUS * min(width, height)
        boxes[name] = (x - half, y - half, x + half, y + half)
    for name, (left, top, right, bottom) in boxes.items() if placement else ():
        # the middle half of the patch, so that blurred edges do not count
        a, b = (right - left) / 4, (bottom - top) / 4
        x = [round((at - placement.left) * placement.scale_x) for at in (left + a, right - a)]
        y = [round((at - placement.top) * placement.scale_y) for at in (top + b, bottom - b)]
        if 0 <= x[0] < x[1] <= image.width and 0 <= y[0] < y[1] <= image.height:
            patches[name] = tuple(pixels[y[0]:y[1], x[0]:x[1]].mean(axis=(0, 1)))
    return Measured(opened.format or "?", image.mode, image.width, image.height, turned, placement, patches)
