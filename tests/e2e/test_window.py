# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window of GIMP 3 on a real display, worked by keyboard and mouse: what it offers, says and keeps."""

import json
import shutil

import pytest
from desk import BODY
from harness import gimp_version
from window import Window

# one display: the windows of two tests must not mix
pytestmark = [pytest.mark.xdist_group("window"),
              pytest.mark.skipif(gimp_version().startswith("2"), reason="GIMP 2.10 has a dialog")]


def test_numbers_out_of_range_go_back(desk, service):
    scenario = service.scenario()
    job, window = desk.start(scenario)
    window.press("alt+v")
    window.type("3")
    window.press("Tab", "alt+v")
    window.type("14")
    window.press("Return")
    window.reads("Variations: 1 to 8")
    assert window.value("Variations") == 3
    window.press("alt+d")
    window.type("101")
    window.press("Tab")
    window.reads("Detail: 0 to 100")
    assert window.value("Detail") == 50
    window.close()
    job.finish()
    assert scenario.log == []


FACTOR, LONGEST_SIDE, MEGAPIXELS, PRINT = 1, 2, 3, 4  # entries of "Size"


INCH, PIXEL = 0, 3  # entries of "Unit"


def test_a_size_is_told_with_its_price_and_is_exact(desk, service):
    scenario = service.scenario("pixels=lanczos2+polls=1000")
    job, window = desk.start(scenario)
    window.choose("^Size$", FACTOR)
    window.wait(lambda: window.value("^Factor$") == 2)
    window.enter("^Factor$", "3.5")
    window.reads("Result: 168 × 112 pixels, a file of about")
    window.reads("2 images, paid · 2 passes")
    window.reads("The image becomes about 168 × 112 pixels.")
    window.shoot("window-size")
    window.make("^Make 2 Images$")
    window.reads("Step 1 of 2: Waiting for the result")
    window.shoot("window-size-progress")
    window.click("^Stop Waiting$")
    window.reads("1 of 2 images are paid for. Run it again with the same settings")
    window.shoot("window-size-broken-off")
    scenario.get("_become/pixels=lanczos2")
    window.make("^Make 2 Images$")
    window.reads("1 new layer, 168 × 112 pixels · The whole image becomes 168 × 112 pixels.")
    assert scenario.billed == 2
    window.click("^Add to Image$")
    window.reads("Added to an image")
    window.close()
    run = job.finish()
    after = run.images["after"]
    assert after.size == (168, 112)
    assert (after.layers[0].width, after.layers[0].height) == (168, 112)
    assert scenario.billed == 2


def test_a_size_that_cannot_be_is_said_in_place(desk, service):
    scenario = service.scenario("pixels=lanczos2")
    job, window = desk.start(scenario)
    window.choose("^Size$", LONGEST_SIDE)
    window.wait(lambda: window.value("^Longest side$") == 96)  # what is said is the same size
    window.enter("^Longest side$", "40")
    window.reads("The size asked for is smaller than the layer.")
    assert not window.sensitive("^Make ")
    window.shoot("window-size-smaller")
    window.press("ctrl+a")
    window.type("96000")
    window.press("Return")
    window.reads("Longest side: 1 to 16384")
    window.choose("^Size$", FACTOR)
    window.enter("^Factor$", "5")
    window.reads("Make 3 Images")
    window.reads("more than 4 times as large as the layer")  # of scale-image
    window.make("^Make 3 Images$")
    window.reads("1 new image, 240 × 160 pixels")
    window.close()
    job.finish()
    assert scenario.billed == 3


def test_a_print_is_asked_for_by_any_of_its_sides(desk, service):
    scenario = service.scenario()
    job, window = desk.start(scenario)
    window.choose("^Size$", PRINT)
    window.choose("^Unit$", PIXEL)
    window.wait(lambda: (window.value("^Width$"), window.value("^Height$")) == (96, 64))
    window.enter("^Width$", "144")
    window.wait(lambda: window.value("^Height$") == 96)
    window.reads("Result: 144 × 96 pixels")
    window.enter("^Height$", "48")
    window.wait(lambda: window.value("^Width$") == 72)
    window.choose("^Unit$", INCH)
    window.wait(lambda: window.value("^Width$") == 0.24)
    window.enter("^Pixels per inch$", "600")
    window.reads("Result: 144 × 96 pixels")
    assert window.value("^Width$") == 0.24, "the print keeps its size"
    window.shoot("window-size-print")
    window.close()
    job.finish()
    assert scenario.log == []


def test_tiles_are_recommended_with_their_price(desk, service):
    scenario = service.scenario()
    job, window = desk.start(scenario, before="(gimp-image-scale image 800 600)")
    window.choose("^Size$", FACTOR)
    window.enter("^Factor$", "5")
    window.reads("3 images, paid · 3 passes")
    window.reads("Sending it whole loses detail. In 5 tiles nothing is lost: 5 images.")
    window.shoot("window-tiles")
    window.click("^Send in tiles$", "check box")
    window.reads("5 images, paid · 3 passes · 5 tiles")
    window.reads("Make 5 Images")
    window.choose("^Size$", 0)
    window.reads("Make 1 Image")
    window.close()
    job.finish()
    assert scenario.log == []


def test_the_usual_numbers_of_variations_are_one_click(desk, service):
    scenario = service.scenario()
    job, window = desk.start(scenario)

    def pressed():
        return [button.name for button in window.tree().all("radio button", "^Variations ")
                if button.has("checked")]
    assert pressed() == ["Variations 1"]
    window.click("^Variations 4$", "radio button")
    window.reads("Make 4 Images")
    assert window.value("Variations") == 4
    window.press("alt+v")
    window.type("3")
    window.reads("Make 3 Images")
    assert pressed() == []
    window.press("shift+Tab", "space")  # the button for eight is before the field
    window.reads("Make 8 Images")
    assert pressed() == ["Variations 8"]
    window.shoot("window-variations")
    window.close()
    job.finish()
    assert scenario.log == []


def test_the_wheel_changes_only_what_has_the_focus(desk, service):
    scenario = service.scenario()
    job, window = desk.start(scenario)
    window.press("alt+p")

    def wheel(role, name):
        x, y, width, height = window.one(role, name).box
        desk.screen.xdotool("mousemove", "--window", window.id, x + width // 2, y + height // 2)
        desk.screen.xdotool("click", "4", "click", "4")

    wheel("spin button", "^Detail$")
    wheel("combo box", "^Placement$")
    wheel("spin button", "^Variations$")
    window.press("alt+b")
    wheel("spin button", "^Resemblance$")
    window.wait(lambda: window.value("Resemblance") > 50)  # it has the focus
    assert (window.value("Detail"), window.value("Variations")) == (50, 1)
    window.reads("The image becomes about 96 × 64 pixels.")  # the placement is the same
    window.close()
    job.finish()


def test_tab_passes_by_what_is_not_seen(desk, service):
    job, window = desk.start(service.scenario())
    window.press("alt+p")
    names = []

    def focused():
        return [thing for thing in window.tree().all(shown=False) if thing.has("focused")]

    for _ in range(30):
        window.press("Tab")
        assert all(thing.shown for thing in focused())
        names += [thing.name for thing in focused()]
    assert "Advanced" in names
    assert "Keep transparency" not in names
    window.close()
    job.finish()


def test_a_selection_is_taken_and_the_size_kept(desk, service):
    scenario = service.scenario()
    job, window = desk.start(scenario, before="(gimp-image-select-rectangle image "
                                              "CHANNEL-OP-REPLACE 4 6 20 16)")
    window.reads("20 × 16")
    window.reads("more detail at the same size")
    window.make("^Make 1 Image$")
    window.reads("R50 D50 · 1000")
    window.click("^Add to Image$")
    window.reads("Added to an image")
    window.close()
    run = job.finish()
    after = run.images["after"]
    layer = after.layers[0]
    assert after.size == run.images["before"].size
    assert (layer.x, layer.y, layer.width, layer.height) == (4, 6, 20, 16)


def test_without_a_key_this_computer_is_offered(desk, service, small):
    scenario = service.scenario()
    job, window = desk.start(scenario, key=None)
    window.reads("This computer: free")
    assert "go to 1min.ai" in window.words()
    window.shoot("window-first-run")
    window.click("^Use This Computer$")
    window.reads("Free: made on this computer.")
    window.make("^Make 1 Image$")
    window.reads("R50 D50", 120)
    window.shoot("window-local")
    window.click("^Add to Image$")
    window.reads("Added to an image")
    window.close()
    run = job.finish()
    assert len(run.images["after"].layers) == 2
    assert scenario.log == []


def test_the_window_holds_the_place_of_its_image(desk, service):
    scenario = service.scenario()
    job, window = desk.start(scenario, body="""
        (define image (photo "{picture}"))
        (dump-image "before" image)
        (attempt "window" (lambda () (upscale-interactive image (first-layer image))))""")
    # tests without GIMP cover what a second run does with it
    locks = list(desk.gimp.state.glob("window-*.lock"))
    assert len(locks) == 1
    assert int(locks[0].read_text(encoding="ascii")) > 1
    window.close()
    job.finish()
    assert not list(desk.gimp.state.glob("window-*.lock"))


def test_prompt_and_values_are_kept_for_the_image(desk, service, tmp_path):
    scenario = service.scenario()
    again = """
        (attempt "again" (lambda () (upscale-interactive image (first-layer image))))
        (define other (photo "{other}"))
        (attempt "other" (lambda () (upscale-interactive other (first-layer other))))"""
    other = tmp_path / "other.png"
    shutil.copy(desk.small, other)
    job, window = desk.start(scenario, body=BODY + again.replace("{other}", str(other)))
    window.press("alt+p")
    window.type("two waves")
    window.press("alt+v")
    window.type("4")
    window.press("alt+b")
    window.type("70")
    window.close()
    second = Window(desk.screen, desk.session)
    second.reads("two waves")
    assert (second.value("Variations"), second.value("Resemblance")) == (4, 70)
    second.close()
    third = Window(desk.screen, desk.session)
    third.reads("Make 1 Image")
    assert "two waves" not in third.words()
    assert third.value("Resemblance") == 70
    third.close()
    job.finish()
    assert scenario.log == []


def test_the_window_opens_as_large_as_it_was(desk, service):
    job, window = desk.start(service.scenario(), body=BODY + """
        (attempt "again" (lambda () (upscale-interactive image (first-layer image))))""")
    desk.screen.xdotool("windowsize", "--sync", window.id, 950, 700)
    window.wait(lambda: desk.screen.frame(window.id)[2:] == (950, 700))
    window.close()
    second = Window(desk.screen, desk.session)
    second.wait(lambda: desk.screen.frame(second.id)[2:] == (950, 700))
    second.close()
    job.finish()


def test_presets_set_and_keep_values(desk, service):
    scenario = service.scenario()
    presets = desk.gimp.state / "presets"
    presets.mkdir()
    (presets / "broken.json").write_text("{", encoding="ascii")
    job, window = desk.start(scenario)
    window.reads("broken.json")
    window.press("alt+d")
    window.type("77")
    window.click("Save these values as a preset")
    name = Window(desk.screen, desk.session, "^Save Preset$")
    name.type("Skies")
    name.press("Return")
    window.wait(lambda: list(presets.glob("Skies*.json")))
    window.shoot("window-preset")
    saved = json.loads(next(presets.glob("Skies*.json")).read_text(encoding="utf-8"))
    assert saved["detail"] == 77
    for answer in ("alt+k", "alt+d"):
        window.press("alt+t", "Tab", "Tab", "space")  # the menu beside the presets
        desk.screen.xdotool("key", "d")
        question = Window(desk.screen, desk.session, "^Ideogram Upscale$")
        question.reads("Delete the preset “Skies”?")
        assert list(presets.glob("Skies*.json"))
        question.press(answer)
        question.gone()
    window.wait(lambda: not list(presets.glob("Skies*.json")))
    window.close()
    job.finish()


def test_everything_fits_a_low_screen(desk, service):
    scenario = service.scenario("features=406x1")
    job, window = desk.start(scenario)
    desk.screen.xdotool("windowsize", "--sync", window.id, 1200, 640)
    window.press("alt+n")
    window.make()
    window.reads("There are not enough credits")
    window.shoot("window-low")
    box = window.one("button", "^Make ").box
    assert box[1] + box[3] <= 640
    window.close()
    job.finish()


def test_every_widget_has_an_accessible_name(desk, service):
    """Every widget that the user can operate has a name for assistive technology."""
    job, window = desk.start(service.scenario())
    window.press("alt+n")
    nameless = [(thing.role, thing.box) for thing in window.tree().all()
                if thing.role in ("button", "toggle button", "check box", "combo box",
                                  "spin button", "text", "drawing area", "progress bar")
                and not thing.name]
    assert nameless == []
    window.close()
    job.finish()
