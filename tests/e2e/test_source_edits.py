# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run breaks off, the user works on the image, the job is recovered: results lie on what the source
is now, turned like it, and never cover something else."""

import pictures
import pytest
from harness import Gimp
from PIL import Image
from service import Director

PLACEMENTS = ["grow-canvas", "fit", "scale-image"]

# what the user does meanwhile -> in Script-Fu, and what it does to the layer's picture
EDITS = {
    "nothing": ("", None),
    "flip-image": ("(gimp-image-flip image ORIENTATION-HORIZONTAL)", Image.FLIP_LEFT_RIGHT),
    "turn-180": ("(gimp-image-rotate image 1)", Image.ROTATE_180),
    "turn-90": ("(gimp-image-rotate image 0)", Image.ROTATE_270),  # PIL turns the other way
    "flip-layer": ("(gimp-item-transform-flip-simple source ORIENTATION-VERTICAL TRUE 0)",
                   Image.FLIP_TOP_BOTTOM),
    "move": ("(gimp-layer-set-offsets source 3 21)", None),
    "paint": ("""(gimp-image-select-rectangle image CHANNEL-OP-REPLACE 20 12 12 6)
                 (gimp-context-set-foreground '(250 0 0))
                 (gimp-drawable-edit-fill source FILL-FOREGROUND)
                 (gimp-selection-none image)""", None),
    "scale-layer": ("(gimp-layer-scale source 60 40 FALSE)", None),
}
FOLLOWED = [edit for edit in EDITS if edit not in ("paint", "scale-layer")]

together = pytest.mark.xdist_group("source-edits")


@pytest.fixture(scope="module")
def edited(primed, service, small, tmp_path_factory, request):
    """All pairs in one GIMP."""
    folder = tmp_path_factory.mktemp("edited")
    scenario = service.scenario()
    with Director(folder, scenario) as director:
        body = director.words
        for placement in PLACEMENTS:
            for edit, (script, _) in EDITS.items():
                name = f"{edit}-{placement}"
                body += f"""
                    (define image (photo-on "{small}" 100 80 10 6))
                    (define source (first-layer image))
                    (become "download=404")
                    (upscale-error "{name}-broken-off" image source '())
                    {script}
                    (become "ok")
                    (say "@@" "canvas-{name} " (image-width image) " " (image-height image))
                    (define results
                      (attempt "{name}" (lambda () (recover-job "" "{placement}"))))
                    (say-list "{name}" results)
                    (say-list "source-{name}" (list source))
                    (dump-image "{name}" image)
                    (save-layer source "{folder}/{name}-source.png")
                    (save-layer (if (= (length (image-layers image)) 3) (car results)
                                    (first-layer (car results)))
                                "{folder}/{name}.png")
                    (gimp-image-delete image)"""
        gimp = Gimp(folder / "gimp", request.config.getoption("--plug-ins"), primed)
        run = gimp.run(body, scenario.env())
    gimp.assert_clean()
    assert scenario.billed == len(PLACEMENTS) * len(EDITS)
    run.folder = folder
    return run


def outcome(run, name):
    """The image after the recovery, and its size before."""
    assert run.outcomes[f"{name}-broken-off"].status == "execution-error"
    assert run.outcomes[name].status == "ok", run.outcomes[name]
    return run.images[name], tuple(run.lists[f"canvas-{name}"])


def layers_of(run, name, image):
    """The result and its source; their order is checked."""
    result, source = image.layers[:2]
    assert [result.id] == run.lists[name] and [source.id] == run.lists[f"source-{name}"]
    return result, source


@together
@pytest.mark.parametrize("placement", PLACEMENTS)
@pytest.mark.parametrize("edit", FOLLOWED)
def test_the_result_follows_its_source(edited, small, edit, placement):
    name = f"{edit}-{placement}"
    image, canvas = outcome(edited, name)
    result, source = layers_of(edited, name, image)
    turn = EDITS[edit][1]
    picture = Image.open(small).convert("RGB")
    picture = picture if turn is None else picture.transpose(turn)
    twice = picture.resize((2 * picture.width, 2 * picture.height), Image.NEAREST)
    file = edited.folder / f"{name}.png"
    assert result.visible and (result.x, result.y) == (source.x, source.y)
    if placement == "fit":
        assert result.box == source.box and image.size == canvas
        assert pictures.psnr(file, picture) > 30
    else:
        assert (result.width, result.height) == twice.size
        assert pictures.same(file, twice)
    if placement == "scale-image":
        assert result.box == source.box and image.size == (2 * canvas[0], 2 * canvas[1])
        # it shows what its source shows
        assert pictures.psnr(file, edited.folder / f"{name}-source.png") > 25
    else:
        assert pictures.same(edited.folder / f"{name}-source.png", picture)


@together
@pytest.mark.parametrize("placement", PLACEMENTS)
def test_new_paint_is_never_covered(edited, small, placement):
    name = f"paint-{placement}"
    image, canvas = outcome(edited, name)
    assert image.size == canvas, "nothing that is seen changes"
    twice = Image.open(small).convert("RGB").resize((96, 64), Image.NEAREST)
    if placement == "scale-image":
        assert [layer.name for layer in image.layers] == ["Photo", "Below"]
        assert "changed since it was sent, so the results are new images" in edited.output
    else:
        result, source = layers_of(edited, name, image)
        assert source.visible and not result.visible
        assert (result.x, result.y) == (source.x, source.y)
        assert "hidden layers above it" in edited.output
    if placement != "fit":
        assert pictures.same(edited.folder / f"{name}.png", twice)


@together
@pytest.mark.parametrize("placement", PLACEMENTS)
def test_a_scaled_layer_gets_new_images(edited, placement):
    image, canvas = outcome(edited, f"scale-layer-{placement}")
    assert image.size == canvas
    assert [layer.name for layer in image.layers] == ["Photo", "Below"]
    assert "another size now" in edited.output
