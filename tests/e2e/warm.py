# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""babl measures its conversions at each start of GIMP, a second's work, unless it finds in the user's
cache what it measured before. GIMP 2.10 leaves it there. GIMP 3 ends too abruptly for it: here its
first start is helped, and the tests start from what that left."""

import os
import subprocess

STORE = """
extern void babl_exit(void) __attribute__((weak));
extern char *program_invocation_short_name;
__attribute__((destructor)) static void store(void) {
    /* it counts how often it was opened */
    if (babl_exit && program_invocation_short_name[0] == 'g')
        for (int i = 0; i < 20; ++i) babl_exit();
}
"""


def helper(folder):
    """The environment of a first start that leaves the cache."""
    source, library = folder / "store.c", folder / "store.so"
    source.write_text(STORE, encoding="ascii")
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", library, source], check=True)
    return {"LD_PRELOAD": library}


def without_tables(home):
    """Some versions make large tables for what they find of 8 bits, which takes longer than to measure
    it: it is left out."""
    cache = home / ".cache/babl/babl-fishes"
    head, _, text = cache.read_text(encoding="utf-8").partition("\n")
    kept = [entry for entry in text.split("----\n")
            if entry.strip() and not entry.partition("\n")[0].endswith("u8")]
    new = cache.with_suffix(".new")
    new.write_text("\n".join([head, "".join(entry + "----\n" for entry in kept)]), encoding="utf-8")
    os.replace(new, cache)
