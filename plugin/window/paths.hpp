// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Files and folders that the user drops, chooses, or wants to see.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <string>
#include <vector>

namespace upscale {

/// Hands over the paths of files and folders that are dropped onto the widget. Those on another
/// computer that no folder here shows are left out.
void take_dropped(GtkWidget* widget, std::function<void(std::vector<std::string>)> dropped);

/// What is chosen in a file chooser.
std::vector<std::string> chosen_paths(GtkWidget* chooser);

/// Opens a folder in the desktop's file manager; it is made if it is missing.
void show_folder(const std::string& folder, GtkWidget* from);

}  // namespace upscale
