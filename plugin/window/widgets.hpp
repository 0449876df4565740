// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the parts of the window share: short names for common widgets.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <string>

#include "common/boundary.hpp"
#include "common/gobject_ptr.hpp"
#include "common/words/format.hpp"

namespace upscale {

GtkWidget* new_row(int spacing = 6);
GtkWidget* new_column(int spacing = 6);
void pack(GtkWidget* box, GtkWidget* child, bool expand = false);

/// A label that starts at the reading edge and wraps.
GtkWidget* new_text(const char* text = "");
/// A smaller, quieter one that explains what is above it.
GtkWidget* new_hint(const char* text = "");
void set_text(GtkWidget* label, const std::string& text);
/// Shows a hint, or hides it if there is nothing to say.
void set_hint(GtkWidget* label, const std::string& text);

/// "_Label" left of `widget`, which it is the mnemonic and the accessible name of.
GtkWidget* new_labelled(const char* label, GtkWidget* widget, GtkSizeGroup* labels);

/// The name that assistive technology reads; of texts with a mnemonic without it.
void set_accessible_name(GtkWidget* widget, const char* name);
void set_accessible_role(GtkWidget* widget, AtkRole role);

/// Calls `fn` on a signal without arguments (or whose arguments do not matter) as long as the
/// widget lives.
void connect(gpointer instance, const char* signal, std::function<void()> fn);

GtkWidget* new_button(const char* label, std::function<void()> pressed);

}  // namespace upscale
