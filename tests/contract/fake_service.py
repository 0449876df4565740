#!/usr/bin/env python3
# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A scripted stand-in for api.1min.ai and asset.1min.ai, for tests.

Start: `fake_service.py [--tls KIND FOLDER]`. It prints `listening on http://127.0.0.1:PORT` and ends
when its standard input ends (or after an hour). With --tls it speaks https with a certificate of
that kind (`good`, `expired`, `wrong-host`), issued by FOLDER/authority.pem. The only key it accepts
is `test-key`.

The first path component of every URL is the scenario; clients use it as part of both base URLs:
    ONEMIN_API_URL=http://127.0.0.1:PORT/<scenario>   ONEMIN_ASSET_URL=the same

    scenario := step ("+" step)* ["@" name]      `@name` gives a test a state of its own
    step     := "ok" | endpoint "=" fault ["x" N] ["skip" M] | option "=" value
    A fault with xN happens N times, then all is well; without xN it happens every time. With skipM
    all is well M times before it.

endpoints
    assets, features, results    the three API calls
    download                     every fetch of a result; or one source of it only:
    signed, cdn, ephemeral       temporaryUrl, <asset URL>/<key>, responseObject.data[].url
faults of every endpoint
    ok
    refuse          the connection is closed as soon as the request line is read
    reset-before    headers are read, then RST
    reset-after     everything is read and done (and billed), then RST instead of an answer
    hang            everything is read and done (and billed), then silence
    slow            the answer takes 3 s, in drips
    truncate        the answer breaks off in the middle of the announced length
    garbage empty null wrongtypes    200 with bytes that are no JSON, nothing, `null`, or JSON of
                    the right names with wrong types
    echo            400 that repeats the key it was sent
    drip            the answer never ends: a byte every 50 ms
    headers         a flood of headers
    huge            the answer and then 5 MB of blanks
    gzip            a compressed answer that nobody asked for, which unpacks to 64 MB
    duplicate       the whole answer comes twice
    reordered       the members of the answer's JSON in reverse order
    html            502 with a gateway's HTML page
    text            403 `error code: 1010` as Cloudflare sends it
    redirect        302 to a place that works; redirect-loop; redirect-file (to file:///etc/passwd)
    NNN             any HTTP status of three digits, with the documented body where there is one
    400 400-model 400-missing 401 401-deleted 406 413 429 429-after<S> …
    429-header<S> 429-date<S> 429-past<S>    Retry-After: seconds, or a date so far ahead or back
    prose-NNN       that status with words that mean something else (moderation, async, credits)
    inner422-NNN    that status around the provider's safety refusal
    fuzz<SEED>      any status and any bytes, see fuzzed_answers.py
faults of features
    sync            `async` is ignored: the answer is complete
    asyncrefused    400 that names the field `async` if it is there
    odduuid         accepted under a name that wants to be percent-encoded
    nouuid          accepted or done, without a name
    more            SUCCESS with three results more than were asked for
    failure         accepted (billed), then status FAILURE
    partial         accepted, but the last result is missing (unsafe)
    unsafe          400, Ideogram's safety refusal hidden in `details`
    unsafe200       200 with no result at all, is_image_safe false
    noresults       SUCCESS with an empty resultObject
    nokeys          SUCCESS whose only working source is responseObject.data[].url
    shape-NAME      an answer of another shape than the documented one, see answers.SHAPES;
                    done-NAME: the same for an answer with the results
    hostile         SUCCESS with control characters and tricks with paths in every text
    plainhttp       SUCCESS whose results are at http:// addresses of other computers
faults of results
    failure, lost ({"aiRecord":null}), other (the record of another job)
    othersfailure   the record of another job that failed; nameless (FAILURE without a name)
    status-WORD     the job's status is this word, without results (`_` for blanks)
    with-WORD       the same, with the results
faults of downloads
    notimage svg ps xcf gif xml badpng nopixels bomb hugeheader toolong endless animwebp
                    not what was promised
    heavy           an image of 100 MB
    cutN            the connection ends after N bytes of the file, or of its rest
    lineN           N bytes a second
    jpeg webp png16 graypng palettepng rgbapng octet exifjpeg cmykjpeg  unusual, but images
    kindN           result i is the upload as the (N+i)-th kind of picture_kinds.py
options
    pixels=         how a result is made of the upload: nearest2 (default), identity, nearest3,
                    lanczos2, crop11 (centre square, then ×2), crop32 (centre 3:2, ×2),
                    shift32 (3:2 from the top or left edge, ×2), scaleN[,N…] (to N percent, one
                    number per result), longestN (N pixels on the longer side), cutN (sides cut to
                    multiples of N, ×2), uneven (×2; brightness, contrast, place and
                    fine detail differ with each upload), stretchN (×2, stretched to multiples of N), pad and mirror
                    (in a black or mirrored square, ×2), cooler (×2, colours changed), grayed (×2, without
                    colours), black, magenta (the right half is
                    transparent and holds magenta, ×2)
    polls=N         results answer PROCESSING N times first (default 0)
    delay=MS        the work of a features call takes that long
    meet=N          the first features calls are worked on until N of them came together, or a minute
                    has passed
    ready=MS        results answer PROCESSING until so long after the features call
    fetch=MS        every download takes that long before its first byte
    price=N         an image costs N credits; an answer names the credits used as of the answer before
    replay=NAME     answers with the recording tests/data/NAME.json, or, if NAME ends in .json, with that
                    file (percent-encode it): what tools/live-check wrote while it spoke with the real
                    service. Each path gives its recorded answers in order, the last one for ever
    ranges=         how downloads go on where they broke off: on (ETag, Range, If-Range), date (by
                    Last-Modified), weak (a weak ETag), changed (the ETag is another each time),
                    416 (to each range), deaf (an ETag, but each answer is the whole file); without
                    it there is neither ETag nor Last-Modified

Results are deterministic: number 0 is plain, number i > 0 carries a block of one colour in its
top-left corner (make_result()). Seeds: the one asked for + i, else 1000 + i.

Beside the service's own paths
    GET /<scenario>/_log      JSON list of the requests so far: method, path, query, headers
                              (names), key, authorization, range, json, upload{field, filename, type,
                              size, width, height, mode, format, chunks}, status, billed, seconds
    GET /<scenario>/_billed   how many features calls were billed
    GET /<scenario>/_most     on how many features calls it worked at the same time, at most
    GET /<scenario>/_fetched  how many downloads were under way at the same time, at most
    GET /<scenario>/_upload   the bytes of the last upload
    GET /<scenario>/_hashes   JSON list of the SHA-256 of each upload
    GET /<scenario>/_become/<steps>   from now on the scenario is another, with the same log
"""

import argparse
import base64
import functools
import hashlib
import gzip
import io
import json
import os
import re
import socket
import ssl
import struct
import sys
import threading
import time
import uuid
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, unquote, urlsplit

from PIL import Image

import answers
import certificates
import fuzzed_answers
from result_files import make_result, png_chunks, result_file

KEY = "test-key"
LIFE_S = 60 * 60
UPLOAD_LIMIT = 10_000_000
OPTIONS = {"pixels", "polls", "delay", "meet", "ready", "fetch", "ranges", "price", "replay"}
RECORDINGS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data")
BLOTTED = "https://blotted.invalid/"  # stands for every address in a recording
ENDPOINTS = {"assets", "features", "results", "download", "signed", "cdn", "ephemeral"}
DOWNLOADS = {"signed", "cdn", "ephemeral"}
STARTED = time.monotonic()


# --- scenarios ------------------------------------------------------------------------------------

class Scenario:
    """The scenario of one first path component, and everything that has happened in it."""

    def __init__(self, text):
        self.text = text
        self.lock = threading.Lock()
        self.log, self.uploads, self.jobs, self.billed = [], {}, {}, 0
        self.last_upload, self.working, self.most = b"", 0, 0
        self.images, self.images_told = 0, 0  # paid for; and as the last answer said
        self.fetching, self.most_fetching, self.tags = 0, 0, 0
        self.one_more = threading.Condition(self.lock)  # notified when one more call is worked on
        self.become(text.split("@")[0])

    def become(self, steps):
        self.faults, self.options, self.seen = {}, {}, {}
        for step in steps.split("+"):
            if step in ("ok", ""):
                continue
            name, _, value = step.partition("=")
            if name in OPTIONS:
                self.options[name] = value
            elif name in ENDPOINTS and value:
                fault, times, skipped = re.fullmatch(r"(.+?)(?:x(\d+))?(?:skip(\d+))?", value).groups()
                self.faults[name] = (fault, int(times) if times else None, int(skipped or 0))
            else:
                raise ValueError(f"unknown step '{step}'")
        if "replay" in self.options:
            self.recording, self.recorded = recorded(self.options["replay"])

    def replayed(self, method, path):
        """The next recorded exchange of that path and the file in it, or (None, None)."""
        with self.lock:
            waiting = self.recorded.get((method, path))
            if not waiting:
                return None, None
            exchange = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        return exchange, self.recording["files"].get(exchange.get("file"))

    def fault(self, endpoint):
        """The fault of this request; each call counts as one."""
        with self.lock:
            for name in (endpoint, "download") if endpoint in DOWNLOADS else (endpoint,):
                if name not in self.faults:
                    continue
                self.seen[name] = self.seen.get(name, 0) + 1
                fault, times, skipped = self.faults[name]
                number = self.seen[name] - skipped
                if number > 0 and (times is None or number <= times):
                    return fault
            return "ok"


def recorded(name):
    """A recording, and its exchanges by (method, path)."""
    path = name if name.endswith(".json") else os.path.join(RECORDINGS, name + ".json")
    try:
        with open(path, encoding="utf-8") as file:
            recording = json.load(file)
    except (OSError, ValueError) as error:
        raise ValueError(f"no recording '{name}': {error}") from error
    exchanges = {}
    for exchange in recording["exchanges"]:
        exchanges.setdefault((exchange["method"], exchange["path"]), []).append(exchange)
    return recording, exchanges


SCENARIOS, SCENARIOS_LOCK = {}, threading.Lock()


def scenario_of(text):
    with SCENARIOS_LOCK:
        if text not in SCENARIOS:
            SCENARIOS[text] = Scenario(text)
        return SCENARIOS[text]


@functools.cache
def bomb():
    return gzip.compress(b" " * (64 << 20))


def reversed_members(value):
    """The same JSON value with the members of every object in reverse order."""
    if isinstance(value, dict):
        return {name: reversed_members(value[name]) for name in reversed(value)}
    return [reversed_members(item) for item in value] if isinstance(value, list) else value


class Drop(Exception):
    """Ends the connection without an answer; `reset` with RST instead of FIN."""

    def __init__(self, reset):
        self.reset = reset


# --- requests -------------------------------------------------------------------------------------

class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body go out in two calls
    server_version, sys_version = "cloudflare", ""

    def log_message(self, *args):
        pass

    def do_GET(self):
        self.serve()

    def do_POST(self):
        self.serve()

    def do_PUT(self):
        self.serve()

    def do_DELETE(self):
        self.serve()

    def do_HEAD(self):
        self.serve()

    def handle_expect_100(self):
        # read_body() tells the client to send the body, so that a request can be refused before
        return True

    # All requests take the same path: find the scenario, log the request, carry out the fault.
    def serve(self):
        url = urlsplit(self.path)
        first, _, rest = url.path.lstrip("/").partition("/")
        try:
            scenario = scenario_of(unquote(first))
        except ValueError as error:
            self.close_connection = True
            return self.reply(404, json.dumps(answers.plain_error(str(error))).encode())
        if rest.startswith("_"):
            return self.introspect(scenario, rest)
        entry = {"method": self.command, "path": "/" + rest, "query": parse_qs(url.query),
                 "headers": sorted(name.lower() for name in self.headers.keys()),
                 "key": self.headers.get("API-KEY"),
                 "authorization": self.headers.get("Authorization"),
                 "range": self.headers.get("Range"),
                 "agent": self.headers.get("User-Agent"), "json": None, "upload": None,
                 "status": 0, "billed": False,
                 "seconds": round(time.monotonic() - STARTED, 3)}
        with scenario.lock:
            scenario.log.append(entry)
        self.entry = entry
        self.drip = self.cut = self.twice = False
        self.line = self.cut_at = None
        try:
            self.route(scenario, rest)
        except Drop as drop:
            self.close_connection = True
            if drop.reset:
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                           struct.pack("ii", 1, 0))
                # shutdown() would send FIN first; closing the last reference sends RST
                self.rfile.close()
                self.connection.close()
        except (BrokenPipeError, ConnectionResetError, TimeoutError):
            self.close_connection = True

    def route(self, scenario, rest):
        method = self.command
        if method == "POST" and rest == "api/assets":
            endpoint, work = "assets", self.do_assets
        elif method == "POST" and rest == "api/features":
            endpoint, work = "features", self.do_features
        elif method == "GET" and rest.startswith("api/results/"):
            endpoint, work = "results", self.do_results
        elif method == "GET" and rest.startswith("redirected/"):
            return self.route(scenario, rest.partition("/")[2])
        elif method == "GET" and rest.startswith("signed/"):
            endpoint, work = "signed", self.do_download
        elif method == "GET" and rest.startswith("ephemeral/"):
            endpoint, work = "ephemeral", self.do_download
        elif method == "GET" and not rest.startswith("api/"):
            endpoint, work = "cdn", self.do_download
        else:
            self.read_body()
            return self.reply(404, json.dumps(answers.ERRORS["404"]).encode())

        redirected = urlsplit(self.path).path.startswith(f"/{scenario.text}/redirected/")
        fault = scenario.fault(endpoint)
        if fault == "redirect" and redirected:
            fault = "ok"
        if fault == "refuse":
            raise Drop(reset=False)
        if fault == "reset-before":
            raise Drop(reset=True)
        body = self.read_body()
        upload = self.note_body(endpoint, body)
        if endpoint in DOWNLOADS and (self.entry["key"] or self.entry["authorization"]):
            return self.reply(400, b"<Error><Code>InvalidArgument</Code><Message>Only one auth "
                                   b"mechanism allowed</Message></Error>", "application/xml")
        if endpoint not in DOWNLOADS and self.entry["key"] != KEY:
            return self.reply(401, json.dumps(answers.plain_error("Invalid API Key")).encode())
        if "replay" in scenario.options:
            return self.replay(scenario, "/" + rest)

        if fault == "echo":
            objection = answers.provider_error(400, {"error": f"What is {self.entry['key']}?"})
            return self.reply(400, json.dumps(objection).encode())
        if fault == "html":
            return self.reply(502, answers.gateway_page(502), "text/html")
        if fault == "text":
            return self.reply(403, b"error code: 1010", "text/plain")
        if fault.startswith("redirect"):
            base = "/" + scenario.text + ("/redirected" if fault == "redirect" else "") + "/"
            place = "file:///etc/passwd" if fault == "redirect-file" else base + rest
            return self.reply(302, b"", "text/html", {"Location": place})
        if fault.startswith("fuzz"):
            with scenario.lock:
                names = list(scenario.jobs)
            status, content, self.entry["final"] = fuzzed_answers.answer(
                int(fault[4:]), len(scenario.log), names[-1] if names else "")
            return self.reply(status, content)
        if re.match(r"\d{3}|prose-|inner422-", fault):
            status, headers, content = answers.error_reply(fault)
            return self.reply(status, content, headers.pop("Content-Type"), headers)

        if fault in ("drip", "headers"):
            self.never_end(fault == "headers")
            raise Drop(reset=False)
        self.drip, self.cut, self.twice = fault == "slow", fault == "truncate", fault == "duplicate"
        status, content, kind = work(scenario, rest, upload or self.entry["json"], fault)
        if status == 200:
            if fault == "reset-after":
                raise Drop(reset=True)
            if fault == "hang":
                self.wait_for_close()
                raise Drop(reset=False)
            if fault in ("garbage", "empty", "null", "wrongtypes"):
                kind, content = "application/json", {
                    "garbage": b"\x00\xff{]not json", "empty": b"", "null": b"null",
                    "wrongtypes": json.dumps({
                        "asset": [], "fileContent": {"path": 7},
                        "aiRecord": {"uuid": 5, "status": ["SUCCESS"], "temporaryUrl": {},
                                     "aiRecordDetail": {"resultObject": {"0": 1},
                                                        "responseObject": "x"}}}).encode()}[fault]
        headers = {}
        wire = re.fullmatch(r"(cut|line)(\d+)", fault)
        if wire:
            self.cut_at, self.line = (int(wire[2]), None) if wire[1] == "cut" else (None, int(wire[2]))
        if endpoint in DOWNLOADS and status == 200:
            status, content, headers = self.ranged(scenario, content)
        if fault == "reordered" and kind == "application/json":
            content = json.dumps(reversed_members(json.loads(content))).encode()
        elif fault == "huge":
            content += b" " * 5_000_000
        elif fault == "gzip":
            content, headers = bomb(), {"Content-Encoding": "gzip"}
        self.reply(status, content, kind, headers)

    def replay(self, scenario, path):
        query = urlsplit(self.path).query
        exchange, file = scenario.replayed(self.command, path + ("?" + query if query else ""))
        if exchange is None:
            return self.reply(404, json.dumps(answers.ERRORS["404"]).encode())
        if exchange["status"] is None:
            raise Drop(reset=True)
        if path == "/api/features" and exchange["status"] < 300:
            with scenario.lock:
                scenario.billed += 1
                self.entry["billed"] = True
        here = f"{self.server.base}/{quote(scenario.text, safe='=+@')}/replayed/"
        headers = {name.lower(): value.replace(BLOTTED, here) for name, value in exchange["headers"]}
        kept = {name: headers[name] for name in ("location", "retry-after") if name in headers}
        content = base64.b64decode(file) if file else exchange["body"].replace(BLOTTED, here).encode()
        self.reply(exchange["status"], content, headers.get("content-type", ""), kept)

    def note_body(self, endpoint, body):
        """Adds what was sent to the log; returns an upload with its bytes as `data`."""
        upload = self.parse_upload(body) if endpoint == "assets" else None
        if upload:
            self.entry["upload"] = {name: upload[name] for name in upload if name != "data"}
        if endpoint == "features":
            try:
                self.entry["json"] = json.loads(body)
            except ValueError:
                pass
        return upload

    def do_assets(self, scenario, rest, upload, fault):
        if upload is None:
            objection = answers.plain_error("Unexpected field")
            return 400, json.dumps(objection).encode(), "application/json"
        data = upload["data"]
        suffix = upload["filename"].rpartition(".")[2].lower()
        if suffix not in ("png", "jpg", "jpeg", "webp", "gif"):
            return (400, json.dumps(answers.plain_error("file type isn't supported")).encode(),
                    "application/json")
        if len(data) > UPLOAD_LIMIT:
            return 413, json.dumps(answers.ERRORS["413"]).encode(), "application/json"
        with scenario.lock:
            number = len(scenario.uploads)
            name = f"2025_01_01_00_00_00_{number:03}_{upload['filename']}"
            key = "images/" + name
            scenario.uploads[key] = data
            scenario.last_upload = data
        content = answers.asset(upload, number, key)
        return 200, json.dumps(content).encode(), "application/json"

    def do_features(self, scenario, rest, request, fault):
        with scenario.lock:
            objection = answers.check_features(request, scenario.uploads)
        if not objection and fault == "unsafe":
            objection = answers.ERRORS["unsafe"]
        if not objection and fault == "asyncrefused" and request.get("async"):
            objection = answers.ERRORS["asyncrefused"]
        if objection:
            return 400, json.dumps(objection).encode(), "application/json"
        with scenario.lock:
            scenario.working += 1
            scenario.most = max(scenario.most, scenario.working)
            scenario.one_more.notify_all()
            wanted = int(scenario.options.get("meet", 0))
            scenario.one_more.wait_for(lambda: scenario.most >= wanted, 60)
        time.sleep(int(scenario.options.get("delay", 0)) / 1000)
        with scenario.lock:
            scenario.working -= 1
            scenario.billed += 1
            scenario.images += request["promptObject"]["num_images"]
            self.entry["billed"] = True
            number = len(scenario.jobs)
            # readable in a log: the job's number is in the first and the last digits
            name = f"{number:08d}-0000-4000-8000-{number:012d}"
            if fault == "odduuid":
                name = "job:" + name + "=+/ä?#%"
            job = {"uuid": name, "request": request,
                   "fault": fault, "polls": 0, "number": number,
                   "ready": time.monotonic() + int(scenario.options.get("ready", 0)) / 1000}
            scenario.jobs[job["uuid"]] = job
        kind, _, shape = fault.partition("-")
        done = not request.get("async") or fault == "sync" or kind == "done"
        content = json.dumps(self.record(scenario, job, done)).encode()
        if kind in ("shape", "done"):
            content = answers.SHAPES[shape](content.decode())
            if shape == "gzip":
                self.more_headers = {"Content-Encoding": "gzip"}
        return 200, content, "application/json"

    def do_results(self, scenario, rest, nothing, fault):
        with scenario.lock:
            job = scenario.jobs.get(unquote(rest.removeprefix("api/results/")))
            if job is None or fault == "lost":
                return 200, b'{"aiRecord":null}', "application/json"
            if fault == "failure":
                job["fault"] = "failure"
            if fault == "nameless":
                job = {**job, "fault": "failure", "uuid": None}
            if fault in ("other", "othersfailure"):
                job = {**job, "uuid": str(uuid.UUID(int=1))}
            if fault == "othersfailure" or fault.startswith(("status-", "with-")):
                job = {**job, "fault": fault}
            job["polls"] += 1
            done = (job["polls"] > int(scenario.options.get("polls", 0))
                    and time.monotonic() >= job["ready"])
        return 200, json.dumps(self.record(scenario, job, done)).encode(), "application/json"

    def record(self, scenario, job, done):
        size = None
        if done:
            upload = scenario.uploads[job["request"]["promptObject"]["imageUrl"]]
            size = make_result(upload, 0, scenario.options.get("pixels", "nearest2")).size
        with scenario.lock:
            used = scenario.images_told * int(scenario.options.get("price", 0))
            scenario.images_told = scenario.images
        return answers.record(f"{self.server.base}/{scenario.text}/", job, done, size, 4800 + used)

    def do_download(self, scenario, rest, nothing, fault):
        name = re.fullmatch(r"(\d+)_(\d+)_result\.png", rest.rpartition("/")[2])
        with scenario.lock:
            jobs = list(scenario.jobs.values())
            job = jobs[int(name[1])] if name and int(name[1]) < len(jobs) else None
            upload = job and scenario.uploads[job["request"]["promptObject"]["imageUrl"]]
        if job is None:
            return 403, result_file(None, "xml")[1], "application/xml"
        with scenario.lock:
            scenario.fetching += 1
            scenario.most_fetching = max(scenario.most_fetching, scenario.fetching)
        time.sleep(int(scenario.options.get("fetch", 0)) / 1000)
        with scenario.lock:
            scenario.fetching -= 1
        if re.fullmatch(r"kind\d+", fault or ""):
            import picture_kinds  # it needs numpy
            image = make_result(upload, 0, "identity")
            return (200, picture_kinds.kind_of(image, int(fault[4:]) + int(name[2])),
                    "application/octet-stream")
        image = make_result(upload, int(name[2]), scenario.options.get("pixels", "nearest2"))
        kind, content = result_file(image, fault)
        if fault in ("toolong", "endless"):
            self.stream_forever(content, fault == "toolong")
            raise Drop(reset=False)
        return 200, content, kind

    def ranged(self, scenario, content):
        """The whole file or the rest that was asked for, as the option `ranges` says."""
        mode = scenario.options.get("ranges")
        if not mode:
            return 200, content, {}
        with scenario.lock:
            scenario.tags += 1
            tag = f'"{scenario.tags if mode == "changed" else zlib.crc32(content)}"'
        if mode == "date":
            tag = "Mon, 06 Jan 2025 10:00:00 GMT"
        headers = {"Last-Modified" if mode == "date" else "ETag": ("W/" if mode == "weak" else "") + tag}
        wanted = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range") or "")
        if not wanted or mode == "deaf":
            return 200, content, headers
        at = int(wanted[1])
        if mode == "416" or at >= len(content):
            return 416, b"", {"Content-Range": f"bytes */{len(content)}"}
        if self.headers.get("If-Range") != tag:
            return 200, content, headers
        end = len(content)
        return 206, content[at:], headers | {"Content-Range": f"bytes {at}-{end - 1}/{end}"}

    # --- the wire ---

    def read_body(self):
        if self.headers.get("Expect", "").lower() == "100-continue":
            self.send_response_only(100)
            self.end_headers()
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            body = b""
            while True:
                size = int(self.rfile.readline().split(b";")[0], 16)
                body += self.rfile.read(size)
                self.rfile.readline()
                if size == 0:
                    return body
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def parse_upload(self, body):
        boundary = re.search(r'boundary="?([^";]+)', self.headers.get("Content-Type", ""))
        if not boundary:
            return None
        for part in (b"\r\n" + body).split(b"\r\n--" + boundary[1].encode())[1:-1]:
            head, _, data = part.partition(b"\r\n\r\n")
            head = head.decode("utf-8", "replace")
            field = re.search(r'\bname="([^"]*)"', head)
            filename = re.search(r'filename="([^"]*)"', head)
            kind = re.search(r"(?im)^content-type:\s*(\S+)", head)
            if not field or field[1] != "asset" or not filename:
                return None
            upload = {"field": field[1], "filename": filename[1], "size": len(data),
                      "type": kind[1] if kind else None, "data": data, "width": None,
                      "height": None, "mode": None, "format": None, "chunks": []}
            try:
                image = Image.open(io.BytesIO(data))
                upload.update(width=image.width, height=image.height, mode=image.mode,
                              format=image.format)
                if image.format == "PNG":
                    upload["chunks"] = png_chunks(data)
            except OSError:
                pass
            return upload
        return None

    def reply(self, status, content, kind="application/json", headers=None):
        if hasattr(self, "entry"):
            self.entry["status"] = status
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        for name, value in ((headers or {}) | self.__dict__.pop("more_headers", {})).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        if getattr(self, "cut", False):
            self.wfile.write(content[:len(content) // 2])
            raise Drop(reset=False)
        if getattr(self, "cut_at", None) is not None and self.cut_at < len(content):
            self.wfile.write(content[:self.cut_at])
            raise Drop(reset=False)
        if getattr(self, "line", None):
            step = max(1, self.line // 20)
            for at in range(0, len(content), step):
                self.wfile.write(content[at:at + step])
                time.sleep(0.05)
        elif getattr(self, "drip", False):
            step = max(1, len(content) // 30)
            for at in range(0, len(content), step):
                self.wfile.write(content[at:at + step])
                time.sleep(0.1)
        else:
            self.wfile.write(content)
        if getattr(self, "twice", False):
            self.twice = False
            self.reply(status, content, kind, headers)

    def never_end(self, headers):
        """One byte after the other, or one header, until the client leaves."""
        self.entry["status"] = 200
        self.wfile.write(b"HTTP/1.1 200 OK\r\n" if headers else b"HTTP/1.1 200 OK\r\n\r\n")
        end = time.monotonic() + 60
        while time.monotonic() < end:
            self.wfile.write(b"X-Flood: " + b"x" * 1000 + b"\r\n" if headers else b" ")
            if not headers:
                time.sleep(0.05)

    def stream_forever(self, start, announced):
        """A correct beginning, then more bytes than anybody should accept."""
        size = 300 * 1024 * 1024
        self.entry["status"] = 200
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        if announced:
            self.send_header("Content-Length", str(size))
        else:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(start)
        block, sent = b"\0" * 65536, len(start)
        while sent < size:
            self.wfile.write(block[:size - sent])
            sent += len(block)

    def wait_for_close(self):
        self.connection.settimeout(LIFE_S)
        while self.connection.recv(4096):
            pass

    def introspect(self, scenario, rest):
        with scenario.lock:
            if rest == "_log":
                content, kind = json.dumps(scenario.log).encode(), "application/json"
            elif rest == "_billed":
                content, kind = str(scenario.billed).encode(), "text/plain"
            elif rest == "_most":
                content, kind = str(scenario.most).encode(), "text/plain"
            elif rest == "_fetched":
                content, kind = str(scenario.most_fetching).encode(), "text/plain"
            elif rest == "_upload":
                content, kind = scenario.last_upload, "application/octet-stream"
            elif rest == "_hashes":
                hashes = [hashlib.sha256(data).hexdigest() for data in scenario.uploads.values()]
                content, kind = json.dumps(hashes).encode(), "application/json"
            elif rest.startswith("_become/"):
                scenario.become(unquote(rest.partition("/")[2]))
                content, kind = b"", "text/plain"
            else:
                return self.reply(404, b"_log, _billed, _upload or _become", "text/plain")
        self.reply(200, content, kind)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], OSError):  # a client may leave at any time
            super().handle_error(request, client_address)

    def shutdown_request(self, request):
        try:
            super().shutdown_request(request)
        except OSError:
            pass


def tls_context(kind, folder):
    certificates.issue(folder, kind)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(os.path.join(folder, "server.pem"), os.path.join(folder, "server.key"))
    return context


def main():
    parser = argparse.ArgumentParser(description="scripted stand-in for the 1min.ai API")
    parser.add_argument("--tls", nargs=2, metavar=("KIND", "FOLDER"), help="https")
    options = parser.parse_args()
    server = Server(("127.0.0.1", 0), Handler)
    scheme = "http"
    if options.tls:
        scheme = "https"
        server.socket = tls_context(*options.tls).wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False)
    server.base = f"{scheme}://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print("listening on", server.base, flush=True)
    timer = threading.Timer(LIFE_S, os._exit, (1,))
    timer.daemon = True
    timer.start()
    sys.stdin.read()
    os._exit(0)  # threads may hang on purpose, so do not wait for them


if __name__ == "__main__":
    main()
