# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window in every language, and mirrored: it opens, is translated, and fits a small screen."""

import re
import shutil
import subprocess
from pathlib import Path

import polib
import pytest
from desk import Desk
from harness import gimp_version

# one display: the windows of two tests must not mix
pytestmark = [pytest.mark.xdist_group("languages"),
              pytest.mark.skipif(gimp_version() < "3.2", reason="once is enough")]

PO = Path(__file__).resolve().parents[2] / "po"
LANGUAGES = (PO / "LINGUAS").read_text(encoding="utf-8").split()
MIRRORED = "he"  # right to left; GIMP and GTK have it, we do not, so the test makes up texts
SMALL_SCREEN = 1280  # pixels wide


@pytest.fixture(scope="session")
def locales(tmp_path_factory):
    """The environment of a desktop with a locale; LANGUAGE chooses among the translations."""
    folder = tmp_path_factory.mktemp("locales")
    # exit status 1: there were warnings
    subprocess.run(["localedef", "-i", "de_DE", "-f", "UTF-8", folder / "de_DE.UTF-8"],
                   check=False, capture_output=True)
    return {"LOCPATH": folder, "LANG": "de_DE.UTF-8"}


def pseudo(text):
    """The text in Hebrew letters, with its formats, its mnemonic and the name."""
    parts = re.split(r"(Ideogram Upscale|%[-+ 0-9.$l]*[a-zA-Z%]|https?://\S+)", text)
    letters = str.maketrans({chr(ord("a") + i): chr(0x5D0 + i % 27) for i in range(26)})
    return "".join(part if i % 2 else part.lower().translate(letters)
                   for i, part in enumerate(parts))


def make_mirrored(folder):
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=UTF-8",
                          "Plural-Forms": "nplurals=2; plural=(n != 1);"}
    for entry in polib.pofile(PO / "de.po"):
        made = polib.POEntry(msgid=entry.msgid, msgid_plural=entry.msgid_plural)
        if entry.msgid_plural:
            made.msgstr_plural = {0: pseudo(entry.msgid), 1: pseudo(entry.msgid_plural)}
        else:
            made.msgstr = pseudo(entry.msgid)
        catalogue.append(made)
    folder.mkdir(parents=True)
    catalogue.save_as_mofile(folder / "ideogram-upscale.mo")


@pytest.mark.parametrize("language", [*LANGUAGES, MIRRORED])
def test_the_window_in(language, gimp, screen, desktop, small, locales, service):
    if language == MIRRORED:
        own = gimp.folder / "plug-ins"
        shutil.copytree(gimp.plug_ins / "ideogram-upscale", own / "ideogram-upscale")
        make_mirrored(own / "ideogram-upscale" / "locale" / language / "LC_MESSAGES")
        rc = gimp.profile / "gimprc"
        rc.write_text(rc.read_text().replace(str(gimp.plug_ins), str(own)))
        label = pseudo("_Prompt")
    else:
        label = next(entry.msgstr for entry in polib.pofile(PO / f"{language}.po")
                     if entry.msgid == "_Prompt")
    desk = Desk(gimp, screen, desktop, small)
    try:
        job, window = desk.start(service.scenario(), LANGUAGE=language, **locales)
        window.reads(re.sub(r"\(_(\w)\)$", r"(\1)", label).replace("_", ""))
        window.shoot(f"window-{language}")
        tree = window.tree()
        assert tree.box[2] <= SMALL_SCREEN, tree.box
        for thing in tree.all("button"):
            x, y, width, height = thing.box
            assert x >= 0 and y >= 0 and x + width <= tree.box[2], thing.name
        if language == MIRRORED:
            picture = max(tree.all("drawing area"), key=lambda t: t.box[2] * t.box[3])
            prompt = next(tree.all("text"))
            assert prompt.box[0] < picture.box[0], "the settings are on the other side"
        window.close()
        job.finish()
    finally:
        # wait, so that this window is not taken for the next one
        for running in desk.running:
            if running.process.poll() is None:
                running.abandon()
