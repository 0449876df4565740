# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The user's own networks for the engine on this computer."""

import shutil

import pictures
import pytest
from PIL import Image


@pytest.fixture
def folder(gimp):
    folder = gimp.folder / "home/.local/share/ideogram-upscale/networks"
    folder.mkdir(parents=True)
    return folder


def put(folder, made, name):
    shutil.copy(pictures.DATA / "own-networks" / f"{made}.onnx", folder / name)


def with_network(name):
    return f'((engine . "local") (model . "{name}"))'


def test_one_enlarges_as_it_does(gimp, folder, small, tmp_path):
    put(folder, "scale-3", "Three times.onnx")
    run = gimp.run(f"""
        (define image (photo "{small}"))
        (define made (upscale image (first-layer image) '{with_network("Three times.onnx")}))
        (dump-image "after" image)
        (save-layer (car made) "{tmp_path}/result.png")""")
    before = Image.open(small).convert("RGB")
    result = run.images["after"].layers[0]
    assert result.box[2:] == (3 * before.width, 3 * before.height)
    bicubic = before.resize((3 * before.width, 3 * before.height), Image.BICUBIC)
    assert pictures.luma_psnr(tmp_path / "result.png", bicubic) > 30
    assert "networks.json" in [path.name for path in gimp.state.iterdir()]
    gimp.assert_clean()


def test_one_of_the_same_size_gives_the_same_size(gimp, folder, small):
    put(folder, "scale-1", "clean.onnx")
    run = gimp.run(f"""
        (define image (photo "{small}"))
        (upscale image (first-layer image) '{with_network("clean.onnx")})
        (dump-image "after" image)""")
    result, photo = run.images["after"].layers
    assert result.box == photo.box
    gimp.assert_clean()


def test_a_result_beyond_our_limits_is_not_begun(gimp, folder, tmp_path):
    put(folder, "scale-8", "eight.onnx")
    Image.new("RGB", (2100, 4), (200, 60, 90)).save(tmp_path / "wide.png")
    run = gimp.run(f"""
        (define image (photo "{tmp_path}/wide.png"))
        (upscale-error "it" image (first-layer image) '{with_network("eight.onnx")})""")
    outcome = run.outcomes["it"]
    assert outcome.status == "execution-error"
    assert "16384 pixels a side" in outcome.message


@pytest.mark.parametrize("made, reason", [
    ("bad-truncated", "no ONNX file"), ("bad-made-up", "Sharpener"), ("bad-nan", "no numbers"),
    (None, "is not there"),
])
def test_a_bad_one_is_named_with_its_reason(gimp, folder, small, made, reason):
    if made:
        put(folder, made, "Mine.onnx")
    run = gimp.run(f"""
        (define image (photo "{small}"))
        (dump-image "before" image)
        (upscale-error "it" image (first-layer image) '{with_network("Mine.onnx")})
        (dump-image "after" image)""")
    outcome = run.outcomes["it"]
    assert outcome.status in ("execution-error", "calling-error")
    assert "Mine.onnx" in outcome.message and reason in outcome.message
    assert run.images["after"] == run.images["before"]
