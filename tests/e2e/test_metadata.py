# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""New images say in their metadata (XMP, IPTC Digital Source Type) what made them."""

import json

import pytest

VOCABULARY = b"http://cv.iptc.org/newscodes/digitalsourcetype/"


def source_type_in(path):
    """The last part of the value's address in the file; None if it has none."""
    _, found, rest = path.read_bytes().partition(VOCABULARY)
    return rest[:40].partition(b"<")[0].partition(b'"')[0].decode() if found else None


@pytest.mark.parametrize("wanted", [True, False], ids=["on", "off"])
def test_new_images_name_their_source(gimp, service, small, tmp_path, wanted):
    if not wanted:
        gimp.preferences.write_text(json.dumps({"name-source": False, "history-gb": 0}), encoding="ascii")
    run = gimp.run(f"""
        (define image (photo "{small}"))
        (define source (first-layer image))
        (define paid (upscale image source '((placement . "new-image"))))
        (define free (upscale image source '((placement . "new-image") (engine . "local"))))
        (save-image (car paid) "{tmp_path}/paid.xcf")
        (save-image (car free) "{tmp_path}/free.xcf")
        (upscale image source '())
        (save-image image "{tmp_path}/layers.xcf")
        (say-list "saved" '(1))""", service.scenario().env(), timeout=600)
    assert run.lists["saved"] == [1], run.output
    assert source_type_in(tmp_path / "paid.xcf") == ("trainedAlgorithmicMedia" if wanted else None)
    assert source_type_in(tmp_path / "free.xcf") == ("algorithmicallyEnhanced" if wanted else None)
    # an existing image belongs to the user, so its metadata stay as they are
    assert source_type_in(tmp_path / "layers.xcf") is None
    gimp.assert_clean()
