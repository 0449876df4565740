# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""tools/install-for-me but for the build, and what it removes: with a home folder of its own, a `gimp`
that only says its version, and a `meson` that only installs."""

import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

TOOLS = Path(__file__).resolve().parents[2] / "tools"
PLUG_IN = ".config/GIMP/3.0/plug-ins/ideogram-upscale"
CATALOGUE = "org.gimp.GIMP.Plugin.IdeogramUpscale"

# What Meson does of itself: it makes folders that it does not note, and notes those that it copies.
MESON = """#!/bin/sh -e
case $1 in
  setup)
    mkdir -p "$2/meson-logs"
    for word; do case $word in -Dplug_in_dir=*) echo "${word#*=}" >"$2/where" ;; esac; done ;;
  install)
    plug_in=$(cat "$3/where")/ideogram-upscale metainfo=$HOME/.local/share/metainfo/CATALOGUE.metainfo.xml
    scripts=$(dirname "$(cat "$3/where")")/scripts
    mkdir -p "$plug_in/locale/de" "$plug_in/help/en" "$scripts" "${metainfo%/*}"
    echo '# a comment' >"$3/meson-logs/install-log.txt"
    for file in "$plug_in/ideogram-upscale" "$plug_in/locale/de/a.mo" "$plug_in/help/en/a.html" "$scripts/ideogram-upscale.scm" "$metainfo"; do
      touch "$file"
      [ "$file" != "$plug_in/help/en/a.html" ] || echo "$plug_in/help/en" >>"$3/meson-logs/install-log.txt"
      echo "$file" >>"$3/meson-logs/install-log.txt"
    done ;;
esac
""".replace("CATALOGUE", CATALOGUE)


class InstallForMe(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.home = Path(temporary.name) / "home"
        self.programs = Path(temporary.name) / "bin"
        shutil.copytree(TOOLS, Path(temporary.name) / "tools")
        self.command = Path(temporary.name) / "tools" / "install-for-me"
        self.home.mkdir()
        self.programs.mkdir()
        for program in Path("/usr/bin").iterdir():
            if not program.name.startswith("gimp"):
                (self.programs / program.name).symlink_to(program)

    def have_program(self, name, text):
        program = self.programs / name
        program.unlink(missing_ok=True)
        program.write_text(text)
        program.chmod(0o755)

    def have_gimp(self, version):
        self.have_program("gimp", f"#!/bin/sh\necho 'GNU Image Manipulation Program version {version}'\n")

    def files(self):
        return sorted(str(path.relative_to(self.home)) for path in self.home.rglob("*"))

    def write(self, path, text=""):
        path = self.home / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def run_it(self, *arguments, home=None):
        """(exit status, all output as one line)"""
        done = subprocess.run([self.command, *arguments], text=True, stdin=subprocess.DEVNULL,
                              env={"HOME": str(home or self.home), "PATH": str(self.programs)},
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        return done.returncode, " ".join(done.stdout.split())

    def refused(self, *arguments, home=None):
        status, output = self.run_it(*arguments, home=home)
        self.assertEqual(status, 1, output)
        return output

    def test_needs_a_gimp(self):
        self.assertIn("There is no GIMP", self.refused())
        self.have_gimp("2.8.22")
        self.assertIn("This is GIMP 2.8; the plug-in needs 2.10", self.refused())

    def test_a_gimp_with_its_own_libraries_does_not_do(self):
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
        self.have_gimp("2.10.34")  # whose folder only it reads
        self.assertNotIn("Note:", self.refused("--remove"))

    def test_a_copy_made_by_hand_is_left_alone(self):
        self.have_gimp("3.0.4")
        copy = self.write(".config/GIMP/3.0/plug-ins/ideogram-upscale/ideogram-upscale", "by hand")
        for arguments in ([], ["--remove"]):
            self.assertIn("not install", self.refused(*arguments))
            self.assertEqual(copy.read_text(), "by hand")

    def test_words(self):
        status, output = self.run_it("--help")
        self.assertEqual(status, 0, output)
        self.assertIn("usage:", output)
        self.have_gimp("3.0.4")
        for arguments in (["--remove", "3.0"], ["--remove", ""], ["remove"], [""], ["--help", "me"]):
            self.assertIn("usage:", self.refused(*arguments))

    def test_a_home_folder_of_somebody_else_is_left_alone(self):
        self.have_gimp("3.0.4")
        home = Path("/usr") # root's
        if os.geteuid() == 0:
            home = self.home
            self.write(f"{PLUG_IN}/installed-files")
            os.chown(home, 65534, 65534)
        for arguments in ([], ["--remove"]):
            self.assertIn("Run this as the user who works with GIMP", self.refused(*arguments, home=home))

    @unittest.skipIf(os.geteuid(), "only root can give a folder away")
    def test_a_profile_of_somebody_else_is_left_alone(self):
        self.have_gimp("3.0.4")
        record = self.write(f"{PLUG_IN}/installed-files")
        os.chown(record.parent, 65534, 65534)
        self.assertIn("belongs to", self.refused("--remove"))
        self.assertTrue(record.exists())

    def test_what_is_not_the_plug_ins_is_not_removed(self):
        self.have_gimp("3.0.4")
        others = [self.write(name) for name in ("photo.png", "photos/photo.png", "empty/photo.png")]
        others[2].unlink()
        others[2] = others[2].parent
        outside = [self.home / "photo.png", self.home / PLUG_IN / "../../../../../photo.png",
                   self.home / PLUG_IN / "linked/photo.png", self.home / "empty",
                   self.home / PLUG_IN / "linked/../../../../../../photo.png", Path("photo.png")]
        link = self.home / PLUG_IN / "linked"
        link.parent.mkdir(parents=True)
        link.symlink_to(self.home / "photos")
        ours = self.write(f"{PLUG_IN}/local/engine")
        self.write(f"{PLUG_IN}/installed-files", "".join(f"{path}\n" for path in [*outside, ours]))
        status, output = self.run_it("--remove")
        self.assertEqual(status, 0, output)
        self.assertEqual(output.count("Not removed"), len(outside), output)
        self.assertEqual([path for path in others if not path.exists()], [])
        self.assertFalse(ours.exists())
        self.assertTrue(link.is_symlink())
        # a link on the record is removed itself, not what it leads to
        self.write(f"{PLUG_IN}/installed-files", f"{link}\n")
        self.assertEqual(self.run_it("--remove"), (0, ""))
        self.assertFalse((self.home / PLUG_IN).exists())
        self.assertEqual([path for path in others if not path.exists()], [])

    def test_a_linked_record_or_folder_is_left_alone(self):
        self.have_gimp("3.0.4")
        elsewhere = self.write("elsewhere/installed-files")
        folder = self.home / PLUG_IN
        folder.parent.mkdir(parents=True)
        folder.symlink_to(elsewhere.parent)
        self.assertIn("not installed by this command", self.refused("--remove"))
        folder.unlink()
        folder.mkdir()
        (folder / "installed-files").symlink_to(elsewhere)
        self.assertIn("not installed by this command", self.refused("--remove"))
        self.assertTrue(elsewhere.exists())

    def test_the_folders_that_it_made_are_gone(self):
        self.have_gimp("3.0.4")
        made = [self.home / PLUG_IN]
        while made[0].parent != self.home:
            made.insert(0, made[0].parent)
        share = self.home / ".local/share"
        made += [share, share / "metainfo"]
        program = self.write(f"{PLUG_IN}/ideogram-upscale")
        entry = self.write(f".local/share/metainfo/{CATALOGUE}.metainfo.xml")
        kept = self.write(".local/state/ideogram-upscale/log")
        self.write(f"{PLUG_IN}/installed-files",
                   "".join(f"{path}\n" for path in [*made, program, entry]))
        self.assertEqual(self.run_it("--remove"), (0, ""))
        self.assertEqual([path for path in made if path.exists()], [])
        self.assertTrue(kept.exists())

    def test_home_is_as_before(self):
        self.have_gimp("3.0.4")
        self.have_program("meson", MESON)
        self.have_program("ninja", "#!/bin/sh\n")
        self.have_program("pkg-config", "#!/bin/sh\n")
        self.have_program("dpkg-query", "#!/bin/sh\nfor name; do echo \"$name installed\"; done\n")
        self.write(".config/GIMP/3.0/gimprc")
        before = self.files()
        for _ in range(2): # the second replaces the first
            status, output = self.run_it()
            self.assertEqual(status, 0, output)
            self.assertIn("Installed in", output)
            installed = self.files()
            for name in (f"{PLUG_IN}/ideogram-upscale", f"{PLUG_IN}/locale/de/a.mo",
                         ".config/GIMP/3.0/scripts/ideogram-upscale.scm",
                         f".local/share/metainfo/{CATALOGUE}.metainfo.xml"):
                self.assertIn(name, installed)
        self.assertEqual(self.run_it("--remove"), (0, ""))
        self.assertEqual(self.files(), before)

    def test_removes_what_it_installed(self):
        self.have_gimp("2.10.34")
        folder = ".config/GIMP/2.10/plug-ins/ideogram-upscale"
        ours = [self.write(f"{folder}/{name}") for name in ("ideogram-upscale", "local/engine")]
        ours.append(self.write(f".local/share/metainfo/{CATALOGUE}.metainfo.xml"))
        picture = self.write(f"{folder}/help/pictures/window.png")
        ours += [picture.parent, picture]  # Meson notes the folders that it copies, too
        others = [self.write(".local/share/metainfo/other.xml"),
                  self.write(".config/GIMP/2.10/plug-ins/other/other")]
        gone = self.home / folder / "locale/de/a.mo"  # somebody deleted it before
        record = "".join(f"{path}\n" for path in [*ours, gone])
        ours.append(self.write(f"{folder}/installed-files", record))
        self.assertEqual(self.run_it("--remove"), (0, ""))
        self.assertFalse((self.home / folder).exists())
        # what the user put there stays, and it is said
        others.append(self.write(f"{folder}/notes"))
        ours.append(self.write(f"{folder}/installed-files", record))
        status, output = self.run_it("--remove")
        self.assertEqual(status, 0, output)
        self.assertIn("not from this command", output)
        self.assertEqual([path for path in ours if path.exists()], [])
        self.assertEqual([path for path in others if not path.exists()], [])


if __name__ == "__main__":
    unittest.main()
