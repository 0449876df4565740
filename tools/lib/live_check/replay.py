# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""live-replay.json: the exchanges in order, blotted, for tests/contract/fake_service.py (`replay=`).

    {"exchanges": [{"name", "method", "path", "request", "seconds", "status": null if no answer came,
                    "headers": [[name, value]], "body": text | "file": name in files}],
     "files": {name: base64}}

A path is below the API's address, or /images/… below the asset address, or /replayed/… for an address that
an answer names as https://blotted.invalid/…
"""

import base64
import hashlib
import json
from urllib.parse import unquote

from .blot import BLOTTED
from .read import text_of


def is_file(exchange):
    """True for the answer to a download that is no text."""
    if exchange.about["kind"] not in ("asset", "address"):
        return False
    try:
        return "\0" in exchange.body.decode()
    except UnicodeDecodeError:
        return True


def path_of(exchange, wire, blot):
    url, kind = exchange.about["url"], exchange.about["kind"]
    if kind == "address":
        return blot.address(url).replace(BLOTTED, "/replayed/")
    if kind == "asset":
        return "/" + blot.text(unquote(url[len(wire.asset_url):].lstrip("/")))
    return blot.text(url[len(wire.api_url):])


def recording(wire, blot):
    exchanges, files = [], {}
    for exchange in wire.all():
        about = exchange.about
        entry = {"name": exchange.name, "method": about["method"], "path": path_of(exchange, wire, blot),
                 "request": json.loads(blot.text(json.dumps(about["request"]))), "seconds": about["seconds"],
                 "status": exchange.status, "headers": blot.headers(about["headers"], about["url"])}
        if is_file(exchange):
            entry["file"] = hashlib.sha256(exchange.body).hexdigest()[:16]
            files[entry["file"]] = base64.b64encode(exchange.body).decode()
        else:
            entry["body"] = blot.text(text_of(exchange.body))
        exchanges.append(entry)
    return {"exchanges": exchanges, "files": files}
