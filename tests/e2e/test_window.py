# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window of GIMP 3 on a real display, worked by keyboard and mouse."""

import json
import re
import shutil
import time
from pathlib import Path

import pytest
from accessible import Asker
from harness import KEY, gimp_version
from PIL import Image
from result_files import MARKS
from window import READING_TIME, TITLE, Window

# one display: the windows of two tests must not mix
pytestmark = [pytest.mark.xdist_group("window"),
              pytest.mark.skipif(gimp_version().startswith("2"), reason="GIMP 2.10 has a dialog")]

SETTINGS = "^Ideogram Upscale Settings$"
BODY = """
(define image (photo "{picture}"))
{before}
(dump-image "before" image)
(define results (attempt "window" (lambda () (upscale-interactive image (first-layer image)))))
(say-list "results" results)
(dump-image "after" image)
"""


class Desk:
    def __init__(self, gimp, screen, session, small):
        self.gimp, self.screen, self.session, self.small = gimp, screen, session, small
        self.running = []
        self.gimp.keep_history(1)

    def start(self, scenario, before="", key=KEY, body=BODY, **env):
        """A GIMP with the window open."""
        job = self.launch(scenario, body.format(picture=self.small, before=before), key, **env)
        return job, Window(self.screen, self.session)

    def launch(self, scenario, body, key=KEY, **env):
        self.running.append(self.gimp.start(body, {
            **scenario.env(key=key), **self.session.env, **env}))
        return self.running[-1]

    def records(self):
        return [json.loads(path.read_text(encoding="utf-8"))
                for path in sorted(self.gimp.state.glob("jobs/*/job.json"))]


@pytest.fixture
def desk(gimp, screen, desktop, small):
    made = Desk(gimp, screen, desktop, small)
    yield made
    for running in made.running:
        if running.process.poll() is None:
            running.abandon()


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


def test_a_stray_key_pays_for_nothing(desk, service):
    scenario = service.scenario()
    job, window = desk.start(scenario)
    window.press("Return", "space", "Return")  # into the prompt
    window.wait(lambda: window.one("text", "^Prompt").text == "\n \n")
    window.make()
    window.reads("R50 D50 · 1000")
    window.press("space", "Return")  # into whatever has the focus now
    window.close()
    job.finish()
    assert scenario.billed == 1


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


def test_a_saved_key_starts_nothing(desk, service):
    scenario = service.scenario()
    job, window = desk.start(scenario, key=None)
    window.reads("This computer: free")
    window.press("alt+k")
    window.type(KEY)
    window.press("Return")
    window.reads("No image was sent.")
    assert "The key is saved in a file that only you can read. The key works." in window.words()
    assert scenario.features == []
    window.make()
    window.reads("R50 D50 · 1000")
    window.close()
    job.finish()
    assert scenario.billed == 1


def test_a_part_is_tried_at_once_and_free(desk, service):
    scenario = service.scenario()
    job, window = desk.start(scenario, key=None)
    window.click("^Use This Computer$")
    window.click("^Try a Part$", "toggle button")
    window.wait(lambda: window.sensitive("^Before$"), 120)
    window.shoot("window-trial")
    window.press("alt+d")
    window.type("80")  # the trial is repeated for each value
    window.wait(lambda: not list(desk.gimp.state.glob("jobs/2*")), 120)
    window.close()
    run = job.finish()
    assert run.images["after"] == run.images["before"]
    assert scenario.log == []


def test_errors_offer_the_next_step(desk, service):
    scenario = service.scenario("features=406x1")
    job, window = desk.start(scenario)
    window.make()
    window.reads("There are not enough credits")
    window.shoot("window-no-credits")
    assert {"Top Up", "Use This Computer"} <= {
        button.name for button in window.tree().all("button")}
    window.click("^Use This Computer$")
    window.reads("Free: made on this computer.")
    window.close()
    job.finish()


def test_obstacles_are_explained(desk, service):
    scenario = service.scenario()
    job, window = desk.start(scenario, before="(gimp-image-convert-indexed image "
                                              "CONVERT-DITHER-NONE CONVERT-PALETTE-GENERATE "
                                              "16 FALSE FALSE \"\")")
    window.reads("This image stays as it is.")  # it starts with a new image
    window.make()
    window.reads("R50 D50 · 1000")
    window.click("^Add to Image$")
    window.reads("Added to an image")
    window.close()
    run = job.finish()
    assert run.outcomes["window"].status == "ok"
    assert run.images["after"].layers == run.images["before"].layers


def test_waiting_can_be_stopped_and_resumed(desk, service):
    scenario = service.scenario("polls=1000")
    job, window = desk.start(scenario)
    window.make()
    window.wait(lambda: scenario.calls("/api/results"))
    window.shoot("window-waiting")
    window.click("^Stop Waiting$")
    window.reads("What was paid for is not lost")
    assert desk.records()[0]["state"] == "accepted"
    scenario.get("_become/ok")
    window.click("^History...$")
    history = Window(desk.screen, desk.session, "^Upscale History$")
    history.shoot("window-history")
    history.click("^Fetch$")
    window.reads("R50 D50 · 1000")
    window.click("^Add to Image$")
    window.reads("Added to an image")
    window.close()
    run = job.finish()
    assert len(run.images["after"].layers) == 2
    assert scenario.billed == 1


def test_actions_work_while_everything_is_asked_for(desk, service):
    """A handler that nests the main loop in the dispatch of an action waits for itself for ever."""
    scenario = service.scenario()
    job, window = desk.start(scenario)
    time.sleep(READING_TIME)
    with Asker(desk.session.new_onlooker(), TITLE) as asker:
        window.act("^Make 1 Image$")
        window.reads("R50 D50 · 1000")
        window.act("^Add to Image$")
        window.reads("Added to an image")
        window.act("^History...$")
        history = Window(desk.screen, desk.session, "^Upscale History$")
        history.reads("added")
        history.act("^Discard$")
        history.wait(lambda: desk.session.act("", "button", "^Keep$"))
        history.act("^Close$")
        history.gone()
        window.act("^Account...$")
        account = Window(desk.screen, desk.session, SETTINGS)
        account.reads("The key comes from the environment variable")
        account.act("^Test$")
        account.reads("The key works.")
        account.act("^Copy Diagnostics$")
        account.reads("The diagnostics are on the clipboard")
        account.act("^Close$")
        account.gone()
        window.act("^Close$")
        window.gone()
    run = job.finish()
    assert asker.asked > 3
    assert len(run.images["after"].layers) == 2
    assert scenario.billed == 1


def test_a_result_is_added_at_once_and_while_another_run_goes_on(desk, service):
    scenario = service.scenario()
    job, window = desk.start(scenario)
    window.press("alt+v")
    window.type("2")
    window.make("^Make 2 Images$")
    window.reads("2/2 · R50")
    scenario.get("_become/polls=1000")
    window.make("^Make 2 Images$")
    window.wait(lambda: len(scenario.features) == 2)
    first = window.one("table cell", "1/2 · R50").box
    second = window.one("table cell", "2/2 · R50").box
    add = window.one("button", "^Add to Image$").box
    for x, y, width, height in (first, second, add):  # without a pause between
        desk.screen.xdotool("mousemove", "--window", window.id, x + width // 2, y + height // 2,
                            "click", 1)
    window.reads("Added to an image")
    assert "1/2 · R50" in window.words() and "2/2 · R50" in window.words()
    window.press("Escape")
    window.reads("An upscale is under way.")
    window.click("^Stop and Close$")
    run = job.finish()
    assert [layer.name[:3] for layer in run.images["after"].layers] == ["2/2", "Pho"]
    assert scenario.billed == 2


def test_runs_wait_for_their_turn_and_can_be_taken_out(desk, service):
    scenario = service.scenario("polls=1000")
    job, window = desk.start(scenario)
    window.make("^Make 1 Image$")
    window.wait(lambda: scenario.calls("/api/results"))
    window.press("alt+v")
    window.type("2")
    window.make("^Make 2 Images$")
    window.reads("Then 2 images:")
    window.press("alt+v")
    window.type("3")
    window.make("^Make 3 Images$")
    window.reads("Then 5 images:")
    window.shoot("window-queue")
    window.click("^Do not make: 2 images, R50 D50$")
    window.reads("Then 3 images:")
    scenario.get("_become/ok")
    window.reads("3/3 · R50")
    window.close()
    job.finish()
    assert [request["promptObject"]["num_images"] for request in scenario.features] == [1, 3]


def test_the_question_goes_with_its_run(desk, service):
    scenario = service.scenario("polls=1000")
    job, window = desk.start(scenario)
    window.make()
    window.wait(lambda: scenario.calls("/api/results"))
    window.press("Escape")
    window.reads("An upscale is under way.")
    scenario.get("_become/ok")
    window.reads("R50 D50 · 1000")
    assert "An upscale is under way." not in window.words()
    window.make()
    window.wait(lambda: scenario.billed == 2
                and not any(window.tree().all("button", "^Stop")))  # it is still there
    window.close()
    job.finish()


def test_closing_while_it_runs_is_asked(desk, service):
    scenario = service.scenario("polls=1000")
    job, window = desk.start(scenario)
    window.make()
    window.wait(lambda: scenario.calls("/api/results"))
    window.press("Escape")
    window.reads("An upscale is under way.")
    window.click("^Stop and Close$")
    run = job.finish()
    assert run.images["after"] == run.images["before"]
    assert desk.records()[0]["state"] == "accepted"


def test_recover_leads_to_the_history(desk, service, small):
    scenario = service.scenario("download=404x12")
    run = desk.gimp.run(f"""
        (define image (photo "{small}"))
        (upscale-error "script" image (first-layer image) '((prompt . "a wave")))""",
                        scenario.env())
    assert "fetch it with “Ideogram Upscale ▸ History”" in run.outcomes["script"].message
    scenario.get("_become/ok")
    job, window = desk.start(scenario, body="""
        (define image (photo "{picture}"))
        (define results (attempt "window" recover-interactive))
        (dump-image "after" image)""")
    history = Window(desk.screen, desk.session, "^Upscale History$")
    history.reads("a wave")
    history.shoot("recover-history")
    history.click("^Fetch$")
    window.reads("R50 D50 · 1000")
    window.click("^Add to Image$")
    window.reads("Added to an image")
    window.close()
    run = job.finish()
    assert run.outcomes["window"].status == "ok"
    assert len(run.images["after"].layers) == 2
    assert scenario.billed == 1


def test_recover_needs_no_image(desk, service):
    job, window = desk.start(service.scenario(), body='(attempt "window" recover-interactive)')
    history = Window(desk.screen, desk.session, "^Upscale History$")
    history.reads("Keep added results")
    history.press("Escape")
    history.gone()
    window.reads("Results can still be opened as new images.")
    window.close()
    assert job.finish().outcomes["window"].status in ("ok", "cancel")  # no list to return


def test_jobs_paid_for_earlier_are_offered(desk, service, small):
    scenario = service.scenario("download=404x12")
    run = desk.gimp.run(f"""
        (define image (photo "{small}"))
        (upscale-error "script" image (first-layer image) '((prompt . "a wave")))""",
                        scenario.env())
    assert "is not lost" in run.outcomes["script"].message
    scenario.get("_become/ok")
    job, window = desk.start(scenario)
    window.reads("1 paid upscale is waiting.")
    window.click("^Show$")
    history = Window(desk.screen, desk.session, "^Upscale History$")
    history.reads("a wave")
    history.click("^Fetch$")
    window.reads("R50 D50 · 1000")
    window.close()
    job.finish()
    assert scenario.billed == 1


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


def test_the_window_opens_where_there_are_no_locks(desk, service, fault_at_state):
    scenario = service.scenario()
    job, window = desk.start(scenario, LD_PRELOAD=str(fault_at_state), NO_FLOCK="1")
    window.make()
    window.reads("R50 D50 · 1000")
    window.close()
    job.finish()
    assert scenario.billed == 1


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


def test_many_images_are_asked_for(desk, service):
    scenario = service.scenario()
    desk.gimp.preferences.write_text('{"ask-above": 2}', encoding="ascii")
    job, window = desk.start(scenario)
    window.press("alt+v")
    window.type("3")
    window.make("^Make 3 Images$")
    question = desk.screen.window("^Ideogram Upscale$")
    desk.screen.press(question, "space")  # pressed by mistake
    desk.screen.gone(question)
    assert scenario.features == []
    window.make("^Make 3 Images$")
    desk.screen.press(desk.screen.window("^Ideogram Upscale$"), "alt+m")
    window.reads("3/3 · R50")
    window.close()
    job.finish()
    assert scenario.billed == 1


def test_a_press_as_the_number_changes_is_refused(desk, service):
    scenario = service.scenario()
    job, window = desk.start(scenario)
    window.wait(lambda: window.sensitive("^Make 1 Image$"))
    x, y, width, height = window.one("button", "^Make 1 Image$").box
    desk.screen.xdotool("windowactivate", "--sync", window.id)
    desk.screen.xdotool("key", "alt+v", "key", "3", "mousemove", "--window", window.id,
                        x + width // 2, y + height // 2, "click", 1)
    window.reads("Check the number of images")
    window.reads("Make 3 Images")
    window.shoot("pressed-too-soon")
    window.close()
    job.finish()
    assert scenario.log == []


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
    window.reads("+10 detail")
    names = [result.name for result in results()]
    assert re.fullmatch(r"1/2 · R50 D50, this computer · \d\d:\d\d", names[0]), names
    assert re.fullmatch(r"R50 D50 · 1000, Ideogram · \d\d:\d\d, Starred", names[2]), names
    words = window.words().split("\n")
    assert "as set" in words and "1000" in words
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


def test_a_fixed_seed_is_not_paid_for_several_times_unsaid(desk, service):
    job, window = desk.start(service.scenario())
    window.press("alt+n")
    window.click("^Randomize$", "check box")
    window.press("alt+v")
    window.type("3\t")
    window.reads("With a fixed seed all 3 images may be alike. Each is paid.")
    window.shoot("window-fixed-seed")
    window.close()
    job.finish()


def test_small_pictures_show_the_place_that_is_looked_at(coffee, service):
    job, window = coffee.start(service.scenario())
    window.press("alt+v")
    window.type("2")
    window.make("^Make 2 Images$")
    window.reads("2/2 · R50")
    window.click("^Show all of the picture$")
    time.sleep(1)
    window.shoot("strip-whole")
    for _ in range(4):
        window.click("^Zoom in$")
    time.sleep(1)
    window.shoot("strip-place")
    item = window.one("table cell", "1/2 · R50").box

    def strip(name):
        x, y, width, height = item
        with Image.open(coffee.screen.screens / f"{name}.png") as picture:
            return picture.crop((x, y, x + width, y + height)).tobytes()

    assert strip("strip-whole") != strip("strip-place")
    window.click("^Show all of the picture$")
    time.sleep(1)
    window.shoot("strip-whole-again")
    assert strip("strip-whole-again") == strip("strip-whole")
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


@pytest.fixture
def coffee(desk):
    """A picture that is larger than the part to try."""
    desk.small = Path(__file__).resolve().parent.parent / "data" / "coffee.png"
    return desk


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
