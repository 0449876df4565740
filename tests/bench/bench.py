#!/usr/bin/env python3
# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures our program and what people would use instead, alternately in one run, and prints one table.
Medians of CPU time, so that other work of the machine does not count."""

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import engine
from any_size import bench_any_size
from calls import Calls
from harness import gimp_version
from jobs import Jobs, bench_batch, bench_jobs
from quality import bench_quality
from query import Query, bench_query
from subjects import KINDS, Subject, sides

SIZES = (0.1, 1, 4, 24, 50, 100)
QUICK = (0.1, 1, 4)
PARTS = ("encode", "geometry", "calls", "jobs", "batch", "any-size", "query", "engine", "quality")
ENGINE_SIZES = (0.065536, 1, 4, 50)  # 50 MP: the most in 4:3 of 8192 pixels a side


class Table:
    """The rows of the table, in the order of the measurements; `ratio` is the peer's value by ours."""

    def __init__(self):
        print("| measure | ours | peer | ratio | goal |\n|---|---|---|---|---|", flush=True)

    def row(self, measure, ours, peer=None, goal="", unit="", peer_name=""):
        ratio = f"{peer / ours:.2f}" if peer and ours else ""
        theirs = f"{peer:.3g} {unit} {peer_name}" if peer else ""
        print(f"| {measure} | {ours:.3g} {unit} | {theirs} | {ratio} | {goal} |", flush=True)


class Pixels:
    """pixel-bench, a process for each piece of work."""

    def __init__(self, program, rounds):
        self.program, self.rounds = program, rounds

    def compare(self, subject, *works):
        """[(CPU ms, bytes, peak MB)] of each work, measured alternately."""
        found = {work: [] for work in works}
        for _ in range(self.rounds):
            for work in works:
                words = subprocess.run(
                    [self.program, work, subject.raw, str(subject.width), str(subject.height),
                     str(subject.channels)], check=True, capture_output=True, text=True).stdout
                found[work].append([float(word) for word in words.split()])
        return [[statistics.median(values) for values in zip(*found[work])] for work in works]


def bench_encode(table, pixels, make, sizes):
    for size in sizes:
        for kind in KINDS:
            if size != 4 and kind != "photo" or kind == "Adobe RGB photo":
                continue
            subject = make(kind, size)
            ours, stb, libpng = pixels.compare(subject, "upload", "stb", "libpng")
            table.row(f"encode, {subject.name}, time", ours[0], stb[0], "", "ms", "stb")
            table.row(f"encode, {subject.name}, time", ours[0], libpng[0], "", "ms", "libpng 6")
            table.row(f"encode, {subject.name}, size", ours[1] / 1e6, libpng[1] / 1e6,
                      {"photo": "≥ 0.91", "noise": "", "cut-out": ""}.get(kind, "≥ 1"), "MB",
                      "libpng 6")
            table.row(f"encode, {subject.name}, memory", ours[2], stb[2], "", "MB", "stb")


def bench_geometry(table, pixels, make, sizes):
    subject = make("photo", 24 if 24 in sizes else max(sizes))
    share = subject.megapixels / 24
    fit, move = pixels.compare(subject, "fit", "move")
    table.row(f"`fit`, {subject.name}, to the same size", fit[0], move[0], "a copy", "ms",
              "resampled")
    table.row(f"halved, {subject.name}", pixels.compare(subject, "halve")[0][0], None,
              f"≤ {100 * share:.0f} ms", "ms")
    for work in ("place", "place-crop", "place-unrelated"):
        table.row(f"registration, {subject.name}, {work}", pixels.compare(subject, work)[0][0],
                  None, f"≤ {500 * share:.0f} ms", "ms")
    result = make("photo", 16 if 16 in sizes or 24 in sizes else 4 * max(sizes))
    goal = 250 * result.megapixels / 16
    for work, what in (("colours-changed", "changed"), ("colours-same", "unchanged")):
        found, move = pixels.compare(result, work, "move")
        table.row(f"keep-colors, result of {result.megapixels:.0f} MP, colours {what}", found[0],
                  move[0], f"≤ {goal:.0f} ms", "ms", "resampled")
        table.row(f"keep-colors, result of {result.megapixels:.0f} MP, colours {what}, memory",
                  found[2], None, f"≤ {8 * result.megapixels:.0f} MB", "MB")
    join, move = pixels.compare(result, "join", "move")
    table.row(f"tiles joined, result of {result.megapixels:.0f} MP", join[0], move[0], "≥ 1", "ms",
              "resampled")
    table.row(f"tiles joined, result of {result.megapixels:.0f} MP, memory", join[2], None,
              f"≤ {6 * result.megapixels:.0f} MB", "MB")
    cancel = Pixels(pixels.program, 1).compare(subject, "cancel")[0][0]
    table.row(f"from a cancel to the end, {subject.name} being prepared, the longest of 50", cancel,
              None, "≤ 200 ms", "ms")
    jpeg, stb = pixels.compare(subject, "jpeg", "stb-jpeg")
    table.row(f"JPEG, {subject.name}", jpeg[0], stb[0], "", "ms", "stb")


def bench_calls(table, calls, make, sizes, rounds):
    for size in sizes:
        for kind in ("photo", "cut-out", "Adobe RGB photo"):
            subject = make(kind, size)
            found = calls.measure(subject, rounds if size <= 4 else 2)
            ours = found["ours"]
            for what, unit in (("cpu", "CPU-s"), ("wall", "s")):
                table.row(f"whole call, {subject.name}", ours[what], found["plain"][what],
                          "≥ 9" if size == 4 else "", unit, "Python-Fu")
                table.row(f"whole call, {subject.name}", ours[what], found["curl"][what],
                          "≥ 0.83" if size == 4 else "", unit, "curl and GIMP's load")
            table.row(f"whole call, {subject.name}, the plug-in alone, per MP",
                      1000 * ours["own"] / size, None, "≤ 45 ms" if size >= 1 else "", "CPU-ms")
            table.row(f"GIMP's PNG export, {subject.name}", found["export"]["cpu"], None, "",
                      "CPU-s")
            table.row(f"memory, {subject.name}, same size", ours["peak"], found["plain"]["peak"],
                      f"≤ {40 + 8 * size:.0f} MB", "MB", "Python-Fu")
    for size in [size for size in sizes if 1 <= size <= 24]:
        subject = make("photo", size)
        width, height = sides(size)
        goal = f"≤ {1.3 * 12 * width * height / 1e6:.0f} MB"
        works = ("ours", "plain", "eight") if size <= 4 else ("ours", "plain")
        doubled = calls.measure(subject, 1, "nearest2", works)
        table.row(f"memory, {subject.name}, doubled", doubled["ours"]["peak"],
                  doubled["plain"]["peak"], goal, "MB", "Python-Fu")
        if "eight" in works:
            table.row(f"memory, {subject.name}, doubled, eight of them", doubled["eight"]["peak"],
                      None, goal, "MB")


def bench_engine(table, program, make, folder, rounds, quick):
    for size in ENGINE_SIZES[:3] if quick else ENGINE_SIZES:
        subject = make("photo", size)
        found = [engine.measure(program, subject, folder) for _ in range(rounds if size < 1 else 1)]
        cpu, wall, peak, files = (statistics.median(one[what] for one in found)
                                  for what in ("cpu", "wall", "peak", "files"))
        table.row(f"engine on this computer, {subject.name}", cpu, None,
                  f"≤ {8.5 * size:.1f}" if size >= 1 else "", "CPU-s")
        if size < 1:
            table.row(f"engine, {subject.name}, from its start", wall, None, "≤ 0.8 s", "s")
        table.row(f"engine, {subject.name}, memory", peak, None, f"≤ {90 + files:.0f} MB", "MB")


def machine():
    model = next((line.partition(":")[2].strip() for line in open("/proc/cpuinfo", encoding="utf-8")
                  if line.startswith("model name")), platform.machine())
    return (f"GIMP {gimp_version()}, {os.cpu_count()} cores of {model}, load "
            f"{os.getloadavg()[0]:.1f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plug-ins", required=True, type=Path)
    parser.add_argument("--pixel-bench", required=True, type=Path)
    parser.add_argument("--quick", action="store_true", help="only up to 4 megapixels")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", choices=PARTS, nargs="*", default=PARTS)
    options = parser.parse_args()
    sizes = QUICK if options.quick else SIZES
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder, subjects = Path(name), {}

        def make(kind, size):
            if (kind, size) not in subjects:
                subjects[kind, size] = Subject(folder, kind, size)
            return subjects[kind, size]

        print(f"{machine()}\n")
        table, pixels = Table(), Pixels(options.pixel_bench, options.rounds)
        if "encode" in options.only:
            bench_encode(table, pixels, make, sizes)
        if "geometry" in options.only:
            bench_geometry(table, pixels, make, sizes)
        if {"calls", "jobs", "batch", "any-size"} & set(options.only):
            calls = Calls(folder, options.plug_ins)
            try:
                if "calls" in options.only:
                    bench_calls(table, calls, make, sizes, options.rounds)
                if "jobs" in options.only:
                    bench_jobs(table, Jobs(calls, make("photo", 1)))
                if "batch" in options.only:
                    bench_batch(table, Jobs(calls, make("photo", 0.25)), folder, make("photo", 0.25))
                if "any-size" in options.only:
                    bench_any_size(table, calls, make, options.quick)
            finally:
                calls.stop()
        if "query" in options.only:
            bench_query(table, Query(folder, options.plug_ins), options.rounds)
        program = options.plug_ins / "ideogram-upscale/local/ideogram-upscale-local"
        if "engine" in options.only:
            bench_engine(table, program, make, folder, options.rounds, options.quick)
        if "quality" in options.only:
            print()
            bench_quality(program, options.plug_ins, folder, options.quick)


if __name__ == "__main__":
    sys.exit(main())
