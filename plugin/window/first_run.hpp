// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The page for users without a key. It offers this computer, which is free, beside Ideogram.
#pragma once

#include <gtk/gtk.h>

#include <functional>

#include "common/dialogs/key_form.hpp"

namespace upscale {

class FirstRun {
  public:
    FirstRun();
    GtkWidget* widget() { return m_page; }
    /// Reads anew where the key is.
    void refresh() { m_form.refresh(); }

    /// Called to continue without a key.
    std::function<void()> on_local = [] {};
    /// Called after a key was saved, with a text that says where. Saving a key starts nothing else.
    std::function<void(const std::string&)> on_key = [](const std::string&) {};

  private:
    GtkWidget* new_side(const char* title, const char* text, GtkWidget* below);

    KeyForm m_form;
    GtkWidget* m_page;
};

}  // namespace upscale
