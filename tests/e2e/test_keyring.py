# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the key is kept: the desktop's keyring (a real gnome-keyring) or a file; the settings."""

import pytest
from harness import KEY, gimp_version
from session import PASSWORD, Session
from window import Window

SETTINGS = "^Ideogram Upscale Settings$"
TEST, REMOVE, SAVE = "alt+t", "alt+r", "alt+s"
TESTED = ("The key works.", "1min.ai does not accept the API key.")
REMOVED = "No key is set."
DIALOG = """
(define image (photo "{picture}"))
(attempt "dialog" (lambda () (upscale-interactive image (first-layer image))))
"""
NIL = "/api/results/00000000-0000-0000-0000-000000000000"

# one display: the windows of two tests must not mix
pytestmark = pytest.mark.xdist_group("keyring")


@pytest.fixture
def session(request, tmp_path, screen):
    """A desktop session; with a keyring unless the test says otherwise."""
    made = Session(tmp_path / "session", screen.display, getattr(request, "param", True))
    yield made
    made.stop()


class Desk:
    """A GIMP in that session, without a key in its environment."""

    def __init__(self, gimp, screen, session, service, small):
        self.gimp, self.screen, self.session, self.small = gimp, screen, session, small
        self.scenario = service.scenario()
        self.env = {**self.scenario.env(key=None), **session.env}
        self.running = []

    def start(self, body):
        self.running.append(self.gimp.start(body, self.env))
        return self.running[-1]

    def settings(self, *keys, text=None, shot=None):
        """Opens the settings, types, presses keys, and waits until the dialog has ended."""
        job = self.start('(attempt "settings" settings-interactive)')
        window = self.window(SETTINGS)
        if text:
            window.type(text)
        for key in keys:
            # a dialog that still works on the previous request ignores keys
            window.wait(lambda: window.sensitive("^Test$"))
            window.press(key)
            if key == TEST:
                window.wait(lambda: any(words in window.words() for words in TESTED))
                if shot:
                    window.shoot(shot)
            if key == REMOVE:
                question = Window(self.screen, self.session, "^Ideogram Upscale$")
                question.press("alt+c")
                question.gone()
                assert self.session.keys() or self.key_file.exists()
                window.press(REMOVE)
                question = Window(self.screen, self.session, "^Ideogram Upscale$")
                question.shoot("settings-remove")
                question.press("alt+r")
                window.reads(REMOVED)
                assert not self.session.keys() and not self.key_file.exists()
        window.gone()
        job.finish()

    def window(self, title, **more):
        return Window(self.screen, self.session, title, **more)

    def upscale(self):
        """What a script gets from an upscale."""
        body = f'(define image (photo "{self.small}"))\n' \
               "(upscale-error \"script\" image (first-layer image) '())"
        return self.start(body).finish().outcomes["script"]

    def dialog(self):
        """Starts an interactive run and presses its button once; returns the run and its window."""
        job = self.start(DIALOG.format(picture=self.small))
        if self.gimp.major < 3:
            window = self.window("^Ideogram Upscale$", holds=("button", "^Upscale$"))
            window.click("^Upscale$")
        else:
            window = self.window("^Ideogram Upscale: ")
            window.make()
        return job, window

    @property
    def key_file(self):
        return self.gimp.profile / "ideogram-upscale" / "key"


@pytest.fixture
def desk(gimp, screen, session, service, small):
    made = Desk(gimp, screen, session, service, small)
    yield made
    for running in made.running:
        if running.process.poll() is None:
            running.abandon()


def test_the_key_is_kept_in_the_keyring(desk, session, gimp):
    desk.settings(TEST, SAVE, text=KEY, shot="settings-tested")
    assert [entry["key"] for entry in desk.scenario.calls(NIL)] == [KEY, KEY]  # Save tests, too
    assert session.keys() == 1
    assert not desk.key_file.exists()
    assert desk.upscale().status == "ok"
    assert {entry["key"] for entry in desk.scenario.calls("/api/")} == {KEY}
    gimp.assert_no_key()
    # tests the stored key, then removes it
    desk.settings(TEST, REMOVE, "Escape", shot="settings-kept")
    assert len(desk.scenario.calls(NIL)) == 3
    assert "There is no API key" in desk.upscale().message
    assert desk.scenario.billed == 1


@pytest.mark.parametrize("session", [False], indirect=True)
def test_without_a_keyring_the_key_is_in_a_private_file(desk):
    desk.settings(SAVE, text=KEY)
    assert desk.key_file.read_text(encoding="ascii").strip() == KEY
    assert desk.key_file.stat().st_mode & 0o777 == 0o600
    assert desk.key_file.parent.stat().st_mode & 0o777 == 0o700
    assert desk.upscale().status == "ok"
    desk.settings(REMOVE, "Escape")
    assert "There is no API key" in desk.upscale().message


def test_the_test_button_recognises_a_wrong_key(desk, session):
    desk.settings(TEST, "Escape", text="another-key", shot="settings-wrong")
    assert [entry["status"] for entry in desk.scenario.calls(NIL)] == [401]
    assert session.keys() == 0


def test_a_wrong_key_is_not_saved(desk, session):
    job = desk.start('(attempt "settings" settings-interactive)')
    window = desk.window(SETTINGS)
    window.press(SAVE)
    window.reads("Type a key first")
    window.type("another-key")
    window.press(SAVE)
    window.reads("1min.ai does not accept the API key.")
    assert session.keys() == 0
    window.close()
    job.finish()


def test_a_refused_keyring_is_said_and_a_file_asked_for(desk, session, screen):
    session.lock()
    job = desk.start('(attempt "settings" settings-interactive)')
    window = desk.window(SETTINGS)

    def save_and_refuse():
        window.wait(lambda: window.sensitive("^Save$"))
        window.press(SAVE)
        prompt = screen.window("[Uu]nlock|[Kk]eyring")
        screen.press(prompt, "Escape")
        return desk.window("^Ideogram Upscale$")

    window.type(KEY)
    question = save_and_refuse()
    question.reads("Save it in a file that only you can read?")
    question.shoot("keyring-refused")
    question.press("alt+c")
    window.reads("so it is not saved.")
    assert not desk.key_file.exists()
    save_and_refuse().press("alt+s")
    window.gone()
    job.finish()
    assert desk.key_file.exists()


def test_a_locked_keyring_is_unlocked_by_its_owner_only(desk, session, screen):
    desk.settings(SAVE, text=KEY)
    session.lock()
    told = desk.upscale()
    assert told.status == "execution-error"
    assert "keyring, which is locked: unlock it" in told.message
    assert session.locked()
    job, window = desk.dialog()
    prompt = screen.window("[Uu]nlock|[Kk]eyring")
    screen.shoot(prompt, "keyring-prompt")
    screen.type(prompt, PASSWORD)
    screen.press(prompt, "Return")
    if desk.gimp.major >= 3:  # the window stays
        window.reads("R50 D50 · 1000")
        window.close()
    assert job.finish().outcomes["dialog"].status == "ok"
    assert desk.scenario.billed == 1


@pytest.mark.skipif(gimp_version() < "3.2", reason="GIMP 2.10 has one dialog at a time; the prompt "
                    "of the keyring that is beside GIMP 3.0 ends by itself")
def test_the_window_works_while_the_keyring_asks(desk, session, screen):
    desk.settings(SAVE, text=KEY)
    session.lock()
    job = desk.start(DIALOG.format(picture=desk.small))
    window = desk.window("^Ideogram Upscale: ")
    window.click("^Account...$")
    account = desk.window(SETTINGS)
    account.reads("A key is kept in the keyring, which is locked.")
    account.act("^Test$")
    screen.window("[Uu]nlock|[Kk]eyring")
    account.reads("Waiting for an answer...")
    account.shoot("account-waiting")
    window.act("^Variations 4$", "radio button")
    window.reads("Make 4 Images")
    account.act("^Stop$")
    account.reads("Cancelled.")
    assert account.sensitive("^Test$")
    # The prompt has the keyboard until it ends, which keyrings do at different times.
    account.act("^Close$")
    account.gone()
    window.act("^Close$")
    window.gone()
    job.finish()
    assert desk.scenario.log == desk.scenario.calls(NIL)


def test_a_hanging_keyring_is_given_up(desk, session):
    desk.settings(SAVE, text=KEY)
    session.hang()
    assert "There is no API key" in desk.upscale().message
    desk.settings(SAVE, text=KEY)
    assert desk.key_file.exists()
    assert desk.upscale().status == "ok"


@pytest.mark.skipif(gimp_version() >= "3", reason="the window of GIMP 3 has a page for it")
def test_a_run_without_a_key_asks_for_it(desk, session, gimp):
    job = desk.start(DIALOG.format(picture=desk.small))
    window = desk.window("^Ideogram Upscale$", holds=("button", "^Upscale$"))
    window.reads("Nothing leaves this computer.")  # what needs no key is proposed
    window.shoot("dialog-without-a-key")
    window.press("alt+w", "Up")  # Upscale with: Ideogram
    window.reads("Each variation costs credits.")
    window.click("^Upscale$")
    settings = desk.window(SETTINGS)
    settings.shoot("settings-asked")
    settings.close()
    window.reads("There is no API key")
    window.shoot("dialog-no-key")
    window.click("^Upscale$")
    settings = desk.window(SETTINGS)
    settings.type(KEY)
    settings.press(SAVE)
    settings.gone()
    window.reads("The key is saved in the keyring. The key works. No image was sent yet: press Upscale")
    window.shoot("dialog-key-saved")
    assert session.keys() == 1
    assert len(desk.scenario.log) == len(desk.scenario.calls(NIL)) == 1  # saving pays for nothing
    window.click("^Upscale$")
    assert job.finish().outcomes["dialog"].status == "ok"
    assert desk.scenario.billed == 1
    gimp.assert_clean()


@pytest.mark.skipif(gimp_version() >= "3", reason="the window of GIMP 3 has a page for it")
def test_a_recovery_without_a_key_asks_for_it(desk, session, gimp):
    desk.env["ONEMIN_API_KEY"] = KEY
    desk.scenario.get("_become/download=404")
    assert "is not lost" in desk.upscale().message
    desk.scenario.get("_become/ok")
    del desk.env["ONEMIN_API_KEY"]
    job = desk.start("""
        (attempt "recover" recover-interactive)
        (dump-image "new" (car (all-images)))""")
    window = desk.window("^Ideogram Upscale: Recover$")
    window.shoot("recover")
    window.click("^Import$")
    settings = desk.window(SETTINGS)
    settings.type(KEY)
    settings.press(SAVE)
    run = job.finish()
    assert run.outcomes["recover"].status == "ok"
    assert run.images["new"].size == (96, 64)
    assert desk.scenario.billed == 1
    assert session.keys() == 1
    gimp.assert_clean()
