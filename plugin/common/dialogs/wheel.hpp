// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the mouse wheel does over the fields of a page that scrolls; the same in GTK 2 and GTK 3.
#pragma once

#include <gtk/gtk.h>

namespace upscale {

/// Lets the wheel change this field only while it has the keyboard focus. Otherwise the page
/// scrolls: a user who scrolls must not change values, let alone the number of images, unseen.
inline void keep_from_wheel(GtkWidget* field) {
    const auto on_scroll = +[](GtkWidget* widget, GdkEvent*, gpointer) noexcept -> gboolean {
        GtkWidget* window = gtk_widget_get_toplevel(widget);
        GtkWidget* focus =
            GTK_IS_WINDOW(window) ? gtk_window_get_focus(GTK_WINDOW(window)) : nullptr;
        if (focus && (focus == widget || gtk_widget_is_ancestor(focus, widget))) return FALSE;
        // The field does not see the event, but its parents do.
        g_signal_stop_emission_by_name(widget, "scroll-event");
        return FALSE;
    };
    g_signal_connect(field, "scroll-event", G_CALLBACK(on_scroll), nullptr);
}

}  // namespace upscale
