# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every call of the service × every fault: the message to the user, how often the service bills, which
job is left on disk, and what happens to the image. The expected values follow from rules."""

import dataclasses
import json
import re
import shutil
import threading
import time

import pictures
import pytest
from harness import PLUG_IN, Gimp, Trouble, kill_marked
from service import make_result
from test_faults import WORDS

ENDPOINTS = {"assets": "/api/assets", "features": "/api/features", "results": "/api/results/",
             "download": "/signed/"}

# What a fault means for the user of an API call, and whether a second try may succeed.
TRANSIENT = {"refuse": "Offline", "reset-before": "Offline", "reset-after": "Offline",
             "truncate": "BadReply", "429": "RateLimited", "429-after1": "RateLimited",
             "429-header1": "RateLimited", "500": "ServerFault", "html": "ServerFault"}
LASTING = {"400": "BadInput", "401": "Unauthorized", "404": "BadInput", "413": "TooLarge",
           "422": "Refused", "429-after900": "RateLimited", "garbage": "BadReply",
           "empty": "BadReply", "null": "BadReply", "wrongtypes": "BadReply"}
HARMLESS = ("slow", "duplicate", "reordered")
KILL = "hang"  # the service stays silent, and the user makes GIMP kill the plug-in
FAULTS = [*TRANSIENT, *LASTING, *HARMLESS, KILL, *(f"{fault}x1" for fault in TRANSIENT)]

# Faults after which the service has already done its work.
DONE_BEFORE = {"reset-after", "truncate", "garbage", "empty", "null", "wrongtypes", KILL}

CELLS = [(endpoint, fault) for endpoint in ENDPOINTS for fault in FAULTS]


@dataclasses.dataclass
class Expected:
    """`kind`: None if it goes well, or if the plug-in was killed. `state`: None if no job is kept."""
    good: bool
    kind: str
    billed: int
    state: str


def expected(endpoint, fault):
    passes = fault.endswith("x1")
    fault = fault.removesuffix("x1")
    # the paid call is repeated only if the service says that it did not accept it
    again = fault in TRANSIENT and (endpoint != "features" or fault.startswith("429"))
    # the job's name is in the half of the answer that arrives
    named = endpoint == "features" and fault == "truncate"
    good = fault in HARMLESS or passes and again or named

    kind = None if good or fault == KILL else {**TRANSIENT, **LASTING}[fault]
    is_4xx = re.fullmatch(r"4\d\d", fault) and fault != "429"
    if kind and endpoint == "download" and is_4xx:
        kind = "BadReply"  # the request contains neither a key nor a picture that could be wrong
    if endpoint == "results" and kind in ("BadInput", "Refused", "TooLarge"):
        kind = "BadReply"  # the request contains only the job's uuid

    if good:
        billed, state = 1, None
    elif endpoint == "assets":
        billed, state = 0, "prepared" if fault == KILL else None
    elif endpoint == "features":
        # the body of 400 says that the provider was asked, so a charge is not excluded
        turned_down = is_4xx and fault != "400" or fault.startswith("429")
        billed, state = int(fault in DONE_BEFORE), None if turned_down else "submitted"
        if fault == "wrongtypes":
            state = "accepted"  # a number is taken for the job's name
    else:
        billed, state = 1, "accepted" if endpoint == "results" else "succeeded"
    return Expected(good, kind, billed, state)


@dataclasses.dataclass
class Seen:
    billed: int
    paid_calls: int
    states: list  # of the jobs that are left


class Row:
    """One GIMP that goes through the faults of one call, one after the other."""

    def __init__(self, gimp, scenario, endpoint, faults, picture):
        self.gimp, self.scenario, self.endpoint, self.faults = gimp, scenario, endpoint, faults
        self.seen, self.run, self.trouble = {}, None, None
        env = scenario.env() | {"IDEOGRAM_UPSCALE_WAIT": "8"}  # for polls that fail for ever
        self.running = gimp.start(self.body(picture), env)
        self.thread = threading.Thread(target=self.go_through)
        self.thread.start()

    def body(self, picture):
        """Each cell waits until the server has been told what to do."""
        folder = self.gimp.folder
        cells = "\n".join(f'(cell "{fault}")' for fault in self.faults)
        return f"""
            (define (touch name) (close-output-port (open-output-file name)))
            (define (cell name)
              (touch (string-append "{folder}/ready-" name))
              (wait-for (string-append "{folder}/go-" name))
              (let ((image (photo-on "{picture}" 100 80 10 6)))
                (dump-image (string-append name "-before") image)
                (save-image image (string-append "{folder}/" name "-before.xcf"))
                (upscale-error name image (first-layer image) '())
                (dump-image (string-append name "-after") image)
                (save-image image (string-append "{folder}/" name "-after.xcf"))
                (save-layer (first-layer image) (string-append "{folder}/" name ".png"))
                (gimp-image-delete image)))
            {cells}
            (touch "{folder}/ready-end")"""

    def go_through(self):
        try:
            for fault in self.faults:
                self.wait_for(f"ready-{fault}")
                if fault != self.faults[0]:
                    self.look()
                self.begin(fault)
            self.wait_for("ready-end")
            self.look()
            self.run = self.running.finish(600, trouble=False)
            lines = [line for line in self.running.trouble()
                     if not (KILL in self.faults and re.search("[Pp]lug-in crashed", line))]
            assert not lines, lines
            self.gimp.assert_no_key(self.run.output, self.run.report)
        except Exception as trouble:  # the tests of this row report it
            self.trouble = trouble
            self.running.abandon()

    def wait_for(self, name):
        end = time.monotonic() + 120
        while not (self.gimp.folder / name).exists():
            if self.running.process.poll() is not None or time.monotonic() > end:
                raise Trouble(f"{name} did not come:\n{self.running.output()[-3000:]}")
            time.sleep(0.02)

    def begin(self, fault):
        self.fault, self.start = fault, len(self.scenario.log)
        self.billed = self.scenario.billed
        self.scenario.get(f"_become/{self.endpoint}={fault}")
        (self.gimp.folder / f"go-{fault}").touch()
        if fault == KILL:
            start = ENDPOINTS[self.endpoint]
            end = time.monotonic() + 60
            while not any(entry["path"].startswith(start) for entry in self.log()):
                assert time.monotonic() < end, "the call did not come"
                time.sleep(0.05)
            time.sleep(0.1)
            kill_marked(self.running.mark, PLUG_IN)

    def log(self):
        return self.scenario.log[self.start:]

    def look(self):
        """Records the outcome of the last cell and removes its job."""
        jobs = self.gimp.state / "jobs"
        states = [json.loads((job / "job.json").read_text(encoding="utf-8"))["state"]
                  for job in (jobs.iterdir() if jobs.exists() else ())]
        shutil.rmtree(jobs, ignore_errors=True)
        paid_calls = sum(entry["path"] == "/api/features" and entry["status"] != 429
                         for entry in self.log())
        self.seen[self.fault] = Seen(self.scenario.billed - self.billed, paid_calls, states)


@pytest.fixture(scope="session")
def matrix(primed, service, small, tmp_path_factory, request):
    """Runs the rows at the same time, because most of the time they wait before the next try."""
    wanted = [item.callspec.params for item in request.session.items
              if item.originalname == "test_cell"]
    rows = {}
    for endpoint in ENDPOINTS:
        faults = [cell["fault"] for cell in wanted if cell["endpoint"] == endpoint]
        if faults:
            gimp = Gimp(tmp_path_factory.mktemp(endpoint) / "gimp",
                        request.config.getoption("--plug-ins"), primed)
            rows[endpoint] = Row(gimp, service.scenario(), endpoint, faults, small)
    for row in rows.values():
        row.thread.join()
    return rows


@pytest.mark.xdist_group("matrix")
@pytest.mark.parametrize("endpoint, fault", CELLS)
def test_cell(matrix, endpoint, fault):
    row, want = matrix[endpoint], expected(endpoint, fault)
    if row.trouble:
        raise row.trouble
    seen, outcome = row.seen[fault], row.run.outcomes[fault]
    assert (outcome.status == "ok") == want.good, outcome
    if want.kind:
        assert outcome.status == "execution-error"
        said = re.sub(r"\s+", " ", outcome.message)
        assert re.search(WORDS[want.kind], said), (want.kind, said)
        assert not re.search(r"<html|<!doctype|<Error>|\{\"", said), f"raw answer shown: {said}"
        assert ("is not lost" in said) == (want.state in ("accepted", "succeeded")), said
        assert ("may have been charged" in said) == (want.state == "submitted"), said
    assert seen.billed == want.billed
    assert seen.paid_calls <= 1
    assert seen.states == ([want.state] if want.state else [])

    before, after = row.run.images[f"{fault}-before"], row.run.images[f"{fault}-after"]
    folder = row.gimp.folder
    if want.good:
        assert after.layers[0].box == (10, 6, 96, 64)
        assert after.layers[1:] == before.layers
        assert pictures.same(folder / f"{fault}.png", make_result(row.scenario.upload, 0))
    else:
        assert after == before
        xcf = [folder / f"{fault}-{when}.xcf" for when in ("before", "after")]
        assert xcf[0].read_bytes() == xcf[1].read_bytes()
