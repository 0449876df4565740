// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Text of several lines in a dialog that looks the same in GTK 2 and GTK 3.
#pragma once

#include <gtk/gtk.h>

namespace upscale {

/// An empty label that wraps its text at about `width` pixels, aligned to the left.
inline GtkWidget* make_wrapped_label(int width) {
    constexpr int kCharacterWidth = 8;  // pixels, roughly
    GtkWidget* label = gtk_label_new("");
    gtk_label_set_line_wrap(GTK_LABEL(label), TRUE);
    gtk_misc_set_alignment(GTK_MISC(label), 0, 0.5);
    gtk_widget_set_size_request(label, width, -1);  // without it GTK 2 wraps too early …
    gtk_label_set_max_width_chars(GTK_LABEL(label),
                                  // … and without this GTK 3 does not wrap
                                  width / kCharacterWidth);
    return label;
}

}  // namespace upscale
