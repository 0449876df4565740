# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys for GIMP's own window while a script waits for their effect."""

import time

from harness import Trouble


def press_at_steps(job, screen, folder, steps, times=1):
    """Presses the key of each (name, key) in GIMP's window `times` times when the script has made
    folder/name. Returns the run, once GIMP has ended."""
    try:
        for name, key in steps:
            screen.until(lambda path=folder / name: path.exists() or job.process.poll() is not None)
            if job.process.poll() is not None:
                job.finish()  # names a script's error
                raise Trouble(f"the script ended before '{name}'")
            window = screen.window("GIMP")
            for _ in range(times):
                time.sleep(0.3)  # until the window shows the new state
                screen.press(window, key)
        return job.finish()
    finally:
        if job.process.poll() is None:
            job.abandon()
