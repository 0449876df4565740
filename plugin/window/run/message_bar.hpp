// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What happened, and buttons for the next step. It lies over the picture, so that nothing moves
// when it comes and goes.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <string>
#include <vector>

namespace upscale {

class MessageBar {
  public:
    struct Action {
        const char* label;  ///< with its mnemonic
        std::function<void()> run;
    };

    MessageBar();
    GtkWidget* widget() { return m_bar; }
    /// Replaces what is shown. Pressing an action hides the bar first. Returns the message's
    /// number.
    int show(GtkMessageType type, const std::string& text, std::vector<Action> actions = {});
    void hide();
    /// Hides the message with this number, unless another one has replaced it.
    void withdraw(int number);

    std::function<void()> on_shown = [] {};

  private:
    void make_room(const std::string& text);
    static void on_response(GtkInfoBar* bar, int response, gpointer self) noexcept;

    GtkWidget* m_bar;
    GtkWidget* m_icon;
    GtkWidget* m_text;
    GtkWidget* m_scroll;  ///< of a long text
    std::vector<Action> m_actions;
    int m_number = 0;  ///< of the message that was shown last
};

}  // namespace upscale
