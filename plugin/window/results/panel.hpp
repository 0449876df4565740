// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The lower part of the window: the strip of results and what can be done with them.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <vector>

#include "window/results/strip.hpp"

namespace upscale {

class ResultsPanel {
  public:
    ResultsPanel();
    GtkWidget* widget() { return m_box; }
    Strip& strip() { return m_strip; }
    /// `can_make`: no run is under way.
    void allow(bool can_make);

    std::function<void(const std::vector<ResultItem>&)> on_look = [](const auto&) {};
    std::function<void(const std::vector<ResultItem>&)> on_add = [](const auto&) {};
    /// A run with the values of a result, its own seed left out.
    std::function<void(const ResultItem&)> on_again = [](const auto&) {};
    /// Its values go into the controls; with or without its seed.
    std::function<void(const ResultItem&)> on_vary = [](const auto&) {};
    std::function<void(const ResultItem&)> on_use = [](const auto&) {};

  private:
    void chosen();

    Strip m_strip;
    GtkWidget* m_box;
    GtkWidget *m_add, *m_compare, *m_again, *m_vary, *m_use;
    bool m_can_make = true;
};

}  // namespace upscale
