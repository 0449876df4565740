# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The user's own networks in the window of GIMP 3: listed, explained, added, chosen."""

import pictures
import pytest
from harness import gimp_version
from test_batch import files, names_in  # noqa: F401  (a fixture)
from test_files_window import choose_in
from test_files_window import start as start_files
from test_networks import folder, put  # noqa: F401  (folder is a fixture)
from window import Window

pytestmark = [pytest.mark.xdist_group("window"),
              pytest.mark.skipif(gimp_version().startswith("2"), reason="GIMP 2.10 has a dialog")]

THIS_COMPUTER = 1  # its place in "Upscale with"; the networks come after it


def test_networks_are_listed_and_the_bad_one_says_why(desk, folder, service):  # noqa: F811
    put(folder, "scale-3", "Three times.onnx")
    put(folder, "bad-sound", "A sound.onnx")
    job, window = desk.start(service.scenario(), key=None)
    window.click("^Use This Computer$")
    window.click("^Networks of your own$")
    networks = Window(desk.screen, desk.session, "^Networks of Your Own$")
    networks.reads("3 times the size")
    networks.reads("Cannot be used: it is not for enlarging pictures.")
    assert str(folder) in networks.words()
    networks.shoot("networks")
    networks.press("Escape")
    networks.gone()
    window.choose("^Upscale with$", THIS_COMPUTER + 2)
    window.reads("Comes back: about 144 × 96 pixels")
    window.make("^Make 1 Image$")
    window.reads("Three times.onnx", 120)
    window.shoot("window-network")
    window.click("^Add to Image$")
    window.reads("Added to an image")
    window.close()
    run = job.finish()
    layer = run.images["after"].layers[0]
    assert layer.box[2:] == (144, 96)
    assert layer.provenance["model"] == "Three times.onnx"
    assert layer.provenance["network"] == "Three times.onnx"


def test_one_that_is_added_is_tried_and_chosen(desk, folder, service):  # noqa: F811
    job, window = desk.start(service.scenario(), key=None)
    window.click("^Use This Computer$")
    window.click("^Networks of your own$")
    networks = Window(desk.screen, desk.session, "^Networks of Your Own$")
    networks.click("^Add...$")
    choose_in(desk, "^Add Networks$", pictures.DATA / "own-networks" / "scale-3.onnx")
    networks.reads("3 times the size")
    networks.press("Escape")
    networks.gone()
    window.reads("Comes back: about 144 × 96 pixels")
    assert [path.name for path in folder.iterdir()] == ["scale-3.onnx"]
    # one that is put there while the window is open
    put(folder, "scale-8", "Eight times.onnx")
    window.click("^Networks of your own$")
    networks = Window(desk.screen, desk.session, "^Networks of Your Own$")
    networks.reads("8 times the size")
    networks.press("Escape")
    networks.gone()
    window.choose("^Upscale with$", THIS_COMPUTER + 1)
    window.reads("Comes back: about 384 × 256 pixels")
    window.close()
    job.finish()


def test_they_work_for_files_too(desk, folder, service, files, tmp_path):  # noqa: F811
    put(folder, "scale-3", "Three times.onnx")
    out = tmp_path / "out"
    out.mkdir()
    job, window = start_files(desk, service.scenario(), files[:1], out)
    window.click("^Networks of your own$")
    networks = Window(desk.screen, desk.session, "^Networks of Your Own$")
    networks.reads("3 times the size")
    networks.press("Escape")
    networks.gone()
    window.choose("^Upscale with$", THIS_COMPUTER + 1)
    window.make("^Make 1 Image$")
    window.reads("1 file · 1 done")
    assert names_in(out) == ["a-3x.png"]
    window.close()
    job.finish()
