# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads answers of whatever shape: what a job is called, how it is doing, where its results are."""

import gzip
import json
import re
from dataclasses import dataclass, field

UUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
ADDRESS = r"https?:(?:\\?/){2}(?:\\/|\\u[0-9a-fA-F]{4}|[^\"\s\\<>])+"


def text_of(body):
    """The text of an answer, unpacked if need be. Never fails."""
    if body[:2] == b"\x1f\x8b":
        try:
            body = gzip.decompress(body)
        except (OSError, EOFError):
            pass
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("latin-1")


def _value_of(text):
    """The JSON value at the start of a text, with JSON in strings unfolded; None: there is none."""
    try:
        value, _ = json.JSONDecoder(strict=False).raw_decode(text.lstrip())
    except (ValueError, RecursionError):
        return None
    return _unfolded(value)


def _unfolded(value):
    if isinstance(value, dict):
        return {name: _unfolded(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_unfolded(item) for item in value]
    if isinstance(value, str) and value[:1] in ("{", "["):
        inner = _value_of(value)
        return value if inner is None else inner
    return value


def _members(value):
    """(name without case and underscores, value) of every member, outer ones first."""
    waiting = [value]
    while waiting:
        value = waiting.pop(0)
        if isinstance(value, dict):
            yield from ((name.replace("_", "").lower(), item) for name, item in value.items())
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


@dataclass
class Record:
    """What an answer says of a job. Empty or None: nothing."""
    documented: bool = False  # valid JSON with everything where the documents have it
    null: bool = False  # {"aiRecord": null}
    uuid: str = ""
    status: str = ""
    keys: list = field(default_factory=list)  # relative, of the results
    temporary: str = ""
    urls: list = field(default_factory=list)  # the provider's, one per result
    seeds: list = field(default_factory=list)
    used_credit: float | None = None
    credit_limit: float | None = None

    @property
    def done(self):
        return self.status.upper() in ("SUCCESS", "COMPLETED") or bool(self.keys or self.urls)

    @property
    def failed(self):
        return not self.done and self.status.upper().startswith("FAIL")


def record_of(body):
    text = text_of(body)
    value = _value_of(text)
    record = Record()
    try:
        outer = json.loads(body, parse_constant=lambda name: 1 / 0)["aiRecord"]
        record.null = outer is None
        record.documented = record.null or (isinstance(outer["uuid"], str) and isinstance(outer["status"], str)
                                            and isinstance(outer["aiRecordDetail"], dict))
    except (ValueError, KeyError, TypeError, ZeroDivisionError, RecursionError):
        pass
    if value is None:  # no JSON: what can be found in its text
        found = re.search(rf'"(?:uuid|id)\\*"\s*:\s*\\*"({UUID})', text)
        record.uuid = found[1] if found else ""
        return record
    members = list(_members(value))

    def first(name, kind):
        return next((item for key, item in members if key == name and isinstance(item, kind)
                     and not isinstance(item, bool)), None)
    record.uuid = str(first("uuid", (str, int)) or first("id", (str, int)) or "")
    record.status = first("status", str) or ""
    results = first("resultobject", (list, str)) or []
    record.keys = [key for key in ([results] if isinstance(results, str) else results) if isinstance(key, str)]
    record.temporary = first("temporaryurl", str) or ""
    data = first("data", list) or []
    record.urls = [item["url"] for item in data if isinstance(item, dict) and isinstance(item.get("url"), str)]
    record.seeds = [item["seed"] for item in data if isinstance(item, dict) and isinstance(item.get("seed"), int)]
    record.used_credit = first("usedcredit", (int, float))
    record.credit_limit = first("creditlimit", (int, float))
    return record


def asset_path(body):
    """The path that names an upload, or None."""
    members = list(_members(_value_of(text_of(body))))
    return next((item for name in ("path", "key") for key, item in members
                 if key == name and isinstance(item, str) and item), None)
