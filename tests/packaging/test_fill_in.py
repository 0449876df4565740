# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""plugin/packaging/fill_in.py: what it writes, and what it refuses to make a release with."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
PACKAGING = TOP / "plugin" / "packaging"
TEST_VALUES = TOP / "tests" / "packaging" / "release.txt"
GOOD = {"maintainer": "A & B <ab@upscale.net>", "developer_id": "net.upscale", "homepage": "https://upscale.net",
        "bug_tracker": "https://upscale.net/issues", "repository": "https://upscale.net/a.git"}


class FillIn(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)

    def release(self, **values):
        path = self.folder / "release.txt"
        path.write_text("# a = comment\n\n" + "".join(f"{name} = {value}\n" for name, value in values.items()))
        return path

    def run_it(self, *arguments):
        """(exit status, output)"""
        done = subprocess.run([sys.executable, PACKAGING / "fill_in.py", *arguments], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        return done.returncode, done.stdout

    def filled(self, name, text, release):
        (self.folder / name).write_text(text)
        status, output = self.run_it(release, self.folder / name, self.folder / "output")
        self.assertEqual((status, output), (0, ""))
        return (self.folder / "output").read_text()

    def test_values_take_their_places(self):
        text = "Name: x\nMaintainer: @maintainer@\nHomepage: @homepage@\n"
        self.assertEqual(self.filled("control", text, self.release(**GOOD)),
                         "Name: x\nMaintainer: A & B <ab@upscale.net>\nHomepage: https://upscale.net\n")
        self.assertEqual(self.filled("control", text, self.release(maintainer="", homepage="h")),
                         "Name: x\nHomepage: h\n")

    def test_xml_stays_xml(self):
        self.assertEqual(self.filled("a.xml.in", "<m>@maintainer@</m>\n", self.release(**GOOD)),
                         "<m>A &amp; B &lt;ab@upscale.net&gt;</m>\n")

    def test_a_name_that_is_not_there(self):
        (self.folder / "control").write_text("Maintainer: @maintainr@\n")
        status, output = self.run_it(self.release(**GOOD), self.folder / "control", self.folder / "output")
        self.assertEqual(status, 1)
        self.assertIn("maintainr", output)

    def test_what_a_release_needs(self):
        self.assertEqual(self.run_it("--check", self.release(**GOOD)), (0, ""))
        for name, value in [("maintainer", ""), ("maintainer", "ab@upscale.net"), ("maintainer", "A <ab@upscale>"),
                            ("homepage", ""), ("homepage", "http://upscale.net"), ("bug_tracker", "upscale.net"),
                            ("repository", "https://example.org/a"), ("maintainer", "A <a@mail.example.com>"),
                            ("homepage", "https://upscale.invalid/"), ("developer_id", "Upscale"), ("home_page", "https://upscale.net")]:
            status, output = self.run_it("--check", self.release(**GOOD | {name: value}))
            self.assertEqual((status, output.count("\n"), name in output), (1, 1, True), (value, output))

    def test_test_values_are_for_every_name_and_make_no_release(self):
        status, output = self.run_it("--check", TEST_VALUES)
        self.assertEqual((status, output.count("is a test value")), (1, len(GOOD)), output)

    def test_what_is_filled_in_is_the_projects(self):
        """Every template takes the values, and knows no other address of the project."""
        templates = [PACKAGING / "debian" / "control", PACKAGING / "debian" / "copyright",
                     *PACKAGING.glob("*.metainfo.xml.in")]
        self.assertEqual(len(templates), 3)
        for template in templates:
            text = template.read_text(encoding="utf-8")
            self.assertIn("@homepage@" if template.name != "copyright" else "@repository@", text)
            self.assertNotIn("example.", text)
            self.assertNotRegex(self.filled(template.name, text, TEST_VALUES), "@[a-z_]+@")


if __name__ == "__main__":
    unittest.main()
