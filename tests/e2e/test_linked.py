# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results that stay linked: to their source, which may have changed since, when *Repeat* makes them
again in their place; and to a file with all their pixels, in GIMP 3.2."""

import re

import deep
import numpy
import pictures
import profiles
import pytest
from harness import gimp_version
from keys import press_at_steps
from PIL import Image

HAS_LINKS = not gimp_version().startswith(("2.", "3.0"))
needs_links = pytest.mark.skipif(not HAS_LINKS, reason="link layers came with GIMP 3.2")

PAINT = """(gimp-image-select-rectangle image CHANNEL-OP-REPLACE 20 12 40 20)
           (gimp-context-set-foreground '(250 0 0))
           (gimp-drawable-edit-fill source FILL-FOREGROUND)
           (gimp-selection-none image)"""

# the result gets a look of its own, within a group
DRESS = """
(define group (make-group image "Group"))
(gimp-image-insert-layer image group 0 0)
(gimp-image-reorder-item image result group 0)
(flat-layer image group "Over" '(0 0 0) 0 0 5 5)
(gimp-item-set-name result "Mine")
(gimp-layer-set-opacity result 60)
(gimp-layer-set-mode result LAYER-MODE-MULTIPLY)
(gimp-item-set-color-tag result COLOR-TAG-RED)
(gimp-item-set-visible result FALSE)
(gimp-layer-set-offsets result 7 -3)
(gimp-image-select-rectangle image CHANNEL-OP-REPLACE 10 0 30 40)
(gimp-layer-add-mask result (car (gimp-layer-create-mask result ADD-MASK-SELECTION)))
(gimp-selection-none image)
"""
KEPT = ["parent", "box", "visible", "opacity", "mode", "name"]


def kept(layer):
    return [getattr(layer, name) for name in KEPT]


def only_other_pixels(before, after):
    """The same layers in the same places; returns the one that was replaced."""
    assert [kept(layer) for layer in before.layers] == [kept(layer) for layer in after.layers]
    return [(old, new) for old, new in zip(before.layers, after.layers, strict=True)
            if old.id != new.id]


@pytest.mark.parametrize("placement", ["grow-canvas", "fit", "scale-image"])
def test_a_result_is_made_again_in_its_place(gimp, service, small, tmp_path, placement):
    scenario = service.scenario()
    run = gimp.run(f"""
        (define image (photo-on "{small}" 100 80 10 6))
        (define source (first-layer image))
        (define result (car (upscale image source '((placement . "{placement}")
                                                    (resemblance . 70) (seed . 42)))))
        {DRESS}
        {PAINT}
        (save-layer source "{tmp_path}/source.png")
        (dump-image "before" image)
        (upscale image source '((resemblance . 10) (num-images . 2) (placement . "new-image")))
        (say-list "again" (upscale-again image result))
        (dump-image "after" image)
        (define again (cadr (group-children group)))
        (save-layer again "{tmp_path}/again.png")
        (say-list "tag" (list (if (= (car (gimp-item-get-color-tag again)) COLOR-TAG-RED) 1 0)))
        (say-list "second" (upscale-again image again))
        (dump-image "second" image)""", scenario.env())
    before, after = run.images["before"], run.images["after"]
    (old, new), = only_other_pixels(before, after)
    assert [new.id] == run.lists["again"] and run.lists["tag"] == [1]
    assert new.mask not in (-1, old.mask)
    was, now = old.provenance, new.provenance
    assert now["source_hash"] != was["source_hash"] and now["job"] != was["job"]
    for name in ("tattoo", "resemblance", "seed", "requested_seed", "scale"):
        assert now[name] == was[name], name
    assert now["source"] | {"name": ""} == was["source"] | {"name": ""} or \
        placement == "scale-image"
    assert scenario.billed == 4
    bodies = [entry["promptObject"] for entry in scenario.features]
    assert [body["num_images"] for body in bodies[:3]] == [1, 2, 1]
    assert bodies[2]["resemblance"] == 70 and bodies[2]["seed"] == 42
    # what was painted is in it
    source, again = (Image.open(tmp_path / f"{name}.png").convert("RGB")
                     for name in ("source", "again"))
    assert pictures.psnr(again.resize(source.size, Image.BOX), source) > 25
    # once more: its source is unchanged now, so Repeat does what it always did
    second = run.images["second"]
    assert len(second.layers) == len(after.layers) + 1
    assert new.id in [layer.id for layer in second.layers]


def test_only_the_selected_part_is_made_again(gimp, service, small):
    scenario = service.scenario()
    run = gimp.run(f"""
        (define image (photo-on "{small}" 100 80 10 6))
        (define source (first-layer image))
        (gimp-image-select-rectangle image CHANNEL-OP-REPLACE 20 12 40 30)
        (define result (car (upscale image source '((placement . "fit")
                                                    (region . "selection")))))
        (gimp-selection-none image)
        (gimp-layer-set-offsets source 14 9)
        {PAINT}
        (dump-image "before" image)
        (upscale-again image result)
        (dump-image "after" image)""", scenario.env())
    (_, new), = only_other_pixels(run.images["before"], run.images["after"])
    sizes = [(entry["upload"]["width"], entry["upload"]["height"])
             for entry in scenario.calls("/api/assets")]
    assert sizes == [(38, 26), (38, 26)]
    assert new.provenance["source"]["x"] == 10 and new.mask != -1


def test_what_was_made_of_a_result_finds_the_new_one(gimp, service, small):
    """The chain source, first, second: each is made again of the one before."""
    scenario = service.scenario()
    run = gimp.run(f"""
        (define image (photo-on "{small}" 100 80 10 6))
        (define source (first-layer image))
        (define first (car (upscale image source '((placement . "fit")))))
        (define second (car (upscale image first '((placement . "fit")))))
        {PAINT}
        (dump-image "before" image)
        (say-list "first" (upscale-again image first))
        (dump-image "between" image)
        (say-list "second" (upscale-again image second))
        (dump-image "after" image)""", scenario.env())
    before, between, after = (run.images[name] for name in ("before", "between", "after"))
    (_, first), = only_other_pixels(before, between)
    (_, second), = only_other_pixels(between, after)
    assert [first.id] == run.lists["first"] and [second.id] == run.lists["second"]
    assert scenario.billed == 4 and len(set(scenario.hashes)) == 4


def test_a_source_that_is_turned_or_scaled_has_not_changed(gimp, service, small):
    scenario = service.scenario()
    run = gimp.run(f"""
        (define image (photo-on "{small}" 100 80 10 6))
        (define source (first-layer image))
        (define result (car (upscale image source '((placement . "scale-image")))))
        (gimp-image-rotate image 0)
        (dump-image "before" image)
        (upscale-again image result)
        (gimp-image-scale image 120 150)
        (upscale-again image result)
        (dump-image "after" image)""", scenario.env())
    before, after = run.images["before"].layers, run.images["after"].layers
    # kept pixels of a layer that was resized since become a new image
    assert [layer.id for layer in after[1:]] == [layer.id for layer in before]
    assert scenario.billed == 3


def test_a_source_that_is_gone_is_told(gimp, service, small):
    scenario = service.scenario()
    run = gimp.run(f"""
        (define image (photo-on "{small}" 100 80 10 6))
        (define source (first-layer image))
        (define result (car (upscale image source '())))
        (gimp-image-remove-layer image source)
        (upscale-again image result)""", scenario.env())
    assert "is no longer in the image" in "".join(run.messages)


def test_several_are_one_run(gimp, service, small):
    scenario = service.scenario()
    run = gimp.run(f"""
        (define image (photo-on "{small}" 100 80 10 6))
        (define source (first-layer image))
        (define results (upscale image source '((num-images . 2) (placement . "fit"))))
        {PAINT}
        (dump-image "before" image)
        (say-list "again" (call-upscale RUN-WITH-LAST-VALS image results '()))
        (dump-image "after" image)""", scenario.env())
    if len(run.lists["again"]) == 1:
        pytest.skip("this GIMP takes one layer")
    pairs = only_other_pixels(run.images["before"], run.images["after"])
    assert [new.id for _, new in pairs] == run.lists["again"]
    assert scenario.billed == 3


UNDO = """
(define (signal-file path) (close-output-port (open-output-file path)))
(define (wait-until condition left)
  (cond ((condition) #t)
        ((= left 0) (error "the key did nothing"))
        (else (usleep 100000) (wait-until condition (- left 1)))))
(define image (photo-on "{picture}" 100 80 10 6))
(define source (first-layer image))
(define result (car (upscale image source '((placement . "{placement}") (engine . "local")))))
{dress}
{paint}
(gimp-display-new image)
(gimp-displays-flush)
; GIMP reads a linked file again some time after it was written, and then the image is dirty, so
; only the layers tell what an undo did
(define (earlier-is-there) (memv result (group-children group)))
(dump-image "before" image)
(upscale-again image result)
(dump-image "after" image)
(signal-file "{folder}/undo")
(wait-until earlier-is-there 200)
(dump-image "undone" image)
(signal-file "{folder}/redo")
(wait-until (lambda () (not (earlier-is-there))) 200)
(dump-image "redone" image)
(signal-file "{folder}/again")
(wait-until earlier-is-there 200)
(upscale-again image result)
(dump-image "anew" image)
"""


@pytest.mark.xdist_group("undo")
@pytest.mark.parametrize("placement", ["fit", pytest.param("link", marks=needs_links)])
def test_one_undo_brings_the_earlier_one_back(gimp, screen, service, small, tmp_path, placement):
    scenario = service.scenario()
    body = UNDO.format(picture=small, dress=DRESS, paint=PAINT, folder=tmp_path,
                       placement=placement)
    job = gimp.start(body, {**scenario.env(), "DISPLAY": screen.display}, False,
                     ("dbus-run-session", "--"))
    run = press_at_steps(job, screen, tmp_path, (
        ("undo", "ctrl+z"), ("redo", "ctrl+y"), ("again", "ctrl+z")))
    before, after, undone, redone, anew = (run.images[name] for name in (
        "before", "after", "undone", "redone", "anew"))
    (old, new), = only_other_pixels(before, after)
    assert undone == before and redone == after
    assert [layer.parasites for layer in undone.layers] == [
        layer.parasites for layer in before.layers]
    assert redone.by_id(new.id).parasites == new.parasites
    (same, newest), = only_other_pixels(before, anew)
    assert same.id == old.id and newest.id != new.id


SAVED = """
(define image (photo-on "{picture}" 100 80 10 6))
(save-image image "{folder}/pic.xcf")
(gimp-image-delete image)
(set! image (load-image "{folder}/pic.xcf"))
(define source (first-layer image))
"""


@needs_links
@pytest.mark.parametrize("region", ["layer", "selection"])
def test_a_link_layer_shows_a_file_that_moves_with_the_image(gimp, service, small, tmp_path, region):
    scenario = service.scenario()
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    run = gimp.run(f"""
        {SAVED.format(picture=small, folder=here)}
        (gimp-image-select-rectangle image CHANNEL-OP-REPLACE 20 12 20 10)
        (define given '((placement . "link") (region . "{region}")))
        (define first (car (upscale image source given)))
        (upscale image source given)
        (dump-image "after" image)
        (save-flat image "{here}/flat.png")
        (save-image image "{here}/pic.xcf")""", scenario.env())
    image = run.images["after"]
    box = (10, 6, 48, 32) if region == "layer" else (20, 12, 20, 10)
    assert image.size == (100, 80)
    assert [layer.box for layer in image.layers[:2]] == [box] * 2
    assert image.layers[0].provenance["covered"]["width"] == box[2]
    assert (image.layers[0].mask != -1) == (region == "selection")
    files = sorted(path.name for path in (here / "pic-links").iterdir())
    assert files == ["Photo-upscale-2.png", "Photo-upscale.png"]
    for name in files:
        assert Image.open(here / "pic-links" / name).size == (2 * box[2], 2 * box[3])
    here.rename(there)
    linked = there / "pic-links" / "Photo-upscale-2.png"
    Image.new("RGB", (2 * box[2], 2 * box[3]), (255, 0, 0)).save(linked)
    run = gimp.run(f"""
        (define image (load-image "{there}/pic.xcf"))
        (dump-image "moved" image)
        (save-flat image "{there}/moved.png")""", {})
    assert [layer.box for layer in run.images["moved"].layers] == [
        layer.box for layer in image.layers]
    middle = (box[0] + box[2] // 2, box[1] + box[3] // 2)
    assert Image.open(there / "moved.png").convert("RGB").getpixel(middle) == (255, 0, 0)


@needs_links
def test_a_link_has_the_depth_and_the_profile_of_its_image(gimp, service, tmp_path):
    levels = numpy.rint(numpy.linspace(0.3, 0.55, 1000) * 65535)
    deep.write_tiff(tmp_path / "source.tif", numpy.broadcast_to(levels[None, :, None], (48, 1000, 3)),
                    profiles.wide_profile())
    run = gimp.run(f"""
        (define image (photo "{tmp_path}/source.tif"))
        (save-image image "{tmp_path}/pic.xcf")
        (upscale image (first-layer image) '((placement . "link") (target . "factor") (target-value . 3)))
        (save-image image "{tmp_path}/pic.xcf")""", service.scenario("pixels=cooler").env())
    file, = (tmp_path / "pic-links").iterdir()
    got = deep.read_png(file)
    assert got.shape == (144, 3000, 3)
    wanted = numpy.interp((numpy.arange(3000) + 0.5) / 3 - 0.5, numpy.arange(1000), levels)
    assert numpy.abs(got[72, 24:-24, 0] - wanted[24:-24]).max() <= 4
    assert profiles.is_wide(Image.open(file).info.get("icc_profile"))
    run = gimp.run(f"""
        (define image (load-image "{tmp_path}/pic.xcf"))
        (dump-image "again" image)
        (gimp-image-flatten image)
        (save-with-profile image "{tmp_path}/shown.png")""", {})
    assert run.images["again"].precision == 250
    assert run.images["again"].layers[0].box == (0, 0, 1000, 48)
    shown = deep.read_png(tmp_path / "shown.png")
    assert shown.shape == (48, 1000, 3)
    assert numpy.abs(shown[24, 24:-24, 0] - levels[24:-24]).max() <= 16
    assert profiles.is_wide(Image.open(tmp_path / "shown.png").info.get("icc_profile"))


@needs_links
def test_the_file_of_an_unsaved_image_is_among_the_pictures(gimp, service, small):
    scenario = service.scenario()
    run = gimp.run(f"""
        (define image (photo-on "{small}" 100 80 10 6))
        (upscale image (first-layer image) '((placement . "link")))
        (dump-image "after" image)""", scenario.env())
    assert run.images["after"].layers[0].box == (10, 6, 48, 32)
    path, = re.findall(r"among your pictures: (\S+)", run.messages)
    assert Image.open(path).size == (96, 64)


@needs_links
def test_what_cannot_be_linked_is_a_layer(gimp, service, small, tmp_path):
    scenario = service.scenario()
    (tmp_path / "pic-links").write_text("in the way", encoding="utf-8")
    run = gimp.run(f"""
        {SAVED.format(picture=small, folder=tmp_path)}
        (upscale image source '((placement . "link")))
        (dump-image "after" image)""", scenario.env())
    assert run.images["after"].layers[0].box == (10, 6, 48, 32)
    assert "could not be written" in run.messages
    assert (tmp_path / "pic-links").read_text(encoding="utf-8") == "in the way"


@needs_links
def test_a_link_is_made_again_as_a_link(gimp, service, small, tmp_path):
    scenario = service.scenario()
    run = gimp.run(f"""
        {SAVED.format(picture=small, folder=tmp_path)}
        (define result (car (upscale image source '((placement . "link")))))
        (gimp-layer-set-opacity result 60)
        {PAINT}
        (dump-image "before" image)
        (upscale-again image result)
        (dump-image "after" image)""", scenario.env())
    only_other_pixels(run.images["before"], run.images["after"])
    assert len(list((tmp_path / "pic-links").iterdir())) == 2


@pytest.mark.skipif(HAS_LINKS, reason="this GIMP has link layers")
def test_without_link_layers_nothing_is_sent(gimp, service, small):
    scenario = service.scenario()
    run = gimp.run(f"""
        (define image (photo-on "{small}" 100 80 10 6))
        (upscale-error "link" image (first-layer image) '((placement . "link")))
        (dump-image "after" image)""", scenario.env())
    assert run.outcomes["link"].status == "calling-error"
    assert "GIMP 3.2" in run.outcomes["link"].message
    assert scenario.log == [] and len(run.images["after"].layers) == 2
