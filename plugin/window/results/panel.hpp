// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The lower part of the window: the strip of results and the buttons for them.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <string>
#include <vector>

#include "window/results/strip.hpp"
#include "window/widgets.hpp"

namespace upscale {

class ResultsPanel {
  public:
    ResultsPanel();
    GtkWidget* widget() { return m_box; }
    Strip& strip() { return m_strip; }
    /// Says beside the button what adding the chosen results will do.
    void show_effect(const std::string& text) { set_text(m_effect, text); }
    /// Shows on the button that results are being added.
    void show_adding(bool adding);

    std::function<void(const std::vector<ResultItem>&)> on_look = [](const auto&) {};
    std::function<void(const std::vector<ResultItem>&)> on_add = [](const auto&) {};
    /// Called to start a run with the values of a result, without its seed.
    std::function<void(const ResultItem&)> on_again = [](const auto&) {};
    /// Called to set the controls to a result's values, with or without its seed.
    std::function<void(const ResultItem&)> on_vary = [](const auto&) {};
    std::function<void(const ResultItem&)> on_use = [](const auto&) {};

  private:
    void chosen();

    Strip m_strip;
    GtkWidget* m_box;
    GtkWidget* m_effect;
    GtkWidget *m_add, *m_compare, *m_again, *m_vary, *m_use;
    bool m_adding = false;
};

}  // namespace upscale
