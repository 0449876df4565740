# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The calls, in an order in which each one is made only if the ones before it leave it a sense. A run that
was broken off goes on with what its folder holds."""

import json
import time
from dataclasses import dataclass
from urllib.parse import quote

from . import chart
from .blot import NIL
from .read import asset_path, record_of, text_of

WAIT_S = 15 * 60  # for one job
MOST_NULLS = 8  # answers that there is no such job, until it is believed
# After these answers nothing was made, so the paid call may be made again in another run.
UNPAID = (401, 403, 406, 429)


@dataclass(frozen=True)
class Job:
    name: str
    width: int
    height: int
    alpha: bool
    images: int
    resemblance: int
    detail: int


# Odd sides, between the shapes that Ideogram knows (10:16 and 2:3; 4:3 and 3:2): a crop to one of them
# can be seen. A asks for what might be refused, B for what the plug-in sends, so that the marks stay.
JOBS = (Job("A", 203, 331, True, 1, 0, 0), Job("B", 301, 203, False, 2, 100, 50))
MOST_IMAGES = sum(job.images for job in JOBS)
SEED = 7


class Stop(Exception):
    """Nothing more is sent; the text says why."""


def paid_call(wire, job):
    """The paid call of a job if it may have been paid, else None."""
    call = wire.get(f"submit-{job.name}")
    return call if call and call.about["left"] and call.status not in UNPAID else None


def images_paid(wire):
    return sum(job.images for job in JOBS if paid_call(wire, job))


def answers_of(wire, job):
    """The answers about a job that can be read, in order: [(exchange, Record)]."""
    names = (f"submit-{job.name}", f"poll-{job.name}-", f"later-{job.name}-record")
    return [(exchange, record_of(exchange.body)) for exchange in wire.all()
            if exchange.name.startswith(names) and exchange.good]


def state_of(wire, job):
    """The last Record that is done or has failed, else the last that names the job, else None."""
    records = [record for _, record in answers_of(wire, job)]
    for wanted in (lambda r: r.done or r.failed, lambda r: r.uuid):
        if found := [record for record in records if wanted(record)]:
            return found[-1]
    return None


def sources_of(wire, job):
    """[(index of the result, which source, address, kind)], each address once."""
    sources, seen = [], set()
    for _, record in answers_of(wire, job):
        found = [(0, "temporaryUrl", record.temporary, "address")] if record.temporary else []
        for index, key in enumerate(record.keys):
            if "://" in key:
                found.append((index, "resultObject", key, "address"))
            else:
                found.append((index, "asset URL", f"{wire.asset_url}/{quote(key.lstrip('/'))}", "asset"))
        found += [(index, "responseObject url", url, "address") for index, url in enumerate(record.urls)]
        sources += [source for source in found if source[2] not in seen and not seen.add(source[2])]
    return sources


def run(wire, say):
    """Makes what is still to be made. Stop: why it ends early."""
    say("Asking whether the key is accepted (free).")
    test = _again(wire, "key", lambda name: wire.call(name, f"/api/results/{NIL}"))
    if test.status is None:
        raise Stop(f"The service does not answer ({test.about['trouble']}). Nothing was paid.")
    if test.status in (401, 403):
        raise Stop(f"The service does not accept the key (HTTP {test.status}). Nothing else was sent.")
    if test.status >= 500:
        raise Stop(f"The service is in trouble (HTTP {test.status}). Nothing else was sent.")
    # Undocumented, and free: it may name the price. It is asked without the key.
    _once(wire, "models", lambda name: wire.fetch(
        name, f"{wire.api_url}/models?feature=IMAGE_UPSCALER", "models"))
    stopped = None
    try:
        for job in JOBS:
            _make(wire, job, say)
    except Stop as stop:
        stopped = stop
    # Last of all, because an answer names the credits as they were before its own job.
    for job in JOBS:
        record = state_of(wire, job)
        if record and record.done and record.uuid:
            _once(wire, f"poll-{job.name}-after", lambda name, uuid=record.uuid: _result(wire, name, uuid))
    if stopped:
        raise stopped
    if not images_paid(wire):
        raise Stop("No chart could be uploaded. Nothing was paid.")


def _result(wire, name, uuid):
    return wire.call(name, f"/api/results/{quote(uuid, safe='')}")


def later(wire, say):
    """Fetches everything again, which is free, to see which addresses still work."""
    number = 1 + max([int(exchange.name.split("-")[-1]) for exchange in wire.all()
                      if exchange.name.startswith("later-")], default=0)
    for job in JOBS:
        record = state_of(wire, job)
        if record and record.uuid:
            _result(wire, f"later-{job.name}-record-{number}", record.uuid)
        for at, (_, source, url, kind) in enumerate(sources_of(wire, job)):
            say(f"{job.name}: {source} again")
            wire.fetch(f"later-{job.name}-{at}-{number}", url, kind)


def _make(wire, job, say):
    call = paid_call(wire, job)
    if not call:
        asset = _upload(wire, job, say)
        if not asset:
            return
        say(f"{job.name}: asking for {job.images} image(s). This is paid.")
        call = _submit(wire, job, asset)
        if call.status in UNPAID or not call.about["left"]:
            why = {406: "there are not enough credits", 429: "the service asks for a pause",
                   None: "there is no connection"}.get(call.status, "the key is not accepted")
            raise Stop(f"{job.name} was not made: {why} (HTTP {call.status}). Nothing was paid for it.")
        if call.status is None or call.status >= 500:
            raise Stop(f"{job.name}: no usable answer to the paid call ({call.status or call.about['trouble']}). "
                       "It is not made again; start this command again to go on with the rest.")
    _wait(wire, job, say)
    for at, (index, source, url, kind) in enumerate(sources_of(wire, job)):
        say(f"{job.name}: fetching image {index + 1} from its {source}")
        _once(wire, f"download-{job.name}-{at}", lambda name, url=url, kind=kind: wire.fetch(name, url, kind))


def _upload(wire, job, say):
    def send(name):
        file = chart.png(chart.chart(job.width, job.height, job.alpha))
        head = ('--live-check-boundary\r\nContent-Disposition: form-data; name="asset"; '
                'filename="gimp-layer.png"\r\nContent-Type: image/png\r\n\r\n').encode()
        return wire.call(name, "/api/assets", head + file + b"\r\n--live-check-boundary--\r\n",
                         "multipart/form-data; boundary=live-check-boundary",
                         f"a chart, {job.width}x{job.height}, {'RGBA' if job.alpha else 'RGB'}, PNG")
    say(f"{job.name}: uploading its chart (free)")
    upload = _once(wire, f"upload-{job.name}", send)
    if upload.status is None or upload.status in (401, 403) or upload.status >= 500:
        raise Stop(f"{job.name}: the upload failed (HTTP {upload.status}). Nothing more was paid.")
    return asset_path(upload.body) if upload.good else None


def _submit(wire, job, asset):
    if wire.get(f"submit-{job.name}"):
        wire.retire(f"submit-{job.name}")
    body = {"type": "IMAGE_UPSCALER", "model": "ideogram-3",
            "promptObject": {"imageUrl": asset, "prompt": "a printed chart of coloured discs and squares",
                             "num_images": job.images, "magic_prompt_option": "OFF",
                             "resemblance": job.resemblance, "detail": job.detail, "seed": SEED},
            "async": True}
    if async_refused(wire):
        del body["async"]
    return wire.call(f"submit-{job.name}", "/api/features", json.dumps(body).encode(), request=body,
                     timeout=WAIT_S)


def async_refused(wire):
    """True if the service turned a job down and named its field `async`."""
    return any(exchange.name.startswith("submit-") and exchange.status == 400 and
               '"async' in text_of(exchange.body) for exchange in wire.all())


def _wait(wire, job, say):
    record, pause, end = state_of(wire, job), 0.25, time.time() + WAIT_S
    number = sum(exchange.name.startswith(f"poll-{job.name}-") for exchange in wire.all())
    nulls = 0
    while (record and record.uuid and not (record.done or record.failed) and time.time() < end
           and nulls < MOST_NULLS):
        say(f"{job.name}: {record.status.lower() or 'working'}")
        time.sleep(pause)
        pause = min(10, pause * 1.5)
        number += 1
        poll = _result(wire, f"poll-{job.name}-{number:03}", record.uuid)
        nulls += record_of(poll.body).null
        record = state_of(wire, job)


def _once(wire, name, send):
    """The exchange of that name: the kept one if it is good, else a new one."""
    kept = wire.get(name)
    return kept if kept and kept.good else _again(wire, name, send)


def _again(wire, name, send):
    if wire.get(name):
        wire.retire(name)
    return send(name)
