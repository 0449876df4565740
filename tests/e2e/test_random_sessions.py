# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random sessions with GIMP 3's window: whatever is pressed, chosen or entered, as assistive
technology does it, nothing crashes, the window stays until it is closed, and nothing is paid that no
press has named. One GIMP serves all sessions. `--sessions 200 --first-session 7` runs that many."""

import random
import re
import time

import pytest
from harness import gimp_version

# one display: the windows of two tests must not mix
pytestmark = [pytest.mark.xdist_group("sessions"),
              pytest.mark.skipif(gimp_version().startswith("2"), reason="GIMP 2.10 has a dialog")]

APPLICATION = "^ideogram-upscale$"
STEPS = 30
# They end a session, so they are seldom pressed before its end. *Help* starts a browser.
ENDS = r"'(Close|Stop and Close)'"
MOSTLY = r"^(?!.*'(Close|Stop and Close|Help)')"
SELDOM = r"^(?!.*'Help')"
LAST = r"'(Close|Stop and Close|Keep|Cancel)'"
NOTHING = "^$"

BODY = """
(define (signal-file path) (close-output-port (open-output-file path)))
(define (session number)
  (let ((image (photo-on "{picture}" 100 80 10 6)))
    (wait-for (string-append "{folder}/go-" number))
    (let ((view (car (gimp-display-new image))))
      (gimp-displays-flush)
      (attempt number (lambda () (upscale-interactive image (first-layer image))))
      (gimp-display-delete view))
    (signal-file (string-append "{folder}/over-" number))))
"""


class Sessions:
    def __init__(self, gimp, screen, session, service, folder, small, seeds):
        self.screen, self.folder = screen, folder
        gimp.keep_history(1)
        self.scenario = service.scenario("polls=1")
        body = BODY.format(picture=small, folder=folder)
        body += "".join(f'(session "{seed}")\n' for seed in seeds)
        self.job = gimp.start(body, {**self.scenario.env(), **session.env}, False)
        self.onlooker = session.new_onlooker()
        self.named = 0  # images, in all sessions

    def over(self, seed):
        return (self.folder / f"over-{seed}").exists()

    def press(self, seed, trail, wanted):
        """False: there is no window."""
        said = self.onlooker.press_any(APPLICATION, seed, wanted)
        if said:
            trail.append(said)
            print(said, flush=True)
            if number := re.search(r"'Make (\d+) Image", said):
                self.named += int(number[1])
        return said is not None

    def key(self, trail, *keys):
        """In the image's window. It is not waited for, because it does not come to the front while a
        menu of the other is open."""
        window = next(iter(self.screen.shown("GIMP$")), None)
        if window:
            trail.append(" ".join(keys))
            self.screen.xdotool("windowactivate", window, "sleep", "0.2", "key", "--delay", "200",
                                *keys, check=False)

    def play(self, seed):
        """Plays one session."""
        dice, trail = random.Random(seed), []
        (self.folder / f"go-{seed}").touch()
        self.screen.until(lambda: self.press(f"{seed}-0", trail, NOTHING))
        for step in range(1, STEPS + 1):
            kind = dice.random()
            if kind < 0.05:
                self.key(trail, "ctrl+z")
            elif kind < 0.08:
                self.key(trail, "ctrl+y")
            elif not self.press(f"{seed}-{step}", trail, MOSTLY if kind < 0.98 else SELDOM):
                assert any(re.search(ENDS, done) for done in trail), (
                    f"session {seed}: the window went by itself after {trail}")
                break
            self.check(seed, trail)
        end = time.monotonic() + 60
        while not self.over(seed):
            self.press(f"{seed}-{len(trail)}", trail, LAST)
            self.check(seed, trail)
            assert time.monotonic() < end, f"session {seed} does not end after {trail}"
            time.sleep(0.1)
        self.check(seed, trail)

    def check(self, seed, trail):
        found = self.job.trouble()
        assert not found, f"session {seed}: {found} after {trail}"
        over = self.job.process.poll() is not None and not self.over(seed)
        assert not over, f"session {seed}: GIMP is gone after {trail}"
        made = sum(call["promptObject"]["num_images"] for call in self.scenario.features)
        assert made <= self.named, f"session {seed}: {made} images paid after {trail}"


def test_random_sessions(gimp, screen, desktop, service, small, tmp_path, request):
    first, count = (request.config.getoption(name) for name in ("--first-session", "--sessions"))
    seeds = range(first, first + count)
    sessions = Sessions(gimp, screen, desktop, service, tmp_path, small, seeds)
    try:
        for seed in seeds:
            print(f"session {seed}", flush=True)
            sessions.play(seed)
        sessions.job.finish()
    finally:
        print(sessions.job.output()[-2000:])
        if sessions.job.process.poll() is None:
            sessions.job.abandon()
