// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The page for users without a key. It offers this computer, which is free, beside Ideogram, and
// shows a part of the user's own picture that this computer has enlarged.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <memory>

#include "common/dialogs/key_form.hpp"
#include "window/host.hpp"
#include "window/picture/picture_view.hpp"
#include "window/picture/trial.hpp"

namespace upscale {

class FirstRun {
  public:
    explicit FirstRun(Host& host);
    FirstRun(const FirstRun&) = delete;
    FirstRun& operator=(const FirstRun&) = delete;
    ~FirstRun();
    GtkWidget* widget() { return m_page; }
    /// On a narrow screen the two offers are below each other.
    void set_narrow(bool narrow);
    /// The picture to show a part of, as soon as the page is visible; null: there is none.
    void set_source(std::shared_ptr<const Source> source);
    /// Reads anew where the key is.
    void refresh() { m_form.refresh(); }

    /// Called to continue without a key.
    std::function<void()> on_local = [] {};
    /// Called after a key was saved, with a text that says where. Saving a key starts nothing else.
    std::function<void(const std::string&)> on_key = [](const std::string&) {};

  private:
    GtkWidget* new_side(const char* title, const char* text, GtkWidget* below);

    void show_sample();
    static void on_shown(GtkWidget*, gpointer self) noexcept;
    static void on_hidden(GtkWidget*, gpointer self) noexcept;

    KeyForm m_form;
    PictureView m_sample;
    std::shared_ptr<const Source> m_source;
    GtkWidget* m_page;
    ObjectPtr<GtkWidget> m_kept;  ///< the page; its container may be destroyed first
    GtkWidget *m_offers, *m_frame;
    Trial m_trial;  ///< last member: its thread must end before the others are destroyed
};

}  // namespace upscale
