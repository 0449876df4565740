# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""New images say in their metadata (XMP, IPTC Digital Source Type) what made them."""

import json

import exif
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


# what differs in the enlargement; all others are those of its source
CORRECTED = {"Exif.Image.Orientation": "1", "Exif.Image.XResolution": "600/1", "Exif.Image.YResolution": "600/1",
             "Xmp.tiff.Orientation": "1", "Xmp.iptcExt.DigitalSourceType": (VOCABULARY + b"trainedAlgorithmicMedia").decode()}


def test_new_images_inherit_what_is_not_pixels(gimp, service, tmp_path):
    exif.write_photo(tmp_path / "photo.jpg")
    # GIMP 3.0 cannot list sample points: it refuses the number that asks for the first
    has_points = not gimp.version.startswith("3.0.")
    points = '(say-list "points" (list (cadr (points-of new)) (car (points-of new))))' if has_points else ""
    run = gimp.run(f"""
        (define image (photo "{tmp_path}/photo.jpg"))
        (define (guides-of image guide)
          (let ((next (car (gimp-image-find-next-guide image guide))))
            (if (= next 0) '()
                (cons (+ (* 1000 (car (gimp-image-get-guide-orientation image next)))
                         (car (gimp-image-get-guide-position image next)))
                      (guides-of image next)))))
        (define (points-of image)
          (gimp-image-get-sample-point-position image (car (gimp-image-find-next-sample-point image 0))))
        (gimp-image-add-vguide image 25)
        (gimp-image-add-hguide image 30)
        (gimp-image-add-hguide image 3)
        (gimp-image-add-sample-point image 20 40)
        (define new (car (upscale image (first-layer image) '((placement . "new-image")))))
        (say-list "guides" (guides-of new 0))
        {points}
        (gimp-image-select-rectangle image CHANNEL-OP-REPLACE 10 20 40 30)
        (define part (car (upscale image (first-layer image)
                                   '((placement . "new-image") (region . "selection")))))
        (say-list "part-guides" (guides-of part 0))
        (say-list "comment" (list (string-length (caddr (car (gimp-image-get-parasite new "gimp-comment"))))))
        (say-list "resolution" (gimp-image-get-resolution new))
        (dump-image "old" image)
        (dump-image "new" new)
        (save-image image "{tmp_path}/old.xcf")
        (save-image new "{tmp_path}/new.xcf")""", service.scenario().env())
    old, new = (exif.tags_in(tmp_path / f"{which}.xcf") for which in ("old", "new"))
    width, height = run.images["new"].size
    assert (width, height) == tuple(2 * side for side in run.images["old"].size)
    assert new["Exif.Image.Artist"] == "An Author" and new["Exif.Image.Copyright"] == "(c) An Author"
    assert new["Exif.Photo.DateTimeOriginal"] == "2020:02:03 04:05:06"
    assert new["Exif.GPSInfo.GPSLatitude"] == "48/1 30/1 0/1"
    assert new["Iptc.Application2.Caption"] == "A caption" and "An Author" in new["Xmp.dc.creator"]
    size = {"Exif.Image.ImageWidth": str(width), "Exif.Image.ImageLength": str(height),
            "Exif.Photo.PixelXDimension": str(width), "Exif.Photo.PixelYDimension": str(height),
            "Xmp.tiff.ImageWidth": str(width)}
    kept = {tag: value for tag, value in old.items() if not tag.startswith("Exif.Thumbnail.")}
    assert new == {**kept, **CORRECTED, **{tag: value for tag, value in size.items() if tag in kept}}
    assert run.lists["resolution"] == pytest.approx([600, 600])
    assert run.lists["comment"][0] in (9, 10)  # with its end or without
    assert sorted(run.lists["guides"]) == [6, 60, 1050]  # horizontal ones first
    assert sorted(run.lists["part-guides"]) == [20, 1030]  # of the part alone
    assert not has_points or run.lists["points"] == pytest.approx([81, 41], abs=1)
