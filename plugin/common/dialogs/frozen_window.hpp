// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Freezes a window during calls that run the main loop while they wait.
#pragma once

#include <gtk/gtk.h>

namespace upscale {

/// While this object lives, the window can be neither used nor closed.
class FrozenWindow {
  public:
    explicit FrozenWindow(GtkWindow* window)
        : m_window(window),
          m_focus(gtk_window_get_focus(window)),
          m_sensitive(gtk_widget_get_sensitive(GTK_WIDGET(window))),
          m_handler(g_signal_connect(window, "delete-event", G_CALLBACK(gtk_true), nullptr)) {
        gtk_widget_set_sensitive(GTK_WIDGET(window), FALSE);
    }
    FrozenWindow(const FrozenWindow&) = delete;
    FrozenWindow& operator=(const FrozenWindow&) = delete;
    ~FrozenWindow() {
        gtk_widget_set_sensitive(GTK_WIDGET(m_window), m_sensitive);
        gtk_window_set_focus(m_window, m_focus);
        g_signal_handler_disconnect(m_window, m_handler);
    }

  private:
    GtkWindow* m_window;
    GtkWidget* m_focus;
    gboolean m_sensitive;  ///< its state before, because it may be frozen already
    gulong m_handler;
};

}  // namespace upscale
