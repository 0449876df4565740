#!/usr/bin/python3
# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""`matching_tests.py FOLDER WORD` prints a line for each of the build folder's tests that matches
the word: its name and its suites. A GoogleTest program matches if the name of one of its cases
contains the word, any other test if its own name does."""

import fnmatch
import json
import subprocess
import sys
from pathlib import Path


def has_case(command, word):
    """True if a GoogleTest program has a case whose name contains the word."""
    listed = subprocess.run([*command, "--gtest_list_tests", f"--gtest_filter=*{word}*"],
                            capture_output=True, text=True, check=False).stdout
    return any(line.startswith("  ") for line in listed.splitlines())


def main():
    folder, word = sys.argv[1:]
    tests = json.loads((Path(folder) / "meson-info" / "intro-tests.json").read_text(encoding="utf-8"))
    seen = {}
    for test in tests:
        command = tuple(test["cmd"])
        if command not in seen:  # a program may be more than one test
            seen[command] = (has_case(command, word) if test["protocol"] == "gtest"
                             else fnmatch.fnmatchcase(test["name"], f"*{word}*"))
        if seen[command]:
            print(test["name"], *(suite.rpartition(":")[2] for suite in test["suite"]))


if __name__ == "__main__":
    main()
