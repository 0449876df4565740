# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine on this computer, started by the plug-in itself: no key, no network, no service."""

import pictures
import pytest
from PIL import Image

ENGINE = '(engine . "local")'


@pytest.mark.parametrize("name", ["coffee.png", "astronaut.png"])
def test_better_than_bicubic(gimp, tmp_path, name):
    original = Image.open(pictures.DATA / name).convert("RGB")
    half = original.resize((original.width // 2, original.height // 2), Image.BICUBIC)
    half.save(tmp_path / "half.png")
    bicubic = half.resize(original.size, Image.BICUBIC)
    run = gimp.run(f"""
        (define image (photo "{tmp_path}/half.png"))
        (upscale image (first-layer image) '({ENGINE}))
        (dump-image "after" image)
        (save-layer (first-layer image) "{tmp_path}/result.png")""", timeout=600)
    after = run.images["after"]
    assert after.size == original.size
    result, photo = after.layers
    assert (result.box, photo.name) == ((0, 0, *original.size), "Photo")
    assert result.name.startswith("Photo – upscale R50 D50")
    assert result.provenance["engine"] == "local"
    gain = (pictures.luma_psnr(tmp_path / "result.png", original)
            - pictures.luma_psnr(bicubic, original))
    assert gain >= 1.5
    gimp.assert_clean()


def test_variations_and_repeatability(gimp, small, tmp_path):
    run = gimp.run(f"""
        (define image (photo "{small}"))
        (define source (first-layer image))
        (define many (upscale image source '({ENGINE} (num-images . 3) (denoise . "off"))))
        (define one (upscale image source '({ENGINE} (detail . 70) (denoise . "off"))))
        (define again (upscale image source '({ENGINE} (placement . "new-image") (denoise . "off"))))
        (say-list "many" many)
        (save-layer (car many) "{tmp_path}/0.png")
        (save-layer (cadr many) "{tmp_path}/1.png")
        (save-layer (caddr many) "{tmp_path}/2.png")
        (save-layer (car one) "{tmp_path}/detail-70.png")
        (save-layer (first-layer (car again)) "{tmp_path}/again.png")
        (dump-image "after" image)""", timeout=600)
    assert len(run.lists["many"]) == 3
    assert run.images["after"].layer("Upscale of Photo").group
    results = [tmp_path / f"{i}.png" for i in range(3)]
    assert not pictures.same(results[0], results[1])
    assert not pictures.same(results[0], results[2])
    assert pictures.same(results[0], tmp_path / "again.png")
    # variations are plain, cleaner, crisper
    assert pictures.same(results[2], tmp_path / "detail-70.png")
    gimp.assert_clean()


def test_a_picture_beyond_its_limits_is_refused_and_not_reduced(gimp, tmp_path):
    Image.new("RGB", (9000, 4), (200, 60, 90)).save(tmp_path / "wide.png")
    run = gimp.run(f"""
        (define image (photo "{tmp_path}/wide.png"))
        (dump-image "before" image)
        (upscale-error "it" image (first-layer image) '({ENGINE}))
        (dump-image "after" image)""")
    outcome = run.outcomes["it"]
    assert outcome.status == "execution-error"
    assert "64 megapixels" in outcome.message and "8192 pixels a side" in outcome.message
    assert run.images["after"] == run.images["before"]
    gimp.assert_clean()


def test_needs_neither_key_nor_network(gimp, small):
    nowhere = {"ONEMIN_API_URL": "http://127.0.0.1:9", "ONEMIN_ASSET_URL": "http://127.0.0.1:9",
               "http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
    run = gimp.run(f"""
        (define image (photo "{small}"))
        (upscale image (first-layer image) '({ENGINE} (placement . "fit")))
        (dump-image "after" image)""", nowhere)
    assert run.images["after"].layers[0].box == (0, 0, 48, 32)
    gimp.assert_clean()
