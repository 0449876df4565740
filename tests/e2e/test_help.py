# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""GIMP's Help: the pages that are installed, and that the button and F1 open them in a browser."""

import re
import time
import xml.etree.ElementTree as xml
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest

LANGUAGES = ["en", "de"]
F1 = "67"  # its key code: by name xdotool would press Alt with it
PROCEDURES = {  # with the titles of the windows that they open
    "plug-in-ideogram-upscale": "^Ideogram Upscale",
    "plug-in-ideogram-upscale-recover": "^Ideogram Upscale: Recover$",  # GIMP 2.10
    "plug-in-ideogram-upscale-settings": "^Ideogram Upscale Settings$",
}
RECOVER = """
(wait-for "{go}-plug-in-ideogram-upscale-recover")
(attempt "recover" recover-interactive)
"""
# Each dialog waits for a file of its own, so that there is one at a time.
BODY = """
(define image (photo "{picture}"))
(wait-for "{go}-plug-in-ideogram-upscale")
(attempt "upscale" (lambda () (upscale-interactive image (first-layer image))))
{recover}
(wait-for "{go}-plug-in-ideogram-upscale-settings")
(attempt "settings" settings-interactive)
(gimp-image-delete image)
"""


class Page(HTMLParser):
    """The anchors and the links of a page."""

    def __init__(self, file):
        super().__init__()
        self.anchors, self.links = [], []
        self.feed(file.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if "id" in attributes:
            self.anchors.append(attributes["id"])
        self.links += [attributes[name] for name in ("href", "src") if attributes.get(name)]


@pytest.fixture
def pages(gimp):
    return gimp.plug_ins / "ideogram-upscale" / "help"


def refs(folder):
    """Where gimp-help.xml leads: help id → page and anchor."""
    items = xml.parse(folder / "gimp-help.xml").getroot().findall("help-item")
    return {item.get("id"): item.get("ref") for item in items}


def missing(target, file):
    """True if a link in a page leads nowhere."""
    if re.match(r"https?:", target):
        return False
    path, _, anchor = unquote(target).partition("#")
    there = file.parent / path if path else file
    return not there.exists() or (anchor and anchor not in Page(there).anchors)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_help_id_leads_to_a_heading(pages, language):
    found = refs(pages / language)
    assert set(found) == {*PROCEDURES, "plug-in-ideogram-upscale-files"}
    for ref in found.values():
        assert "#" in ref
        assert not missing(ref, pages / language / "gimp-help.xml"), ref


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_has_a_dead_link(pages, language):
    file = pages / language / "index.html"
    page = Page(file)
    assert len(page.links) > 20
    assert [link for link in page.links if missing(link, file)] == []
    assert len(set(page.anchors)) == len(page.anchors)


def test_gimp_knows_the_pages(gimp, pages):
    registered = (gimp.profile / "pluginrc").read_text(encoding="utf-8", errors="replace")
    assert f'(help-def "ideogram-upscale" "{pages.as_uri()}")' in registered


@pytest.fixture
def browser(gimp):
    """A browser that notes what it is to open."""
    log, program = gimp.folder / "opened.txt", gimp.folder / "browser.sh"
    program.write_text(f'#!/bin/sh\necho "$@" >> {log}\n', encoding="ascii")
    program.chmod(0o755)
    home = gimp.folder / "home"
    applications = home / ".local" / "share" / "applications"
    applications.mkdir(parents=True)
    (applications / "browser.desktop").write_text(
        f"[Desktop Entry]\nType=Application\nName=Browser\nExec={program} %u\n"
        "MimeType=text/html;\n", encoding="ascii")
    (home / ".config").mkdir(exist_ok=True)
    (home / ".config" / "mimeapps.list").write_text(
        "[Default Applications]\ntext/html=browser.desktop\n", encoding="ascii")

    def opened():
        return log.read_text(encoding="utf-8").split() if log.exists() else []
    return opened


@pytest.mark.xdist_group("help")
@pytest.mark.parametrize("language", LANGUAGES)
def test_help_and_f1_open_the_page(gimp, screen, service, small, browser, pages, language):
    rc = gimp.profile / "gimprc"
    rc.write_text(f'{rc.read_text()}(help-browser web-browser)\n(help-locales "{language}")\n')
    go = gimp.folder / "go"
    # in GIMP 3 it opens the window, as the first does
    windows = {procedure: title for procedure, title in PROCEDURES.items()
               if gimp.major < 3 or not procedure.endswith("-recover")}
    recover = RECOVER.format(go=go) if gimp.major < 3 else ""
    job = gimp.start(BODY.format(picture=small, go=go, recover=recover),
                     {**service.scenario().env(), "DISPLAY": screen.display}, False,
                     ("dbus-run-session", "--"))
    expected = []
    try:
        for procedure, title in windows.items():
            (go.parent / f"{go.name}-{procedure}").touch()
            window = screen.window(title)
            time.sleep(2)  # wait until the window has its place
            page = f"{pages.as_uri()}/{language}/{refs(pages / language)[procedure]}"
            for key in (F1, "alt+h"):
                screen.press(window, key)
                expected.append(page)
                screen.until(lambda: len(browser()) >= len(expected))
                assert browser() == expected
            screen.shoot(window, f"help-{procedure}")
            screen.press(window, "Escape")
            screen.gone(window)
        job.finish()
    finally:
        if job.process.poll() is None:
            job.abandon()
