#!/usr/bin/env python3
# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The scripted service, which keeps the result that it made of an upload and delivers it again, so that
its own work is not measured."""

import functools
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "contract"))
import fake_service  # noqa: E402

make_result, result_file = functools.cache(fake_service.make_result), fake_service.result_file
FILES = {}  # by the picture, which make_result keeps


def ready_file(image, fault):
    if (id(image), fault) not in FILES:
        FILES[id(image), fault] = result_file(image, fault)
    return FILES[id(image), fault]


fake_service.make_result, fake_service.result_file = make_result, ready_file

if __name__ == "__main__":
    fake_service.main()
