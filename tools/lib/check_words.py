#!/usr/bin/python3
# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that errors stay facts until they are put into words in plugin/common/words/: an Error
contains no translated text (Error::detail is English, for the log; what the user must read is a
Reason), its detail is never translated, and no decision compares translated texts."""
import re
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
WORDS = TOP / "plugin/common/words"
TRANSLATED = r"\b(?:_|N_|gettext|dgettext|ngettext|dngettext)\("

RULES = {
    "a translated text in an error": re.compile(
        rf"(?:\bErrorKind::|\bReason::|\bError\{{|\bdetail\s*\+?=)[^;]*?{TRANSLATED}"),
    "a translated detail": re.compile(rf"{TRANSLATED}[^;\")]*\bdetail\b"),
    "a comparison with a translated text": re.compile(
        rf"[=!]=\s*(?:std::string\()?{TRANSLATED}|\bfind\(\s*{TRANSLATED}"
        rf"|\b(?:starts|ends)_with\(\s*{TRANSLATED}|{TRANSLATED}\s*\"[^\"]*\"\s*\)\s*[=!]="),
}


def statements(text):
    """Each with the number of its first line; comments and labels of switches left out."""
    text = re.sub(r"//[^\n]*|/\*.*?\*/", lambda found: re.sub(r"[^\n]", " ", found.group()), text, flags=re.S)
    text = re.sub(r"\bcase (?:ErrorKind|Reason)::\w+:", lambda found: " " * len(found.group()), text)
    start = 0
    for end in re.finditer(r";(?=(?:[^\"\n]|\"(?:\\.|[^\"\\\n])*\")*$)", text, re.M):
        yield text.count("\n", 0, start) + 1, text[start:end.end()]
        start = end.end()


def trouble(text):
    for number, statement in statements(text):
        for what, pattern in RULES.items():
            if found := pattern.search(statement):
                yield number + statement.count("\n", 0, found.start()), what


def main():
    bad = [f"{file.relative_to(TOP)}:{number}: {what}"
           for top in ("src", "plugin") for file in sorted((TOP / top).rglob("*.[ch]pp"))
           if WORDS not in file.parents for number, what in trouble(file.read_text(encoding="utf-8"))]
    print("\n".join(bad) or "errors are facts: no words outside plugin/common/words")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
