# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The dialogs on a real display, worked by keyboard and mouse."""

import subprocess

import pytest

TITLE = "^Ideogram Upscale$"
BODY = """
(define image (photo "{picture}"))
(dump-image "before" image)
(define results (attempt "dialog" (lambda () (upscale-interactive image (first-layer image)))))
(say-list "results" results)
(dump-image "after" image)
"""

# one display: its windows must not meet those of another test
pytestmark = pytest.mark.xdist_group("screen")


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


def accept(screen, window):
    screen.click(window, -50, -24)  # the rightmost button


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
    accept(screen, window)
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


def test_is_translated(start, screen, service, small, german):
    scenario = service.scenario("features=406")
    job = start(BODY.format(picture=small) + """
        (upscale-error "message" image (first-layer image) '())""", {**scenario.env(), **german})
    window = screen.window(TITLE)
    screen.shoot(window, "dialog-de")
    accept(screen, window)
    screen.until(lambda: scenario.features)
    screen.shoot(window, "dialog-de-error")
    screen.press(window, "Escape")
    run = job.finish()
    assert run.outcomes["dialog"].status == "cancel"
    assert "Das Guthaben reicht nicht aus" in run.outcomes["message"].message


def test_cancel_changes_nothing(start, screen, service, small, gimp):
    scenario = service.scenario()
    job = start(BODY.format(picture=small), scenario.env())
    screen.press(screen.window(TITLE), "Escape")
    run = job.finish()
    assert run.outcomes["dialog"].status == "cancel"
    assert run.images["after"] == run.images["before"]
    assert scenario.log == []
    gimp.assert_clean()


def test_a_failure_keeps_the_dialog_and_what_was_entered(start, screen, service, small, gimp):
    scenario = service.scenario("features=406x1")
    job = start(BODY.format(picture=small), scenario.env())
    window = screen.window(TITLE)
    screen.press(window, "alt+p")
    screen.type(window, "a wave")
    accept(screen, window)
    screen.until(lambda: scenario.features)
    screen.shoot(window, "dialog-error")
    accept(screen, window)
    run = job.finish()
    assert [request["promptObject"]["prompt"] for request in scenario.features] == ["a wave"] * 2
    assert len(run.images["after"].layers) == 2
    gimp.assert_clean()


def test_a_running_job_can_be_cancelled(start, screen, service, small, gimp):
    scenario = service.scenario("assets=hang")
    job = start(BODY.format(picture=small), scenario.env())
    window = screen.window(TITLE)
    accept(screen, window)
    screen.until(lambda: scenario.log)
    progress = screen.window(TITLE, known=window)
    screen.shoot(progress, "progress")
    screen.press(progress, "Escape")
    screen.gone(progress)
    screen.press(window, "Escape")
    run = job.finish()
    assert run.images["after"] == run.images["before"]
    gimp.assert_clean()
