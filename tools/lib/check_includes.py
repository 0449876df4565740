#!/usr/bin/python3
# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that each folder includes only what it may. For the core that is the table in src/README.md, by
which src/meson.build links, too; for the plug-in it is the arrows in CONTRIBUTING.md. For both it checks
which folders may include the headers of a library or of the system."""
import re
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]

# Headers that match may be included only in these folders or files.
OWNERS = {
    r'rapidjson/.*': ('src/json/json.cpp',),
    r'curl/.*': ('src/net',),
    r'stb/stb_image_write\.h|libdeflate\.h|jpeglib\.h': ('src/image/files',),
    r'webp/.*': ('src/image/files', 'plugin/local'),
    r'stb/stb_image\.h|opencv2/.*|microhttpd\.h': ('plugin/local',),
    r'libsecret/.*': ('plugin/common/key',),
    # headers that Windows lacks
    r'unistd\.h|fcntl\.h|poll\.h|signal\.h|spawn\.h|pthread\.h|getopt\.h|strings\.h|dirent\.h|pwd\.h'
    r'|malloc\.h|sys/.*|netinet/.*|arpa/.*|netdb\.h|glib-unix\.h|dlfcn\.h': ('src/platform',),
    # the editor and its libraries
    r'libgimp.*|gegl.*|babl.*': ('plugin/gimp2', 'plugin/gimp3', 'plugin/common'),
    r'gtk/.*|gdk.*|glib.*|cairo\.h|atk/.*': ('plugin/gimp2', 'plugin/gimp3', 'plugin/common', 'plugin/window'),
}

# What the folders of plugin/ may use beside src/.
PLUGIN = {
    'common': set(),
    'window': {'common'},
    'gimp3': {'common', 'window'},
    'gimp2': {'common'},
    'local': set(),
}


def readme_table():
    """{folder: what it may include}, as the README of src/ says."""
    rows = re.findall(r'^\| `([a-z/]+)/` \|[^|]*\| ([^|]*) \|$', (TOP / 'src/README.md').read_text(), re.M)
    return {folder: set(re.findall(r'`([^`]+)`', allowed)) for folder, allowed in rows}


def meson_table():
    """The same as the build links it."""
    text = (TOP / 'src/meson.build').read_text()
    uses = re.search(r"^uses = \{\n(.*?)^\}", text, re.M | re.S).group(1)
    return {folder: set(re.findall(r"'([^']+)'", used))
            for folder, used in re.findall(r"'([^']+)': \[([^]]*)\]", uses)}


def includes(file):
    for number, line in enumerate(file.read_text().splitlines(), 1):
        if found := re.match(r'\s*#\s*include\s*[<"]([^>"]+)[>"]', line):
            yield number, found.group(1)


def core_trouble(folder, header, table):
    if not (TOP / 'src' / header).is_file():
        return 'is not in src/' if (TOP / 'plugin' / header).is_file() else None
    target = str(Path(header).parent)
    if target == folder or target in table[folder] or header in table[folder]:
        return None
    return f'{folder}/ may not use {target}/'


def plugin_trouble(folder, header):
    if not (TOP / 'plugin' / header).is_file():
        return None
    target = header.split('/')[0]
    return None if target in PLUGIN[folder] | {folder} else f'{folder}/ may not use {target}/'


def owner_trouble(file, header):
    for pattern, owners in OWNERS.items():
        if re.fullmatch(pattern, header):
            if not any(file.is_relative_to(TOP / owner) for owner in owners):
                return 'only for ' + ', '.join(owners)
    return None


def main():
    table = readme_table()
    troubles = []
    # a header-only folder needs no library to link with
    linked = {folder: {name for name in allowed if not name.endswith('.hpp')}
              for folder, allowed in table.items()}
    if linked != meson_table():
        troubles.append('src/README.md and src/meson.build disagree on what folders may use')
    files = [f for top in ('src', 'plugin') for f in (TOP / top).rglob('*.[ch]pp')
             if f.parent.name != 'pch']
    for file in sorted(files):
        inside = file.relative_to(TOP)
        for number, header in includes(file):
            trouble = owner_trouble(file, header)
            if inside.parts[0] == 'src':
                folder = str(Path(*inside.parts[1:-1]))
                if folder not in table:
                    trouble = f'src/{folder} is not in the table of src/README.md'
                trouble = trouble or core_trouble(folder, header, table)
            else:
                trouble = trouble or plugin_trouble(inside.parts[1], header)
            if trouble:
                troubles.append(f'{inside}:{number}: {header}: {trouble}')
    print('\n'.join(troubles) or f'{len(files)} files include what they may')
    return bool(troubles)


if __name__ == '__main__':
    sys.exit(main())
