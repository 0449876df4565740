# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exchanges with the service, each of them on the disk before anything looks at it.

An exchange NAME is two files: NAME.json, which is written before the request leaves and again when the
answer has come, and NAME.body with the answer's bytes. Requests that may be repeated are kept as NAME.1,
NAME.2, …
"""

import errno
import http.client
import ipaddress
import json
import os
import socket
import ssl
import sys
import time
import urllib.error
import urllib.request
from urllib.parse import urljoin, urlsplit

REDIRECTS = 5
LARGEST = 256 << 20
# The request did not reach anybody if the connection fails in one of these ways.
NEVER_LEFT = (ConnectionRefusedError, socket.gaierror, ssl.SSLCertVerificationError)
UNREACHABLE = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN)


def is_loopback(url):
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_allowed(url, loopback):
    """https, or plain http on this computer if `loopback`."""
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and parts.username is None and (
            parts.scheme == "https" or (parts.scheme == "http" and loopback and is_loopback(url)))
    except ValueError:
        return False


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments):
        return None


class Exchange:
    """One request and what came of it. `status` is None if no answer came."""

    def __init__(self, folder, about):
        self.folder, self.about = folder, about

    name = property(lambda self: self.about["name"])
    status = property(lambda self: self.about["status"])
    good = property(lambda self: self.about["status"] is not None and 200 <= self.about["status"] < 300)

    def header(self, name):
        return next((value for key, value in self.about["headers"] if key.lower() == name), None)

    @property
    def body(self):
        try:
            return (self.folder / f"{self.name}.body").read_bytes()
        except FileNotFoundError:
            return b""


class Wire:
    def __init__(self, folder, key, api_url, asset_url, agent):
        self.folder, self.key, self.agent = folder, key, agent
        self.api_url, self.asset_url = api_url.rstrip("/"), asset_url.rstrip("/")
        self.loopback = is_loopback(api_url)
        for url in (self.api_url, self.asset_url):
            if not is_allowed(url, self.loopback):
                raise SystemExit("The services' addresses must begin with https:// (http:// on this computer).")
        self.opener = urllib.request.build_opener(
            _NoRedirect(), urllib.request.HTTPSHandler(context=ssl.create_default_context()))
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def all(self):
        """All exchanges in the order in which they began."""
        found = [Exchange(self.folder, json.loads(path.read_text())) for path in self.folder.glob("*.json")]
        return sorted(found, key=lambda exchange: (exchange.about["began"], exchange.name))

    def get(self, name):
        try:
            return Exchange(self.folder, json.loads((self.folder / f"{name}.json").read_text()))
        except FileNotFoundError:
            return None

    def tidy(self):
        """Removes what a killed run had not finished writing. To be called by the only run in the folder."""
        for new in self.folder.glob("*.new"):
            new.unlink()

    def retire(self, name):
        """Gives an exchange that may be repeated another name."""
        number = 1
        while (self.folder / f"{name}.{number}.json").exists():
            number += 1
        about = self.get(name).about | {"name": f"{name}.{number}"}
        if (self.folder / f"{name}.body").exists():
            os.rename(self.folder / f"{name}.body", self.folder / f"{name}.{number}.body")
        self._write(f"{name}.{number}.json", json.dumps(about, indent=1).encode())
        (self.folder / f"{name}.json").unlink()

    def call(self, name, path, content=None, content_type="application/json", request=None, timeout=60):
        """A call of the API, with the key. `request`: what is recorded of the content."""
        return self._send(name, "api", self.api_url + path, content, content_type, request, timeout)

    def fetch(self, name, url, kind):
        """Fetches from any address, without the key, and follows redirects. The last exchange, or None
        for an address that is not allowed. `kind`: asset (below the asset URL) or address."""
        for hop in range(REDIRECTS + 1):
            if not is_allowed(url, self.loopback):
                return None
            exchange = self._send(name + f"-redirected{hop}" * (hop > 0), kind, url, None, None, None, 300)
            target = exchange.header("location")
            if exchange.status not in (301, 302, 303, 307, 308) or not target:
                break
            url, kind = urljoin(url, target), "address"
        return exchange

    def _send(self, name, kind, url, content, content_type, request, timeout):
        # An API call carries the key, downloads never do.
        headers = {"User-Agent": self.agent, "Accept-Encoding": "identity"}
        if kind == "api":
            headers["API-KEY"] = self.key
        if content is not None:
            headers["Content-Type"] = content_type
        about = {"name": name, "kind": kind, "method": "GET" if content is None else "POST", "url": url,
                 "request": request, "began": time.time(), "seconds": None, "status": None, "headers": [],
                 "left": True, "trouble": None}
        # Fails if it exists: two runs in the same folder never make the same call.
        self._write(f"{name}.json", json.dumps(about, indent=1).encode(), put=os.link)
        started = time.monotonic()
        try:
            answer = self._answer(urllib.request.Request(url, content, headers), timeout)
            with answer:
                about |= {"status": answer.status, "headers": self._without_key(answer.headers.items())}
                self._save(about)
                body, about["trouble"] = self._body(answer)
            self._keep(name, body.replace(self.key.encode(), b"[key]"))
        except (OSError, http.client.HTTPException) as error:
            reason = getattr(error, "reason", error)
            about["trouble"] = type(reason).__name__
            about["left"] = not (isinstance(reason, NEVER_LEFT) or
                                 getattr(reason, "errno", None) in UNREACHABLE)
        about["seconds"] = round(time.monotonic() - started, 2)
        self._save(about)
        return Exchange(self.folder, about)

    def _answer(self, request, timeout):
        try:
            return self.opener.open(request, timeout=timeout)
        except urllib.error.HTTPError as error:
            return error

    def _body(self, answer):
        """(all bytes that came, what went wrong)"""
        body = bytearray()
        try:
            while block := answer.read1(1 << 16):
                body += block
                if len(body) > LARGEST:
                    return bytes(body), "more than 256 MiB"
        except (OSError, http.client.HTTPException) as error:
            return bytes(body), type(error).__name__
        announced = answer.headers.get("Content-Length", "")
        broken_off = announced.isdigit() and len(body) < int(announced)
        return bytes(body), "broke off" if broken_off else None

    def _keep(self, name, body):
        try:
            self._write(f"{name}.body", body)
        except OSError:  # the disk is full, say; this may have been paid for
            print(f"The answer {name} cannot be kept:\n{body[:20000].decode(errors='replace')}", file=sys.stderr)
            raise

    def _without_key(self, headers):
        return [[name, value.replace(self.key, "[key]")] for name, value in headers]

    def _save(self, about):
        self._write(f"{about['name']}.json", json.dumps(about, indent=1).encode())

    def _write(self, name, content, put=os.replace):
        new = self.folder / f"{name}.new"
        new.unlink(missing_ok=True)  # one that a killed run left may be the same file as the one it was for
        with open(new, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        put(new, self.folder / name)
        new.unlink(missing_ok=True)
        folder = os.open(self.folder, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
