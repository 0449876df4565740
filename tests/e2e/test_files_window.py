# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""GIMP 3's window for files, worked by keyboard and mouse."""

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from desk import Desk
from harness import gimp_version
from PIL import Image
from screen import Screen
from session import Session
from test_batch import batch, files, names_in  # noqa: F401  (a fixture)
from test_layout import OPERATED, walk
from window import Window

pytestmark = [pytest.mark.xdist_group("files-window"),
              pytest.mark.skipif(gimp_version().startswith("2"), reason="GIMP 2.10 has no window")]

TITLE = "^Upscale Files$"
INTERACTIVE = 0  # RUN-INTERACTIVE


def start(desk, scenario, given, out, **options):
    job = desk.launch(scenario, batch(given, out, run_mode=INTERACTIVE, **options))
    return job, Window(desk.screen, desk.session, TITLE)


def test_files_are_made_and_shown(desk, service, files, tmp_path):  # noqa: F811
    scenario, out = service.scenario(), tmp_path / "out"
    out.mkdir()
    job, window = start(desk, scenario, files, out)
    window.reads("3 files · 3 waiting")
    window.shoot("files-waiting")
    assert scenario.log == [], "nothing is sent before the button is pressed"
    window.make("^Make 3 Images$")
    window.reads("3 files · 3 done")
    window.reads("a-2x.png")
    window.shoot("files-done")
    assert names_in(out) == ["a-2x.png", "b-2x.png", "c-2x.png"]
    assert scenario.billed == 3
    assert not window.sensitive("^Make ")
    window.close()
    run = job.finish()
    assert run.lists["batch"] == [3, 0, 0], run.output
    # another window over the same files
    job, window = start(desk, scenario, files, out)
    window.reads("Done before: a-2x.png")
    window.shoot("files-done-before")
    window.reads("No file is waiting.")
    assert not window.sensitive("^Make Images$")
    window.press("alt+v")
    window.type("2")
    window.press("Tab")
    window.reads("3 files · 3 waiting")
    assert window.sensitive("^Make 6 Images$")
    window.close()
    job.finish()
    assert scenario.billed == 3


def test_a_file_that_failed_is_made_alone(desk, service, files, tmp_path):  # noqa: F811
    scenario, out = service.scenario(), tmp_path / "out"
    out.mkdir()
    good = files[1].read_bytes()
    files[1].write_bytes(good[:200])
    job, window = start(desk, scenario, files, out)
    window.make("^Make 3 Images$")
    window.reads("3 files · 2 done · 1 failed")
    window.shoot("files-failed")
    files[1].write_bytes(good)
    window.make(r"^Retry the Failed \(1 Image\)$")
    window.reads("3 files · 3 done")
    assert scenario.billed == 3
    window.close()
    assert job.finish().lists["batch"] == [3, 0, 0]


def test_in_a_pause_no_file_is_begun(desk, service, small, tmp_path):
    scenario, out, given = service.scenario("polls=1000"), tmp_path / "out", []
    out.mkdir()
    for i in range(8):
        given.append(tmp_path / f"{i}.png")
        Image.open(small).convert("RGB").rotate(10 * i).save(given[-1])
    job, window = start(desk, scenario, given, out)
    window.make("^Make 8 Images$")
    window.wait(lambda: scenario.billed == 4)  # the most at once
    window.click("^Pause$")
    window.reads("Paused: no further file is begun.")
    scenario.get("_become/ok")
    window.reads("8 files · 4 done · 4 waiting")  # what was begun goes on
    window.wait(lambda: re.search("^Paused$", window.words(), re.MULTILINE))
    assert not re.search("Waiting for|Downloading|Saving|Being upscaled", window.words())
    window.shoot("files-paused")
    assert scenario.billed == 4
    window.click("^Go On$")
    window.reads("8 files · 8 done")
    assert scenario.billed == len(names_in(out)) == 8
    window.close()
    job.finish()


def test_images_are_counted_from_the_sizes(desk, service, files, tmp_path):  # noqa: F811
    scenario, out = service.scenario(), tmp_path / "out"
    out.mkdir()
    job, window = start(desk, scenario, files, out)
    window.reads("3 files · 3 waiting")
    desk.screen.xdotool("windowsize", window.id, 1010, 950)  # so that the size is not scrolled away
    window.choose("^Size$", 1)  # a factor
    window.wait(lambda: window.sensitive("^Make "))
    window.enter("^Factor", "4")
    window.press("Tab")
    window.make("^Make 6 Images$")  # two passes for each
    window.reads("3 files · 3 done", timeout=240)
    assert scenario.billed == 6
    window.close()
    job.finish()


def choose_in(desk, title, path):
    """Chooses a file or a folder in a file chooser, by its path."""
    chooser = Window(desk.screen, desk.session, title)
    chooser.type("/")  # opens the field for a path
    chooser.wait(lambda: any((field.text or "").startswith("/") for field in chooser.tree().all("text")))
    chooser.press("ctrl+a")
    chooser.type(str(path))
    chooser.wait(lambda: any((field.text or "").rstrip("/") == str(path) for field in chooser.tree().all("text")))
    chooser.click("^Add$")
    chooser.gone()


def drag(desk, source, window):
    """Drags what is in the middle of a window to the window for files."""
    x, y, width, height = window.one("list box", "^Files$").box
    left, top, *_ = desk.screen.frame(window.id)
    from_x, from_y, from_width, from_height = desk.screen.frame(source)
    xdotool = desk.screen.xdotool
    xdotool("windowmove", "--sync", source, 0, 0)
    xdotool("windowactivate", "--sync", source)
    from_x, from_y, from_width, from_height = desk.screen.frame(source)
    xdotool("mousemove", from_x + from_width // 2, from_y + from_height // 2)
    xdotool("mousedown", 1)
    for step in range(1, 11):  # a drag begins after some pixels, and the target must be entered
        to_x, to_y = left + x + width // 2, top + y + height // 2
        xdotool("mousemove", from_x + (to_x - from_x) * step // 10, from_y + (to_y - from_y) * step // 10)
        time.sleep(0.1)
    xdotool("mouseup", 1)


def test_files_are_added_by_every_way(desk, service, files, small, tmp_path):  # noqa: F811
    folder, out = tmp_path / "more", tmp_path / "out"
    folder.mkdir()
    out.mkdir()
    for name in ("d e.png", "f.jpg"):
        Image.open(small).convert("RGB").save(folder / name)
    (folder / "notes.txt").write_text("no picture")
    job, window = start(desk, service.scenario(), [], out)
    window.reads("Add files first.")
    window.shoot("files-none")
    assert not window.sensitive("^Make Images$")
    window.act("^Add Files")
    choose_in(desk, "^Add Files$", files[0])
    window.reads("1 file · 1 waiting")
    window.act("^Add Folder")
    choose_in(desk, "^Add Folder$", files[0].parent)
    window.reads("3 files · 3 waiting")
    source = subprocess.Popen([sys.executable, Path(__file__).parent / "support" / "drag_source.py",
                               files[0].as_uri(), folder.as_uri()], env=desk.screen.env)
    try:
        drag(desk, desk.screen.window("^Drag Source$"), window)
        window.reads("5 files · 5 waiting")
    finally:
        source.terminate()
        source.wait(10)
    assert "d e.png" in window.words() and "notes.txt" not in window.words()
    window.shoot("files-added")
    window.click("d e.png", "list item")
    window.click("^Remove$")
    window.reads("4 files · 4 waiting")
    window.close()
    job.finish()


def test_what_is_open_is_upscaled_and_known_again(desk, service, small, tmp_path):
    """Unchanged pixels are not paid for again, although each window makes its copies anew."""
    scenario, out = service.scenario(), tmp_path / "out"
    out.mkdir()
    saved = tmp_path / "saved.png"
    Image.open(small).convert("RGB").rotate(180).save(saved)
    body = f"""
        (define image (photo-on "{small}" 100 80 10 6))
        (define layer (make-layer image 30 20 RGBA-IMAGE "Sky / 1"))
        (gimp-image-insert-layer image layer 0 0)
        (gimp-layer-set-offsets layer 20 10)
        (gimp-drawable-fill layer FILL-WHITE)
        (gimp-layer-set-opacity layer 50)
        (define other (load-image "{saved}"))
        (gimp-image-clean-all other)
        {batch([], out, "first", run_mode=INTERACTIVE, format="png")}
        (gimp-image-select-rectangle image CHANNEL-OP-REPLACE 1 1 5 5)
        {batch([], out, "second", run_mode=INTERACTIVE, format="png")}
        (gimp-drawable-fill layer FILL-FOREGROUND)
        {batch([], out, "third", run_mode=INTERACTIVE, format="png")}"""
    job = desk.launch(scenario, body)

    def add(layers):
        window = Window(desk.screen, desk.session, TITLE)
        window.click("^Add from GIMP$", "toggle button")
        window.press(*["Down"] * (2 if layers else 1), "Return")
        return window

    window = add(layers=False)
    window.reads("2 files · 2 waiting")
    window.make("^Make 2 Images$")
    window.reads("2 files · 2 done")
    window.shoot("files-open-images")
    sizes = sorted(Image.open(out / name).size for name in names_in(out))
    whole = (200, 160)  # what the image shows, on its whole canvas
    assert sizes == sorted([whole, tuple(2 * side for side in Image.open(saved).size)])
    if not gimp_version().startswith("3.0"):  # where images that a script has loaded have no file
        assert names_in(out) == ["saved-2x.png", "small-2x.png"]
    assert scenario.billed == 2
    window.close()
    window = add(layers=False)  # a selection is no pixels
    window.reads("2 files · 2 done")
    assert not window.sensitive("^Make Images$")
    window.close()
    window = add(layers=True)
    window.reads("waiting")
    window.shoot("files-layers")
    assert "-Sky - 1.xcf" in window.words()
    window.close()
    run = job.finish()
    assert run.lists["second"] == [0, 0, 2], run.output
    assert scenario.billed == 2
    assert not list((desk.gimp.state / "copies").iterdir()), "the copies are deleted"


def test_stopped_and_closed_runs_go_on_later(desk, service, files, tmp_path):  # noqa: F811
    scenario, out = service.scenario("polls=1000"), tmp_path / "out"
    out.mkdir()
    job, window = start(desk, scenario, files, out)
    window.make("^Make 3 Images$")
    window.wait(lambda: scenario.billed == 3)
    window.reads("Waiting for the result")
    window.shoot("files-running")
    window.click("^Stop")
    window.reads("The next run goes on with the files that wait")
    window.reads("3 files · 3 waiting")
    window.shoot("files-stopped")
    window.make("^Make 3 Images$")
    window.reads("Waiting for the result")
    window.press("Escape")
    window.reads("Files are being upscaled.")
    window.shoot("files-closing")
    window.click("^Go On$")
    window.press("Escape")
    window.click("^Stop and Close$")
    window.gone()
    job.finish()
    assert scenario.billed == 3
    scenario.get("_become/ok")
    job, window = start(desk, scenario, files, out)
    window.make("^Make 3 Images$")
    window.reads("3 files · 3 done")
    assert scenario.billed == 3
    window.close()
    job.finish()
    assert names_in(out) == ["a-2x.png", "b-2x.png", "c-2x.png"]


def test_what_is_chosen_for_the_results_is_kept(desk, service, files, tmp_path):  # noqa: F811
    out, scenario = tmp_path / "größer", service.scenario()
    out.mkdir()
    job, window = start(desk, scenario, files, out)
    window.click("^Names$", "text")
    window.press("ctrl+a")
    window.type("{name} large")
    window.choose("^Format$", 2)
    window.click("^Overwrite$", "check box")
    window.wait(lambda: window.one("check box", "^Overwrite$").has("checked"))
    window.shoot("files-kept")
    window.close()
    job.finish()
    job, window = start(desk, scenario, files, "")
    window.wait(lambda: window.one("text", "^Names$").text == "{name} large")
    assert window.one("check box", "^Overwrite$").has("checked")
    window.reads("größer")
    window.make("^Make 3 Images$")
    window.reads("3 files · 3 done")
    window.close()
    job.finish()
    assert names_in(out) == ["a large.jpg", "b large.jpg", "c large.jpg"]


def test_a_print_size_and_other_kinds_of_files_are_counted(desk, service, small, tmp_path):
    scenario, out = service.scenario(), tmp_path / "out"
    out.mkdir()
    given = [tmp_path / "a.tif", tmp_path / "b.png"]
    for path in given:
        Image.open(small).convert("RGB").save(path, dpi=(100, 100))
    job, window = start(desk, scenario, given, out)
    window.reads("2 files · 2 waiting")
    desk.screen.xdotool("windowsize", window.id, 1010, 950)
    window.choose("^Size$", 4)  # a print
    window.enter("^Pixels per inch$", "350")
    window.press("Tab")
    window.reads("Make 4 Images")
    assert "Each file keeps the print size that it has." in window.words()
    window.shoot("files-print")
    window.make("^Make 4 Images$")
    window.reads("2 files · 2 done", timeout=240)
    assert scenario.billed == 4
    made = Image.open(out / "b-3.5x.png")
    assert abs(made.info["dpi"][0] - 350) < 1
    window.close()
    job.finish()


@pytest.mark.parametrize("size", ["1366x768", "1024x600"])
def test_everything_is_on_the_screen(gimp, service, files, tmp_path, request, size):  # noqa: F811
    screen = Screen(tmp_path, request.config.getoption("--screens"), size)
    session = Session(tmp_path / "session", screen.display, keyring=False)
    desk = Desk(gimp, screen, session, None)
    (tmp_path / "out").mkdir()
    try:
        job, window = start(desk, service.scenario(), files, tmp_path / "out")
        window.reads("3 files · 3 waiting")
        assert session.act(TITLE, "toggle button", "^Advanced$", False)
        assert session.act(TITLE, "combo box", "^Size$", False, 4)
        time.sleep(0.5)
        window.shoot(f"files-{size}")
        left, top, width, height = screen.frame(window.id)
        # xdotool counts the width of the frame twice
        assert left // 2 + width <= int(size.split("x")[0]), (left, width)
        assert top // 2 + height <= int(size.split("x")[1]), (top, height)
        tree = window.tree()
        for thing, scrolls in walk(tree):
            if not scrolls and thing.role in OPERATED:
                x, y, wide, high = thing.box
                assert x >= 0 and y >= 0 and x + wide <= width and y + high <= height, (
                    thing.role, thing.name, thing.box)
        window.close()
        job.finish()
    finally:
        for running in desk.running:
            if running.process.poll() is None:
                running.abandon()
        session.stop()
        screen.stop()


def test_it_is_found_in_gimp_without_an_image(gimp, screen, desktop, service, files, tmp_path):  # noqa: F811
    """GIMP's search finds it, and it opens results in GIMP."""
    done, out = gimp.folder / "done", tmp_path / "out"
    out.mkdir()
    body = f'(do () ((file-exists? "{done}")) (usleep 100000))'
    scenario = service.scenario()
    job = gimp.start(body, {**scenario.env(), **desktop.env}, console=False)
    desk = Desk(gimp, screen, desktop, None)
    desk.running.append(job)

    try:
        editor = screen.window("GIMP$|GNU Image")

        def search():  # GIMP takes no keys before it has started
            screen.press(editor, "slash")
            time.sleep(1)
            return next((found for found in screen.shown("Search|^gimp$") if found != editor), None)
        found = screen.until(search)
        screen.type(found, "Upscale Files")
        screen.shoot(found, "files-search")
        screen.press(found, "Return")
        window = Window(screen, desktop, TITLE)
        window.act("^Add Files")
        choose_in(desk, "^Add Files$", files[0])
        window.reads("1 file · 1 waiting")
        window.make("^Make 1 Image$")
        window.reads("1 file · 1 done")
        window.click("^Open Result$")
        # GIMP 3.0 does not name what a plug-in has opened
        screen.window("a-2x" if gimp_version() >= "3.2" else r"^\[Untitled\].* 96x64 ")
        window.shoot("files-opened")
        window.close()
        done.touch()
        job.finish()
    finally:
        if job.process.poll() is None:
            job.abandon()
