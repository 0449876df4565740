# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What GIMP and its plug-ins do at each start that no test is about, and how they are spared it: in all
more than half of the time of a test with a small picture."""

import os
import subprocess
from pathlib import Path

# The plug-ins of GIMP that the tests use; GIMP looks after many more, and some of them at each start.
PLUG_INS = ("script-fu", "file-png", "file-jpeg", "file-webp", "file-tiff", "file-pnm",
            "help", "web-browser")
# GEGL loads all its operations in each process, with the libraries that these are for.
UNUSED_OPERATIONS = ("*-load.so", "*-save.so", "*-display.so", "v4l.so")


def make_lean(gimp, folder):
    """By links in a folder that stays where it is: where plug-ins were is part of what GIMP notes about
    them."""
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
    nothing = folder / "nothing"  # Script-Fu of GIMP 3 crashes if there is but one folder of scripts
    nothing.mkdir()
    text += f'(script-fu-path "{folder}:{nothing}")\n'
    rc.write_text(text)
    # plug-ins that read and write files, and Script-Fu, need no operation at all
    (gimp.profile / "environ").mkdir(exist_ok=True)
    (gimp.profile / "environ/lean.env").write_text("GEGL_PATH=\n")


def environment(folder):
    # of what makes a conversion, babl tries no chains: measuring them takes longer than using them
    return {"GEGL_PATH": folder / "operations", "BABL_PATH_LENGTH": "1", "BABL_LUT": "0"}


def directory(variable, package):
    return Path(subprocess.run(["pkg-config", f"--variable={variable}", package], check=True,
                               stdout=subprocess.PIPE, text=True).stdout.strip())


def forget_tables(home):
    """What babl of GIMP 2.10 measured stays in the user's cache. For what it finds there of 8 bits each
    process makes large tables, which takes longer than to measure it anew."""
    cache = home / ".cache/babl/babl-fishes"
    if not cache.exists():
        return
    head, _, text = cache.read_text(encoding="utf-8").partition("\n")
    kept = [entry for entry in text.split("----\n")
            if entry.strip() and not entry.partition("\n")[0].endswith("u8")]
    new = cache.with_suffix(".new")
    new.write_text("\n".join([head, "".join(entry + "----\n" for entry in kept)]), encoding="utf-8")
    os.replace(new, cache)
