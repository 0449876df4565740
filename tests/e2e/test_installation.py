# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The settings say when the plug-in is installed twice, and when its engine cannot start."""

import shutil

import pytest
from window import Window

pytestmark = pytest.mark.xdist_group("installation")

FAULT = "libopencv_dnn.so.1: cannot open shared object file"


def test_a_second_copy_and_an_engine_that_does_not_start(gimp, screen, desktop):
    first = gimp.folder / "first"
    mine = first / "ideogram-upscale"
    shutil.copytree(gimp.plug_ins / "ideogram-upscale", mine)
    engine = mine / "local" / "ideogram-upscale-local"
    engine.unlink()
    engine.write_text(f"#!/bin/sh\necho '{FAULT}' >&2\nexit 127\n")
    engine.chmod(0o755)
    rc = gimp.profile / "gimprc"
    before = rc.read_text()

    def words(shot):
        job = gimp.start('(attempt "settings" settings-interactive)', desktop.env)
        window = Window(screen, desktop, "^Ideogram Upscale Settings$")
        read = window.words()
        window.shoot(shot)
        window.close()
        job.finish()
        return read

    read = words("settings-installed-once")
    assert "more than once" not in read and "does not start" not in read
    rc.write_text(before.replace(str(gimp.plug_ins), f"{first}:{gimp.plug_ins}"))
    read = words("settings-installed-twice")
    assert f"{mine}/ideogram-upscale\n{gimp.plug_ins}/ideogram-upscale/ideogram-upscale" in read
    assert "more than once" in read
    assert "does not start" in read and FAULT in read
