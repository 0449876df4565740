# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""window_pictures.py PLUG-INS FOLDER: works the window in a real GIMP 3.2, with the engine on this
computer, and leaves the README's pictures in the folder. For tools/pictures."""

import re
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image

SOURCE = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "tests" / "e2e" / "support"))
from harness import Gimp  # noqa: E402  (it lies beside the tests)
from screen import Screen  # noqa: E402
from session import Session  # noqa: E402
from window import Window  # noqa: E402

PHOTOS = SOURCE / "tests" / "data"
SCREEN = "1400x1000"
FIRST_RUN_SIZE = (1080, 780)
WINDOW_SIZE = (1080, 920)
GIMP_SIZE = (1200, 640)
MENU = 25  # pixels at the top of GIMP's window
SPOON = (313, 240, 102, 100)  # in coffee.png: left, top, width, height
GAP = 6  # pixels between before and after, and beside what is cut out

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


# Only the layers beside the image.
SESSION = """
(session-info "toplevel"
    (factory-entry "gimp-single-image-window")
    (position 20 20)
    (size {width} {height})
    (open-on-exit)
    (aux-info (right-docks-width "540"))
    (gimp-dock (side right)
        (book (position 0) (current-page 0)
            (dockable "gimp-layer-list" (tab-style automatic) (preview-size 32)))))
(hide-docks no)
(single-window-mode yes)
"""


def drag(screen, window, start, end):
    screen.xdotool("mousemove", "--window", window, *start, "mousedown", 1)
    middle = [(a + b) // 2 for a, b in zip(start, end, strict=True)]
    for point in (middle, end, end):  # in steps, as a hand moves
        time.sleep(0.2)
        screen.xdotool("mousemove", "--window", window, *point)
    time.sleep(0.2)
    screen.xdotool("mouseup", 1)
    time.sleep(0.5)


def set_number(window, key, value):
    window.press(f"alt+{key}", "ctrl+a")
    window.type(f"{value}\t")


def make(window):
    window.make("^Make 1 Image$")
    window.wait(lambda: window.sensitive("^Add to Image$"))


def picture(window):
    return window.one("drawing area", "^Picture")


def percent(window):
    return int(re.search(r"Zoom: (\d+)", picture(window).description)[1])


def crop(path, box):
    Image.open(path).crop(box).save(path)


def right_of(thing):
    left, _, width, _ = thing.box
    return left + width + GAP


def below(thing):
    _, top, _, height = thing.box
    return top + height + GAP


def look_at_spoon(screen, window):
    """Shows the first result large, with the spoon on the line between before and after."""
    left, top, width, height = picture(window).box
    screen.click(window.id, left + width // 4, top + height // 4)
    window.press("1", "0")
    time.sleep(1)
    scale = min(width / 600, height / 400)
    spoon = (round(left + width / 2 + (SPOON[0] + SPOON[2] / 2 - 300) * scale),
             round(top + height / 2 + (SPOON[1] + SPOON[3] / 2 - 200) * scale))
    screen.xdotool("mousemove", "--window", window.id, *spoon)
    while percent(window) < 150:
        screen.xdotool("click", 4)
        time.sleep(0.5)
    drag(screen, window.id, spoon, (left + width // 2, top + height // 2))
    time.sleep(1)


def shoot_window(screen, session):
    window = Window(screen, session)  # rocket: the first run
    screen.xdotool("windowsize", "--sync", window.id, *FIRST_RUN_SIZE)
    time.sleep(2)  # it has begun with the part
    window.wait(lambda: "Enlarging" not in picture(window).description)
    window.shoot("first-run")
    window.click("^Use This Computer$")
    set_number(window, "d", 70)
    make(window)
    window.close()
    window = Window(screen, session)  # astronaut
    set_number(window, "d", 30)
    make(window)
    window.click("^Add to Image$")
    window.reads("Added to an image")
    window.close()
    window = Window(screen, session)  # coffee
    screen.xdotool("windowsize", "--sync", window.id, *WINDOW_SIZE)
    set_number(window, "d", 70)
    window.click("^Variations 4$", "radio button")
    window.make("^Make 4 Images$")
    window.wait(lambda: "Result 1 of 4" in picture(window).description)
    time.sleep(3)  # the small pictures are made
    window.shoot("results")
    crop(screen.screens / "results.png", (0, 0, right_of(picture(window)),
                                          below(window.one("button", "^Use Settings$"))))
    window.press("alt+n")  # Advanced
    look_at_spoon(screen, window)
    window.shoot("window")
    window.click("^Add to Image$")
    window.reads("Added to an image")
    window.press("Escape")  # back to all results
    window.close()
    window = Window(screen, session)  # rocket again
    window.click("^History...$")
    history = Window(screen, session, "^Upscale History$")
    time.sleep(1)
    history.shoot("history")
    history.close()
    window.close()


def shoot_gimp(screen):
    window = screen.window("GIMP$")
    screen.xdotool("windowactivate", "--sync", window)
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
    (gimp.profile / "sessionrc").write_text(
        SESSION.format(width=GIMP_SIZE[0], height=GIMP_SIZE[1]), encoding="ascii")
    job = gimp.start(BODY.format(photos=PHOTOS, folder=temporary),
                     {**session.env, "DISPLAY": screen.display, "NO_AT_BRIDGE": "0"}, False)
    try:
        shoot_window(screen, session)
        shoot_gimp(screen)
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
    crop(folder / "layers.png", (0, MENU, *GIMP_SIZE))
    for picture in folder.glob("*.png"):
        Image.open(picture).convert("RGB").save(picture, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
