# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The time for GIMP's question to a new plug-in what it offers: ours and one with only GTK."""

import shutil
import statistics
import subprocess
from pathlib import Path

from harness import Gimp

HERE = Path(__file__).resolve().parent


def compiled(source, program, *packages):
    flags = subprocess.run(["pkg-config", "--cflags", "--libs", *packages], check=True,
                           capture_output=True, text=True).stdout.split() if packages else []
    subprocess.run(["gcc", "-O2", HERE / source, "-o", program, *flags], check=True)


class Query:
    """A GIMP that knows both plug-ins, each of which notes how long it took."""

    def __init__(self, folder, plug_ins):
        self.folder = folder / "query"
        ours, empty = (self.folder / name for name in ("ideogram-upscale", "empty"))
        shutil.copytree(plug_ins / "ideogram-upscale", ours)
        (ours / "ideogram-upscale").rename(ours / "timed")
        empty.mkdir()
        compiled("empty_plug_in.c", empty / "timed", "gimpui-3.0")
        for plug_in in (ours, empty):
            compiled("timed.c", plug_in / plug_in.name)
        self.gimp = Gimp(folder / "query-gimp", self.folder)

    def measure(self, rounds):
        """Median seconds and CPU seconds of ours and of the empty one; the first round warms up."""
        for _ in range(rounds + 1):
            self.gimp.run("")
            (self.gimp.profile / "pluginrc").unlink()
        for name in ("ideogram-upscale", "empty"):
            times = [[float(value) for value in line.split()] for line in
                     (self.folder / name / "times").read_text(encoding="ascii").splitlines()]
            yield [statistics.median(column) for column in zip(*times[1:])]


def bench_query(table, query, rounds):
    (wall, cpu), (empty_wall, empty_cpu) = query.measure(rounds)
    table.row("GIMP's query of the plug-in", 1000 * wall, 1000 * empty_wall, "≥ 0.83", "ms",
              "an empty plug-in with GTK")
    table.row("GIMP's query of the plug-in", 1000 * cpu, 1000 * empty_cpu, "≥ 0.83", "CPU-ms",
              "an empty plug-in with GTK")
