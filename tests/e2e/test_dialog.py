# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The dialogs on a real display, worked by keyboard and mouse."""

import json
import time

import pictures
import pytest
from harness import KEY
from screen import Screen
from session import Session
from window import READING_TIME, Window

TITLE = "^Ideogram Upscale$"
RECOVER = "^Ideogram Upscale: Recover$"
NO_CREDITS = "There are not enough credits"
BODY = """
(define image (photo "{picture}"))
(dump-image "before" image)
(define results (attempt "dialog" (lambda () (upscale-interactive image (first-layer image)))))
(say-list "results" results)
(dump-image "after" image)
"""

# one display: the windows of two tests must not mix
pytestmark = pytest.mark.xdist_group("dialog")


@pytest.fixture
def start(gimp, desktop):
    """Starts a body in a session with a display, and ends it whatever happens."""
    running = []

    def start_body(body, env):
        running.append(gimp.start(body, {**env, **desktop.env}))
        return running[-1]

    yield start_body
    for process in running:
        if process.process.poll() is None:
            process.abandon()


@pytest.fixture
def shown(screen, desktop):
    """Waits for a window."""
    return lambda title, **more: Window(screen, desktop, title, **more)


def dialog(shown, **more):
    """GIMP 2.10's dialog; other windows have its title, too."""
    return shown(TITLE, holds=("button", "^(Upscale|Hochskalieren)$"), **more)


@pytest.mark.usefixtures("plain")
def test_upscales_with_what_was_entered(start, screen, shown, service, small, gimp):
    scenario = service.scenario()
    job = start(BODY.format(picture=small) + """
        (upscale-again image (car (reverse (image-layers image))))
        (dump-image "again" image)""", scenario.env())
    window = dialog(shown)
    window.press("alt+p")
    window.type("two waves")
    window.reads("two waves")
    window.shoot("dialog")
    assert scenario.log == []
    window.click("^Upscale$")
    window.gone()
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
def test_a_size_is_told_with_its_price(start, screen, shown, service, small):
    scenario = service.scenario("pixels=lanczos2")
    job = start(BODY.format(picture=small) + """
        (upscale-again image (car (reverse (image-layers image))))
        (dump-image "again" image)""", scenario.env())
    window = dialog(shown)
    window.reads("1 image, paid")
    window.choose("^Size$", 2)  # longest side
    window.wait(lambda: window.value("^Size value$") == 96)
    window.enter("^Size value$", "40")
    window.reads("The size asked for is smaller than the layer.")
    assert not window.sensitive("^Upscale$")
    window.choose("^Size$", 1)  # factor
    window.enter("^Size value$", "3.5")
    window.reads("48 × 32 pixels · Result: 168 × 112 pixels, a file of about")
    window.reads("2 images, paid · 2 passes")
    window.shoot("dialog-size")
    window.click("^Upscale$")
    window.gone()
    question = screen.window(TITLE)
    screen.shoot(question, "repeat-size")
    screen.press(question, "alt+m")  # "Make 2 paid images of Photo?"
    run = job.finish()
    layer = run.images["after"].layers[0]
    assert (layer.width, layer.height) == (168, 112)
    assert len(run.images["again"].layers) == 3
    assert scenario.billed == 4


@pytest.mark.usefixtures("plain")
def test_many_images_at_once_are_asked_about(start, screen, shown, service, small):
    scenario = service.scenario("pixels=lanczos2")
    job = start(BODY.format(picture=small), scenario.env())
    window = dialog(shown)
    window.press("alt+v", "ctrl+a")
    window.type("5")
    window.choose("^Size$", 1)  # factor
    window.enter("^Size value$", "3.5")
    window.reads("10 images, paid · 2 passes")
    for answer in ("Return", "alt+m"):  # a stray Enter is no yes
        assert scenario.log == []
        window.wait(lambda: window.sensitive("^Upscale$"))
        window.click("^Upscale$")
        question = screen.window(TITLE, known=window.id)
        screen.shoot(question, "dialog-many")
        screen.press(question, answer)
        screen.gone(question)
    window.gone()
    shown(TITLE, holds=("button", "^Keep All$")).close()
    job.finish()
    assert sum(call["promptObject"]["num_images"] for call in scenario.features) == 10


@pytest.mark.usefixtures("plain")
def test_a_stray_key_pays_for_nothing(start, shown, service, small):
    scenario = service.scenario("polls=1000")
    job = start(BODY.format(picture=small), scenario.env())
    window = dialog(shown)

    def prompt():
        return window.one("text", "^Prompt$").text

    window.press("Return", "space", "Return")
    window.wait(lambda: prompt() == "\n \n")
    assert scenario.log == []
    window.click("^Upscale$")
    window.wait(lambda: scenario.calls("/api/results"))
    progress = shown(TITLE, known=window.id, holds=("progress bar", None))
    # keys are handled in order, so the effect of the last one shows that all were handled
    window.press("space", "Return")
    progress.press("space", "Return", "Tab")
    progress.wait(lambda: progress.one("button", "^Cancel$").has("focused"))
    assert progress.sensitive("^Cancel$")
    polls = len(scenario.calls("/api/results"))
    window.wait(lambda: len(scenario.calls("/api/results")) > polls)  # the job goes on
    progress.press("Escape")
    progress.gone()
    window.wait(lambda: window.sensitive("^Upscale$"))
    window.press("space")
    window.wait(lambda: prompt() in (" \n \n", "\n \n ", " "))
    window.close()
    job.finish()
    assert scenario.billed == 1
    assert scenario.features[0]["promptObject"]["prompt"].strip() == ""


@pytest.fixture
def plain(gimp):
    """The plain dialog, which is GIMP 2.10's."""
    if gimp.major >= 3:
        pytest.skip("GIMP 3 has a window of its own")


@pytest.mark.usefixtures("plain")
def test_without_a_key_the_free_engine_is_proposed_and_sizes_stay_on_a_line(start, shown, service):
    scenario = service.scenario()
    job = start(BODY.format(picture=pictures.DATA / "coffee.png"), scenario.env(key=None))
    window = dialog(shown)
    window.reads("Nothing leaves this computer.")
    window.shoot("dialog-no-key")
    size = window.one("label", "^600.×.400 pixels, upscaled to about 1200.×.800$")
    assert size.box[3] < 1.5 * window.one("label", "^Photo$").box[3]
    window.close()
    job.finish()
    assert scenario.log == []


@pytest.mark.usefixtures("plain")
def test_a_number_out_of_range_is_refused_with_a_message(start, shown, service, small):
    scenario = service.scenario()
    job = start(BODY.format(picture=small), scenario.env())
    window = dialog(shown)
    window.press("alt+v", "ctrl+a")  # the number beside the slider
    window.type("14")
    window.wait(lambda: window.one("spin button", "^Variations$").text == "14")
    window.click("^Upscale$")  # too soon to have read why
    window.reads("Variations: 1 to 8")
    # after a refused press the focus goes to the prompt
    window.wait(lambda: window.one("text", "^Prompt$").has("focused"))
    assert scenario.log == []
    window.shoot("dialog-refused")
    window.press("alt+v", "ctrl+a")
    window.type("2")
    window.press("alt+d", "ctrl+a")
    window.type("700")
    window.press("Tab")
    window.reads("Detail: 0 to 100")
    time.sleep(READING_TIME)
    window.click("^Upscale$")
    window.gone()
    shown(TITLE, holds=("button", "^Keep All$")).close()
    job.finish()
    sent = scenario.features[0]["promptObject"]
    assert (sent["num_images"], sent["detail"]) == (2, 50)


@pytest.mark.usefixtures("plain")
@pytest.mark.parametrize("size", ["1280x720", "1366x768"])
def test_the_buttons_are_on_a_low_screen(gimp, service, small, tmp_path, request, size):
    screen = Screen(tmp_path, request.config.getoption("--screens"), size)
    session = Session(tmp_path / "session", screen.display, keyring=False)
    scenario = service.scenario("features=406")
    job = gimp.start(BODY.format(picture=small), {**scenario.env(), **session.env})
    try:
        window = Window(screen, session, TITLE, holds=("button", "^Upscale$"))

        def button_is_to_be_seen():
            _, top, _, height = screen.frame(window.id)
            _, y, _, own = window.one("button", "^Upscale$").box
            return y + own <= height and top + height <= int(size.partition("x")[2])

        window.press("alt+n")  # Advanced
        window.wait(lambda: window.one("toggle button", "^Advanced$").has("expanded"))
        window.wait(button_is_to_be_seen)
        window.shoot(f"dialog-{size}")
        window.click("^Upscale$")
        window.reads(NO_CREDITS)
        window.wait(button_is_to_be_seen)
        window.shoot(f"dialog-{size}-error")
        assert button_is_to_be_seen(), "it stays there"
        window.close()
        job.finish()
    finally:
        if job.process.poll() is None:
            job.abandon()
        session.stop()
        screen.stop()


@pytest.mark.usefixtures("plain")
def test_obstacles_are_shown_before_the_run(start, shown, service, small):
    scenario = service.scenario()
    job = start(f"""
        (define image (photo "{small}"))
        (gimp-image-convert-indexed image CONVERT-DITHER-NONE CONVERT-PALETTE-GENERATE 16
                                    FALSE FALSE "")
        (attempt "dialog" (lambda () (upscale-interactive image (first-layer image))))""",
        scenario.env())
    window = dialog(shown)
    window.reads("An indexed image takes no new colours")
    window.shoot("dialog-indexed")
    assert not window.sensitive("^Upscale$")
    window.click("^Upscale$")
    window.click("^Choose New Image$")
    window.wait(lambda: window.sensitive("^Upscale$"))
    assert scenario.log == []  # the earlier press had no effect
    window.click("^Upscale$")
    run = job.finish()
    assert run.outcomes["dialog"].status == "ok"
    assert scenario.billed == 1


@pytest.mark.usefixtures("plain")
def test_entered_values_are_kept_for_their_image(start, shown, service, small, tmp_path):
    scenario = service.scenario()
    go = tmp_path / "go"
    job = start(f"""
        (define (ask image)
          (attempt "dialog" (lambda () (upscale-interactive image (first-layer image)))))
        (define image (photo "{small}"))
        (ask image)
        (wait-for "{go}-1")
        (ask image)
        (wait-for "{go}-2")
        (ask (photo "{small}"))""", scenario.env())
    window = dialog(shown)
    window.press("alt+p")
    window.type("a wave")
    window.press("alt+d", "ctrl+a")
    window.type("70")
    window.press("Tab")  # not Escape, which would restore the previous number
    window.wait(lambda: window.value("^Detail$") == 70)
    window.close()
    for number in (1, 2):
        go.with_name(f"go-{number}").touch()
        window = dialog(shown)
        window.click("^Upscale$")
        window.gone()
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
def test_is_translated(start, shown, service, small, german):
    scenario = service.scenario("features=406")
    job = start(BODY.format(picture=small) + """
        (upscale-error "message" image (first-layer image) '())""", {**scenario.env(), **german})
    window = dialog(shown)
    window.shoot("dialog-de")
    window.click("^Hochskalieren$")
    window.reads("Das Guthaben reicht nicht aus")
    window.shoot("dialog-de-error")
    window.close()
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
def test_a_failure_keeps_the_dialog_and_what_was_entered(start, shown, service, small, gimp):
    scenario = service.scenario("features=406x1")
    job = start(BODY.format(picture=small), scenario.env())
    window = dialog(shown)
    window.press("alt+p")
    window.type("a wave")
    window.click("^Upscale$")
    window.reads(NO_CREDITS)
    window.shoot("dialog-error")
    window.click("^Upscale$")
    run = job.finish()
    assert [request["promptObject"]["prompt"] for request in scenario.features] == ["a wave"] * 2
    assert len(run.images["after"].layers) == 2
    gimp.assert_clean()


# where the service hangs -> the state that a job has after a cancel
HANGS = {"assets=hang": None, "features=hang": "submitted", "polls=1000": "accepted"}


@pytest.mark.usefixtures("plain")
@pytest.mark.parametrize("steps", HANGS)
def test_a_running_job_can_be_cancelled(start, shown, service, small, gimp, steps):
    name = steps.partition("=")[0]
    calls = {"assets": "/api/assets", "features": "/api/features", "polls": "/api/results"}
    scenario = service.scenario(steps)
    job = start(BODY.format(picture=small), scenario.env())
    window = dialog(shown)
    window.click("^Upscale$")
    window.wait(lambda: scenario.calls(calls[name]))
    progress = shown(TITLE, known=window.id, holds=("progress bar", None))
    progress.shoot(f"progress-{name}")
    progress.close()
    window.wait(lambda: window.sensitive("^Upscale$"))
    window.shoot(f"cancelled-{name}")
    window.close()
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
    name = "Ideogram Upscale: Recover" if gimp.major < 3 else "Ideogram Upscale ▸ History"
    assert f"is not lost: fetch it with “{name}”" in run.outcomes["second"].message
    scenario.get("_become/ok")
    return scenario


@pytest.mark.usefixtures("plain")
def test_paid_jobs_are_offered_and_imported(start, screen, shown, small, paid, gimp):
    body = BODY.format(picture=small) + '(dump-image "new" (car (all-images)))'
    job = start(body, paid.env())
    question = screen.window(TITLE)
    screen.shoot(question, "offer")
    screen.press(question, "alt+r")
    listed = shown(RECOVER)
    listed.shoot("recover-two")
    listed.click("^Import$")
    run = job.finish()
    assert run.outcomes["dialog"].status == "ok"
    # the source belongs to another run of GIMP
    assert run.images["new"].size == (96, 64)
    assert run.images["new"].layers[0].provenance["prompt"] == "a hill"
    assert paid.billed == 2
    [left] = gimp.state.glob("jobs/*/job.json")
    assert json.loads(left.read_text(encoding="utf-8"))["parameters"]["prompt"] == "a wave"


@pytest.mark.usefixtures("plain")
def test_an_offer_can_wait(start, screen, shown, small, paid, gimp):
    job = start(BODY.format(picture=small), paid.env())
    question = screen.window(TITLE)
    screen.press(question, "Escape")
    dialog(shown, known=question).click("^Upscale$")
    run = job.finish()
    assert run.outcomes["dialog"].status == "ok"
    assert len(list(gimp.state.glob("jobs/*/job.json"))) == 2
    assert paid.billed == 3


@pytest.mark.usefixtures("plain")
def test_a_job_is_discarded_only_after_a_question(start, screen, shown, paid, gimp):
    job = start('(attempt "recover" recover-interactive)', paid.env())
    listed = shown(RECOVER)

    def discard(key, left):
        """Answers the question, while `left` jobs are still on disk."""
        listed.press("alt+d")
        question = screen.window(TITLE)
        screen.shoot(question, "discard")
        assert len(list(gimp.state.glob("jobs/*/job.json"))) == left
        screen.press(question, key)
        screen.gone(question)

    discard("Escape", 2)
    discard("alt+d", 2)  # the second question shows that the first answer had its effect
    discard("alt+d", 1)
    listed.reads("There is no upscale to recover.")
    listed.shoot("recover-empty")
    assert not list(gimp.state.glob("jobs/*/job.json"))
    listed.close()
    job.finish()
    gimp.assert_clean()


def test_diagnostics_go_to_the_clipboard_without_the_key(start, shown, service, small, gimp):
    scenario = service.scenario()
    settings = start(f"""
        (define image (photo "{small}"))
        (upscale image (first-layer image) '((prompt . "a secret wish")))
        (attempt "settings" settings-interactive)""", scenario.env())
    window = shown("^Ideogram Upscale Settings$")
    window.press("alt+d")
    window.reads("The diagnostics are on the clipboard")
    window.shoot("diagnostics")
    # pasted into another run's prompt, they come to the server
    job = start(BODY.format(picture=small), scenario.env())
    target = dialog(shown) if gimp.major < 3 else shown("^Ideogram Upscale: ")
    target.press("alt+p", "ctrl+v")
    target.reads("libcurl")
    if gimp.major < 3:
        target.click("^Upscale$")
    else:
        target.make()
        target.reads("R50 D50 · 1000")
        target.close()
    job.finish()
    window.close()
    settings.finish()
    text = scenario.features[1]["promptObject"]["prompt"]
    for word in ("ideogram-upscale 0.", "GIMP " + gimp.version, "libcurl", "key: environment",
                 "/api/features: 200", "imported"):
        assert word in text, text
    for word in (KEY, "secret wish", "Photo", str(gimp.folder / "home")):
        assert word not in text, text
