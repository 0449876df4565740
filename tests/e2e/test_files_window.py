# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""GIMP 3's window for files, worked by keyboard and mouse."""

import re
import time

import pytest
from harness import gimp_version
from PIL import Image
from test_batch import batch, files, names_in  # noqa: F401  (a fixture)
from test_window import Desk
from window import Window

pytestmark = [pytest.mark.xdist_group("window"),
              pytest.mark.skipif(gimp_version().startswith("2"), reason="GIMP 2.10 has no window")]

TITLE = "^Ideogram Upscale: Files$"
INTERACTIVE = 0  # RUN-INTERACTIVE


@pytest.fixture
def desk(gimp, screen, desktop, small):
    made = Desk(gimp, screen, desktop, small)
    yield made
    for running in made.running:
        if running.process.poll() is None:
            running.abandon()


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
    assert not window.sensitive("^Make 0 Images$")
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
    scenario, out, given = service.scenario("delay=3000"), tmp_path / "out", []
    out.mkdir()
    for i in range(8):
        given.append(tmp_path / f"{i}.png")
        Image.open(small).convert("RGB").rotate(10 * i).save(given[-1])
    job, window = start(desk, scenario, given, out)
    window.make("^Make 8 Images$")
    window.wait(lambda: scenario.billed > 0)
    window.click("^Pause$")
    window.reads("Paused: no further file is begun.")

    def at_rest():
        """How many files are done, once none is worked on."""
        counts = re.search(r"(\d+) done · (\d+) waiting", window.words())
        return counts and sum(map(int, counts.groups())) == 8 and int(counts[1])

    begun = window.wait(at_rest)  # what was begun goes on
    assert begun == scenario.billed == len(names_in(out))
    window.shoot("files-paused")
    time.sleep(2)
    assert scenario.billed == begun
    window.click("^Go On$")
    window.reads("8 files · 8 done")
    assert scenario.billed == 8
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
