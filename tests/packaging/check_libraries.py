# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""check_libraries.py [--also NAME,…] PROGRAM…: fails if a program asks for a library that
plugin/packaging/libraries.txt does not list for it. --also: what a sanitized build has besides."""

import re
import subprocess
import sys
from pathlib import Path

LIST = Path(__file__).resolve().parents[2] / "plugin" / "packaging" / "libraries.txt"


def listed():
    """{program: {library}}"""
    lines = [line for line in LIST.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    programs = re.split(r"^(\S+):$", "\n".join(lines), flags=re.MULTILINE)[1:]
    return {name: set(names.split()) for name, names in zip(programs[::2], programs[1::2])}


def needed(program):
    """The program's libraries, "libcurl" for "libcurl.so.4"."""
    output = subprocess.run(["readelf", "-dW", program], check=True, capture_output=True,
                            text=True).stdout
    return {re.sub(r"\.so(\..*)?$", "", name)
            for name in re.findall(r"\(NEEDED\).*\[(.+)\]", output)}


def main(arguments):
    also = set()
    if arguments[:1] == ["--also"]:
        also = set(arguments[1].split(","))
        arguments = arguments[2:]
    trouble = not arguments
    for program in map(Path, arguments):
        found = needed(program)
        if surplus := found - listed()[program.name] - also:
            print(f"{program} asks for {', '.join(sorted(surplus))}; see {LIST}")
        trouble |= bool(surplus) or "libc" not in found
    return trouble


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
