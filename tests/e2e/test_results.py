# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is sent to the service and what becomes of its results, with the scripted server."""

import io
import shutil

import pictures
import pytest
from PIL import Image
from harness import Gimp
from service import make_result

# The picture is a layer of 48×32 at (10, 6) of a canvas of 100×80; results are twice as large.
PLACEMENTS = {
    "grow-canvas": {"canvas": (106, 80), "result": (10, 6, 96, 64), "photo": (10, 6, 48, 32),
                    "below": (0, 0, 100, 80)},
    "fit": {"canvas": (100, 80), "result": (10, 6, 48, 32), "photo": (10, 6, 48, 32),
            "below": (0, 0, 100, 80)},
    "scale-image": {"canvas": (200, 160), "result": (20, 12, 96, 64), "photo": (20, 12, 96, 64),
                    "below": (0, 0, 200, 160)},
}


# all tests of one GIMP's work must run in one process
in_one_process = pytest.mark.xdist_group("placed")


@pytest.fixture(scope="module")
def placed(primed, service, small, tmp_path_factory, request):
    """One GIMP that carries out every placement once."""
    folder = tmp_path_factory.mktemp("placed")
    gimp = Gimp(folder / "gimp", request.config.getoption("--plug-ins"), primed)
    body = ""
    for name in [*PLACEMENTS, "new-image"]:
        body += f"""
            (define image (photo-on "{small}" 100 80 10 6))
            (dump-image "before-{name}" image)
            (define results (upscale image (first-layer image) '((placement . "{name}"))))
            (say-list "results-{name}" results)
            (dump-image "after-{name}" image)"""
        if name == "new-image":
            body += """
            (dump-image "new" (car results))
            (define result (first-layer (car results)))"""
        else:
            body += """
            (define result (car results))"""
        body += f"""
            (save-layer result "{folder}/{name}.png")"""
        if name != "new-image":
            body += f"""
            (save-layer (car (reverse (image-layers image))) "{folder}/{name}-below.png")"""
    scenario = service.scenario()
    run = gimp.run(body, scenario.env())
    gimp.assert_clean()
    gimp.assert_no_key(run.output)
    run.folder, run.scenario = folder, scenario
    return run


@in_one_process
@pytest.mark.parametrize("placement", PLACEMENTS)
def test_placement_in_the_image(placed, small, placement):
    expected = PLACEMENTS[placement]
    image = placed.images[f"after-{placement}"]
    assert image.size == expected["canvas"]
    result, photo, below = image.layers  # from the top: the result directly above its source
    assert placed.lists[f"results-{placement}"] == [result.id]
    assert (result.box, photo.box, below.box) == (
        expected["result"], expected["photo"], expected["below"])
    assert (result.visible, result.opacity, result.mask, result.parent) == (True, 100.0, -1, -1)
    picture = Image.open(small).convert("RGB")
    plain = picture.resize((96, 64), Image.NEAREST)
    if placement == "fit":
        assert pictures.psnr(placed.folder / "fit.png", picture) > 30
    else:
        assert pictures.same(placed.folder / f"{placement}.png", plain)
    flat = Image.new("RGB", expected["below"][2:], (40, 80, 120))
    assert pictures.same(placed.folder / f"{placement}-below.png", flat)


@in_one_process
def test_new_image(placed, small):
    assert placed.images["after-new-image"] == placed.images["before-new-image"]
    image = placed.images["new"]
    assert placed.lists["results-new-image"] == [image.id]
    assert image.size == (96, 64)
    assert [layer.box for layer in image.layers] == [(0, 0, 96, 64)]
    before = placed.images["before-new-image"].resolution
    assert image.resolution == pytest.approx([2 * value for value in before])
    plain = Image.open(small).convert("RGB").resize((96, 64), Image.NEAREST)
    assert pictures.same(placed.folder / "new-image.png", plain)


@in_one_process
def test_name_and_provenance(placed):
    for dump in ("after-grow-canvas", "after-fit", "after-scale-image", "new"):
        layer = placed.images[dump].layers[0]
        assert layer.name == "Photo – upscale R50 D50 seed 1000"
        told = layer.provenance
        assert {key: told[key] for key in (
            "engine", "model", "prompt", "returned_prompt", "magic_prompt", "resemblance",
            "detail", "seed", "index", "num_images")} == {
                "engine": "ideogram", "model": "ideogram-3", "prompt": "",
                "returned_prompt": "a picture of something", "magic_prompt": "auto",
                "resemblance": 50, "detail": 50, "seed": 1000, "index": 1, "num_images": 1}
        assert {**told["source"], "tattoo": 0} == {
            "name": "Photo", "width": 48, "height": 32, "tattoo": 0, "x": 0, "y": 0,
            "layer_width": 48, "layer_height": 32}
        assert told["covered"] == {"x": 0, "y": 0, "width": 48, "height": 32}
        assert told["scale"] == pytest.approx(2)
        assert told["upload"] == {"format": "png", "lossy": False, "reduced": False}
        assert {"version", "job", "created", "requested_seed"} <= told.keys()


@in_one_process
def test_what_is_sent(placed, small):
    upload = placed.scenario.calls("/api/assets")[0]["upload"]
    assert (upload["filename"], upload["type"], upload["format"], upload["mode"]) == (
        "gimp-layer.png", "image/png", "PNG", "RGB")
    assert set(upload["chunks"]) == {"IHDR", "IDAT", "IEND"}  # no profile, text, time or EXIF
    assert pictures.same(Image.open(io.BytesIO(placed.scenario.upload)), small)
    for request in placed.scenario.log:
        is_api = request["path"].startswith("/api/")
        assert request["key"] == ("test-key" if is_api else None)
        assert request["authorization"] is None
        assert request["agent"].startswith("ideogram-upscale/")
        assert "expect" not in request["headers"]
        assert request["status"] == 200
    assert placed.scenario.billed == 4


@pytest.mark.parametrize("count", [2, 8])
def test_variations_are_a_group(gimp, service, small, tmp_path, count):
    scenario = service.scenario("polls=1")
    run = gimp.run(f"""
        (define image (photo-on "{small}" 100 80 10 6))
        (define results (upscale image (first-layer image)
          '((prompt . "a wave, \\"tall\\" – größer") (num-images . {count}) (seed . 70)
            (magic-prompt . "off") (resemblance . 30) (detail . 80))))
        (say-list "results" results)
        (dump-image "after" image)
        (define (save-all index layers)
          (if (pair? layers)
              (begin
                (save-layer (car layers)
                            (string-append "{tmp_path}/" (number->string index) ".png"))
                (save-all (+ index 1) (cdr layers)))))
        (save-all 0 results)""", scenario.env())
    image = run.images["after"]
    group, *results = image.layers[:count + 1]
    assert (group.group, group.name, group.parent) == (True, "Upscale of Photo", -1)
    assert [layer.name for layer in image.layers[count + 1:]] == ["Photo", "Below"]
    assert [layer.name for layer in results] == [
        f"{i + 1}/{count} – Photo – upscale R30 D80 seed {70 + i}" for i in range(count)]
    assert [layer.visible for layer in results] == [True] + [False] * (count - 1)
    assert {layer.parent for layer in results} == {group.id}
    assert {layer.box for layer in results} == {(10, 6, 96, 64)}
    assert run.lists["results"] == [layer.id for layer in results]
    assert [layer.provenance["index"] for layer in results] == list(range(1, count + 1))
    for i in range(count):
        assert pictures.same(tmp_path / f"{i}.png", make_result(scenario.upload, i))
    sent = scenario.features[0]["promptObject"]
    assert sent.pop("imageUrl")
    assert sent == {"prompt": 'a wave, "tall" – größer', "num_images": count, "seed": 70,
                    "magic_prompt_option": "OFF", "resemblance": 30, "detail": 80}
    assert len(scenario.calls("/api/results")) == 2  # one answer was PROCESSING
    # only the first result has a signed URL
    fetched = sorted(entry["path"].split("/")[1] for entry in scenario.calls("/")
                     if not entry["path"].startswith("/api/"))
    assert fetched == ["images"] * (count - 1) + ["signed"]
    gimp.assert_clean()
    gimp.assert_no_key(run.output)


def test_several_new_images(gimp, service, small):
    scenario = service.scenario("features=sync")
    run = gimp.run(f"""
        (define image (photo "{small}"))
        (define results (upscale image (first-layer image)
                                 '((num-images . 3) (placement . "new-image"))))
        (say-list "results" results)
        (dump-image "0" (car results)) (dump-image "1" (cadr results))
        (dump-image "2" (caddr results))
        (say-list "all" (all-images))""", scenario.env())
    assert [run.images[str(i)].id for i in range(3)] == run.lists["results"]
    assert [run.images[str(i)].layers[0].name for i in range(3)] == [
        f"{i + 1}/3 – Photo – upscale R50 D50 seed {1000 + i}" for i in range(3)]
    assert sorted(run.lists["all"]) == sorted([1, *run.lists["results"]])
    assert scenario.calls("/api/results") == []  # the answer was complete at once


def test_new_images_propose_a_name_and_write_nothing(gimp, service, small, tmp_path):
    shutil.copy(small, tmp_path / "my.coffee.png")
    scenario = service.scenario()
    run = gimp.run(f"""
        (define (tell name image)
          (say "@@outcome " name " ok " (car (gimp-image-get-name image)) " "
               (car (gimp-image-get-{'filename' if gimp.major < 3 else 'file'} image))))
        (define new '((placement . "new-image")))
        (define image (photo "{tmp_path}/my.coffee.png"))
        (tell "one" (car (upscale image (first-layer image) new)))
        (define two (upscale image (first-layer image) (cons '(num-images . 2) new)))
        (tell "first" (car two)) (tell "second" (cadr two))
        (set! image (blank 48 32))
        (tell "unnamed"
          (car (upscale image (flat-layer image 0 "A layer" '(9 90 200) 0 0 48 32) new)))""",
        scenario.env())
    told = {name: outcome.message for name, outcome in run.outcomes.items()}
    if gimp.major < 3:
        home = gimp.folder / "home"
        assert told == {
            "one": f"my_coffee-2x {tmp_path}/my_coffee-2x",
            "first": f"my_coffee-2x-1 {tmp_path}/my_coffee-2x-1",
            "second": f"my_coffee-2x-2 {tmp_path}/my_coffee-2x-2",
            "unnamed": f"A layer-2x {home}/A layer-2x"}
    else:  # it would overwrite such a file without asking
        assert {".xcf" in words or "coffee" in words for words in told.values()} == {False}
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["my.coffee.png"]
    assert not list((gimp.folder / "home").glob("A layer*"))


def test_the_result_stays_in_the_group_of_its_source(gimp, service, small):
    scenario = service.scenario()
    run = gimp.run(f"""
        (define image (photo-on "{small}" 100 80 10 6))
        (define group (make-group image "Group"))
        (define source (first-layer image))
        (gimp-image-insert-layer image group 0 0)
        (gimp-image-reorder-item image source group 0)
        (upscale image source '())
        (dump-image "after" image)""", scenario.env())
    group, result, photo, below = run.images["after"].layers
    assert [layer.name for layer in (group, photo, below)] == ["Group", "Photo", "Below"]
    assert result.parent == photo.parent == group.id


def test_a_result_of_a_result_is_named_after_the_original(gimp, service, small):
    scenario = service.scenario()
    run = gimp.run(f"""
        (define image (photo "{small}"))
        (define first (car (upscale image (first-layer image) '())))
        (gimp-item-set-name first "Mine")
        (upscale image first '((num-images . 2)))
        (dump-image "after" image)""", scenario.env())
    group, one, two = run.images["after"].layers[:3]
    assert group.name == "Upscale of Photo"
    assert one.name == "1/2 – Photo – upscale R50 D50 seed 1000"
    assert two.provenance["source"]["name"] == "Photo"


AGAIN = """
(define image (photo-on "{picture}" 100 80 10 6))
(define source (first-layer image))
(define made (upscale image source '({given})))
(define (group-of layer) (car (gimp-item-get-parent layer)))
{meanwhile}
(say-list "again" (append (upscale-again image {which}) (upscale-again image (car made))))
(dump-image "after" image)
"""


@pytest.mark.parametrize("given, meanwhile, which", [
    ("", "", "(car made)"),
    ("(num-images . 4)", "", "(cadr made)"),
    ("(num-images . 4)", "", "(group-of (car made))"),
    ('(placement . "scale-image")', '(gimp-item-set-name source "Mine")', "(car made)"),
    ("", "(set! made (upscale image (car made) '()))", "(car made)"),
], ids=["one", "four", "group", "scaled", "chain"])
def test_repeat_begins_with_the_original(gimp, service, small, given, meanwhile, which):
    scenario = service.scenario()
    run = gimp.run(AGAIN.format(picture=small, given=given, meanwhile=meanwhile, which=which),
                   scenario.env())
    image = run.images["after"]
    name = "Mine" if meanwhile.startswith("(gimp") else "Photo"
    source = image.layer(name)
    again = [image.by_id(layer) for layer in run.lists["again"]]
    assert len(again) == 2
    for layer in again:
        assert layer.name.startswith(f"{name} – upscale R50 D50 seed 1000")
        assert layer.parent == source.parent
        # in a scaled image the source has the size of its results already
        factor = 1 if "scale-image" in given else 2
        assert layer.box == (*source.box[:2], factor * source.width, factor * source.height)
    order = [layer.id for layer in image.layers if layer.parent == source.parent]
    assert order[:2] == [again[1].id, again[0].id], "later results lie above earlier ones"
    groups = [layer for layer in image.layers if layer.group]
    assert len(groups) == ("num-images" in given)


def test_repeat_finds_the_original_in_a_file(gimp, service, small, tmp_path):
    scenario = service.scenario()
    run = gimp.run(f"""
        (define image (photo-on "{small}" 100 80 10 6))
        (upscale image (first-layer image) '())
        (gimp-image-scale image 53 40)
        (gimp-item-set-name (cadr (image-layers image)) "Mine")
        (save-image image "{tmp_path}/saved.xcf")
        (gimp-image-delete image)
        (set! image (load-image "{tmp_path}/saved.xcf"))
        (upscale-again image (first-layer image))
        (dump-image "after" image)""", scenario.env())
    names = [layer.name.split(" – ")[0] for layer in run.images["after"].layers]
    assert names == ["Mine", "Photo", "Mine", "Below"]
    assert run.images["after"].layers[0].box[2:] == (48, 32)


def test_repeat_goes_on_from_a_result_whose_original_is_gone(gimp, service, small):
    scenario = service.scenario()
    run = gimp.run(f"""
        (define image (photo "{small}"))
        (define result (car (upscale image (first-layer image) '())))
        (gimp-image-remove-layer image (cadr (image-layers image)))
        (upscale-again image result)
        (dump-image "after" image)""", scenario.env())
    assert [layer.box[2:] for layer in run.images["after"].layers] == [(192, 128), (96, 64)]


def test_a_result_in_another_image_has_no_original_there(gimp, service, small):
    """Tattoos begin anew in each image."""
    scenario = service.scenario()
    run = gimp.run(f"""
        (define image (photo "{small}"))
        (define other (photo-on "{small}" 100 80 10 6))
        (define result (car (upscale image (first-layer image) '())))
        (define copy (car (gimp-layer-new-from-drawable result other)))
        (gimp-image-insert-layer other copy 0 0)
        (gimp-item-set-name (cadr (image-layers other)) "Other")
        (upscale-again other copy)
        (define twin (car (gimp-image-duplicate image)))
        (upscale-again twin (first-layer twin))
        (dump-image "after" other) (dump-image "twin" twin)""", scenario.env())
    assert run.images["after"].layers[0].box[2:] == (192, 128)
    assert [layer.box[2:] for layer in run.images["twin"].layers] == [
        (96, 64), (96, 64), (48, 32)]


def test_fewer_results_than_asked_for(gimp, service, small):
    scenario = service.scenario("features=partial")
    run = gimp.run(f"""
        (define image (photo "{small}"))
        (say-list "results" (upscale image (first-layer image) '((num-images . 3))))
        (dump-image "after" image)""", scenario.env())
    group, *layers = run.images["after"].layers
    assert len(run.lists["results"]) == 2
    assert [layer.name for layer in layers][:2] == [
        f"{i + 1}/2 – Photo – upscale R50 D50 seed {1000 + i}" for i in range(2)]
    assert "2 of 3" in run.messages


@pytest.mark.parametrize("steps", [
    "signed=404", "signed=notimage", "signed=404+cdn=404", "features=nokeys", "download=redirect",
    "download=jpeg", "download=webp", "download=png16", "download=octet", "features=asyncrefused",
    "assets=500x1", "results=reset-afterx1", "cdn=truncatex1+signed=truncatex1",
    "features=429-after1x1",
])
def test_roundabout_ways_to_a_result(gimp, service, small, steps):
    scenario = service.scenario(steps)
    run = gimp.run(f"""
        (define image (photo "{small}"))
        (upscale image (first-layer image) '())
        (dump-image "after" image)
        (save-layer (first-layer image) "{gimp.folder}/result.png")""", scenario.env())
    assert run.images["after"].layers[0].box == (0, 0, 96, 64)
    assert pictures.psnr(gimp.folder / "result.png", make_result(scenario.upload, 0)) > 35
    assert scenario.billed == 1
    assert {entry["key"] for entry in scenario.log
            if not entry["path"].startswith("/api/")} == {None}
    gimp.assert_clean()


def test_a_real_photo_with_a_profile_of_its_own(gimp, service, tmp_path):
    """Adobe RGB, and results of more than a million pixels."""
    photo = pictures.DATA / "rocket.jpg"
    scenario = service.scenario("pixels=lanczos2")
    run = gimp.run(f"""
        (define image (photo "{photo}"))
        (upscale image (first-layer image) '())
        (dump-image "after" image)
        (save-flat image "{tmp_path}/result.png")""", scenario.env())
    result, source = run.images["after"].layers
    assert (result.box, source.box) == ((0, 0, 1280, 854), (0, 0, 640, 427))
    # both are numbers of the photo's own colour space
    original = Image.open(photo).convert("RGB").resize((1280, 854), Image.LANCZOS)
    assert pictures.psnr(tmp_path / "result.png", original) > 35


def test_several_selected_layers_are_a_job_each(gimp, service, small):
    if gimp.major < 3:
        pytest.skip("GIMP 2.10 has one active layer")
    scenario = service.scenario()
    run = gimp.run(f"""
        (define image (photo-on "{small}" 100 80 10 6))
        (define second (car (gimp-layer-copy (first-layer image) FALSE)))
        (gimp-item-set-name second "Second")
        (gimp-image-insert-layer image second 0 0)
        (say-list "results" (upscale-layers image (image-layers image) '()))
        (dump-image "after" image)""", scenario.env())
    image = run.images["after"]
    assert [layer.name.split(" – ")[0] for layer in image.layers] == [
        "Second", "Second", "Photo", "Photo", "Below", "Below"]
    assert len(run.lists["results"]) == 3
    assert scenario.billed == 3
    assert image.layer("Second").box == (10, 6, 48, 32)


def test_four_layers_are_made_at_the_same_time(gimp, service, small):
    if gimp.major < 3:
        pytest.skip("GIMP 2.10 has one active layer")
    scenario = service.scenario("meet=4")
    run = gimp.run(f"""
        (define image (photo-on "{small}" 100 80 10 6))
        (define (add-copy name)
          (let ((copy (car (gimp-layer-copy (cadr (image-layers image)) FALSE))))
            (gimp-item-set-name copy name)
            (gimp-image-insert-layer image copy 0 0)))
        (add-copy "Third") (add-copy "Fourth")
        (say-list "results" (upscale-layers image (image-layers image) '()))
        (dump-image "after" image)""", scenario.env())
    assert len(scenario.features) == 4
    assert scenario.most == 4
    image = run.images["after"]
    names = [layer.name.split(" – ")[0] for layer in image.layers]
    assert names[::2] == names[1::2] and set(names) == {"Fourth", "Third", "Photo", "Below"}
    assert [image.by_id(layer).name.split(" – ")[0] for layer in run.lists["results"]] == names[::2]
    for result, source in zip(image.layers[::2], image.layers[1::2]):
        assert result.box == (*source.box[:2], 2 * source.box[2], 2 * source.box[3])
    gimp.assert_clean()


def layers_run(gimp, scenario, small, layers, given=""):
    """Upscales layers of the names given, from the top. Nothing is visible in "Empty"."""
    if gimp.major < 3:
        pytest.skip("GIMP 2.10 has one active layer")
    return gimp.run(f"""
        (define image (photo-on "{small}" 100 80 10 6))
        (define photo (first-layer image))
        (define below (cadr (image-layers image)))
        (define empty (make-layer image 20 20 RGBA-IMAGE "Empty"))
        (gimp-image-insert-layer image empty 0 1)
        (dump-image "before" image)
        (say-list "results" (attempt "it" (lambda ()
          (upscale-layers image (list {layers}) '({given})))))
        (dump-image "after" image)""", scenario.env())


@pytest.mark.parametrize("layers, names", [
    ("photo empty below", ["Photo", "Below"]), ("empty photo", ["Photo"]),
    ("photo photo below photo", ["Photo", "Below"])])
def test_a_failed_layer_does_not_stop_the_others(gimp, service, small, layers, names):
    scenario = service.scenario()
    run = layers_run(gimp, scenario, small, layers)
    assert run.outcomes["it"].status == "ok"
    image = run.images["after"]
    assert [image.by_id(layer).name.split(" – ")[0] for layer in run.lists["results"]] == names
    for name in names:
        at = [layer.name for layer in image.layers].index(name)
        assert image.layers[at - 1].id in run.lists["results"]
    assert scenario.billed == len(names)
    if "empty" in layers:
        assert "Empty: " in run.output and "fully transparent" in run.output
    gimp.assert_clean()


def test_if_no_layer_can_be_upscaled_each_is_named(gimp, service, small):
    scenario = service.scenario("features=406")
    run = layers_run(gimp, scenario, small, "photo empty below")
    outcome = run.outcomes["it"]
    assert outcome.status == "execution-error"
    for words in ("Photo: There are not enough credits", "Empty: The layer is fully transparent",
                  "Below: There are not enough credits"):
        assert words in outcome.message
    assert run.images["after"] == run.images["before"]
    assert len(scenario.features) == 2 and scenario.billed == 0


def test_the_results_of_one_layer_may_be_new_images(gimp, service, small, tmp_path):
    """Under scale-image, with results of 60 pixels: larger than the photo, smaller than what is
    below it."""
    scenario = service.scenario("pixels=longest60")
    run = layers_run(gimp, scenario, small, "photo below", '(placement . "scale-image")')
    image = run.images["after"]
    assert image.size == (125, 100)
    # an image may have the same id as a layer
    [result] = [layer for layer in image.layers if " – upscale " in layer.name]
    assert result.box == image.layer("Photo").box
    assert len(run.lists["results"]) == 2 and result.id in run.lists["results"]
    assert "Below: The result is smaller than the layer" in run.output


@pytest.mark.parametrize("with_folder", [True, False])
def test_a_result_too_large_for_a_layer_is_saved_as_a_file(gimp, service, tmp_path, with_folder):
    Image.linear_gradient("L").convert("RGB").resize((420, 1)).save(tmp_path / "wide.png")
    home = gimp.folder / "home"
    folder = home
    if with_folder:
        folder = home / "Bilder"
        folder.mkdir()
        (home / ".config").mkdir(exist_ok=True)
        (home / ".config" / "user-dirs.dirs").write_text('XDG_PICTURES_DIR="$HOME/Bilder"\n')
    (folder / "Photo-upscale.png").write_bytes(b"mine")
    scenario = service.scenario("pixels=longest16800")
    run = gimp.run(f"""
        (define image (photo "{tmp_path}/wide.png"))
        (dump-image "before" image)
        (say-list "results" (attempt "it" (lambda () (upscale image (first-layer image) '()))))
        (dump-image "after" image)""", scenario.env())
    assert run.outcomes["it"].status in ("ok", "cancel")  # no list to return
    assert run.lists["results"] == []
    assert run.images["after"] == run.images["before"]
    assert (folder / "Photo-upscale.png").read_bytes() == b"mine"
    saved = folder / "Photo-upscale-2.png"
    assert Image.open(saved).size == (16800, 40)
    assert str(saved) in run.output
    assert scenario.billed == 1
    gimp.assert_clean()


def test_one_of_two_results_is_too_large_for_a_layer(gimp, service, tmp_path):
    Image.linear_gradient("L").convert("RGB").resize((420, 1)).save(tmp_path / "wide.png")
    scenario = service.scenario("pixels=scale200,4000")
    run = gimp.run(f"""
        (define image (photo "{tmp_path}/wide.png"))
        (say-list "results" (upscale image (first-layer image) '((num-images . 2))))
        (dump-image "after" image)""", scenario.env())
    [result] = run.lists["results"]
    assert run.images["after"].by_id(result).box == (0, 0, 840, 2)
    assert Image.open(gimp.folder / "home" / "Photo-upscale.png").size == (16800, 40)
    gimp.assert_clean()


@pytest.mark.parametrize("files", ["ok", "download=webp"])
def test_hidden_colours_of_a_result_are_never_shown(gimp, service, small, tmp_path, files):
    """A result whose right half is transparent over magenta."""
    scenario = service.scenario("pixels=magenta+" + files)
    run = gimp.run(f"""
        (define image (photo "{small}"))
        (define source (first-layer image))
        (save-layer (car (upscale image source '())) "{tmp_path}/kept.png")
        (save-layer (car (upscale image source '((placement . "fit")))) "{tmp_path}/fit.png")
        (save-layer (car (upscale image source '((keep-alpha . 0)))) "{tmp_path}/opaque.png")
        (dump-image "after" image)""", scenario.env())
    assert [layer.alpha for layer in run.images["after"].layers[:3]] == [False, True, True]  # the latest first
    wanted = Image.open(io.BytesIO(scenario.upload)).convert("RGB")
    for name, size in (("kept", (96, 64)), ("fit", (48, 32)), ("opaque", (96, 64))):
        result = Image.open(tmp_path / f"{name}.png")
        assert result.size == size
        pixels = pictures.pixels(result)
        half = size[0] // 2
        assert pictures.psnr(result.convert("RGB").crop((0, 0, half - 4, size[1])),
                             wanted.resize(size, Image.LANCZOS).crop((0, 0, half - 4, size[1]))) > 30
        if name == "opaque":  # pixels that were hidden have the colour beside them
            assert abs(pixels[:, half:] - pixels[:, half - 6:half - 5]).max() < 110
        assert not ((pixels[..., 0] > 245) & (pixels[..., 1] < 10) & (pixels[..., 2] > 245)).any()
        if name != "opaque":
            alpha = result.getchannel("A")
            assert alpha.crop((0, 0, half - 4, size[1])).getextrema() == (255, 255)
            assert alpha.crop((half + 4, 0, *size)).getextrema() == (0, 0)


def test_a_picture_that_unpacks_to_too_much(gimp, service, small):
    """256 MB of compressed pixels for a picture of 96 x 64: no more may be unpacked than its header
    says."""
    scenario = service.scenario("download=bomb")
    run = gimp.run(f"""
        (define image (photo "{small}"))
        (upscale-error "it" image (first-layer image) '())
        (dump-image "after" image)""", scenario.env())
    assert run.outcomes["it"].status == "ok"
    assert run.images["after"].layers[0].box == (0, 0, 96, 64)
    gimp.assert_clean()
