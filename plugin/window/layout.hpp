// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The layout of the window: its pages, and its foot with the price and the buttons.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <string>

#include "window/host.hpp"

namespace upscale {

class Layout {
  public:
    struct Parts {
        GtkWidget *messages, *first_run, *viewer, *controls, *results, *progress;
    };
    Layout(Host& host, const Parts& parts);
    Layout(const Layout&) = delete;
    Layout& operator=(const Layout&) = delete;
    ~Layout();

    GtkWindow* window() { return GTK_WINDOW(m_dialog); }
    void set_title(const std::string& image);
    void show();
    void present();
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
    /// The user wants to close the window.
    std::function<void()> on_close = [] {};
    std::function<void()> on_focus = [] {};

  private:
    void add_aside(GtkWidget* button);
    GtkWidget* new_pages(const Parts& parts);
    GtkWidget* new_foot();
    GtkWidget* new_reset();
    void keep_place();
    static void on_response(GtkDialog*, int response, gpointer self) noexcept;
    static gboolean on_focus_in(GtkWidget*, GdkEvent*, gpointer self) noexcept;

    GtkWidget* m_dialog;
    GtkWidget* m_pages = nullptr;
    GtkWidget* m_foot = nullptr;
    GtkWidget* m_money = nullptr;
    GtkWidget* m_why_not = nullptr;
    GtkWidget* m_make = nullptr;
    GtkWidget* m_reset = nullptr;
    int m_width = 0, m_height = 0;  ///< size before it was folded
};

}  // namespace upscale
