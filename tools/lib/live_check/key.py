# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The key, from the places where the plug-in looks (src/state/key.hpp)."""

import os
import stat
import subprocess
from pathlib import Path


def _key_in(text):
    """The key in a text's first line, or None if that cannot be one."""
    lines = text.strip("\ufeff \t\r\n").splitlines()
    key = lines[0].strip() if lines else ""
    return key if key and all("!" <= letter <= "~" for letter in key) else None


def _from_keyring():
    try:
        found = subprocess.run(["secret-tool", "lookup", "server", "api.1min.ai"], timeout=5, check=False,
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return _key_in(found.stdout.decode("utf-8", "replace"))


def _from_file(path):
    """The key in a file that only its owner can read and write, in a folder that only its owner, or
    root, can write to."""
    try:
        folder, file = path.parent.lstat(), path.lstat()
        private = (stat.S_ISREG(file.st_mode) and stat.S_ISDIR(folder.st_mode) and
                   file.st_uid == os.geteuid() and folder.st_uid in (0, os.geteuid()) and
                   not file.st_mode & 0o077 and not folder.st_mode & 0o022)
        return _key_in(path.read_text()) if private else None
    except (OSError, UnicodeDecodeError):
        return None


def find_key():
    """(key, where it was found), or (None, "")."""
    given = os.environ.get("ONEMIN_API_KEY", "")
    if given:
        return (_key_in(given) if "\n" not in given.strip() else None), "ONEMIN_API_KEY"
    if key := _from_keyring():
        return key, "the desktop's keyring"
    settings = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "GIMP"
    for version in ("3.2", "3.0", "2.10"):
        path = settings / version / "ideogram-upscale" / "key"
        if key := _from_file(path):
            return key, str(path)
    return None, ""
