# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A display of our own (Xvfb with openbox), with keyboard and mouse input."""

import os
import re
import subprocess
import time
from pathlib import Path

PATH = "/usr/bin:/bin"


class Screen:
    def __init__(self, folder, screens, size="1280x1000"):
        self.screens = Path(screens or folder)
        self.screens.mkdir(parents=True, exist_ok=True)
        reading, writing = os.pipe()
        log = open(Path(folder) / "xvfb.log", "wb")  # noqa: SIM115  (lives as long as the server)
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{size}x24", "-nolisten",
             "tcp", "-noreset"], pass_fds=[writing], stdout=log, stderr=log)
        os.close(writing)
        with os.fdopen(reading) as answer:
            self.display = ":" + answer.readline().strip()
        assert self.display != ":", "Xvfb did not start"
        self.owners = {}  # of windows, when they were found
        self.env = {"PATH": PATH, "HOME": str(folder), "DISPLAY": self.display, "LANG": "C.UTF-8"}
        self.manager = subprocess.Popen(["openbox"], env=self.env, stdout=log, stderr=log)

    def stop(self):
        for process in (self.manager, self.server):
            process.terminate()
            process.wait(10)

    def xdotool(self, *words, check=True):
        return subprocess.run(["xdotool", *map(str, words)], env=self.env, check=check,
                              capture_output=True, text=True).stdout

    def titles(self):
        found = {}
        for window in self.xdotool("search", "--onlyvisible", "--name", ".", check=False).split():
            found[window] = self.xdotool("getwindowname", window, check=False).strip()
        return found

    def shown(self, title):
        """The visible windows whose title matches the regular expression."""
        return self.xdotool("search", "--onlyvisible", "--name", title, check=False).split()

    def window(self, title, known=None, timeout=120):
        """Waits for a visible window whose title matches the regular expression; ignores the window
        `known`."""
        def find():
            return next((window for window in self.shown(title) if window != known), None)
        window = self.until(find, timeout)
        self.owners[window] = self.owner(window)
        return window

    def gone(self, window):
        owner = self.owners.get(window, self.owner(window))
        self.until(lambda: window not in self.titles() or self.owner(window) != owner)

    def owner(self, window):
        """The process whose window it is. The next process may get a window of the same id."""
        return self.xdotool("getwindowpid", window, check=False).strip()

    def until(self, condition, timeout=120):
        """Waits until condition() is true; returns its value."""
        end = time.monotonic() + timeout
        while not (value := condition()):
            assert time.monotonic() < end, f"it did not happen; windows: {self.titles()}"
            time.sleep(0.1)
        return value

    def topmost(self, x, y):
        """The window that is seen at (x, y) of the screen."""
        self.xdotool("mousemove", x, y)
        found = re.search(r"^WINDOW=(\d+)$", self.xdotool("getmouselocation", "--shell"), re.M)
        return found[1]

    def frame(self, window):
        """Left, top, width and height of what is inside the window's frame."""
        lines = self.xdotool("getwindowgeometry", "--shell", window).splitlines()
        size = dict(line.split("=") for line in lines if "=" in line)
        return tuple(int(size[name]) for name in ("X", "Y", "WIDTH", "HEIGHT"))

    def press(self, window, *keys):
        self.xdotool("windowactivate", "--sync", window)
        for key in keys:
            self.xdotool("key", "--clearmodifiers", key)
            time.sleep(0.1)

    def click(self, window, x, y):
        """At (x, y) within the window."""
        self.xdotool("windowactivate", "--sync", window)
        self.xdotool("mousemove", "--window", window, x, y, "click", 1)

    def type(self, window, text):
        self.xdotool("windowactivate", "--sync", window)
        self.xdotool("type", "--delay", "20", text)

    def shoot(self, window, name):
        """Keeps a picture of what is inside the window's frame."""
        self.xdotool("mousemove", 0, 0)  # no tooltip in the way
        time.sleep(0.7)  # the window's contents follow its frame
        subprocess.run(["import", "-window", window, self.screens / f"{name}.png"], env=self.env,
                       check=True)
