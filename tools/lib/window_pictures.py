# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""window_pictures.py PLUG-INS FOLDER: works the window in a real GIMP 3.2, with the engine on this
computer, and leaves the README's pictures in the folder. For tools/pictures."""

import sys
import tempfile
import time
from pathlib import Path

from PIL import Image

SOURCE = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "tests" / "e2e" / "support"))
from accessible import windows  # noqa: E402  (it lies beside the tests)
from harness import Gimp  # noqa: E402
from screen import Screen  # noqa: E402
from session import Session  # noqa: E402

PHOTOS = SOURCE / "tests" / "data"
TITLE = "^Ideogram Upscale"
SCREEN = "1400x900"
FIRST_RUN_SIZE = (1040, 400)
WINDOW_SIZE = (1040, 790)  # large enough for everything but the advanced part
GIMP_SIZE = (1340, 700)
UNSEEN = (194, 25)  # pixels of GIMP's window: the toolbox and the menu
SPOON = (313, 240, 102, 100)  # in coffee.png: left, top, width, height
GAP = 6  # pixels between before and after

# Upscales two other photos first, so that the history is not empty.
BODY = """
(define (load name file)
  (let ((image (load-image (string-append "{photos}/" file))))
    (gimp-item-set-name (first-layer image) name)
    image))
(define (wait-for path)
  (if (not (file-exists? path)) (begin (usleep 100000) (wait-for path))))
(define rocket (load "Rocket" "rocket.jpg"))
(attempt "rocket" (lambda () (upscale-interactive rocket (first-layer rocket))))
(define astronaut (load "Astronaut" "astronaut.png"))
(attempt "astronaut" (lambda () (upscale-interactive astronaut (first-layer astronaut))))

(define cubic (load "Coffee" "coffee.png"))
(gimp-context-set-interpolation INTERPOLATION-CUBIC)
(gimp-image-scale cubic (* 2 (image-width cubic)) (* 2 (image-height cubic)))
(save-layer (first-layer cubic) "{folder}/cubic.png")
(define small (load "Coffee" "coffee.png"))
(save-layer (car (upscale small (first-layer small) '((engine . "local"))))
            "{folder}/upscaled.png")

(define coffee (load "Coffee" "coffee.png"))
(gimp-display-new coffee)
(gimp-displays-flush)
(attempt "coffee" (lambda () (upscale-interactive coffee (first-layer coffee))))
(attempt "history" (lambda () (upscale-interactive rocket (first-layer rocket))))
(wait-for "{folder}/seen")
(gimp-image-clean-all coffee)
"""


class Hand:
    """Works the window by mouse; finds its widgets by the names for assistive technology."""

    def __init__(self, screen, session):
        self.screen, self.session = screen, session
        self.window = None

    def await_window(self):
        self.window = self.screen.window(TITLE, timeout=120)
        time.sleep(2)

    def tree(self):
        return windows(TITLE, self.session.environment)[0]

    def click(self, name, times=1):
        left, top, width, height = self.tree().one(name=name).box
        for _ in range(times):
            self.screen.click(self.window, left + width // 2, top + height // 2)
            time.sleep(0.4)

    def set_number(self, mnemonic, value):
        self.screen.press(self.window, f"alt+{mnemonic}", "ctrl+a")
        self.screen.type(self.window, str(value))
        self.screen.press(self.window, "Tab")

    def drag(self, window, start, end):
        self.screen.xdotool("mousemove", "--window", window, *start, "mousedown", 1)
        middle = [(a + b) // 2 for a, b in zip(start, end, strict=True)]
        for point in (middle, end, end):  # in steps, as a hand moves
            time.sleep(0.2)
            self.screen.xdotool("mousemove", "--window", window, *point)
        time.sleep(0.2)
        self.screen.xdotool("mouseup", 1)
        time.sleep(0.5)

    def make(self):
        self.click("^Make [0-9]+ Image")
        time.sleep(2)
        self.screen.until(lambda: self.tree().one(name="^Make [0-9]+ Image").sensitive, 120)
        time.sleep(1)

    def close(self):
        self.screen.press(self.window, "Escape")
        self.screen.gone(self.window)


def shoot_window(screen, hand):
    hand.await_window()  # rocket: the first run
    screen.xdotool("windowsize", hand.window, *FIRST_RUN_SIZE)
    screen.shoot(hand.window, "first-run")
    hand.click("^Use This Computer")
    hand.set_number("d", 70)
    hand.make()
    hand.close()
    hand.await_window()  # astronaut
    hand.set_number("d", 30)
    hand.make()
    hand.click("^Add to Image")
    time.sleep(3)
    hand.close()
    hand.await_window()  # coffee
    screen.xdotool("windowsize", "--sync", hand.window, *WINDOW_SIZE)
    hand.drag(hand.window, (681, 272), (630, 272))  # widen the column for its longest choice
    hand.set_number("d", 50)
    hand.set_number("v", 3)
    hand.make()
    hand.click("^Zoom in", 3)
    hand.drag(hand.window, (430, 300), (302, 120))  # the spoon is on the line
    screen.shoot(hand.window, "window")
    hand.click("^Add to Image")
    time.sleep(4)
    hand.close()
    hand.await_window()  # rocket again
    hand.click("^History")
    history = screen.window("^Upscale History")
    time.sleep(1)
    screen.shoot(history, "history")
    screen.press(history, "Escape")
    screen.gone(history)
    hand.close()


def shoot_gimp(screen, hand):
    window = screen.window("GIMP$")
    screen.xdotool("windowsize", "--sync", window, *GIMP_SIZE)
    screen.xdotool("windowmove", window, 20, 20)
    screen.xdotool("windowactivate", "--sync", window)
    time.sleep(1)
    width, height = GIMP_SIZE
    middle = round(0.567 * height)  # the border between two docks
    hand.drag(window, (width - 258, 400), (width - 530, 400))  # widen the dock for long names
    # make the list of layers higher
    hand.drag(window, (width - 220, middle), (width - 220, 150))
    screen.press(window, "shift+ctrl+j")  # zoom so that the image fills its window
    time.sleep(2)
    screen.shoot(window, "layers")


def put_side_by_side(gimp_folder, folder):
    left, top, width, height = SPOON
    box = tuple(2 * side for side in (left, top, left + width, top + height))
    parts = [Image.open(gimp_folder / f"{name}.png").convert("RGB").crop(box)
             for name in ("cubic", "upscaled")]
    parts = [part.resize((2 * part.width, 2 * part.height), Image.Resampling.NEAREST)
             for part in parts]
    both = Image.new("RGB", (2 * parts[0].width + GAP, parts[0].height), "white")
    both.paste(parts[0], (0, 0))
    both.paste(parts[1], (parts[0].width + GAP, 0))
    both.save(folder / "before-after.png")


def main(plug_ins, folder):
    temporary = Path(tempfile.mkdtemp())
    screen = Screen(temporary, folder, SCREEN)
    session = Session(temporary / "session", screen.display, keyring=False)
    gimp = Gimp(temporary / "gimp", plug_ins)
    gimp.keep_history(1)
    with open(gimp.profile / "gimprc", "a", encoding="utf-8") as rc:
        rc.write("(theme-color-scheme light)\n(show-tips no)\n")
    hand = Hand(screen, session)
    job = gimp.start(BODY.format(photos=PHOTOS, folder=temporary),
                     {**session.env, "DISPLAY": screen.display, "NO_AT_BRIDGE": "0"}, False)
    try:
        shoot_window(screen, hand)
        shoot_gimp(screen, hand)
        (temporary / "seen").touch()
        job.finish(600, trouble=False)
        put_side_by_side(temporary, folder)
    except BaseException:
        print(job.output()[-3000:], file=sys.stderr)
        raise
    finally:
        if job.process.poll() is None:
            job.abandon()
        session.stop()
        screen.stop()
    layers = Image.open(folder / "layers.png")
    layers.crop((*UNSEEN, *layers.size)).save(folder / "layers.png")
    for picture in folder.glob("*.png"):
        Image.open(picture).convert("RGB").save(picture, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
