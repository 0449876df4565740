#!/usr/bin/env python3
# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""make_help.py CONVERTER FOLDER FILE…: makes pages for GIMP's help from the manual. For manual.md
(English, first) and each manual.<language>.md it writes FOLDER/<language>/index.html and gimp-help.xml,
which tells GIMP where each help id leads. CONVERTER is cmark-gfm. Ends with an error if the headings of
another language do not correspond to the English ones."""
import html
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools/lib"))
from check_links import HEADING, lines_of, slug  # noqa: E402

# Help ids (plugin/common/runs/procedure.hpp) and the headings that they open, in the first language.
HELP = {
    "plug-in-ideogram-upscale": "your-first-upscale",
    "plug-in-ideogram-upscale-files": "many-files",
    "plug-in-ideogram-upscale-recover": "what-was-paid-for-is-not-thrown-away",
    "plug-in-ideogram-upscale-settings": "your-key",
}
PICTURES = ("../plugin/data/pictures/", "pictures/")  # as the manual says; installed beside the languages

PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<link rel="stylesheet" href="../help.css">
</head>
<body>
{body}</body>
</html>
"""


def headings_of(text):
    """(level, anchor, words) of each heading, in order."""
    found = [HEADING.match(line) for _, line in lines_of(text)]
    return [(len(h[1]), slug(h[2]), h[2]) for h in found if h]


def page(converter, language, file, headings):
    """The HTML of a manual: its headings with the anchors that the Markdown has on GitHub, and no
    link to what is not installed."""
    body = subprocess.run([converter, "--to", "html", "--extension", "table", file], check=True,
                          capture_output=True, text=True, encoding="utf-8").stdout
    anchors = iter(headings)
    body = re.sub(r"<h([1-6])>", lambda tag: f'<h{tag[1]} id="{next(anchors)[1]}">', body)
    body = re.sub(r'<a href="(?!#|https?:)[^"]*">(.*?)</a>', r"\1", body, flags=re.S)
    for folder in PICTURES:
        body = body.replace(f'src="{folder}', 'src="../pictures/')
    return PAGE.format(language=language, title=html.escape(headings[0][2]), body=body)


def items(headings, reference):
    """The lines of gimp-help.xml: the headings that are in the same place as in the reference."""
    places = {anchor: place for place, (_, anchor, _) in enumerate(reference)}
    for help_id, anchor in HELP.items():
        _, ref, title = headings[places[anchor]]
        yield (f'  <help-item id="{help_id}" ref="index.html#{quote(ref)}"'
               f' title="{html.escape(title)}"/>\n')


def main():
    converter, folder, *manuals = sys.argv[1:]
    reference = []
    for manual in manuals:
        file = Path(manual)
        language = file.stem.partition(".")[2] or "en"
        headings = headings_of(file.read_text("utf-8"))
        reference = reference or headings
        if [level for level, *_ in headings] != [level for level, *_ in reference]:
            sys.exit(f"{file}: its headings do not correspond to those of {manuals[0]}")
        if len({anchor for _, anchor, _ in headings}) < len(headings):
            sys.exit(f"{file}: two headings are the same")
        out = Path(folder, language)
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir(parents=True)
        (out / "index.html").write_text(page(converter, language, file, headings), "utf-8")
        (out / "gimp-help.xml").write_text(
            '<?xml version="1.0" encoding="UTF-8"?>\n<gimp-help>\n'
            + "".join(items(headings, reference)) + "</gimp-help>\n", "utf-8")


if __name__ == "__main__":
    main()
