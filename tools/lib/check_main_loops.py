#!/usr/bin/python3
# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that no handler of the window waits in a main loop of its own: pressed by assistive
technology, it would wait for itself for ever. Only Window::run() runs the loop."""
import re
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
NESTED = re.compile(r"\b(g_main_context_iteration|g_main_loop_run|gtk_main|gtk_main_iteration\w*"
                    r"|gtk_events_pending|gtk_dialog_run|gtk_native_dialog_run|gimp_dialog_run"
                    r"|run_help_dialog|ask_user|run_in_worker|make_progress_window|find_key\w*|key_status"
                    r"|key_by_dialog)\s*\(")
# What may stay: the loop itself, what runs before it, and work on a thread of its own.
ALLOWED = {
    ("window.cpp", "g_main_loop_run"): 1,  # Window::run()
    ("window.cpp", "key_status"): 2,       # Window::start(), before the loop; look_for_key()
}


def main():
    bad, found = [], dict.fromkeys(ALLOWED, 0)
    for file in sorted((TOP / "plugin/window").rglob("*.[ch]pp")):
        text = re.sub(r"//[^\n]*", "", file.read_text(encoding="utf-8"))
        for call in NESTED.finditer(text):
            place = (file.name, call.group(1))
            if place in found:
                found[place] += 1
            if found.get(place, 1) > ALLOWED.get(place, 0):
                line = text.count("\n", 0, call.start()) + 1
                bad.append(f"{file.relative_to(TOP)}:{line}: {call.group(1)} runs a main loop")
    print("\n".join(bad) or "the window runs one main loop")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
