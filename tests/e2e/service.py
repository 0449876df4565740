# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The scripted server (tests/contract/fake_service.py) as the tests see it."""

import json
import subprocess
import sys
import urllib.request
from pathlib import Path

from harness import KEY

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "contract"))
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
    def upload(self):
        """The bytes of the last upload."""
        return self.get("_upload")

    def calls(self, start):
        """The log's entries whose path begins so."""
        return [entry for entry in self.log if entry["path"].startswith(start)]

    @property
    def features(self):
        """The bodies of the features calls."""
        return [entry["json"] for entry in self.calls("/api/features")]
