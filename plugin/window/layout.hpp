// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The layout of the window: its pages with the messages over them, and below them the progress, the
// price and the buttons. Nothing in it moves when a message or a run comes or goes.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <string>

#include "image/pixels/bitmap.hpp"
#include "window/host.hpp"

namespace upscale {

class Layout {
  public:
    struct Parts {
        GtkWidget *messages, *first_run, *viewer, *controls, *results, *progress, *queue;
    };
    Layout(Host& host, const Parts& parts);
    Layout(const Layout&) = delete;
    Layout& operator=(const Layout&) = delete;
    ~Layout();

    GtkWindow* window() { return GTK_WINDOW(m_dialog); }
    void set_title(const std::string& image);
    void show();
    void present();
    /// On a low screen the picture may be behind the settings.
    void show_pictures();
    /// Shows the page for users without a key, or the main page.
    void show_first_run(bool first_run);
    /// The button that makes images. `why_not` says why it cannot be pressed; empty: it can.
    void set_make(const std::string& label, bool sensitive, const std::string& why_not);
    void set_money(const std::string& text);
    /// Shows only the progress.
    void fold(bool folded);

    std::function<void()> on_make = [] {};
    std::function<void()> on_account = [] {};
    std::function<void()> on_history = [] {};
    /// True: reset to the plug-in's defaults; false: to the values that the window opened with.
    std::function<void(bool factory)> on_reset = [](bool) {};
    /// Called before the window is shown, if the screen has no room for pages side by side.
    std::function<void()> on_narrow = [] {};
    /// The user wants to close the window.
    std::function<void()> on_close = [] {};
    std::function<void()> on_focus = [] {};

  private:
    void add_aside(GtkWidget* button);
    GtkWidget* new_overlay(const Parts& parts);
    GtkWidget* new_pages(const Parts& parts);
    GtkWidget* new_foot(GtkWidget* queue);
    GtkWidget* new_reset();
    void divide(Size room);
    void keep_place();
    static gboolean on_place_message(GtkOverlay*, GtkWidget*, GdkRectangle*,
                                     gpointer self) noexcept;
    static void on_response(GtkDialog*, int response, gpointer self) noexcept;
    static gboolean on_focus_in(GtkWidget*, GdkEvent*, gpointer self) noexcept;

    GtkWidget *m_dialog, *m_controls;
    GtkWidget* m_overlay = nullptr;
    GtkWidget* m_pages = nullptr;
    GtkWidget* m_work = nullptr;          ///< the main page
    GtkWidget* m_picture_page = nullptr;  ///< scrolls
    GtkWidget* m_pictures = nullptr;
    GtkWidget* m_notebook = nullptr;  ///< null: settings and picture are beside each other
    GtkWidget* m_foot = nullptr;
    GtkWidget* m_money = nullptr;
    GtkWidget* m_why_not = nullptr;
    GtkWidget* m_make = nullptr;
    GtkWidget* m_reset = nullptr;
    int m_width = 0, m_height = 0;  ///< size before it was folded
};

}  // namespace upscale
