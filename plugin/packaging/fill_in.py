#!/usr/bin/python3
# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""fill_in.py RELEASE TEMPLATE OUTPUT
Writes the template with the values of RELEASE (release.txt) for `@homepage@` and so on. A line whose
value is empty is left out.

fill_in.py --check RELEASE
Names what a release lacks there, and exits with 1."""

import re
import sys
from pathlib import Path
from xml.sax.saxutils import escape

PAGE = r"https://[^\s/@]+\.[^\s/@]+(/\S*)?"
KINDS = {"maintainer": r"[^<>@]+ <[^\s<>@]+@[^\s<>@]+\.[^\s<>@]+>",
         "developer_id": r"[a-z0-9_]+(\.[a-z0-9_]+)+", "homepage": PAGE, "bug_tracker": PAGE, "repository": PAGE}


def values(text):
    """{name: value} of a release.txt: lines `name = value`, and comments."""
    found = {}
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            name, _, value = (part.strip() for part in line.partition("="))
            found[name] = value
    return found


def problems(found):
    """What a release cannot be made with, a sentence each."""
    for name in sorted(found.keys() - KINDS.keys()):
        yield f"'{name}' is no name that is known"
    for name, kind in KINDS.items():
        value = found.get(name, "")
        if not value:
            yield f"{name} is missing"
        elif not re.fullmatch(kind, value):
            yield f"{name} has another form: '{value}'"
        elif re.search(r"\bexample\b|\.(invalid|test)\b", value):
            yield f"{name} is a test value: '{value}'"


def filled_in(template, found, quote=str):
    """The template with the values; `quote` is what makes text of them there."""
    lines = []
    for line in template.splitlines(keepends=True):
        names = re.findall(r"@([a-z_]+)@", line)
        if all(found[name] for name in names):
            lines.append(re.sub(r"@([a-z_]+)@", lambda match: quote(found[match[1]]), line))
    return "".join(lines)


def main(arguments):
    if len(arguments) == 2 and arguments[0] == "--check":
        release = arguments[1]
        found = list(problems(values(Path(release).read_text(encoding="utf-8"))))
        for problem in found:
            print(f"{release}: {problem}")
        return bool(found)
    if len(arguments) != 3:
        sys.exit(__doc__)
    release, template, output = map(Path, arguments)
    text = filled_in(template.read_text(encoding="utf-8"), values(release.read_text(encoding="utf-8")),
                     escape if ".xml" in template.suffixes else str)
    output.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
