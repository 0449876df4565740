// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Connects GIMP's Help button and F1 to the manual: pages in the folder `help` beside the
// executable, made by docs/make_help.py. The help id is the name of the procedure.
#pragma once

#include <gtk/gtk.h>

#include <string>

namespace upscale {

constexpr const char* kHelpDomain = "ideogram-upscale";

/// The URI of the folder that contains a folder for each language; empty if the pages were not
/// built.
std::string help_uri();

/// A dialog with GIMP's look. If there are help pages, it has F1 and, if the user wants help
/// buttons, one for `help_id`. The caller destroys it.
GtkWidget* new_help_dialog(const char* title, const char* role, const char* help_id);

/// Like gtk_dialog_run(), but continues after Help was pressed.
int run_help_dialog(GtkWidget* dialog);

}  // namespace upscale
