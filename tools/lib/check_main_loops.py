#!/usr/bin/python3
# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that no handler waits in a main loop of its own: pressed by assistive technology, it would
wait for itself for ever. Each process has one loop at a time, driven by the procedure that GIMP
called: by Window::run(), or by dialogs that a procedure without a window runs one after the other."""
import re
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
NESTED = re.compile(r"\b(g_main_context_iteration|g_main_loop_run|gtk_main|gtk_main_iteration\w*"
                    r"|gtk_events_pending|gtk_dialog_run|gtk_native_dialog_run|gimp_dialog_run"
                    r"|gtk_clipboard_store|gtk_clipboard_wait\w*"
                    r"|run_help_dialog|run_settings_dialog|run_in_worker|make_progress_window"
                    r"|find_key|find_key_asking|key_status|store_key|store_key_in_file|remove_key"
                    r"|key_by_dialog|agrees_to_pay)\s*\((?!const std::stop_token&|GtkWidget\*|GtkWindow\*"
                    r"|ProgressView&|const SecretString&)")
# What may wait, and how often: only what a procedure calls by itself, never a handler, and work on
# a thread of its own.
ALLOWED = {
    # the loop of the window, and what runs before it
    ("window/main_window.cpp", "g_main_loop_run"): 1,  # MainWindow::run()
    ("window/main_window.cpp", "key_status"): 2,       # MainWindow::start(); look_for_key() on a thread
    # the same of the window for files: FilesWindow::run() and start()
    ("window/files/files_window.cpp", "g_main_loop_run"): 1,
    ("window/files/files_window.cpp", "key_status"): 1,
    # on the form's own threads
    ("common/dialogs/key_form.cpp", "key_status"): 3,
    ("common/dialogs/key_form.cpp", "find_key_asking"): 1,
    ("common/dialogs/key_form.cpp", "store_key"): 1,
    ("common/dialogs/key_form.cpp", "store_key_in_file"): 1,
    ("common/dialogs/key_form.cpp", "remove_key"): 1,
    ("common/dialogs/settings_dialog.cpp", "key_status"): 1,
    # asks libsecret, on whichever thread calls it
    ("common/key/keyring_libsecret.cpp", "g_main_loop_run"): 1,
    ("common/key/key_store.cpp", "store_key_in_file"): 1,
    # procedures without a window
    ("common/dialogs/settings_dialog.cpp", "g_main_loop_run"): 1,  # run_settings_dialog()
    ("common/runs/settings.cpp", "run_settings_dialog"): 1,
    # may_pay_for(), before *Repeat*; agrees_to_pay(), after GIMP 2.10's dialog
    ("common/dialogs/consent.cpp", "gtk_dialog_run"): 2,
    ("common/runs/procedure.cpp", "make_progress_window"): 1,
    ("common/runs/worker.cpp", "g_main_context_iteration"): 1,  # Workers::wait()
    ("common/runs/engine.cpp", "run_in_worker"): 1,
    ("common/runs/fetch.cpp", "run_in_worker"): 1,
    ("common/import/importer.cpp", "run_in_worker"): 5,
    ("common/batch/run_batch.cpp", "run_in_worker"): 1,  # while another batch works on the last files
    ("common/help.cpp", "gtk_dialog_run"): 1,  # run_help_dialog()
    # GIMP 2.10: its dialogs follow one another, each run by the procedure
    ("gimp2/interactive.cpp", "find_key_asking"): 2,
    ("gimp2/interactive.cpp", "find_key"): 1,
    ("gimp2/interactive.cpp", "key_status"): 1,
    ("gimp2/interactive.cpp", "run_settings_dialog"): 2,
    ("gimp2/interactive.cpp", "make_progress_window"): 2,
    ("gimp2/interactive.cpp", "key_by_dialog"): 1,
    ("gimp2/interactive.cpp", "agrees_to_pay"): 1,
    ("gimp2/dialog.cpp", "gimp_dialog_run"): 1,
    ("gimp2/compare.cpp", "run_help_dialog"): 1,
    ("gimp2/recover_dialog.cpp", "run_help_dialog"): 1,
    ("gimp2/recover_dialog.cpp", "gtk_dialog_run"): 2,  # discard(), offer_recovery()
}


def main():
    bad, found = [], dict.fromkeys(ALLOWED, 0)
    for file in sorted((TOP / "plugin").rglob("*.[ch]pp")):
        folder = file.relative_to(TOP / "plugin")
        if folder.parts[0] == "local":  # a program without a window
            continue
        text = re.sub(r"//[^\n]*", "", file.read_text(encoding="utf-8"))
        for call in NESTED.finditer(text):
            place = (folder.as_posix(), call.group(1))
            if place in found:
                found[place] += 1
            if found.get(place, 1) > ALLOWED.get(place, 0):
                line = text.count("\n", 0, call.start()) + 1
                bad.append(f"{file.relative_to(TOP)}:{line}: {call.group(1)} runs a main loop")
    for place, count in found.items():
        if count < ALLOWED[place]:
            bad.append(f"plugin/{place[0]}: {place[1]} is called {count} times, not {ALLOWED[place]}")
    print("\n".join(bad) or "no handler runs a main loop")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
