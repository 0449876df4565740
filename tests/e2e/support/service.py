# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The scripted server (tests/contract/fake_service.py) as the tests see it."""

import json
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

from harness import KEY

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "contract"))
import fake_service  # noqa: E402  (its make_result() tells what a result looks like)

make_result = fake_service.make_result


class Service:
    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, fake_service.__file__], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True)
        self.base = self.process.stdout.readline().split()[-1]
        self.count = 0

    def stop(self):
        self.process.stdin.close()
        self.process.wait(10)

    def scenario(self, steps="ok"):
        """A fresh scenario with a state of its own."""
        self.count += 1
        return Scenario(f"{self.base}/{steps}@{self.count}")


class Scenario:
    def __init__(self, url):
        self.url = url

    def env(self, key=KEY):
        """What the plug-in needs to talk to it; key=None: without a key."""
        return {"ONEMIN_API_URL": self.url, "ONEMIN_ASSET_URL": self.url, "ONEMIN_API_KEY": key}

    def get(self, what):
        with urllib.request.urlopen(f"{self.url}/{what}", timeout=10) as answer:
            return answer.read()

    @property
    def log(self):
        return json.loads(self.get("_log"))

    @property
    def billed(self):
        return int(self.get("_billed"))

    @property
    def most(self):
        """On how many features calls it worked at the same time, at most."""
        return int(self.get("_most"))

    @property
    def upload(self):
        """The bytes of the last upload."""
        return self.get("_upload")

    @property
    def hashes(self):
        """The SHA-256 of each upload, in order."""
        return json.loads(self.get("_hashes"))

    def calls(self, start):
        """The log's entries whose path begins with `start`."""
        return [entry for entry in self.log if entry["path"].startswith(start)]

    @property
    def features(self):
        """The bodies of the features calls."""
        return [entry["json"] for entry in self.calls("/api/features")]


class Director:
    """Lets a script change its scenario while GIMP runs: `(become "pixels=identity")`."""

    def __init__(self, folder, scenario):
        self.wish, self.ready = Path(folder) / "become", Path(folder) / "become-ready"
        self.scenario, self.over = scenario, threading.Event()
        self.thread = threading.Thread(target=self.watch)

    @property
    def words(self):
        """The definition of `become`."""
        return f"""
            (define (become steps)
              (let ((wish (open-output-file "{self.wish}")))
                (display steps wish)
                (close-output-port wish))
              (close-output-port (open-output-file "{self.ready}"))
              (do () ((not (file-exists? "{self.ready}"))) (usleep 10000)))"""

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *unused):
        self.over.set()
        self.thread.join()

    def watch(self):
        while not self.over.wait(0.01):
            if self.ready.exists():
                self.scenario.get("_become/" + self.wish.read_text())
                self.ready.unlink()
