#!/usr/bin/python3
# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that each folder includes only what it may: for the core by the table in src/README.md,
for the plug-in by the arrows of CONTRIBUTING.md. Also checks that a library or the system is used,
by headers or by calls, only in the folders that may know it. src/meson.build links by the same
table."""
import re
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]

# Headers that match may be included only in these folders or files.
OWNERS = {
    r'rapidjson/.*': ('src/json/json.cpp',),
    r'curl/.*': ('src/net',),
    r'stb/stb_image_write\.h|libdeflate\.h': ('src/image/files',),
    r'jpeglib\.h': ('src/image/files', 'src/image/decoding'),
    r'png\.h': ('src/image/files', 'src/image/decoding'),
    r'lcms2\.h': ('src/image/decoding',),
    r'webp/.*': ('src/image/files', 'src/image/decoding'),
    r'opencv2/.*|microhttpd\.h': ('plugin/local',),
    r'libsecret/.*': ('plugin/common/key',),
    # what Windows lacks (mingw-w64 has getopt.h); see also CALLS
    r'unistd\.h|fcntl\.h|poll\.h|signal\.h|spawn\.h|pthread\.h|strings\.h|dirent\.h|pwd\.h'
    r'|malloc\.h|glob\.h|sys/.*|netinet/.*|arpa/.*|netdb\.h|glib-unix\.h|dlfcn\.h': ('src/platform',),
    # the editor and its libraries
    r'libgimp.*|gegl.*|babl.*': ('plugin/gimp2', 'plugin/gimp3', 'plugin/common'),
    r'gtk/.*|gdk.*|glib.*|cairo\.h|atk/.*': ('plugin/gimp2', 'plugin/gimp3', 'plugin/common', 'plugin/window'),
}

# Calls of the system that Windows lacks and that come in with headers of C++, GLib or GTK: plain calls, not
# members or functions of a namespace.
CALLS = re.compile(
    r'(?<![\w.>:~"])(?:::)?(?:' + '|'.join((
        r'sysconf|fork|vfork|exec[lv]p?e?|waitpid|kill|getpp?id|[gs]ete?[ug]id|sigaction|sigemptyset|raise',
        r'unlink|rmdir|mkdir|chmod|chown|access|[lf]?stat|fsync|ftruncate|flock|fcntl|pread|pwrite|lseek|mkd?temps?',
        r'glob|globfree|link|readlink|realpath|symlink|pipe2?|dup[23]?|isatty|fileno|fdopen|popen|mmap|munmap|usleep|nanosleep',
        r'setenv|unsetenv|strn?casecmp|strtok_r|localtime_r|gmtime_r|timegm|getline|dlopen|dlsym|pthread_\w+',
        r'socket|setsockopt|getsockname|inet_\w+|htons|htonl|ntohs|ntohl')) + r')\s*\(')

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
    rows = re.findall(r'^\| `([a-z_/]+)/` \|[^|]*\| ([^|]*) \|$', (TOP / 'src/README.md').read_text(), re.M)
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


def calls(file):
    """Calls of the system by name, outside of comments and texts."""
    for number, line in enumerate(file.read_text().splitlines(), 1):
        code = re.sub(r'"(?:[^"\\]|\\.)*"', '""', line).split('//')[0]
        for found in CALLS.finditer(code):
            # "int stat(" declares a function of ours
            if not re.search(r'\b(?!return\b)[A-Za-z_]\w*[&*]?\s+$', code[:found.start()]):
                yield number, found.group().strip(':( ')


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
        if not inside.is_relative_to('src/platform'):
            troubles += [f'{inside}:{number}: {call}(): only for src/platform' for number, call in calls(file)]
    print('\n'.join(troubles) or f'{len(files)} files include what they may')
    return bool(troubles)


if __name__ == '__main__':
    sys.exit(main())
