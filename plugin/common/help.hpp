// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The manual behind GIMP's Help button and F1: pages in the folder `help` beside the executable,
// made by docs/make_help.py. A help id is the name of the procedure that it explains.
#pragma once

#include <gtk/gtk.h>

#include <string>

namespace upscale {

constexpr const char* kHelpDomain = "ideogram-upscale";

/// The URI of the folder with a folder for each language; empty: it was built without.
std::string help_uri();

/// A dialog of GIMP's kind, with F1 and, if the user wants those, a Help button for `help_id`,
/// where there are pages; the caller's to destroy.
GtkWidget* new_help_dialog(const char* title, const char* role, const char* help_id);

/// gtk_dialog_run() that goes on when Help was pressed.
int run_help_dialog(GtkWidget* dialog);

}  // namespace upscale
