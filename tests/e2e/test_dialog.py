# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The dialogs on a real display, worked by keyboard and mouse."""

import json
import subprocess
import time
import time

import pytest
from harness import KEY
from screen import Screen

TITLE = "^Ideogram Upscale$"
BODY = """
(define image (photo "{picture}"))
(dump-image "before" image)
(define results (attempt "dialog" (lambda () (upscale-interactive image (first-layer image)))))
(say-list "results" results)
(dump-image "after" image)
"""

# one display: the windows of two tests must not mix
pytestmark = pytest.mark.xdist_group("dialog")


@pytest.fixture(scope="session")
def german(tmp_path_factory):
    """The environment of a German desktop."""
    folder = tmp_path_factory.mktemp("locales")
    # exit status 1: there were warnings
    subprocess.run(["localedef", "-i", "de_DE", "-f", "UTF-8", folder / "de_DE.UTF-8"],
                   check=False, capture_output=True)
    assert (folder / "de_DE.UTF-8" / "LC_MESSAGES").exists()
    return {"LOCPATH": folder, "LANG": "de_DE.UTF-8"}


@pytest.fixture
def start(gimp, screen):
    """Starts a body in a session with a display, and ends it whatever happens."""
    running = []

    def start_body(body, env, console=True):
        # accessibility and settings want a session bus
        running.append(gimp.start(body, {**env, "DISPLAY": screen.display}, console,
                                  ("dbus-run-session", "--")))
        return running[-1]

    yield start_body
    for process in running:
        if process.process.poll() is None:
            process.abandon()


@pytest.mark.usefixtures("plain")
def test_upscales_with_what_was_entered(start, screen, service, small, gimp):
    scenario = service.scenario()
    job = start(BODY.format(picture=small) + """
        (upscale-again image (car (reverse (image-layers image))))
        (dump-image "again" image)""", scenario.env())
    window = screen.window(TITLE)
    screen.press(window, "alt+p")
    screen.type(window, "two waves")
    screen.shoot(window, "dialog")
    assert scenario.log == []
    screen.accept(window)
    screen.gone(window)
    screen.press(screen.window(TITLE), "alt+m")  # "Make 1 paid image of Photo?"
    run = job.finish()
    assert run.outcomes["dialog"].status == "ok"
    assert [layer.name for layer in run.images["after"].layers] == [
        "Photo – upscale R50 D50 seed 1000", "Photo"]
    assert run.lists["results"] == [run.images["after"].layers[0].id]
    # the second time without a dialog
    assert len(run.images["again"].layers) == 3
    first, again = scenario.features
    assert first["promptObject"]["prompt"] == again["promptObject"]["prompt"] == "two waves"
    gimp.assert_clean()
    gimp.assert_no_key(run.output)


@pytest.mark.usefixtures("plain")
def test_a_stray_key_pays_for_nothing(start, screen, service, small, gimp):
    scenario = service.scenario("polls=1000")
    job = start(BODY.format(picture=small), scenario.env())
    window = screen.window(TITLE)
    screen.press(window, "Return", "space", "Return")  # they go into the prompt
    assert scenario.log == []
    screen.accept(window)
    screen.until(lambda: scenario.calls("/api/results"))
    progress = screen.window(TITLE, known=window)
    screen.press(progress, "space", "Return")
    polls = len(scenario.calls("/api/results"))
    # the plug-in is still running
    screen.until(lambda: len(scenario.calls("/api/results")) > polls)
    screen.press(window, "space", "Return")
    screen.press(progress, "Escape")
    screen.gone(progress)
    screen.press(window, "space", "Escape")
    job.finish()
    assert scenario.billed == 1
    assert scenario.features[0]["promptObject"]["prompt"].strip() == ""


@pytest.fixture
def plain(gimp):
    """The plain dialog, which is GIMP 2.10's."""
    if gimp.major >= 3:
        pytest.skip("GIMP 3 has a window of its own")


@pytest.mark.usefixtures("plain")
def test_a_number_out_of_range_is_refused_aloud(start, screen, service, small):
    scenario = service.scenario()
    job = start(BODY.format(picture=small), scenario.env())
    window = screen.window(TITLE)
    screen.press(window, "alt+v", "ctrl+a")  # the number beside the slider
    screen.type(window, "14")
    screen.accept(window)  # before anybody can have read the message
    time.sleep(1)
    screen.shoot(window, "dialog-refused")
    assert scenario.log == []
    screen.press(window, "alt+v", "ctrl+a")
    screen.type(window, "2")
    screen.press(window, "alt+d", "ctrl+a")
    screen.type(window, "700")
    screen.press(window, "Tab")
    time.sleep(1)
    screen.accept(window)
    job.finish()
    sent = scenario.features[0]["promptObject"]
    assert (sent["num_images"], sent["detail"]) == (2, 50)


@pytest.mark.usefixtures("plain")
@pytest.mark.parametrize("size", ["1280x720", "1366x768"])
def test_the_buttons_are_on_a_low_screen(gimp, service, small, tmp_path, request, size):
    screen = Screen(tmp_path, request.config.getoption("--screens"), size)
    scenario = service.scenario("features=406")
    job = gimp.start(BODY.format(picture=small), {**scenario.env(), "DISPLAY": screen.display},
                     wrapper=("dbus-run-session", "--"))
    try:
        window = screen.window(TITLE)
        screen.press(window, "alt+n")  # Advanced
        screen.shoot(window, f"dialog-{size}")
        screen.accept(window)
        screen.until(lambda: scenario.features)
        time.sleep(1)
        screen.shoot(window, f"dialog-{size}-error")
        _, top, _, height = screen.frame(window)
        assert top + height <= int(size.partition("x")[2])
        screen.press(window, "Escape")
        job.finish()
    finally:
        if job.process.poll() is None:
            job.abandon()
        screen.stop()


@pytest.mark.usefixtures("plain")
def test_what_cannot_work_is_said_before(start, screen, service, small):
    scenario = service.scenario()
    job = start(f"""
        (define image (photo "{small}"))
        (gimp-image-convert-indexed image CONVERT-DITHER-NONE CONVERT-PALETTE-GENERATE 16
                                    FALSE FALSE "")
        (attempt "dialog" (lambda () (upscale-interactive image (first-layer image))))""",
        scenario.env())
    window = screen.window(TITLE)
    screen.shoot(window, "dialog-indexed")
    screen.accept(window)  # there is nothing to press
    time.sleep(1)
    assert scenario.log == []
    screen.click(window, -60, -62)  # "Choose New Image"
    time.sleep(0.5)
    screen.accept(window)
    run = job.finish()
    assert run.outcomes["dialog"].status == "ok"
    assert scenario.billed == 1


@pytest.mark.usefixtures("plain")
def test_what_was_entered_is_kept_for_its_image(start, screen, service, small):
    scenario = service.scenario()
    job = start(f"""
        (define (ask image)
          (attempt "dialog" (lambda () (upscale-interactive image (first-layer image)))))
        (define image (photo "{small}"))
        (ask image) (ask image) (ask (photo "{small}"))""", scenario.env())
    window = screen.window(TITLE)
    screen.press(window, "alt+p")
    screen.type(window, "a wave")
    screen.press(window, "alt+d", "ctrl+a")
    screen.type(window, "70")
    screen.press(window, "Tab", "Escape")  # in a number Escape brings the old one back
    for made in range(2):
        time.sleep(3)  # wait, because the next dialog's window may have the same number
        screen.accept(screen.window(TITLE))
        screen.until(lambda: len(scenario.features) == made + 1)
    job.finish()
    sent = [request["promptObject"] for request in scenario.features]
    assert [(one.get("prompt", ""), one["detail"]) for one in sent] == [("a wave", 70), ("", 70)]


def test_a_paid_run_without_a_dialog_asks_first(start, screen, service, small, gimp):
    scenario = service.scenario()
    job = start(f"""
        (define image (photo "{small}"))
        (define (again name)
          (attempt name (lambda () (upscale-again image (first-layer image)))))
        (again "escaped") (again "strayed") (again "agreed") (again "unasked")
        (dump-image "after" image)""", scenario.env())
    question = screen.window(TITLE)
    screen.shoot(question, "repeat")
    screen.press(question, "Escape")
    screen.gone(question)
    question = screen.window(TITLE)
    screen.press(question, "space")  # pressed by mistake
    screen.gone(question)
    question = screen.window(TITLE)
    assert scenario.log == []
    screen.press(question, "alt+d", "alt+m")
    run = job.finish()
    assert [run.outcomes[name].status for name in ("escaped", "strayed", "agreed", "unasked")] == [
        "cancel", "cancel", "ok", "ok"]
    assert scenario.billed == 2
    gimp.assert_clean()


@pytest.mark.usefixtures("plain")
def test_is_translated(start, screen, service, small, german):
    scenario = service.scenario("features=406")
    job = start(BODY.format(picture=small) + """
        (upscale-error "message" image (first-layer image) '())""", {**scenario.env(), **german})
    window = screen.window(TITLE)
    screen.shoot(window, "dialog-de")
    screen.accept(window)
    screen.until(lambda: scenario.features)
    screen.shoot(window, "dialog-de-error")
    screen.press(window, "Escape")
    run = job.finish()
    assert run.outcomes["dialog"].status == "cancel"
    assert "Das Guthaben reicht nicht aus" in run.outcomes["message"].message


@pytest.mark.usefixtures("plain")
def test_cancel_changes_nothing(start, screen, service, small, gimp):
    scenario = service.scenario()
    job = start(BODY.format(picture=small), scenario.env())
    screen.press(screen.window(TITLE), "Escape")
    run = job.finish()
    assert run.outcomes["dialog"].status == "cancel"
    assert run.images["after"] == run.images["before"]
    assert scenario.log == []
    gimp.assert_clean()


@pytest.mark.usefixtures("plain")
def test_a_failure_keeps_the_dialog_and_what_was_entered(start, screen, service, small, gimp):
    scenario = service.scenario("features=406x1")
    job = start(BODY.format(picture=small), scenario.env())
    window = screen.window(TITLE)
    screen.press(window, "alt+p")
    screen.type(window, "a wave")
    screen.accept(window)
    screen.until(lambda: scenario.features)
    screen.shoot(window, "dialog-error")
    screen.accept(window)
    run = job.finish()
    assert [request["promptObject"]["prompt"] for request in scenario.features] == ["a wave"] * 2
    assert len(run.images["after"].layers) == 2
    gimp.assert_clean()


# where the service hangs -> the state that a job has after a cancel
HANGS = {"assets=hang": None, "features=hang": "submitted", "polls=1000": "accepted"}


@pytest.mark.usefixtures("plain")
@pytest.mark.parametrize("steps", HANGS)
def test_a_running_job_can_be_cancelled(start, screen, service, small, gimp, steps):
    name = steps.partition("=")[0]
    calls = {"assets": "/api/assets", "features": "/api/features", "polls": "/api/results"}
    scenario = service.scenario(steps)
    job = start(BODY.format(picture=small), scenario.env())
    window = screen.window(TITLE)
    screen.accept(window)
    screen.until(lambda: scenario.calls(calls[name]))
    progress = screen.window(TITLE, known=window)
    screen.shoot(progress, f"progress-{name}")
    screen.press(progress, "Escape")
    screen.gone(progress)
    screen.shoot(window, f"cancelled-{name}")
    screen.press(window, "Escape")
    run = job.finish()
    assert run.images["after"] == run.images["before"]
    records = [json.loads(path.read_text(encoding="utf-8"))
               for path in gimp.state.glob("jobs/*/job.json")]
    assert [record["state"] for record in records] == [HANGS[steps]] * bool(HANGS[steps])


@pytest.fixture
def paid(gimp, service, small):
    """A scenario with two jobs that were paid for, and whose results were not delivered yet."""
    scenario = service.scenario("download=404x12")
    run = gimp.run(f"""
        (define image (photo "{small}"))
        (upscale-error "first" image (first-layer image) '((prompt . "a wave")))
        (upscale-error "second" image (first-layer image) '((prompt . "a hill")))""",
        scenario.env())
    assert "is not lost" in run.outcomes["second"].message
    scenario.get("_become/ok")
    return scenario


@pytest.mark.usefixtures("plain")
def test_paid_jobs_are_offered_and_imported(start, screen, small, paid, gimp):
    body = BODY.format(picture=small) + '(dump-image "new" (car (all-images)))'
    job = start(body, paid.env())
    question = screen.window(TITLE)
    screen.shoot(question, "offer")
    screen.press(question, "alt+r")
    listed = screen.window("^Recover Ideogram Upscale$")
    screen.shoot(listed, "recover-two")
    screen.accept(listed)
    run = job.finish()
    assert run.outcomes["dialog"].status == "ok"
    # the layer that it was made from belongs to another run of GIMP
    assert run.images["new"].size == (96, 64)
    assert run.images["new"].layers[0].provenance["prompt"] == "a hill"
    assert paid.billed == 2
    [left] = gimp.state.glob("jobs/*/job.json")
    assert json.loads(left.read_text(encoding="utf-8"))["parameters"]["prompt"] == "a wave"


@pytest.mark.usefixtures("plain")
def test_an_offer_can_wait(start, screen, small, paid, gimp):
    job = start(BODY.format(picture=small), paid.env())
    question = screen.window(TITLE)
    screen.press(question, "Escape")
    window = screen.window(TITLE, known=question)
    screen.accept(window)
    run = job.finish()
    assert run.outcomes["dialog"].status == "ok"
    assert len(list(gimp.state.glob("jobs/*/job.json"))) == 2
    assert paid.billed == 3


def test_a_job_is_discarded_only_after_a_question(start, screen, paid, gimp):
    job = start('(attempt "recover" recover-interactive)', paid.env())
    listed = screen.window("^Recover Ideogram Upscale$")

    def discard(*keys):
        screen.press(listed, "alt+d")
        question = screen.window(TITLE)
        screen.shoot(question, "discard")
        screen.press(question, *keys)
        screen.gone(question)

    def jobs():
        return len(list(gimp.state.glob("jobs/*/job.json")))

    discard("Escape")
    assert jobs() == 2
    discard("alt+d")
    assert jobs() == 1
    discard("alt+d")
    screen.shoot(listed, "recover-empty")
    screen.press(listed, "Escape")
    job.finish()
    gimp.assert_clean()


def test_diagnostics_go_to_the_clipboard_without_the_key(start, screen, service, small, gimp):
    scenario = service.scenario()
    settings = start(f"""
        (define image (photo "{small}"))
        (upscale image (first-layer image) '((prompt . "a secret wish")))
        (attempt "settings" settings-interactive)""", scenario.env())
    window = screen.window("^Ideogram Upscale Settings$")
    screen.press(window, "alt+d")
    screen.shoot(window, "diagnostics")
    # pasted into the prompt of another run, they arrive at the server
    job = start(BODY.format(picture=small), scenario.env())
    dialog = screen.window(TITLE if gimp.major < 3 else "^Ideogram Upscale: ")
    screen.press(dialog, "alt+p", "ctrl+v")
    screen.accept(dialog)
    screen.until(lambda: len(scenario.features) == 2)
    if gimp.major >= 3:
        time.sleep(1)  # until the run has ended
        screen.press(dialog, "Escape")
    job.finish()
    screen.press(window, "Escape")
    settings.finish()
    text = scenario.features[1]["promptObject"]["prompt"]
    for word in ("ideogram-upscale 0.", "GIMP " + gimp.version, "libcurl", "key: environment",
                 "/api/features: 200", "imported"):
        assert word in text, text
    for word in (KEY, "secret wish", "Photo", str(gimp.folder / "home")):
        assert word not in text, text
