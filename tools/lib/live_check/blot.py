# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes out of texts what must not be shown: the key, addresses, names of jobs, uploads and accounts.

The same thing has the same name in its place each time, so a client can work with blotted answers:
https://blotted.invalid/3/images/2.png for an address, images/2.png for an upload or a result.
"""

import re
from urllib.parse import urljoin

from .read import ADDRESS, UUID

BLOTTED = "https://blotted.invalid/"
NIL = "00000000-0000-0000-0000-000000000000"
_PATH = r"\"((?:[^\"\s\\/:]+/)+[^\"\s\\/:]+\.(?:png|jpe?g|webp|gif|avif))\\*\""
_ACCOUNT = r"((?:\\*\")(?:[a-z_-]*(?:user|team|account|member)[_-]?(?:id|name)|[a-z_-]*email|[a-z_-]*token)\\*\"\s*:\s*\\*\")[^\"\\]*"
_ACCOUNT_OBJECT = r"(\"(?:team_?user|user|team|account)\\*\"\s*:\s*\{)([^{}]*)"
_EMAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_S3 = r"(<(RequestId|HostId|Key|Resource|AWSAccessKeyId|StringToSign\w*|CanonicalRequest\w*)>)[^<]*"
_LIFE = r"(?<=[?&])(?:x-amz-expires|expires|exp)=\d+"
# What a header says is shown for these alone.
_HEADERS = re.compile(r"content-|x-ratelimit|ratelimit|cache-control|cf-cache-status|(server|date|retry-after|"
                      r"expires|age|accept-ranges|last-modified|via|connection)$", re.IGNORECASE)


class Blot:
    def __init__(self, key):
        self.key, self.paths, self.addresses, self.names = key, {}, {}, {}

    def learn(self, text):
        """Takes note of the paths of uploads and results in an answer, before any text is blotted."""
        for path in re.findall(_PATH, text):
            self.path(path)

    def path(self, path):
        if path not in self.paths:
            self.paths[path] = f"images/{len(self.paths) + 1}.{path.rpartition('.')[2]}"
        return self.paths[path]

    def text(self, text):
        if self.key:
            text = text.replace(self.key, "[key]")
        text = re.sub(ADDRESS, lambda found: self.address(found[0]), text)
        text = re.sub(_ACCOUNT, r"\1[account]", text, flags=re.IGNORECASE)
        text = re.sub(_ACCOUNT_OBJECT, lambda found: found[1] + re.sub(
            r"(:\s*\\*\")[^\"\\]*", r"\1[account]", found[2]), text, flags=re.IGNORECASE)
        text = re.sub(r"(but the )(?:(?!only has).)+?((?: team)? only has)", r"\1[account]\2", text)
        text = re.sub(_EMAIL, "[e-mail]", text)
        text = re.sub(_S3, r"\1[blotted]", text)
        for path in sorted(self.paths, key=len, reverse=True):
            text = text.replace(path, self.paths[path])
            text = text.replace(path.rpartition("/")[2], self.paths[path].rpartition("/")[2])
        return re.sub(UUID, lambda found: self._name(found[0]), text)

    def address(self, url):
        """What stands for an address. It still has the path of the result that it names, and its life."""
        plain = url.replace("\\/", "/").replace("\\u0026", "&")
        if plain.startswith(BLOTTED):
            return url
        number = self.addresses.setdefault(plain, len(self.addresses) + 1)
        named = next((self.paths[path] for path in self.paths if path in plain), "")
        lives = "&".join(re.findall(_LIFE, plain, re.IGNORECASE))
        return f"{BLOTTED}{number}/{named}{'?' if lives else ''}{lives}"

    def _name(self, uuid):
        if uuid == NIL or uuid.startswith("00000000-0000-4000-8000-"):
            return uuid
        return self.names.setdefault(uuid, f"00000000-0000-4000-8000-{len(self.names) + 1:012}")

    def headers(self, headers, url):
        """The headers of an answer from that address."""
        return [[name, self.address(urljoin(url, value)) if name.lower() == "location" else
                 self.text(value) if _HEADERS.match(name) else "[blotted]"] for name, value in headers]
