#!/usr/bin/python3
# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts the test cases of a build folder: `count_results.py FOLDER` prints `passed failed skipped`,
then the name of each case that failed. Reports: FOLDER/results/*.xml (pytest), and for each test in
meson's log the XML that GoogleTest left as FOLDER/<test>.xml. A test that left none, or failed
outside its cases, counts as one case."""

import json
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path


def cases_of(path):
    """(name, outcome) of every case in a report."""
    for case in ElementTree.parse(path).getroot().iter("testcase"):
        name = f"{case.get('classname')}.{case.get('name')}"
        tags = {child.tag for child in case}
        if tags & {"failure", "error"}:
            yield name, "failed"
        elif case.get("status") == "notrun":  # excluded by a filter
            continue
        elif "skipped" in tags or case.get("result") == "skipped":
            yield name, "skipped"
        else:
            yield name, "passed"


def main():
    folder = Path(sys.argv[1])
    cases = [case for path in sorted(folder.glob("results/*.xml")) for case in cases_of(path)]
    log = folder / "meson-logs" / "testlog.json"
    for line in log.read_text().splitlines() if log.exists() else ():
        test = json.loads(line)
        # "project:suite / name", or with newer meson "suite - project:name"
        name = test["name"].rpartition(" ")[2].rpartition(":")[2]
        report = folder / f"{name}.xml"
        found = list(cases_of(report)) if report.exists() else None
        outcome = {"OK": "passed", "EXPECTEDFAIL": "passed", "SKIP": "skipped"}.get(
            test["result"], "failed")
        if found is None:
            cases.append((name, outcome))
            continue
        cases += found
        if outcome == "failed" and all(case[1] != "failed" for case in found):
            cases.append((f"{name}: {test['result']} outside its cases", "failed"))
    print(*(sum(case[1] == kind for case in cases) for kind in ("passed", "failed", "skipped")))
    for name, outcome in cases:
        if outcome == "failed":
            print(name)


if __name__ == "__main__":
    main()
