# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole calls inside GIMP: ours, the plug-in in Python, and what every plug-in must do (the same
calls by curl, GIMP loading the result), alternately in one GIMP."""

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "e2e/support"))

from harness import Gimp, scheme_string  # noqa: E402

KEY = "test-key"
TICK = os.sysconf("SC_CLK_TCK")


def stat_of(pid):
    """Parent and CPU seconds, those of its dead children included, of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return int(fields[1]), sum(int(field) for field in fields[11:15]) / TICK


def family(root):
    """{pid: CPU seconds} of a process and all below it."""
    known = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                known[int(name)] = stat_of(name)
            except (OSError, ValueError):
                pass
    found, more = {root}, True
    while more:
        below = {pid for pid, (parent, _) in known.items() if parent in found} - found
        found, more = found | below, bool(below)
    return {pid: known[pid][1] for pid in found if pid in known}


def peak_of(pid):
    """The peak in megabytes (0 if the process has ended) and the command line."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace")
        for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024, command
    except OSError:
        pass
    return 0, ""


class Service:
    """warm_service.py; a picture's upload and result are made once."""

    def __init__(self):
        self.process = subprocess.Popen([sys.executable, HERE / "warm_service.py"], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.url = self.process.stdout.readline().split()[-1]

    def stop(self):
        self.process.stdin.close()
        self.process.wait(10)


class Curl:
    """The same calls by curl."""

    def __init__(self, url, folder):
        self.url, self.result = url, folder / "result.png"

    def fetch(self, *arguments):
        return subprocess.run(["curl", "-sS", "-H", f"API-KEY: {KEY}", *arguments], check=True,
                              stdout=subprocess.PIPE).stdout

    def run(self, upload):
        asset = json.loads(self.fetch("-F", f"asset=@{upload};filename=a.png",
                                      f"{self.url}/api/assets"))
        job = json.loads(self.fetch(
            "-H", "Content-Type: application/json", f"{self.url}/api/features", "-d", json.dumps({
                "type": "IMAGE_UPSCALER", "model": "ideogram-3", "async": True, "promptObject": {
                    "imageUrl": asset["fileContent"]["path"], "num_images": 1}})))
        record = job["aiRecord"]
        while record["status"] == "PROCESSING":  # without a pause, as this is the fastest possible way
            record = json.loads(self.fetch(f"{self.url}/api/results/{record['uuid']}"))["aiRecord"]
        subprocess.run(["curl", "-sS", "-o", self.result, record["temporaryUrl"]], check=True)


class Watch:
    """Notes CPU time and memory at moments that the script in GIMP names, and makes curl's
    calls when it is their turn."""

    def __init__(self, folder, curl, upload):
        self.name, self.ready = folder / "moment", folder / "moment-ready"
        self.curl, self.upload = curl, upload
        self.cpu, self.peak, self.wall = {}, {}, {}
        self.own = {}  # CPU seconds of the plug-in alone, by work and process
        self.over = threading.Event()

    @property
    def words(self):
        return f"""
            (define (moment name)
              (let ((port (open-output-file {scheme_string(self.name)})))
                (display name port)
                (close-output-port port))
              (close-output-port (open-output-file {scheme_string(self.ready)}))
              (do () ((not (file-exists? {scheme_string(self.ready)}))) (usleep 2000)))
            (define (measured name work)
              (moment name)
              (let* ((start (now)) (made (work)) (seconds (- (now) start)))
                (moment "end")
                (say "@@" name " " (+ seconds 0.0000001))
                made))"""

    def watch(self, root):
        current, start = None, 0
        while not self.over.wait(0.002):
            if self.ready.exists():
                used = sum(family(root).values())
                if current and current != "end":
                    self.cpu[current] = self.cpu.get(current, 0) + used - start
                current, start = self.name.read_text(encoding="ascii"), used
                if current.startswith("curl"):
                    self.call_curl(current)
                self.ready.unlink()
            elif current not in (None, "end"):
                for pid, used in family(root).items():
                    peak, command = peak_of(pid)
                    if "ideogram-upscale\0" in command or "plain-upscale" in command:
                        self.peak[current] = max(self.peak.get(current, 0), peak)
                        self.own.setdefault(current, {})[pid] = used

    def call_curl(self, name):
        before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        self.curl.run(self.upload)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.wall[name] = time.monotonic() - begun
        self.cpu[name] = (used.ru_utime + used.ru_stime) - (before.ru_utime + before.ru_stime)


class Calls:
    """GIMP, primed once, and the service."""

    def __init__(self, folder, plug_ins):
        peer = folder / "peer" / "plain-upscale"
        peer.mkdir(parents=True)
        shutil.copy(HERE / "plain_upscale.py", peer / "plain-upscale.py")
        (peer / "plain-upscale.py").chmod(0o755)
        self.folder, self.plug_ins = folder, f"{plug_ins}:{peer.parent}"
        self.primed = Gimp(folder / "primed", self.plug_ins)
        self.primed.run("(say \"@@primed 1\")")
        self.service, self.number = Service(), 0

    def stop(self):
        self.service.stop()

    def measure(self, subject, rounds, pixels="identity", works=("ours", "plain", "curl", "export"), given=""):
        """{work: {"wall", "cpu", "own", "peak"}}, medians; curl holds GIMP's load of the result. `given`: to our
        call. rounds=0: the first round alone, which is otherwise left out."""
        counted = range(1, rounds + 1) if rounds else [0]
        self.number += 1
        folder = self.folder / f"calls-{self.number}"
        gimp = Gimp(folder, self.plug_ins, self.primed)
        url = f"{self.service.url}/pixels={pixels}@bench{self.number}"
        curl = Curl(url, folder)
        watch = Watch(folder, curl, subject.png)
        body = f"""{watch.words}
            (define image (photo {scheme_string(subject.png)}))
            (define source (first-layer image))
            (define (drop-result) (gimp-image-remove-layer image (first-layer image)))
            (define (ours name)
              (measured name (lambda () (upscale image source '({given}))))
              (drop-result))
            (define (eight name)
              (measured name (lambda () (upscale image source '((num-images . 8)))))
              (drop-result))
            (define (plain name)
              (measured name (lambda ()
                (plug-in-plain-upscale #:run-mode RUN-NONINTERACTIVE #:image image
                                       #:drawables (vector source))))
              (drop-result))
            (define (curl name)
              (moment name)
              (gimp-image-delete (measured (string-append name "-load")
                (lambda () (load-image {scheme_string(curl.result)})))))
            (define (export name)
              (measured name (lambda () (save-image image {scheme_string(folder / 'export.png')}))))
            """
        for number in range(rounds + 1):  # the first one warms up
            for work in works:
                body += f'({work} "{work}-{number}")\n'
        running = gimp.start(body, {"ONEMIN_API_URL": url, "ONEMIN_ASSET_URL": url,
                                    "ONEMIN_API_KEY": KEY})
        thread = threading.Thread(target=watch.watch, args=(running.process.pid,))
        thread.start()
        try:
            run = running.finish(timeout=1800)
        finally:
            watch.over.set()
            thread.join()
        for number in range(rounds + 1):
            if "curl" in works:  # the load is a part of it
                load = f"curl-{number}-load"
                watch.wall[f"curl-{number}"] += run.lists[load][0]
                watch.cpu[f"curl-{number}"] += watch.cpu[load]
        wall = {name: values[0] for name, values in run.lists.items() if values} | watch.wall
        self.exported = (folder / "export.png").stat().st_size if "export" in works else 0
        shutil.rmtree(folder)
        return {work: {
            "wall": statistics.median(wall[f"{work}-{i}"] for i in counted),
            "cpu": statistics.median(watch.cpu[f"{work}-{i}"] for i in counted),
            "own": statistics.median(sum(watch.own.get(f"{work}-{i}", {}).values())
                                     for i in counted),
            "peak": max(watch.peak.get(f"{work}-{i}", 0) for i in counted),
        } for work in works}
