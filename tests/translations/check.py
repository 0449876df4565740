# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""check.py [LANGUAGE…]: checks that po/*.po are complete, up to date and usable by keyboard. Prints faults.

Proves: every text of the sources is translated, nothing is outdated, formats and plural forms are
right (msgfmt --check), no letter after Alt is taken twice in a window, GIMP's own included.
It does not prove that a translation reads well.
"""
import os
import re
import subprocess
import sys
import tempfile

import polib

SOURCE = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
GIMP_LOCALES = "/usr/share/locale"

# The texts that Alt can reach at the same time. Every text with a mnemonic must be in one list.
PARAMETERS = ["_Prompt", "_Variations", "_Magic prompt", "Resem_blance", "_Detail", "S_eed",
              "Reg_ion", "Pl_acement", "_Keep transparency", "Upload _format", "Upscale _with",
              "Adva_nced", "Randomi_ze"]
KEY_FORM = ["API _key for 1min.ai", "_Save", "_Remove", "_Test"]
TOGETHER = {
    "window": PARAMETERS + ["Acco_unt...", "_Reset", "_Close", "_Stop", "_Stop Waiting", "Add to Ima_ge",
                            "the origina_l again", "Add results at _once", "Prese_t", "Tr_y a Part"],
    "window for files": [text for text in PARAMETERS if text not in ("Reg_ion", "Pl_acement")] + [
        "Prese_t", "Acco_unt...", "_Close", "_Stop", "_Stop Waiting", "_Add Files...", "_Remove"],
    "menu of what is open": ["All Open _Images", "All Selected _Layers"],
    "choice of files": ["_Cancel", "_Add"],
    "first run": KEY_FORM + ["Use This Com_puter", "Acco_unt...", "_Close"],
    "reset menu": ["Reset to _Initial Values", "Reset to _Factory Defaults"],
    "preset menu": ["_Rename Preset...", "_Delete Preset", "Show in _File Manager"],
    "preset's name": ["_Name", "_Cancel", "_Save"],
    "question before paying": ["_Do not ask again in this session of GIMP", "_Cancel", "_Make %d Image"],
    "question about many": ["_Ask for more images than", "_Cancel", "_Make %d Image"],
    "history": ["_Discard", "_Close", "Open as _New Images", "_Show", "_Keep added results, GB",
                "C_lear", "_Fetch"],
    "question before discarding": ["_Keep", "_Discard"],
    "question before clearing": ["_Keep", "_Remove"],
    "question before a preset goes": ["_Keep", "_Delete"],
    "question before the key goes": ["_Cancel", "_Remove"],
    "question before a key file": ["_Cancel", "_Save"],
    "account": KEY_FORM + ["Copy _Diagnostics", "_Close", "Note in new images how they were _made (IPTC)",
                "Fetch results from _private network addresses, too"],
    "networks": ["_Add...", "Open _Folder", "_Close"],
    "recover": ["_Discard", "_Close", "_Import"],
    "offer to recover": ["_Not Now", "_Recover"],
    "dialog of GIMP 2.10": PARAMETERS + ["_Reset", "_Cancel", "_Upscale"],
    "comparison of GIMP 2.10": ["Keep _All", "_Keep This One", "Show _Previous", "Show _Next", "_Before"],
    "menu of GIMP 3": ["Ideogram _Upscale...", "Upscale _Files (Ideogram)..."],
    "menu of GIMP 2.10": ["Ideogram _Upscale...", "Ideogram Upscale: _Recover...",
                          "Ideogram Upscale: _Settings..."],
    "found by GIMP 3's search": ["_Recover (Ideogram Upscale)..."],
    "found by GIMP 3's search too": ["_Settings (Ideogram Upscale)..."],
    "arguments": ["_Job"],
}
EXCLUSIVE = [{"_Stop", "_Stop Waiting"}]  # one button with two labels
WITH_HELP = ["window", "window for files", "first run", "account", "recover", "dialog of GIMP 2.10",
             "comparison of GIMP 2.10"]  # GIMP adds its Help button

# GIMP's search for "Ideogram" lists first what begins with it: that must be the main entry.
SORTS_FIRST = "Ideogram _Upscale..."
SORT_AFTER = ["_Recover (Ideogram Upscale)...", "_Settings (Ideogram Upscale)...",
              "Upscale _Files (Ideogram)..."]

MNEMONIC = re.compile(r"_(\w)")


def mnemonic(text):
    found = MNEMONIC.search(text)
    return found.group(1).casefold() if found else None


def sources():
    """The files that hold texts, relative to the source folder."""
    marked = re.compile(r'\b(_|N_|dngettext)\("')
    for top in ("plugin", "src"):
        for folder, _, names in os.walk(os.path.join(SOURCE, top)):
            for name in names:
                path = os.path.join(folder, name)
                if name.endswith(".metainfo.xml.in") or (
                        name.endswith((".cpp", ".hpp"))
                        and marked.search(open(path, encoding="utf-8").read())):
                    yield os.path.relpath(path, SOURCE)


def template(folder):
    """The texts of the sources as they are now."""
    path = os.path.join(folder, "texts.pot")
    subprocess.run(["xgettext", "--from-code=UTF-8", "--keyword=_", "--keyword=N_",
                    "--keyword=dngettext:2,3", "--add-comments=Translators", "-o", path,
                    *sorted(sources())], cwd=SOURCE, check=True)
    return polib.pofile(path)


def help_label(language):
    for domain in ("gimp30-libgimp", "gimp20-libgimp"):
        path = f"{GIMP_LOCALES}/{language}/LC_MESSAGES/{domain}.mo"
        if os.path.exists(path):
            return next((e.msgstr for e in polib.mofile(path) if e.msgid == "_Help"), "_Help")
    return "_Help"


def clashes(translated, language):
    """translated: a text's translation by its English."""
    for window, texts in TOGETHER.items():
        taken = {}
        if window in WITH_HELP and (letter := mnemonic(help_label(language))):
            taken[letter] = "_Help"
        for text in texts:
            letter = mnemonic(translated(text))
            if letter is None:
                continue
            other = taken.setdefault(letter, text)
            if other != text and {other, text} not in EXCLUSIVE:
                yield f"{window}: '{other}' and '{text}' both have Alt+{letter.upper()}"


def misplaced(translated):
    """translated: a text's translation by its English."""
    def begins(text):
        return translated(text).replace("_", "").casefold().startswith("ideogram")

    if not begins(SORTS_FIRST):
        yield f"does not begin with Ideogram: '{translated(SORTS_FIRST)}'"
    for text in filter(begins, SORT_AFTER):
        yield f"begins with Ideogram, as the main entry alone may: '{translated(text)}'"


def check_sources(texts):
    listed = set(open(os.path.join(SOURCE, "po/POTFILES.in"), encoding="utf-8").read().split())
    for path in sorted(set(sources()) ^ listed):
        yield f"po/POTFILES.in: {path}"
    known = {text for group in TOGETHER.values() for text in group}
    all_texts = {e.msgid for e in texts}
    for text in sorted(t for t in all_texts if re.search(r"(^|\s|\w)_[A-Za-z]", t) and not t.isupper()
                       and "ONEMIN_" not in t and t not in known):
        yield f"TOGETHER in check.py does not say where '{text}' is seen"
    for text in sorted(known - all_texts):
        yield f"TOGETHER in check.py names a text that is gone: '{text}'"
    yield from clashes(lambda text: text, "en")
    yield from misplaced(lambda text: text)


def check_language(language, texts):
    path = os.path.join(SOURCE, "po", language + ".po")
    done = subprocess.run(["msgfmt", "--check", "-o", os.devnull, path], capture_output=True, text=True)
    yield from done.stderr.splitlines()
    if done.returncode:
        return
    po = polib.pofile(path)
    have = {e.msgid: e for e in po if not e.obsolete}
    wanted = {e.msgid: e for e in texts}
    for text in sorted(set(wanted) - set(have)):
        yield f"missing: {text!r}"
    for text in sorted(set(have) - set(wanted)):
        yield f"no longer used: {text!r}"
    if po.obsolete_entries():
        yield f"{len(po.obsolete_entries())} outdated entries"
    for text, entry in have.items():
        if not entry.translated():
            yield f"not translated: {text!r}"
        if text in wanted and wanted[text].msgid_plural != entry.msgid_plural:
            yield f"another plural: {text!r}"
        forms = entry.msgstr_plural.values() or [entry.msgstr]
        if len({mnemonic(form) for form in forms}) > 1:
            yield f"its plural forms have different mnemonics: {text!r}"
        for translation in forms:
            if translation.count("_") > text.count("_"):
                yield f"a mnemonic too many: {translation!r}"
            for before, after in ((text[:1], translation[:1]), (text[-1:], translation[-1:])):
                if (before in " \n") != (after in " \n"):
                    yield f"begins or ends with another space than the English: {text!r}"
    if not have.keys() >= {text for group in TOGETHER.values() for text in group}:
        return
    # the forms of a plural have the same mnemonic
    yield from clashes(lambda text: have[text].msgstr or have[text].msgstr_plural.get(0, ""), language)
    yield from misplaced(lambda text: have[text].msgstr)


def main(languages):
    listed = open(os.path.join(SOURCE, "po/LINGUAS"), encoding="utf-8").read().split()
    present = sorted(name[:-3] for name in os.listdir(os.path.join(SOURCE, "po")) if name.endswith(".po"))
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        texts = template(folder)
        findings = [("sources", line) for line in check_sources(texts)] if not languages else []
        if not languages and sorted(listed) != present:
            findings.append(("po/LINGUAS", f"{listed} is not {present}"))
        for language in languages or present:
            findings += [(language, line) for line in check_language(language, texts)]
    for where, line in findings:
        print(f"{where}: {line}")
        wrong += 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
