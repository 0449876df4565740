# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window of GIMP 3 on a real display: runs, and what is asked and said about them."""

import os
import signal
import time
from pathlib import Path

import pytest
from accessible import Asker
from harness import KEY, gimp_version
from window import READING_TIME, TITLE, Window

# one display: the windows of two tests must not mix
pytestmark = [pytest.mark.xdist_group("window-runs"),
              pytest.mark.skipif(gimp_version().startswith("2"), reason="GIMP 2.10 has a dialog")]

SETTINGS = "^Ideogram Upscale Settings$"


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


def engines_of(desk):
    """The processes of the engine on this computer that this test's GIMP has started."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cmdline").read_bytes().rstrip(b"\0").endswith(b"/ideogram-upscale-local") \
                    and str(desk.gimp.state).encode() in (process / "environ").read_bytes():
                found.append(int(process.name))
        except OSError:  # it has just ended
            pass
    return found


def test_the_engine_on_this_computer_is_kept_and_replaced_if_it_dies(desk, service):
    scenario = service.scenario()
    job, window = desk.start(scenario, key=None)
    window.click("^Use This Computer$")
    window.click("^Try a Part$", "toggle button")
    window.wait(lambda: window.sensitive("^Before$"), 120)
    first = engines_of(desk)
    assert len(first) == 1
    window.make()
    window.reads("R50 D50", 120)
    assert engines_of(desk) == first
    os.kill(first[0], signal.SIGKILL)
    window.press("alt+d")
    window.type("80")
    window.make()
    window.reads("R50 D80", 120)
    assert len(engines_of(desk)) == 1 and engines_of(desk) != first
    window.close()
    job.finish()
    assert engines_of(desk) == []


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


def test_the_window_opens_where_there_are_no_locks(desk, service, fault_at_state):
    scenario = service.scenario()
    job, window = desk.start(scenario, LD_PRELOAD=str(fault_at_state), NO_FLOCK="1")
    window.make()
    window.reads("R50 D50 · 1000")
    window.close()
    job.finish()
    assert scenario.billed == 1


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
