# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine on this computer, asked by curl as the plug-in asks it."""

import subprocess
import time

from calls import KEY, Curl, peak_of, stat_of


def measure(program, subject, folder):
    """Seconds from the start of the program to its result, CPU seconds, peak megabytes, and the
    megabytes of source and result, which it holds."""
    begun = time.monotonic()
    process = subprocess.Popen([program, "--port", "0"], text=True, stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, env={"IDEOGRAM_UPSCALE_LOCAL_KEY": KEY,
                                                            "PATH": "/usr/bin:/bin"})
    try:
        url = process.stdout.readline().split()[-1]
        curl = Curl(url, folder)
        curl.run(subject.png)
        files = subject.png.stat().st_size + curl.result.stat().st_size
        return {"files": files / 1e6, "wall": time.monotonic() - begun, "cpu": stat_of(process.pid)[1],
                "peak": peak_of(process.pid)[0]}
    finally:
        process.stdin.close()
        process.wait(10)
