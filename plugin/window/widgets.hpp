// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Short functions for common widgets, used by all parts of the window.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <string>
#include <vector>

#include "common/boundary.hpp"
#include "common/dialogs/thumbnails.hpp"
#include "common/gobject_ptr.hpp"
#include "common/words/format.hpp"
#include "image/pixels/bitmap.hpp"

namespace upscale {

/// For the whole process. Dark themes hardly show which widget has the focus, and GIMP's theme
/// paints boxes in the color of the window, also in rows of a list that have another one.
void amend_theme();

// what the window manager's frame may need, in pixels
constexpr int kFrameWidth = 10, kFrameHeight = 40;

/// The part of each screen in which a window can be, without its frame; pixels of the desktop.
std::vector<Rect> areas_of_screens();
/// What a window can have on the screen of its last place, or else on the smallest screen.
Size room_on_screen(const Rect& last, const std::vector<Rect>& areas);

GtkWidget* new_row(int spacing = 6);
GtkWidget* new_column(int spacing = 6);
void pack(GtkWidget* box, GtkWidget* child, bool expand = false);

/// A label that is aligned to the start of the line and wraps.
GtkWidget* new_text(const char* text = "");
/// A smaller, paler label that explains the widget above it.
GtkWidget* new_hint(const char* text = "");
/// A picture of a job's file of at most `side` pixels, which appears when it is made.
GtkWidget* new_thumbnail(Thumbnails& thumbnails, const std::string& job, const std::string& file,
                         int side);
void set_text(GtkWidget* label, const std::string& text);
/// A text of one line. If it does not fit it is cut, and is then in the tooltip as a whole.
void make_one_line(GtkWidget* label);
/// The width of so many characters of an average text, in pixels.
int width_of_characters(GtkWidget* widget, int count);
/// Shows a hint; hides it if the text is empty.
void set_hint(GtkWidget* label, const std::string& text);

/// Puts "_Label" to the left of `widget`. The label is its mnemonic and its accessible name.
GtkWidget* new_labelled(const char* label, GtkWidget* widget, GtkSizeGroup* labels);

/// Lets the text of a check or radio button have several lines.
void wrap_label(GtkWidget* button);

/// Sets the name for assistive technology. Of a text with a mnemonic the underline is left out.
void set_accessible_name(GtkWidget* widget, const char* name);
void set_accessible_role(GtkWidget* widget, AtkRole role);

/// Scrolls up or down until a widget in the scrolled window is seen, as soon as it has its place.
void scroll_into_view(GtkWidget* widget, GtkWidget* scrolled);

/// Calls `fn` on each emission of a signal while the widget lives. The signal's arguments are
/// ignored.
void connect(gpointer instance, const char* signal, std::function<void()> fn);

GtkWidget* new_button(const char* label, std::function<void()> pressed);

}  // namespace upscale
