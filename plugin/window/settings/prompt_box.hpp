// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The prompt, and earlier ones to pick from.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <string>
#include <vector>

namespace upscale {

class PromptBox {
  public:
    PromptBox();
    GtkWidget* widget() { return m_box; }
    /// The widget that gets the keyboard.
    GtkWidget* view() { return m_view; }
    std::string text() const;
    void set_text(const std::string& text);
    /// The newest first.
    void set_history(std::vector<std::string> prompts);

    std::function<void()> on_changed = [] {};

  private:
    void fill_menu();

    GtkWidget* m_box;
    GtkWidget* m_view;
    GtkWidget* m_earlier;  ///< a menu button
    std::vector<std::string> m_history;
};

}  // namespace upscale
