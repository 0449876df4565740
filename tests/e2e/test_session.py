# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A working session in GIMP 3's window: attempt after attempt from the same pixels with both engines,
added as soon as they are there, with undo and redo, over saving, closing and opening again.
test_originals.py has the same by scripts."""

import threading
import time

import pytest
from harness import gimp_version
from window import READING_TIME, TITLE, Window

# one display: the windows of two tests must not mix
pytestmark = [pytest.mark.xdist_group("sessions"),
              pytest.mark.skipif(gimp_version().startswith("2"), reason="GIMP 2.10 has a dialog")]

BODY = """
(define image (photo "{picture}"))
(define source (first-layer image))
(define view (car (gimp-display-new image)))
(gimp-displays-flush)
(define results (attempt "first" (lambda () (upscale-interactive image source))))
(say-list "first" results)
(dump-image "first" image)
(save-image image "{folder}/saved.xcf")
(gimp-display-delete view)
(set! image (load-image "{folder}/saved.xcf"))
(set! view (car (gimp-display-new image)))
(gimp-displays-flush)
(set! source (car (reverse (image-layers image))))
(set! results (attempt "second" (lambda () (upscale-interactive image source))))
(say-list "second" results)
(dump-image "second" image)
(gimp-display-delete view)
"""


def results_in(tree):
    """The names of all results in the strip."""
    return [thing.name for thing in tree.all("table cell", " D[0-9]+", shown=False)]


class Watch:
    """Looks at the strip all the time. A result that is missing in two looks, one after the other,
    was missing; in one look, the strip may have changed while it was looked at."""

    def __init__(self, onlooker):
        self.onlooker = onlooker
        self.looks, self.most, self.short, self.missing = 0, 0, False, []
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._watch)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join()

    def _watch(self):
        while not self.ended.wait(0.05):
            for window in self.onlooker.windows(TITLE):
                names = results_in(window)
                self.looks += 1
                if len(names) < self.most and self.short:
                    self.missing.append((self.most, names))
                self.short = len(names) < self.most
                self.most = max(self.most, len(names))


class Attempts:
    """Works the window as a user does."""

    def __init__(self, screen, window):
        self.screen, self.window, self.count = screen, window, 0

    def make(self, images=1):
        """Makes this many images, and waits until all are in the strip."""
        self.window.press("alt+v")
        self.window.type(str(images))
        self.window.press("Tab")
        self.window.make(f"^Make {images} Image")
        self.count += images
        self.window.wait(lambda: len(self.results()) == self.count)

    def results(self):
        tree = self.window.tree()
        return results_in(tree) if tree else []

    def added(self):
        return sum("Added to an image" in name for name in self.results())

    def add_newest(self):
        """Chooses the newest result and adds it without a pause between."""
        before = self.added()
        tree = self.window.wait(self.window.tree)
        newest = next(tree.all("table cell", " D[0-9]+"))
        add = self.window.one("button", "^Add to Image$")
        for x, y, width, height in (newest.box, add.box):
            self.screen.xdotool("windowactivate", "--sync", self.window.id, "mousemove", "--window",
                                self.window.id, x + width // 2, y + height // 2, "click", 1)
        self.window.wait(lambda: self.added() == before + 1)

    def press_in_gimp(self, key, added):
        self.screen.press(self.screen.window("GIMP"), key)
        self.window.press()  # it looks at the image when it gets the focus
        self.window.wait(lambda: self.added() == added)


def test_five_attempts_with_both_engines(gimp, screen, desktop, service, small, tmp_path):
    gimp.keep_history(1)
    scenario = service.scenario("polls=1")
    job = gimp.start(BODY.format(picture=small, folder=tmp_path),
                     {**scenario.env(), **desktop.env}, False)
    try:
        with Watch(desktop.new_onlooker()) as watch:
            window = Window(screen, desktop)
            attempts = Attempts(screen, window)
            attempts.make()
            attempts.add_newest()
            window.reads("about 96 × 64 pixels")
            attempts.make(2)
            attempts.add_newest()
            attempts.press_in_gimp("ctrl+z", 1)
            attempts.press_in_gimp("ctrl+y", 2)
            window.press("alt+w")
            window.press("Down")
            window.reads("Free: made on this computer.")
            time.sleep(READING_TIME)
            attempts.make()
            attempts.add_newest()
            window.shoot("session-first")
            window.close()
        first, watch.most = watch, 0
        with Watch(desktop.new_onlooker()) as watch:
            window = Window(screen, desktop)
            attempts = Attempts(screen, window)
            window.wait(lambda: len(attempts.results()) == 4)
            attempts.count = 4
            attempts.make()
            attempts.add_newest()
            window.press("alt+w")
            window.press("Up")
            window.reads("Each image costs credits")
            attempts.make()
            attempts.add_newest()
            window.shoot("session-second")
            window.close()
        run = job.finish()
    finally:
        print(job.output()[-2000:])
        if job.process.poll() is None:
            job.abandon()
    assert first.missing == watch.missing == []
    assert min(first.looks, watch.looks) > 10
    # each attempt was paid once, from the same pixels
    assert [call["promptObject"]["num_images"] for call in scenario.features] == [1, 2, 1]
    assert scenario.billed == 3
    assert len(set(scenario.hashes)) == 1
    assert [len(run.images[name].layers) for name in ("first", "second")] == [4, 6]
    for name in ("first", "second"):
        image = run.images[name]
        assert image.size == (96, 64)
        assert {layer.box for layer in image.layers} == {(0, 0, 96, 64)}
    results = run.images["second"].layers[:-1]
    assert len({layer.provenance["source_hash"] for layer in results}) == 1
    made = [layer.provenance["job"] for layer in results]
    assert made == sorted(made, reverse=True), "later results lie above earlier ones"
