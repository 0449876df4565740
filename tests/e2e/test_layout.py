# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window of GIMP 3 on screens of several sizes, in several languages and sizes of text: in all
its states everything is inside, nothing is cut, and nothing moves."""

import time
from pathlib import Path

import polib
import pytest
from desk import Desk
from harness import gimp_version
from pictures import pixels
from screen import Screen
from session import Session
from test_languages import PO, locales  # noqa: F401  (a fixture)
from window import READING_TIME, Window

pytestmark = pytest.mark.skipif(gimp_version().startswith("2"), reason="GIMP 2.10 has a dialog")

COFFEE = Path(__file__).resolve().parent.parent / "data" / "coffee.png"
CASES = [  # size of the screen, language, how large everything is
    ("1280x720", "de", {}),
    ("1366x768", "ja", {"GDK_DPI_SCALE": "2"}),
    ("1920x1080", "ru", {"GDK_SCALE": "2"}),
    ("1920x1080", "de", {}),
]
if gimp_version().startswith("3.0"):
    CASES = [("1366x768", "en", {})]  # the same code and the same GTK as with 3.2
SHOT = ("idle", "results")  # the states of which a picture is kept
OPERATED = ("button", "toggle button", "check box", "radio button", "combo box", "spin button",
            "text", "page tab", "progress bar", "drawing area", "menu button")
BODY = """
(define image (photo "{picture}"))
{before}
(attempt "window" (lambda () (upscale-interactive image (first-layer image))))
"""
FRAME = 6  # pixels
MOST_WAITING = 8
MOST_FOLDED = 110  # pixels: a row of progress with large texts


class Words:
    """The texts of the window in a language."""

    def __init__(self, language):
        path = PO / f"{language}.po"
        self.entries = {entry.msgid: entry for entry in polib.pofile(path)} if path.exists() else {}

    def __call__(self, text):
        """As a regular expression for the whole name of a widget."""
        entry = self.entries.get(text)
        shown = entry.msgstr_plural[0] if entry and entry.msgid_plural else entry and entry.msgstr
        shown = (shown or text).replace("%d", "1")
        for mnemonic in (shown[at:at + 4] for at in range(len(shown))):
            if mnemonic[:2] == "(_" and mnemonic[3:] == ")":
                shown = shown.replace(mnemonic, f".?.?{mnemonic[2]}.?")
        return "^" + shown.replace("_", "").replace("...", r"\.\.\.") + "$"


@pytest.fixture(params=CASES, ids=lambda case: "-".join([*case[:2], *case[2]]))
def case(request, gimp, tmp_path, locales):  # noqa: F811
    """A desk with a screen of its own."""
    size, language, scale = request.param
    screen = Screen(tmp_path, request.config.getoption("--screens"), size)
    session = Session(tmp_path / "session", screen.display, keyring=False)
    desk = Desk(gimp, screen, session, COFFEE)
    desk.name = f"layout-{size}-{language}" + "".join(f"-{key}" for key in scale)
    desk.words = Words(language)
    desk.size = tuple(map(int, size.split("x")))
    desk.env = {"LANGUAGE": language, **locales, **scale}
    yield desk
    for running in desk.running:
        if running.process.poll() is None:
            running.abandon()
    session.stop()
    screen.stop()


def walk(thing, scrolls=False):
    """All visible descendants, with whether they are in an area that scrolls."""
    for child in map(type(thing), thing.found["children"]):
        if not child.shown:
            continue
        yield child, scrolls
        yield from walk(child, scrolls or child.role in ("scroll pane", "viewport"))


class Checker:
    """Looks at the window in one state after the other."""

    def __init__(self, desk, window):
        self.desk, self.window = desk, window
        self.frame = desk.screen.frame(window.id)
        self.scale = int(desk.env.get("GDK_SCALE", 1))
        self.tabs = [tab.name for tab in self.tree().all("page tab")]
        self.picture = None

    def tree(self):
        """The window's widgets; it cannot always be read while it changes."""
        return self.window.wait(self.window.tree)

    def shows(self, role, name=None):
        return any(self.tree().all(role, name))

    def has_message(self):
        return self.shows("info bar") or self.shows("alert")

    def act(self, text, role="button"):
        self.window.wait(lambda: self.desk.session.act(self.window.title, role,
                                                       self.desk.words(text), False), 15)

    def look(self, state):
        """Nothing is outside, nothing is cut, and neither window nor picture moved."""
        time.sleep(0.2)
        assert self.desk.screen.frame(self.window.id) == self.frame, state
        # xdotool counts the width of the frame twice
        left, top, width, height = self.frame
        assert left >= 0 and top >= 0, (state, self.frame)
        assert left // 2 + width <= self.desk.size[0], (state, self.frame)
        assert top // 2 + height <= self.desk.size[1], (state, self.frame)
        tree = self.tree()
        right, bottom = tree.box[2:]
        for thing, scrolls in walk(tree):
            if thing.found.get("cut") and thing.text.strip():
                raise AssertionError(f"{state}: cut: {thing.text}")
            if scrolls or thing.role not in OPERATED:
                continue
            x, y, width, height = thing.box
            inside = x >= 0 and y >= 0 and x + width <= right and y + height <= bottom
            assert inside, (state, thing.role, thing.name, thing.box, tree.box)
        make = [b for b in tree.all("button", self.desk.words("Make %d Image"))]
        assert make, state
        picture = [thing.box for thing in tree.all("drawing area") if thing.name]
        if picture:
            self.picture = self.picture or picture[0]
            assert picture[0] == self.picture, state

    def every_side(self, state):
        """Both pages, if there are two; Advanced and Try a Part as they are, and the other way."""
        self.show_page(0)
        self.look(f"{state}, settings")
        self.act("Adva_nced", "toggle button")
        self.look(f"{state}, settings, other")
        if state in SHOT:
            self.desk.screen.shoot(self.window.id, f"{self.desk.name}-{state}")
        self.show_page(1)
        self.look(f"{state}, picture")
        self.act("Tr_y a Part", "toggle button")
        self.look(f"{state}, picture, other")
        if self.tabs and state in SHOT:
            self.desk.screen.shoot(self.window.id, f"{self.desk.name}-{state}-picture")

    def lower_part(self):
        """The pixels of what is seen of the picture where no message lies over it, without the
        frame, which shows the focus."""
        x, y, width, height = self.picture
        x, y, width, height = (self.scale * length for length in (
            x + FRAME, y + FRAME, width - 2 * FRAME, height - 2 * FRAME))
        self.window.shoot(f"{self.desk.name}-picture")
        seen = pixels(self.desk.screen.screens / f"{self.desk.name}-picture.png")
        return seen[y + height * 7 // 10:y + height, x:x + width]

    def fold(self):
        """Only the progress is left, and then all is where it was."""
        self.act("Show only the progress", "toggle button")
        self.window.wait(lambda: self.desk.screen.frame(self.window.id)[3]
                         < MOST_FOLDED * self.scale, 20)
        self.window.shoot(f"{self.desk.name}-folded")
        self.act("Show only the progress", "toggle button")
        self.window.wait(lambda: self.desk.screen.frame(self.window.id) == self.frame, 20)

    def show_page(self, number):
        if self.tabs:
            tab = self.window.one("page tab", f"^{self.tabs[number]}$")
            x, y, width, height = (self.scale * length for length in tab.box)
            self.desk.screen.click(self.window.id, x + width // 2, y + height // 2)
            self.window.wait(lambda: self.window.one("page tab", tab.name).has("selected"), 20)


def test_nothing_is_outside_or_moves(case, service):
    scenario = service.scenario("features=406x1+polls=1000")
    job, window = case.start(scenario, body=BODY, **case.env)
    checker = Checker(case, window)
    checker.every_side("idle")
    checker.show_page(1)
    for _ in range(2):
        checker.act("Zoom in")
    seen = checker.lower_part()
    checker.act("Make %d Image")
    window.wait(checker.has_message)
    assert (checker.lower_part() == seen).all(), "zoom or place was lost"
    checker.every_side("message")
    for _ in range(1 + MOST_WAITING):
        time.sleep(READING_TIME)
        checker.act("Make %d Image")
    window.wait(lambda: scenario.calls("/api/results"), 20)
    checker.fold()
    checker.every_side("queue")
    window.press("Escape")
    window.wait(lambda: checker.shows("button", case.words("Stop and Close")))
    checker.every_side("question")
    scenario.get("_become/ok")
    window.wait(lambda: scenario.billed == 1 + MOST_WAITING
                and not checker.shows("progress bar"), 300)
    checker.every_side("results")
    checker.act("Add to Ima_ge")
    window.wait(checker.has_message, 60)
    checker.every_side("added")
    window.close()
    job.finish()


def test_a_click_on_the_image_leaves_the_window_above(gimp, screen, desktop, service):
    """Started from GIMP's own window, as users do."""
    done = gimp.folder / "done"
    body = f"""
        (define image (photo "{COFFEE}"))
        (gimp-display-new image)
        (do () ((file-exists? "{done}")) (usleep 100000))"""
    job = gimp.start(body, {**service.scenario().env(), **desktop.env}, console=False)
    try:
        editor = screen.window("GIMP$")
        screen.press(editor, "slash")
        search = screen.window("Search|^gimp$", known=editor)
        screen.type(search, "Ideogram")  # the window for an image is the first that it finds
        screen.press(search, "Return")
        window = Window(screen, desktop)
        screen.xdotool("windowactivate", "--sync", editor)
        time.sleep(1)
        left, top, width, height = screen.frame(editor)
        x, y, length, _ = screen.frame(window.id)
        x, y = x + length // 2, y + 50
        assert left < x < left + width and top < y < top + height, "they do not overlap"
        # the window manager's frames
        assert screen.topmost(x, y) != screen.topmost(left + 20, top + 20)
        window.shoot("layout-above")
        window.close()
        done.touch()
        job.finish()
    finally:
        if job.process.poll() is None:
            job.abandon()
