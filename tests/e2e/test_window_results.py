# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window of GIMP 3 on a real display: results are looked at, compared, added and made again."""

import re
import time

import pytest
from desk import BODY
from harness import gimp_version
from PIL import Image
from result_files import MARKS
from window import READING_TIME, Window

# one display: the windows of two tests must not mix
pytestmark = [pytest.mark.xdist_group("window-results"),
              pytest.mark.skipif(gimp_version().startswith("2"), reason="GIMP 2.10 has a dialog")]


def test_results_are_looked_at_before_they_are_added(desk, service):
    scenario = service.scenario()
    job, window = desk.start(scenario)
    window.press("alt+v")
    window.type("3")
    window.make("^Make 3 Images$")
    window.reads("3/3 · R50")
    assert "3 images made this month" in window.words()
    window.click("2/3 · R50", "table cell")
    window.click("3/3 · R50", "table cell", modifier="ctrl")
    window.shoot("window-compare")
    window.click("2/3 · R50", "table cell")
    window.reads("1 new layer, 96 × 64 pixels · The whole image becomes 96 × 64 pixels.")
    window.shoot("window-foretold")
    window.click("^Add to Image$")
    window.reads("Added to an image")
    window.click("3/3 · R50", "table cell")
    window.reads("1 new layer, 96 × 64 pixels · Canvas and other layers stay as they are.")
    window.shoot("window-added")
    window.close()
    run = job.finish()
    assert run.outcomes["window"].status == "ok"
    after = run.images["after"]
    assert [layer.name for layer in after.layers] == [
        "2/3 – Photo – upscale R50 D50 seed 1001", "Photo"]
    # the layer is alone on its canvas, so the image is scaled with it
    assert after.size == (96, 64)
    assert run.lists["results"] == [after.layers[0].id]
    assert scenario.billed == 1
    [record] = desk.records()
    assert [result.get("imported", False) for result in record["results"]] == [False, True, False]


def test_what_adding_will_do_is_said_before(desk, service):
    """A larger result scales by the difference, and its line says so before."""
    scenario = service.scenario()
    job, window = desk.start(scenario)
    window.make()
    window.reads("The whole image becomes 96 × 64 pixels.")
    window.click("^Add to Image$")
    window.reads("Added to an image")
    scenario.get("_become/pixels=scale300,300")
    window.make()
    window.reads("1 new layer, 144 × 96 pixels · The whole image becomes 144 × 96 pixels.")
    window.click("^Add to Image$")
    window.reads("1 new layer, 144 × 96 pixels · Canvas and other layers stay as they are.")
    window.close()
    run = job.finish()
    assert run.images["after"].size == (144, 96)
    layers = run.images["after"].layers
    assert [(layer.width, layer.height) for layer in layers] == [(144, 96)] * 3


def test_a_deleted_layer_can_be_added_again_without_paying(desk, service):
    scenario = service.scenario()
    job, window = desk.start(scenario, body=BODY + """
        (gimp-image-remove-layer image (car (image-layers image)))
        (attempt "again" (lambda () (upscale-interactive image (first-layer image))))
        (dump-image "again" image)""")
    window.make()
    window.reads("R50 D50 · 1000")
    window.click("^Add to Image$")
    window.reads("Added to an image")
    window.close()
    window = Window(desk.screen, desk.session)
    window.reads("R50 D50 · 1000")
    window.click("R50 D50 · 1000", "table cell")
    window.click("^Add to Image$")
    window.wait(lambda: window.sensitive("^Make "))
    window.shoot("window-again")
    window.close()
    run = job.finish()
    assert len(run.images["again"].layers) == 2
    assert scenario.billed == 1


def test_results_are_worked_by_keyboard(desk, service):
    scenario = service.scenario()
    job, window = desk.start(scenario)
    window.press("alt+v")
    window.type("3")
    window.make("^Make 3 Images$")
    window.reads("3/3 · R50")

    def names(state):
        # there is no tree if the window changed while it was looked at
        return [thing.name for thing in window.wait(window.tree).all() if thing.has(state)]

    def selected():
        return [name for name in names("selected") if "R50" in name]

    def focused():
        return names("focused")

    window.wait(lambda: selected() == ["1/3 · R50 D50 · 1000"])
    window.press("alt+p")
    stops = []
    while "Add to Image" not in stops:
        assert len(stops) < 40
        window.press("Tab")
        stops += focused()
    assert [name for name in stops if "R50" in name] == ["1/3 · R50 D50 · 1000"]
    window.press("shift+Tab", "Right")
    window.wait(lambda: focused() == ["2/3 · R50 D50 · 1001"])
    window.shoot("window-focus")
    window.press("space")  # looks
    window.wait(lambda: selected() == ["2/3 · R50 D50 · 1001"])
    assert not any(result.get("imported") for result in desk.records()[0]["results"])
    window.press("Return")  # adds
    window.reads("Added to an image")
    window.close()
    run = job.finish()
    assert len(run.images["after"].layers) == 2


def test_a_star_survives_every_clean_up(desk, service):
    scenario = service.scenario()
    job, window = desk.start(scenario, body=BODY + """
        (attempt "again" (lambda () (upscale-interactive image (first-layer image))))""")

    def results():
        return list(window.wait(window.tree).all("table cell", "R50 D"))

    def stars():
        return [[result.get("starred", False) for result in record["results"]]
                for record in desk.records()]

    window.make("^Make 1 Image$")
    window.wait(lambda: [result.name for result in results()] == ["R50 D50 · 1000"])
    window.click("^Star$", "toggle button")
    window.wait(lambda: stars() == [[True]])
    assert [result.name for result in results()] == ["R50 D50 · 1000, Starred"]
    # the other engine, with two variations
    window.press("alt+w", "Down", "alt+v")
    window.type("2")
    window.make("^Make 2 Images$")
    window.wait(lambda: len(results()) == 3)
    window.reads("cleaner")
    names = [result.name for result in results()]
    assert re.fullmatch(r"1/2 · R50 D50, this computer · \d\d:\d\d", names[0]), names
    assert re.fullmatch(r"R50 D50 · 1000, Ideogram · \d\d:\d\d, Starred", names[2]), names
    words = window.words().split("\n")
    assert "plain" in words and "1000" in words
    assert any(re.fullmatch(r"Ideogram · \d\d:\d\d · R50 D50", line) for line in words)
    window.shoot("window-groups")
    window.click("2/2 · R50", "table cell")
    window.press("s")
    window.wait(lambda: stars() == [[True], [False, True]])
    window.press("s")
    window.wait(lambda: stars() == [[True], [False, False]])
    window.click("1/2 · R50", "table cell", modifier="ctrl")
    window.click("^Add to Image$")
    window.wait(lambda: len([one for one in results() if "Added" in one.name]) == 2)
    window.click("R50 D50 · 1000", "table cell")
    assert window.one("toggle button", "^Star$").has("checked")
    window.click("^Add to Image$")
    window.wait(lambda: len([one for one in results() if "Added" in one.name]) == 3)
    window.click("^History...$")
    history = Window(desk.screen, desk.session, "^Upscale History$")
    history.reads("Starred")
    history.shoot("history-star")
    history.click("^Clear$")
    question = Window(desk.screen, desk.session, "^Ideogram Upscale$")
    question.reads("1 with a star is kept.")
    time.sleep(READING_TIME)
    question.click("^Remove$")
    question.gone()
    history.wait(lambda: len(desk.records()) == 1)
    history.click("^Discard$")
    question = Window(desk.screen, desk.session, "^Ideogram Upscale$")
    question.reads("for good?")
    question.click("^Keep$")
    question.gone()
    history.press("Escape")
    history.gone()
    desk.gimp.keep_history(0)
    window.close()
    window = Window(desk.screen, desk.session)  # opens with another clean-up
    window.wait(lambda: [result.name for result in results()] ==
                ["R50 D50 · 1000, Starred, Added to an image"])
    window.close()
    job.finish()
    assert stars() == [[True]]
    assert scenario.billed == 1


def test_small_pictures_show_the_place_that_is_looked_at(coffee, service):
    job, window = coffee.start(service.scenario())
    window.press("alt+v")
    window.type("2")
    window.make("^Make 2 Images$")
    window.reads("2/2 · R50")
    window.reads("100 %")  # both beside each other, where they differ most
    window.click("^Show all of the picture$")
    item = window.one("table cell", "1/2 · R50").box

    def strip(name):
        window.shoot(name)
        x, y, width, height = item
        with Image.open(coffee.screen.screens / f"{name}.png") as picture:
            return picture.crop((x, y, x + width, y + height)).tobytes()

    def settled(name):
        """The strip as it is when nothing moves any more."""
        before = strip(name)
        time.sleep(1)
        now = strip(name)
        return now if now == before else None

    whole = window.wait(lambda: settled("strip-whole"))
    for _ in range(4):
        window.click("^Zoom in$")
    window.wait(lambda: strip("strip-place") != whole)
    window.click("^Show all of the picture$")
    window.wait(lambda: strip("strip-whole-again") == whole)
    window.close()
    job.finish()


def test_the_history_is_searched(desk, service, small):
    scenario = service.scenario()
    desk.gimp.run(f"""
        (define image (photo "{small}"))
        (upscale image (first-layer image) '((prompt . "a wave\nof water")))
        (upscale image (first-layer image) '((prompt . "Lynx")))""", scenario.env())
    job, window = desk.start(scenario)
    window.click("^History...$")
    history = Window(desk.screen, desk.session, "^Upscale History$")
    history.reads("“a wave of water”")
    assert "0 bytes used" not in history.words()
    history.click("^Search for a layer or a prompt$", "text")
    history.type("lynx")
    history.wait(lambda: "a wave" not in history.words())
    assert "Lynx" in history.words()
    history.shoot("history-search")
    history.press("BackSpace", "BackSpace", "BackSpace", "BackSpace")
    history.type("none")
    history.wait(lambda: not history.sensitive("^Show$"))
    history.press("Escape")  # empties the search
    history.reads("“a wave of water”")
    history.press("Escape")
    history.gone()
    window.close()
    job.finish()


def marks_in(path):
    """How many pixels of a screenshot have the colour that marks a result."""
    colours = Image.open(path).convert("RGB").getcolors(1 << 24)
    return sum(count for count, colour in colours if colour in MARKS)


def test_results_are_picked_side_by_side(coffee, service):
    scenario = service.scenario("ok")
    job, window = coffee.start(scenario)
    window.press("alt+v")
    window.type("4")
    window.make("^Make 4 Images$")

    def looks_at(words):
        window.wait(lambda: window.tree() and words in
                    window.one("drawing area", "^Picture").description)

    def side_by_side():
        return window.one("toggle button", "^All results side by side$").has("checked")

    def click_cell(number):
        x, y, width, height = window.one("drawing area", "^Picture").box
        coffee.screen.click(window.id, x + width * (1 + 2 * ((number - 1) % 2)) // 4,
                            y + height * (1 + 2 * ((number - 1) // 2)) // 4)

    looks_at("Zoom: 100 %. Result 1 of 4: 1/4 · R50")  # the results are twice as large
    assert side_by_side()
    window.shoot("window-grid")
    # marked in their upper left corner, which is where they differ most
    assert marks_in(coffee.screen.screens / "window-grid.png") > 20
    coffee.screen.xdotool("keydown", "space")  # the picture has the focus since the run began
    window.shoot("window-grid-before")
    coffee.screen.xdotool("keyup", "space")
    assert marks_in(coffee.screen.screens / "window-grid-before.png") == 0
    x, y, width, height = window.one("button", "^Before$").box
    coffee.screen.xdotool("mousemove", "--window", window.id, x + width // 2, y + height // 2,
                          "mousedown", "1")
    window.shoot("window-grid-before-held")
    coffee.screen.xdotool("mouseup", "1")
    assert marks_in(coffee.screen.screens / "window-grid-before-held.png") == 0
    click_cell(1)
    looks_at("Result 1 of 4")
    window.press("Right", "Down")
    looks_at("Result 4 of 4")
    window.press("2")
    looks_at("Result 2 of 4")
    assert not side_by_side()
    window.shoot("window-grid-large")
    window.press("Escape")
    window.wait(side_by_side)
    window.shoot("window-grid-again")  # still at the corner, although the large one reached farther
    assert marks_in(coffee.screen.screens / "window-grid-again.png") > 20
    window.press("plus", "3", "Escape")
    looks_at("Zoom: 150 %. Result 3 of 4")
    window.press("ctrl+1")
    looks_at("Zoom: 100 %. Result 3 of 4")
    window.click("2/4 · R50", "table cell")  # among the small pictures
    looks_at("Result 2 of 4")
    click_cell(3)
    looks_at("Result 3 of 4")
    click_cell(2)
    looks_at("Result 2 of 4")
    window.press("Return")
    window.reads("Added to an image")
    window.close()
    job.finish()
    [record] = coffee.records()
    assert [result.get("imported", False) for result in record["results"]] == [
        False, True, False, False]
    assert scenario.billed == 1


def test_results_of_two_runs_are_compared(coffee, service):
    job, window = coffee.start(service.scenario())

    def results():
        return [*window.wait(window.tree).all("table cell", "R50 D50 · 1000")]

    for prompt in "ab":
        window.press("alt+p")
        window.type(prompt)
        window.make("^Make 1 Image$")
        window.reads("R50 D50 · 1000")
        window.wait(lambda: len(results()) == "ab".index(prompt) + 1)
    first, second = results()

    def click(thing):
        x, y, width, height = thing.box
        coffee.screen.click(window.id, x + width // 2, y + height // 2)

    click(first)
    coffee.screen.xdotool("keydown", "ctrl")
    click(second)
    coffee.screen.xdotool("keyup", "ctrl")
    window.click("^Compare$")
    window.wait(lambda: "Result 1 of 2" in window.one("drawing area", "^Picture").description)
    window.shoot("window-grid-compare")
    x, y, width, height = window.one("drawing area", "^Picture").box
    coffee.screen.click(window.id, x + width * 3 // 4, y + height // 2)
    window.wait(lambda: "Result 2 of 2" in window.one("drawing area", "^Picture").description)
    window.click("^Add to Image$")
    window.reads("Added to an image")
    window.close()
    job.finish()
    assert sorted(record["results"][0].get("imported", False) for record in coffee.records()) == [
        False, True]


def test_a_paid_part_lies_in_its_place(coffee, service):
    scenario = service.scenario()
    job, window = coffee.start(scenario)
    window.click("^Try a Part$", "toggle button")
    window.click("^Choose a Place$")
    window.press("shift+Right", "Return")  # has the effect of a click there
    window.click("^Make 1 Image of the Part$")
    window.reads("R50 D50 · 1000")
    window.shoot("window-part")
    window.click("^Add to Image$")
    window.reads("Added to an image")
    window.close()
    run = job.finish()
    after = run.images["after"]
    assert after.size == run.images["before"].size
    layer = after.layers[0]
    assert layer.x > 172  # moved away from the middle, where the part was at first
    assert (layer.y, layer.width, layer.height) == (72, 256, 256)
    assert scenario.billed == 1


def test_results_can_be_added_at_once(desk, service):
    scenario = service.scenario()
    job, window = desk.start(scenario)
    window.click("^Add results at once$", "check box")
    window.make()
    window.reads("Added to an image")
    window.close()
    run = job.finish()
    assert len(run.images["after"].layers) == 2


def test_values_are_taken_from_results(desk, service):
    scenario = service.scenario()
    job, window = desk.start(scenario)
    window.press("alt+b")
    window.type("70")
    window.make()
    window.reads("R70 D50 · 1000")
    window.press("alt+b")
    window.type("30")
    window.click("^Use Settings$")
    window.wait(lambda: window.value("Resemblance") == 70)
    window.press("alt+b")
    window.type("40")
    window.press("alt+v")
    window.type("3")
    window.click("^Use Prompt and Seed$")
    window.reads("Set: seed 1000, prompt, 1 variation.")
    window.shoot("window-taken")
    seed, page = window.one("spin button", "^Seed$").box, window.one("button", "^Make 1 ").box
    assert 0 < seed[1] < page[1] - seed[3], "the seed is seen"
    assert "With a fixed seed" not in window.words()
    window.make("^Make 1 Image$")
    window.reads("R40 D50")
    assert [request["promptObject"].get("seed") for request in scenario.features] == [None, 1000]
    window.close()
    job.finish()


CHANGED = """
(define source (first-layer image))
(define result (car (upscale image source '((placement . "fit") (resemblance . 70)))))
(gimp-layer-set-opacity result 60)
(gimp-image-select-rectangle image CHANNEL-OP-REPLACE 20 12 20 15)
(gimp-context-set-foreground '(250 0 0))
(gimp-drawable-edit-fill source FILL-FOREGROUND)
(gimp-selection-none image)
"""


def test_a_result_of_a_changed_source_is_made_again(desk, service):
    scenario = service.scenario()
    job, window = desk.start(scenario, CHANGED)
    window.reads("has changed since.")
    assert "The source has changed since" in window.words()
    time.sleep(READING_TIME)
    window.shoot("window-source-changed")
    assert scenario.billed == 1
    window.click(r"^Make Again \(1 image\)$")
    window.wait(lambda: scenario.billed == 2)
    window.wait(lambda: "has changed since" not in window.words())
    window.shoot("window-made-again")
    window.close()
    run = job.finish()
    before, after = run.images["before"].layers, run.images["after"].layers
    assert [(layer.name, layer.box, layer.opacity) for layer in before] == [
        (layer.name, layer.box, layer.opacity) for layer in after]
    assert before[0].id != after[0].id and before[1].id == after[1].id
    assert after[0].provenance["resemblance"] == 70
    assert len(desk.records()) == 2
