# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of the end-to-end tests."""

import fcntl
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent / "support"))

import lean  # noqa: E402
import pictures  # noqa: E402
from desk import Desk  # noqa: E402
from harness import HERE, PROCEDURE, SUPPORT, Gimp  # noqa: E402
from screen import Screen  # noqa: E402
from service import Service  # noqa: E402
from session import Session  # noqa: E402


def pytest_addoption(parser):
    parser.addoption("--plug-ins", required=True,
                     help="the folder that holds ideogram-upscale/ideogram-upscale")
    parser.addoption("--screens", help="where screenshots of the dialogs go")
    parser.addoption("--sessions", type=int, default=3, help="how many random sessions")
    parser.addoption("--first-session", type=int, default=1, help="the seed of the first of them")


@pytest.fixture(scope="session")
def primed(tmp_path_factory, request, worker_id):
    """A profile whose GIMP has looked at all plug-ins already; the tests work on copies of it."""
    shared = tmp_path_factory.getbasetemp()
    if worker_id != "master":
        shared = shared.parent  # all workers share one
    with open(shared / "primed.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = (shared / "primed" / "profile" / "pluginrc").exists()
        gimp = Gimp(shared / "primed", request.config.getoption("--plug-ins"))
        parts = shared / "parts"
        gimp.always = lean.environment(parts)
        if not done:
            lean.make_lean(gimp, parts)
            run = gimp.run(f"(say \"@@registered \" (if (defined? '{PROCEDURE}) 1 0))")
            assert run.lists["registered"] == [1], f"GIMP lacks {PROCEDURE}:\n{run.output}"
            lean.forget_tables(gimp.folder / "home")
    return gimp


@pytest.fixture
def gimp(primed, tmp_path, request):
    return Gimp(tmp_path / "gimp", request.config.getoption("--plug-ins"), primed)


@pytest.fixture(scope="session")
def service():
    server = Service()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    """A small smooth picture: fast, and any displacement by a pixel shows."""
    return pictures.write_small(tmp_path_factory.mktemp("pictures") / "small.png")


@pytest.fixture(scope="session")
def screen(tmp_path_factory, request):
    """A display with a window manager."""
    display = Screen(tmp_path_factory.mktemp("screen"), request.config.getoption("--screens"))
    yield display
    display.stop()


@pytest.fixture(scope="session")
def desktop(tmp_path_factory, screen):
    """A desktop with assistive technology on that display."""
    made = Session(tmp_path_factory.mktemp("desktop") / "session", screen.display, keyring=False)
    yield made
    made.stop()


@pytest.fixture
def desk(gimp, screen, desktop, small):
    made = Desk(gimp, screen, desktop, small)
    yield made
    for running in made.running:
        if running.process.poll() is None:
            running.abandon()


@pytest.fixture
def coffee(desk):
    """A picture that is larger than the part to try."""
    desk.small = HERE.parents[1] / "data" / "coffee.png"
    return desk


@pytest.fixture(scope="session")
def fault_at_state(tmp_path_factory):
    """The library that makes something go wrong when a job's record is written."""
    library = tmp_path_factory.mktemp("fault") / "fault_at_state.so"
    subprocess.run(["c++", "-std=c++20", "-shared", "-fPIC", "-o", library,
                    SUPPORT / "fault_at_state.cpp", "-ldl"], check=True)
    return library


@pytest.fixture(scope="session")
def german(tmp_path_factory):
    """The environment of a German desktop."""
    folder = tmp_path_factory.mktemp("locales")
    # exit status 1: there were warnings
    subprocess.run(["localedef", "-i", "de_DE", "-f", "UTF-8", folder / "de_DE.UTF-8"],
                   check=False, capture_output=True)
    assert (folder / "de_DE.UTF-8" / "LC_MESSAGES").exists()
    return {"LOCPATH": folder, "LANG": "de_DE.UTF-8"}
