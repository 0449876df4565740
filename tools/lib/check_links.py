#!/usr/bin/env python3
# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""check_links.py [FILE…]: checks that each relative link of the Markdown files (by default all in git)
leads to a file of the repository, and its anchor to a heading there. Prints those that do not and exits
with 1. Addresses on the web are not checked."""
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

LINK = re.compile(r"!?\[(?:[^\[\]]|\[[^\]]*\])*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
IMAGE_IN_LINK = re.compile(r"!\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")


def slug(heading):
    """The anchor that GitHub gives a heading (its markup taken off)."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    text = re.sub(r"[^\w\- ]", "", text.replace("*", "").lower())
    return text.replace(" ", "-")


def lines_of(text):
    """The lines outside code blocks, with their numbers."""
    fence = ""
    for number, line in enumerate(text.splitlines(), 1):
        mark = re.match(r"\s*(```+|~~~+)", line)
        if mark and (not fence or line.strip().startswith(fence)):
            fence = "" if fence else mark[1]
        elif not fence:
            yield number, line


def anchors(text):
    """All anchors of a Markdown text; the second of the same name ends in -1, as on GitHub."""
    found, seen = set(), {}
    for _, line in lines_of(text):
        if heading := HEADING.match(line):
            name = slug(heading[2])
            found.add(f"{name}-{seen[name]}" if name in seen else name)
            seen[name] = seen.get(name, 0) + 1
        found.update(re.findall(r"<a (?:id|name)=\"([^\"]+)\"", line))
    return found


def links(text):
    """(line, target) of each link and picture."""
    for number, line in lines_of(text):
        plain = re.sub(r"(`+).*?\1", "", line)
        for pattern in (LINK, IMAGE_IN_LINK):
            yield from ((number, match[1]) for match in pattern.finditer(plain))


def trouble_with(target, file):
    """What is wrong with a link in a file; empty: nothing."""
    if re.match(r"[a-z][a-z0-9+.-]*:", target):
        return None
    path, _, anchor = unquote(target).partition("#")
    there = (file.parent / path) if path else file
    if not there.exists():
        return "no such file"
    if not there.resolve().is_relative_to(Path.cwd()):
        return "outside the repository"
    if anchor and there.suffix == ".md" and anchor not in anchors(there.read_text("utf-8")):
        return "no such heading"
    return None


def main():
    files = sys.argv[1:] or subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
        check=True, capture_output=True, text=True).stdout.splitlines()
    count = 0
    wrong = []
    for name in files:
        for number, target in links(Path(name).read_text("utf-8")):
            count += 1
            if trouble := trouble_with(target, Path(name)):
                wrong.append(f"{name}:{number}: {target}: {trouble}")
    print(*wrong, f"{count} links in {len(files)} files, {len(wrong)} wrong", sep="\n")
    return 1 if wrong or not count else 0


if __name__ == "__main__":
    sys.exit(main())
