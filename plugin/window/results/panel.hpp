// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The lower part of the window: the strip of results and the buttons for them.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <string>
#include <utility>
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
    /// Offers to make a result again whose source has changed. `label`: of the button, with the
    /// price; empty: nothing is offered. `text` says what has changed.
    void offer_again(const std::string& text, const std::string& label, bool sensitive);
    /// Shows on the button that results are being added.
    void show_adding(bool adding);

    std::function<void(const std::vector<ResultItem>&)> on_look = [](const auto&) {};
    std::function<void(const std::vector<ResultItem>&)> on_add = [](const auto&) {};
    std::function<void(const std::vector<ResultItem>&, bool starred)> on_star = [](const auto&,
                                                                                   bool) {};
    /// Called to take values from a result into the controls.
    std::function<void(const ResultItem&, Take)> on_take = [](const ResultItem&, Take) {};

    std::function<void()> on_again = [] {};

    /// Shows these results.
    void show(const std::vector<ResultItem>& items);

  private:
    GtkWidget* new_taker(const char* label, const char* help, Take take);
    void chosen();
    void update();

    Strip m_strip;
    GtkWidget* m_box;
    GtkWidget* m_effect;
    GtkWidget *m_changed, *m_again;  ///< what has changed, and the button
    GtkWidget *m_add, *m_compare, *m_star;
    std::vector<std::pair<GtkWidget*, Take>> m_takers;
    bool m_adding = false;
    bool m_updating = false;  ///< the star's button follows the choice, nobody presses it
};

}  // namespace upscale
