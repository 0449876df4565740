# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the kept exchanges show, as live-report.md and live-replay.json."""

import json
import re
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from . import chart, replay
from .blot import Blot
from .read import record_of, text_of
from .run import JOBS, MOST_IMAGES, SEED, answers_of, async_refused, images_paid, paid_call, sources_of, state_of

RATIOS = Path(__file__).resolve().parents[3] / "src" / "image" / "pixels" / "ratios.hpp"
CONFIRMED, BROKEN, OPEN = "confirmed", "BROKEN", "not seen"


@dataclass
class Finding:
    """`question` as in the manual's section; `verdict` about what we assume."""
    question: str
    seen: str
    assumed: str
    verdict: str


def judged(value):
    """None: nothing was seen."""
    return OPEN if value is None else CONFIRMED if value else BROKEN


def first_files(wire, job):
    """{index of the result: its first download that is a picture, as (exchange, Measured)}"""
    files = {}
    for at, (index, *_) in enumerate(sources_of(wire, job)):
        exchange = wire.get(f"download-{job.name}-{at}")
        if index in files or not exchange or not exchange.good:
            continue
        try:
            files[index] = exchange, chart.measure(exchange.body, job.width, job.height)
        except Exception:  # Pillow has many errors for files that it cannot read
            continue
    return files


def geometry_of(job, measured):
    """How a result covers its chart: (kind, words). Kinds: whole, stretched, cropped, padded, ?"""
    place = measured.placement
    if not place:
        return "?", "the marks are not where any placement would put them: not measured"
    right, bottom = place.left + place.width, place.top + place.height
    inside = max(place.left, place.top, job.width - right, job.height - bottom)
    outside = max(-place.left, -place.top, right - job.width, bottom - job.height)
    # Sides are whole pixels, so the two scales differ a little even if nothing is stretched.
    stretched = abs(place.scale_x / place.scale_y - 1) * min(job.width, job.height) > 1
    kind = "padded" if outside >= 1 else "cropped" if inside >= 0.75 else "stretched" if stretched else "whole"
    also = ", and stretched" if stretched and kind != "stretched" else ""
    return kind, (f"{kind}{also}: shows {place.width:.1f}x{place.height:.1f} of {job.width}x{job.height} pixels "
                  f"from ({round(place.left, 1) + 0:.1f}, {round(place.top, 1) + 0:.1f}), scale {place.scale_x:.3f} by {place.scale_y:.3f}, "
                  f"marks within {place.error:.2f} px")


def has_known_ratio(width, height):
    """True for the shapes that `protect-edges` pads to."""
    ratios = re.findall(r"Ratio\{(\d+), (\d+)\}", RATIOS.read_text())
    return any(abs(min(width, height) / max(width, height) - int(a) / int(b)) < 0.01 for a, b in ratios)


def findings(wire):
    """The findings of all that is kept. They quote no answer."""
    jobs = {job.name: job for job in JOBS}
    calls = {job.name: paid_call(wire, job) or wire.get(f"submit-{job.name}") for job in JOBS}
    states = {job.name: state_of(wire, job) for job in JOBS}
    files = {(job.name, index): found for job in JOBS for index, found in first_files(wire, job).items()}

    def each(words):
        return "; ".join(f"{name}{index + 1}: {words(jobs[name], measured)}"
                         for (name, index), (_, measured) in sorted(files.items())) or "no result"

    measured = [(jobs[name], found) for (name, _), (_, found) in files.items()]
    kinds = [geometry_of(*pair)[0] for pair in measured]
    placed = [(job, found) for job, found in measured if found.placement]
    twice = all(abs(found.width - 2 * job.width) <= 1 and abs(found.height - 2 * job.height) <= 1
                for job, found in measured) if measured else None
    # Only a crop to a known ratio can be avoided by padding.
    foreseen = all(kind == "whole" or (kind == "cropped" and has_known_ratio(found.width, found.height))
                   for kind, (_, found) in zip(kinds, measured) if kind != "?") if placed else None
    differences = [pair for _, found in placed if (pair := found.colour_differences())]
    return [
        _size(each, twice),
        Finding("whether the service crops to certain shapes", each(lambda *pair: geometry_of(*pair)[1]),
                "all of the picture comes back, or its middle cut to a ratio that protect-edges knows", judged(foreseen)),
        Finding("colours", each(_colours), "colours stay near (mean within 10 levels), the rest is mended by "
                "keep-colors", judged(all(mean <= 10 for mean, _ in differences) if differences else None)),
        _alpha(files),
        _asynchronous(wire, calls["A"], states["A"]),
        _credits(wire),
        *_addresses(wire),
        _refusal(wire),
        _zero(calls["A"], states["A"]),
        _test(wire),
        _number(states),
        _seeds(states),
        _shapes(wire),
        Finding("formats", each(lambda _, found: f"{found.format}, {found.mode}{', turned by EXIF' * found.turned}"),
                "PNG, JPEG or WebP", judged(all(found.format in ("PNG", "JPEG", "WEBP") for _, found in measured)
                                            if measured else None)),
        _seconds(wire, calls),
    ]


def _size(each, twice):
    return Finding("the size of the results",
                   each(lambda job, found: f"{job.width}x{job.height} became {found.width}x{found.height}"),
                   "read from the file; twice the sides is what the window tells before", judged(twice))


def _colours(_, measured):
    differences = measured.colour_differences()
    if not differences:
        return "not measured"
    return f"mean difference {differences[0]:.1f}, maximum {differences[1]:.1f} of 255"


def _alpha(files):
    found = files.get(("A", 0))
    seen, opaque = "no result", None
    if found:
        measured = found[1]
        has_alpha = measured.mode in ("RGBA", "LA", "PA")
        patch = {name: measured.patches.get(name) for name in chart.ALPHA}
        seen = f"RGBA was sent, {measured.mode} came back"
        for name, alpha in chart.ALPHA.items():
            if patch[name]:
                seen += f"; {name} of alpha {alpha} came back as ({', '.join(f'{v:.0f}' for v in patch[name])})"
        # A file with an alpha channel that is opaque everywhere says no more than one without.
        opaque = not has_alpha or (all(value[3] > 254 for value in patch.values()) if all(patch.values()) else None)
    return Finding("transparency", seen, "results are opaque; keep-alpha takes transparency from the source",
                   judged(opaque))


def _asynchronous(wire, call, state):
    assumed = "a job is accepted and then asked for; an answer that is complete is taken as it is"
    seen, verdict = "not asked", OPEN
    if async_refused(wire):
        seen, verdict = "refused, with the name of the field `async`", CONFIRMED
    elif call and call.good:
        record = record_of(call.body)
        if record.done:
            seen, verdict = "`async` was set, but the answer was already complete", CONFIRMED
        elif record.uuid:
            seen = f"asynchronous: the first answer was {record.status or 'without a status'}"
            verdict = CONFIRMED if state and state.done else OPEN
        else:
            seen, verdict = "the answer names no job", BROKEN
    return Finding("whether it works asynchronously when asked to", seen, assumed, verdict)


def _credits(wire):
    question, assumed = "what an upscale costs in credits", "answers name the credits used, one answer late"
    models = wire.get("models")
    listed = "" if not models or '"ideogram-3"' not in text_of(models.body) else "; see also the list of models below"
    used = [(exchange.about["began"], exchange.name, record) for job in JOBS
            for exchange, record in answers_of(wire, job) if record.used_credit is not None]
    if not used:
        return Finding(question, "no answer names credits" + listed, assumed, OPEN)
    used.sort(key=lambda entry: entry[0])
    first, last, images = used[0][2].used_credit, used[-1][2].used_credit, images_paid(wire)
    series = ", ".join(f"{name} {record.used_credit:g}" for _, name, record in used)
    price = f", {(last - first) / images:g} each" if images and last > first else ""
    return Finding(question, f"used before {first:g}, after {last:g}: {last - first:g} for {images} image(s){price}; "
                   f"limit {used[-1][2].credit_limit}; as the answers say: {series}{listed}", assumed,
                   CONFIRMED if last > first else OPEN)


def stated_hours(url, fetched):
    """For how many hours an address that was first fetched at that time says it lives; None: it says nothing."""
    query = {name.lower(): values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    if query.get("x-amz-expires", "").isdigit():
        return round(int(query["x-amz-expires"]) / 3600)
    until = next((int(query[name]) for name in ("exp", "expires") if query.get(name, "").isdigit()), None)
    return until and max(0, round((until - fetched) / 3600))


def fetches(wire):
    """[(job, index, source, host, stated hours, [(hours after the first, status, is a picture)])]"""
    rows = []
    for job in JOBS:
        for at, (index, source, url, _) in enumerate(sources_of(wire, job)):
            tries = [exchange for exchange in wire.all() if re.fullmatch(
                rf"(download-{job.name}-{at}|later-{job.name}-{at}-\d+)(-redirected\d+)?", exchange.name)]
            first = tries[0].about["began"] if tries else time.time()
            looks = [((exchange.about["began"] - first) / 3600, exchange.status,
                      exchange.good and replay.is_file(exchange)) for exchange in tries
                     if not exchange.header("location")]
            rows.append((job.name, index, source, urlsplit(url).hostname or "?", stated_hours(url, first), looks))
    return rows


def _addresses(wire):
    rows = fetches(wire)
    lives = [f"{source}: {life} h" for _, _, source, _, life, _ in rows if life is not None]
    # How long an address lives is seen only where it worked at first.
    last = [(looks[-1][0], source, looks[-1][2]) for _, _, source, _, _, looks in rows if looks[1:] and looks[0][2]]
    seen = f"stated: {', '.join(dict.fromkeys(lives)) or 'nothing'}; "
    seen += "; ".join(dict.fromkeys(f"after {hours:.1f} h {source} {'works' if works else 'does not work'}"
                                    for hours, source, works in last)) or "not looked at later (--later does)"
    temporary = [works for _, _, source, _, _, looks in rows if source == "temporaryUrl" for _, _, works in looks[:1]]
    public = [works for _, _, source, _, _, looks in rows if source == "asset URL" for _, _, works in looks[:1]]
    return [
        Finding("how long the addresses of results live", seen, "long enough for Recover to be of use: a day",
                judged(all(works for *_, works in last) if any(hours >= 24 for hours, *_ in last) else None)),
        Finding("temporaryUrl", f"{sum(temporary)} of {len(temporary)} delivered a picture",
                "it delivers the first result", judged(all(temporary) if temporary else None)),
        Finding("whether the asset address gives results to everybody", f"{sum(public)} of {len(public)} did, without a key",
                "it does; further results of a job have no other address at 1min.ai", judged(all(public) if public else None))]


def _refusal(wire):
    words = [exchange.name for exchange in wire.all() if exchange.name.startswith(("submit-", "poll-"))
             and re.search(r"safety|moderation|\bis_image_safe\W+false", text_of(exchange.body))]
    return Finding("how it says that its safety check refused a picture",
                   f"see {', '.join(words)} below" if words else "not provoked: the charts are harmless",
                   "words inside `details`, or a result that is missing", OPEN)


def _zero(call, state):
    accepted = None
    if call and call.good:
        accepted = True if state and state.done else False if state and state.failed else None
    elif call and call.status in (400, 422) and '"async' not in text_of(call.body):
        accepted = False
    return Finding("whether it accepts 0 for resemblance and detail",
                   {None: "not seen", True: "accepted", False: f"refused (HTTP {call and call.status})"}[accepted],
                   "it does", judged(accepted))


def _test(wire):
    test = wire.get("key")
    seen = f"HTTP {test.status}" if test else "not asked"
    as_documented = None
    if test and test.status is not None:
        null = record_of(test.body).null
        seen += ", `aiRecord` is null" if null else ", another answer, see below"
        as_documented = test.status == 401 or (test.status == 200 and null)
    return Finding("how it answers Test in the settings", seen, "200 for a key that is accepted, 401 for another",
                   judged(as_documented))


def _number(states):
    counts = {job.name: max(len(record.keys), len(record.urls)) for job in JOBS if (record := states[job.name])
              and record.done}
    wanted = {job.name: job.images for job in JOBS}
    return Finding("number of results", ", ".join(f"{name}: {count} of {wanted[name]}" for name, count in counts.items())
                   or "no result", "as many as asked for",
                   judged(all(count == wanted[name] for name, count in counts.items()) if counts else None))


def _seeds(states):
    seeds = {name: record.seeds for name, record in states.items() if record and record.seeds}
    return Finding("seeds", f"asked for {SEED}; " + (", ".join(f"{name}: {value}" for name, value in seeds.items()) or
                   "none came back"), "the first result has the seed that was asked for",
                   judged(all(value[0] == SEED for value in seeds.values()) if seeds else None))


def _shapes(wire):
    answers = [(exchange.name, record) for job in JOBS for exchange, record in answers_of(wire, job)]
    odd = [name for name, record in answers if not record.documented]
    return Finding("shape of the answers", f"{len(answers) - len(odd)} of {len(answers)} as documented" +
                   (f"; not {', '.join(odd)}" if odd else ""), "aiRecord with uuid, status, aiRecordDetail",
                   judged(not odd if answers else None))


def _seconds(wire, calls):
    seen = []
    for name, call in calls.items():
        if call and call.about["seconds"] is not None:
            polls = [exchange for exchange in wire.all() if re.fullmatch(rf"poll-{name}-\d+", exchange.name)]
            total = (polls[-1].about["began"] + (polls[-1].about["seconds"] or 0) - call.about["began"]) if polls else None
            seen.append(f"{name}: answered after {call.about['seconds']:.1f} s" +
                        (f", complete after {total:.1f} s and {len(polls)} poll(s)" if polls else ""))
    longest = max([call.about["seconds"] or 0 for call in calls.values() if call], default=0)
    return Finding("seconds", "; ".join(seen) or "no call", "the paid call is answered within 90 s, before "
                   "Cloudflare gives up", judged(longest < 90 if seen else None))


def _markdown(wire, blot, ended):
    found = findings(wire)
    versions = [f"{job.name}: {job.width}x{job.height} {'RGBA' if job.alpha else 'RGB'}, {job.images} image(s), "
                f"resemblance {job.resemblance}, detail {job.detail}" for job in JOBS]
    lines = ["# What the live service does", "",
             f"Made by `tools/live-check` ({wire.agent}), {time.strftime('%Y-%m-%d %H:%M UTC', time.gmtime())}. "
             f"Images asked for: {images_paid(wire)} of {MOST_IMAGES}. {ended or 'It ran to its end.'}", "",
             "The key, addresses and accounts are blotted out. Read it all the same before you pass it on.", "",
             *[f"- {version}" for version in versions], "", "## Findings", "",
             "| question | seen | we assume | |", "|---|---|---|---|"]
    cells = [(f.question, f.seen, f.assumed, f.verdict) for f in found]
    lines += ["| " + " | ".join(blot.text(cell).replace("|", "\\|") for cell in row) + " |" for row in cells]
    lines += ["", "## Addresses", "", "| result | source | host | lives, as it says | looked at |", "|---|---|---|---|---|"]
    for name, index, source, host, life, looks in fetches(wire):
        looked = ", ".join(f"{hours:.2f} h: HTTP {status}{'' if works else ', no picture'}" for hours, status, works in looks)
        lines.append(f"| {name}{index + 1} | {source} | {host} | {'' if life is None else f'{life} h'} | {looked or 'never'} |")
    lines += ["", "## Answers", ""]
    for exchange in wire.all():
        about = exchange.about
        lines += [f"### {exchange.name}", "",
                  f"{about['method']} {replay.path_of(exchange, wire, blot)}: HTTP {exchange.status or '–'}, "
                  f"{about['seconds']} s{', ' + about['trouble'] if about['trouble'] else ''}", "", "````"]
        if about["request"]:
            lines += ["> " + blot.text(json.dumps(about["request"], ensure_ascii=False))]
        lines += [f"{name}: {value}" for name, value in blot.headers(about["headers"], about["url"])]
        if replay.is_file(exchange):
            lines += ["", f"({len(exchange.body)} bytes)", "````", ""]
        else:
            lines += ["", blot.text(text_of(exchange.body)[:20000]).replace("````", "` ` ` `"), "````", ""]
    return "\n".join(lines)


def write(folder, wire, ended):
    """Writes both files from all that is kept. `ended`: why it ended early, or None."""
    blot = Blot(wire.key)
    for exchange in wire.all():
        if not replay.is_file(exchange):
            blot.learn(text_of(exchange.body))
    recording = replay.recording(wire, blot)
    (folder / "live-replay.json").write_text(json.dumps(recording, indent=1, ensure_ascii=False) + "\n")
    (folder / "live-report.md").write_text(_markdown(wire, blot, ended) + "\n")
