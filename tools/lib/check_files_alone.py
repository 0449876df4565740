#!/usr/bin/python3
# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""check_files_alone.py FOLDER [PATTERN]
Checks that each source file includes what it needs. Test builds compile several files at once, so
a file may find there what only another one includes; packages compile each file alone. FOLDER is
such a build folder; with PATTERN only files whose path within the sources matches are checked."""
import json
import os
import re
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
TAKES_A_VALUE = {'-o', '-MF', '-MQ'}
LEFT_OUT = {'-c', '-MD', *TAKES_A_VALUE}


def commands(folder, pattern):
    """(source file, its compiler command) of all files that are compiled together with others."""
    for entry in json.loads((folder / 'compile_commands.json').read_text()):
        together = folder / entry['file']
        if not re.search(r'-unity\d+\.cpp$', together.name):
            continue
        words = shlex.split(entry['command'])
        kept = [word for before, word in zip([''] + words, words)
                if word not in LEFT_OUT and before not in TAKES_A_VALUE and word != entry['file']]
        for name in re.findall(r'#include\s*[<"]([^>"]+)[>"]', together.read_text()):
            source = (folder / name).resolve()
            inside = os.path.relpath(source, TOP)
            if not inside.startswith('..') and re.search(pattern, inside):
                yield inside, [*kept, '-fsyntax-only', str(source)]


def main():
    folder = Path(sys.argv[1]).resolve()
    todo = list(commands(folder, sys.argv[2] if len(sys.argv) > 2 else ''))
    if not todo:
        sys.exit(f'{folder} compiles no files together')

    def check(one):
        done = subprocess.run(one[1], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, check=False)
        return None if done.returncode == 0 else f'{one[0]}:\n{done.stdout}'

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        troubles = [words for words in pool.map(check, todo) if words]
    print('\n'.join(troubles) or f'{len(todo)} files include what they need')
    return bool(troubles)


if __name__ == '__main__':
    sys.exit(main())
