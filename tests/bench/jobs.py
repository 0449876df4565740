# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs of a service that takes its time: what we add to its wait, by the clock."""

import json
import shutil
import urllib.request

from PIL import Image, ImageChops
from calls import KEY
from harness import Gimp, scheme_string


def given_by(url):
    return {"ONEMIN_API_URL": url, "ONEMIN_ASSET_URL": url, "ONEMIN_API_KEY": KEY}


class Jobs:
    """Runs in a GIMP of their own, primed by `calls`."""

    def __init__(self, calls, subject):
        self.calls, self.subject, self.number = calls, subject, 0

    def run(self, steps, given="", layers=1):
        """Seconds of the second of two runs, and the service's log of it."""
        self.number += 1
        folder = self.calls.folder / f"jobs-{self.number}"
        url = f"{self.calls.service.url}/{steps}@jobs{self.number}"
        run = Gimp(folder, self.calls.plug_ins, self.calls.primed).run(f"""
            (define image (photo {scheme_string(self.subject.png)}))
            (define source (first-layer image))
            (do ((i 1 (+ i 1))) ((= i {layers}))
              (gimp-image-insert-layer image (car (gimp-layer-copy source FALSE)) 0 0))
            (define sources (image-layers image))
            (define (timed name)
              (let ((start (now)))
                (upscale-layers image sources '({given}))
                (say "@@" name " " (+ (- (now) start) 0.0000001))))
            (timed "first") (timed "second")""", given_by(url), timeout=1800)
        shutil.rmtree(folder)
        with urllib.request.urlopen(f"{url}/_log") as answer:
            log = json.load(answer)
        paid = [call["seconds"] for call in log if call["path"] == "/api/features"]
        return run.lists["second"][0], [call for call in log if call["seconds"] >= paid[layers]]

    def batch(self, files, seconds):
        """Seconds that a batch of these files takes, each of which takes the service so long. A batch before it
        without that wait lets the service make its results."""
        self.number += 1
        folder = self.calls.folder / f"jobs-{self.number}"
        url = f"{self.calls.service.url}/pixels=nearest2@jobs{self.number}"
        gimp = Gimp(folder, self.calls.plug_ins, self.calls.primed)
        paths = " ".join(scheme_string(path) for path in files)
        for name in "first", "second":
            run = gimp.run(f"""
                (let ((start (now)))
                  (upscale-files (list {paths}) {scheme_string(folder / name)} '())
                  (say "@@seconds " (+ (- (now) start) 0.0000001)))""", given_by(url), timeout=1800)
            assert len(list((folder / name).iterdir())) == len(files)
            urllib.request.urlopen(f"{url}/_become/pixels=nearest2+ready={1000 * seconds}").close()
        shutil.rmtree(folder)
        return run.lists["seconds"][0]

    def lag(self, seconds):
        """Seconds from the end of the service's work, which takes so long, to the first download,
        and how often was asked."""
        _, log = self.run(f"pixels=identity+ready={round(1000 * seconds)}")
        paid = log[0]["seconds"]
        polls = [call for call in log if call["path"].startswith("/api/results")]
        download = next(call["seconds"] for call in log if not call["path"].startswith("/api/"))
        return download - paid - seconds, len(polls)


def bench_batch(table, jobs, folder, subject):
    files = []
    for number in range(20):  # each another picture
        files.append(folder / f"file-{number}.png")
        ImageChops.offset(Image.open(subject.png), 37 * number).save(files[-1], compress_level=1)
    took = jobs.batch(files, 10)
    table.row(f"20 files, {subject.name} each, 10 s each at the service", took, 50, "≥ 0.77", "s", "five rounds of four")


def bench_jobs(table, jobs):
    for seconds in (6, 14, 30):
        lag, polls = jobs.lag(seconds)
        table.row(f"from the service's end to the download, a job of {seconds} s", lag, None,
                  f"≤ {max(0.5, 0.05 * seconds):.2g} s", "s")
        table.row(f"polls of a job of {seconds} s", polls, None, "≤ 60 in a minute")
    one, _ = jobs.run("pixels=identity+delay=10000")
    four, _ = jobs.run("pixels=identity+delay=10000", layers=4)
    table.row("four layers, 10 s each at the service", four, one, "≥ 0.83", "s", "one layer")
    one, _ = jobs.run("pixels=identity+fetch=300")
    eight, _ = jobs.run("pixels=identity+fetch=300", "(num-images . 8)")
    table.row("eight results, 300 ms each from the server", eight, one, "≥ 0.67", "s", "one result")
