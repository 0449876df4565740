# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The checks of tools/install-for-me before it builds, and what it removes. With a private home folder
and a `gimp` that only prints its version."""

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

COMMAND = Path(__file__).resolve().parents[2] / "tools" / "install-for-me"


class InstallForMe(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.home = Path(temporary.name) / "home"
        self.programs = Path(temporary.name) / "bin"
        self.home.mkdir()
        self.programs.mkdir()
        for program in Path("/usr/bin").iterdir():
            if not program.name.startswith("gimp"):
                (self.programs / program.name).symlink_to(program)

    def have_gimp(self, version):
        gimp = self.programs / "gimp"
        gimp.write_text(f"#!/bin/sh\necho 'GNU Image Manipulation Program version {version}'\n")
        gimp.chmod(0o755)

    def write(self, path, text=""):
        path = self.home / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def run_it(self, *arguments):
        """(exit status, all output as one line)"""
        done = subprocess.run([COMMAND, *arguments], text=True, stdin=subprocess.DEVNULL,
                              env={"HOME": str(self.home), "PATH": str(self.programs)},
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        return done.returncode, " ".join(done.stdout.split())

    def refused(self, *arguments):
        status, output = self.run_it(*arguments)
        self.assertEqual(status, 1, output)
        return output

    def test_needs_a_gimp(self):
        self.assertIn("There is no GIMP", self.refused())
        self.have_gimp("2.8.22")
        self.assertIn("This is GIMP 2.8; the plug-in needs 2.10", self.refused())

    def test_a_gimp_with_its_own_libraries_is_refused(self):
        self.write(".local/share/flatpak/app/org.gimp.GIMP/current")
        self.write("Downloads/GIMP-3.2.6-x86_64.AppImage")
        self.assertIn("Your GIMP (Flatpak AppImage) brings its own libraries", self.refused())

    def test_a_second_gimp_reads_the_same_folder(self):
        self.write(".local/share/flatpak/app/org.gimp.GIMP/current")
        self.write(".config/GIMP/3.2/gimprc", '(plug-in-path "/elsewhere")\n')
        self.have_gimp("3.2.6")
        output = self.refused("--remove")
        self.assertIn("Note: your other GIMP (Flatpak) reads the same folder.", output)
        self.assertIn("gimprc sets its own plug-in-path", output)
        self.have_gimp("2.10.34")  # only its own folder is read
        self.assertNotIn("Note:", self.refused("--remove"))

    def test_a_copy_made_by_hand_is_left_alone(self):
        self.have_gimp("3.0.4")
        copy = self.write(".config/GIMP/3.0/plug-ins/ideogram-upscale/ideogram-upscale", "by hand")
        for arguments in ([], ["--remove"]):
            self.assertIn("not install", self.refused(*arguments))
            self.assertEqual(copy.read_text(), "by hand")

    def test_removes_what_it_installed(self):
        self.have_gimp("2.10.34")
        folder = ".config/GIMP/2.10/plug-ins/ideogram-upscale"
        ours = [self.write(f"{folder}/{name}") for name in ("ideogram-upscale", "local/engine")]
        ours.append(self.write(".local/share/metainfo/ours.xml"))
        picture = self.write(f"{folder}/help/pictures/window.png")
        ours += [picture.parent, picture]  # Meson also lists the folders that it copies
        others = [self.write(".local/share/metainfo/other.xml"),
                  self.write(".config/GIMP/2.10/plug-ins/other/other")]
        record = "".join(f"{path}\n" for path in ours)
        ours.append(self.write(f"{folder}/installed-files", record))
        self.assertEqual(self.run_it("--remove"), (0, ""))
        self.assertFalse((self.home / folder).exists())
        # the user's own files stay, and a message says so
        others.append(self.write(f"{folder}/notes"))
        ours.append(self.write(f"{folder}/installed-files", record))
        status, output = self.run_it("--remove")
        self.assertEqual(status, 0, output)
        self.assertIn("not from this command", output)
        self.assertEqual([path for path in ours if path.exists()], [])
        self.assertEqual([path for path in others if not path.exists()], [])


if __name__ == "__main__":
    unittest.main()
