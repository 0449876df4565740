// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The dialog for the key. Only widgets that GTK 2 and GTK 3 have in common.
#pragma once

#include <gtk/gtk.h>

#include <string>

namespace upscale {

/// Lets the user test, remove and save a key. `parent` may be null. Returns a text that says where
/// one was saved and whether it works; empty: none was saved.
std::string run_settings_dialog(GtkWindow* parent);

}  // namespace upscale
