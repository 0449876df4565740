#!/usr/bin/python3
# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""tools/lib/check_version.py [--final] [--notes]

Prints the version of meson.build if the first section of CHANGELOG.md and the first release of the
metainfo have it too, else names the file that differs. --final: that section also has a date (Keep a
Changelog: `## [1.2.3] – 2026-01-31`), the metainfo's. --notes: prints that section instead.
"""

import re
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
METAINFO = "plugin/packaging/org.gimp.GIMP.Plugin.IdeogramUpscale.metainfo.xml.in"


def meson_version(text):
    return re.search(r"^  version: '([^']*)'", text, re.MULTILINE)[1]


def changelog_section(text):
    """The first section: its version, its date ("" before the release) and its text."""
    _, heading, body = re.split(r"^## (.*)\n", text, maxsplit=2, flags=re.MULTILINE)[:3]
    unreleased = re.fullmatch(r"\[Unreleased\] – (\S+)", heading)
    released = re.fullmatch(r"\[(\d\S*)\] – (\d{4}-\d\d-\d\d)", heading)
    if not (unreleased or released):
        sys.exit(f"CHANGELOG.md: the first section is called neither '[Unreleased] – VERSION' nor "
                 f"'[VERSION] – DATE', but '{heading}'")
    version, date = released.groups() if released else (unreleased[1], "")
    return version, date, body.strip()


def metainfo_release(text):
    release = ElementTree.fromstring(text).find("releases/release")
    return release.get("version"), release.get("date")


def main(arguments):
    read = {name: (TOP / name).read_text(encoding="utf-8")
            for name in ("meson.build", "CHANGELOG.md", METAINFO)}
    version = meson_version(read["meson.build"])
    changelog_version, changelog_date, notes = changelog_section(read["CHANGELOG.md"])
    release_version, release_date = metainfo_release(read[METAINFO])
    problems = [f"{name} has version {other}, meson.build {version}"
                for name, other in (("CHANGELOG.md", changelog_version), (METAINFO, release_version))
                if other != version]
    if "--final" in arguments and changelog_date != release_date:
        problems.append(f"CHANGELOG.md dates {version} '{changelog_date or 'unreleased'}', "
                        f"{METAINFO} '{release_date}'")
    if problems:
        sys.exit("\n".join(problems))
    print(notes if "--notes" in arguments else version)


if __name__ == "__main__":
    main(sys.argv[1:])
