# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""plugin/packaging/ideogram-upscale-files: odd arguments, and a GIMP that is none or does not answer. With a
real GIMP: tests/e2e/test_batch.py."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PROGRAM = Path(__file__).resolve().parents[2] / "plugin" / "packaging" / "ideogram-upscale-files"
CRASHES = "#!/bin/sh\n[ \"$1\" = --version ] && { echo GIMP 3.2.0; exit; }\necho it broke >&2\nkill -SEGV $$\n"


class FilesProgram(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)
        self.gimp = self.program("gimp", CRASHES)

    def program(self, name, text):
        path = self.folder / name
        path.write_text(text)
        path.chmod(0o755)
        return path

    def call(self, *arguments, gimp=None):
        """(exit status, what it said)"""
        done = subprocess.run([sys.executable, PROGRAM, "--gimp", gimp or self.gimp, *arguments], cwd=self.folder,
                              capture_output=True, text=True, errors="replace", timeout=60, check=False)
        return done.returncode, done.stdout + done.stderr

    def test_what_cannot_be_meant_does_nothing(self):
        for arguments in (["--out", "o", ""], ["--out", "", "a.png"], ["--out", "o"], ["a.png"],
                          ["--out", "o", "--to", "nan", "a.png"], ["--out", "o", "--no-such", "a.png"],
                          ["--out", "o", "--prompt", b"\xff", "a.png"], ["--out", "o", "--name", b"\xff", "a.png"]):
            with self.subTest(arguments=arguments):
                status, said = self.call("--dry-run", *arguments)
                self.assertEqual(status, 2, said)
                self.assertIn("ideogram-upscale-files: error:", said)
                self.assertNotIn("Traceback", said)

    def test_any_file_name_is_passed_on(self):
        status, said = self.call("--dry-run", "--out", "o", "--", "-a.png", b"\xff \"\n.png", "b c.png")
        self.assertEqual(status, 0, said)
        for name in ("/-a.png", "/%FF%20%22%0A.png", "/b%20c.png"):
            self.assertIn(name, said)

    def test_a_gimp_that_is_none_or_crashes(self):
        for gimp in (self.program("no-program", "x\n"), "no-such-gimp", self.folder):
            status, said = self.call("--out", "o", "a.png", gimp=gimp)
            self.assertEqual(status, 2, said)
            self.assertIn("There is no", said)
        status, said = self.call("--out", "o", "a.png")
        self.assertEqual(status, 2, said)
        self.assertIn("it broke", said)


if __name__ == "__main__":
    unittest.main()
