# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Saves GIMP and its plug-ins work at each start that no test is about. With a small picture that
work takes more than half of the time of a test."""

import os
import subprocess
from pathlib import Path

# The plug-ins of GIMP that the tests use. GIMP checks many more, and some of them at each start.
PLUG_INS = ("script-fu", "file-png", "file-jpeg", "file-webp", "file-tiff", "file-pnm", "file-psd",
            "help", "web-browser")
# GEGL loads all operations into each process, together with the libraries that these need.
UNUSED_OPERATIONS = ("*-load.so", "*-save.so", "*-display.so", "v4l.so")


def make_lean(gimp, folder):
    """Links what is needed into a folder. The folder must stay in its place, because GIMP remembers the
    paths of plug-ins."""
    operations = folder / "operations"
    operations.mkdir(parents=True)
    for operation in directory("pluginsdir", "gegl-0.4").glob("*.so"):
        if not any(operation.match(unused) for unused in UNUSED_OPERATIONS):
            (operations / operation.name).symlink_to(operation)
    version = "gimp-2.0" if gimp.major < 3 else "gimp-3.0"
    for name in PLUG_INS:
        (folder / name).symlink_to(directory("gimplibdir", version) / "plug-ins" / name)
    rc = gimp.profile / "gimprc"
    text = rc.read_text().replace("${gimp_plug_in_dir}/plug-ins", str(folder))
    scripts = directory("gimpdatadir", version) / "scripts"
    for needed in [*scripts.glob("*.init"), *scripts.glob("scriptfu-init")]:
        (folder / needed.name).symlink_to(needed)
    nothing = folder / "nothing"  # Script-Fu of GIMP 3 crashes if there is only one folder of scripts
    nothing.mkdir()
    text += f'(script-fu-path "{folder}:{nothing}")\n'
    rc.write_text(text)
    # Script-Fu and plug-ins that read and write files need no operation at all.
    (gimp.profile / "environ").mkdir(exist_ok=True)
    (gimp.profile / "environ/lean.env").write_text("GEGL_PATH=\n")


def environment(folder):
    # babl may not try chains of conversions: measuring them takes longer than using a slower one.
    return {"GEGL_PATH": folder / "operations", "BABL_PATH_LENGTH": "1", "BABL_LUT": "0"}


def directory(variable, package):
    return Path(subprocess.run(["pkg-config", f"--variable={variable}", package], check=True,
                               stdout=subprocess.PIPE, text=True).stdout.strip())


def forget_tables(home):
    """Removes the 8-bit conversions from the cache in which babl of GIMP 2.10 keeps its measurements. For
    each of them every process would make a large table, which takes longer than measuring again."""
    cache = home / ".cache/babl/babl-fishes"
    if not cache.exists():
        return
    head, _, text = cache.read_text(encoding="utf-8").partition("\n")
    kept = [entry for entry in text.split("----\n")
            if entry.strip() and not entry.partition("\n")[0].endswith("u8")]
    new = cache.with_suffix(".new")
    new.write_text("\n".join([head, "".join(entry + "----\n" for entry in kept)]), encoding="utf-8")
    os.replace(new, cache)
