# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Our decoders beside GIMP's own loaders, on every kind of file."""

import sys
from pathlib import Path

import numpy
import pytest
from harness import Gimp, gimp_version
from PIL import Image
from service import Director

sys.path.append(str(Path(__file__).resolve().parents[1] / "contract"))

import picture_kinds  # noqa: E402
from picture_kinds import KINDS  # noqa: E402

NAMES = list(KINDS)
PATCH, MOST = 8, 8
# Kinds that GIMP's loaders show in another way than we do, and why.
GIMP_DIFFERS = {
    "png-gamma-2.2": "GIMP 3 takes it for a pure power, up to 9 levels off. The specification of PNG "
                     "has sRGB pictures say 1/2.2",
    "png-gamma-1.8": "GIMP 2.10 ignores gAMA",
    "png-gamma-chrm": "GIMP 2.10 ignores gAMA and cHRM",
    "jpeg-cmyk": "GIMP 3 has a way of its own for inks without a profile",
}
# what turns a stored picture upright, by its orientation
UPRIGHT = {number: {Image.ROTATE_90: Image.ROTATE_270, Image.ROTATE_270: Image.ROTATE_90}.get(way, way)
           for number, way in picture_kinds.STORED.items()}


def upright(name, loaded):
    """GIMP 3 leaves a photo as it is stored; who calls the loader turns it."""
    if "exif" not in name or gimp_version() < "3":
        return loaded
    number = int(name.rpartition("-")[2]) if name.startswith("jpeg") else 6
    return loaded.transpose(UPRIGHT[number])


def chart():
    levels = (45, 120, 210)
    colours = [(r, g, b) for r in levels for g in levels for b in (60, 100, 150, 200)]
    patches = numpy.array(colours, numpy.uint8).reshape(6, 6, 3)
    return Image.fromarray(patches.repeat(PATCH, 0).repeat(PATCH, 1))


@pytest.fixture(scope="module")
def decoded(primed, service, tmp_path_factory, request):
    """One GIMP that gets a result of every kind, and loads the same file by itself."""
    folder = tmp_path_factory.mktemp("kinds")
    chart().save(folder / "chart.png")
    body = f'(define image (photo "{folder}/chart.png"))'
    for start in range(0, len(NAMES), MOST):
        names = NAMES[start:start + MOST]
        body += f"""
            (become "download=kind{start}")
            (define made (upscale image (first-layer image)
                                  '((placement . "new-image") (num-images . {len(names)})
                                    (keep-colors . #f))))
            (say-list "made-{start}" made)"""
        for name in names:
            file = folder / f"{name}.{name.partition('-')[0]}"
            file.write_bytes(KINDS[name][0](chart()))
            body += f"""
            (save-layer (first-layer (car made)) "{folder}/ours-{name}.png")
            (gimp-image-delete (car made))
            (define made (cdr made))
            (define loaded (load-image "{file}"))
            (save-layer (first-layer loaded) "{folder}/gimps-{name}.png")
            (gimp-image-delete loaded)"""
    gimp = Gimp(folder / "gimp", request.config.getoption("--plug-ins"), primed)
    scenario = service.scenario("ok")
    with Director(folder, scenario) as director:
        run = gimp.run(director.words + body, scenario.env(), timeout=300)
    gimp.assert_clean()
    for start in range(0, len(NAMES), MOST):
        assert len(run.lists[f"made-{start}"]) == len(NAMES[start:start + MOST])
    return folder


def difference(one, other):
    """The largest, over the colours that can be seen and over alpha."""
    one, other = (numpy.asarray(image.convert("RGBA")).astype(int) for image in (one, other))
    if one.shape != other.shape:
        return 1000
    seen = (one[..., 3:] > 0) & (other[..., 3:] > 0)
    return max(abs((one - other) * seen).max(), abs(one - other)[..., 3].max())


@pytest.mark.xdist_group("kinds")
@pytest.mark.parametrize("name", NAMES)
def test_a_file_shows_what_it_says(decoded, name):
    ours = Image.open(decoded / f"ours-{name}.png")
    assert difference(ours, picture_kinds.shown(name, chart())) <= KINDS[name][1]
    if name not in GIMP_DIFFERS:
        gimps = upright(name, Image.open(decoded / f"gimps-{name}.png"))
        assert difference(ours, gimps) <= 2
