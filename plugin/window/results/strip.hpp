// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The strip of results: small pictures with their values. One or several can be chosen.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <string>
#include <vector>

#include "common/dialogs/thumbnails.hpp"
#include "presentation/results.hpp"

namespace upscale {

class Strip {
  public:
    Strip();
    GtkWidget* widget() { return m_box; }
    /// Shows these results in their order. Those that were chosen stay chosen.
    void show(const std::vector<ResultItem>& items);
    /// Chooses one and scrolls to it.
    void choose(const ResultItem& item);
    std::vector<ResultItem> chosen() const;
    bool is_empty() const { return m_items.empty(); }

    /// Called when the choice has changed, by the user or by choose().
    std::function<void()> on_chosen = [] {};
    /// Called on a double click or Enter on a result.
    std::function<void()> on_activated = [] {};

  private:
    GtkWidget* new_child(const ResultItem& item);

    GtkWidget* m_box;  ///< scrolls sideways
    GtkWidget* m_flow;
    GtkWidget* m_empty;
    std::vector<ResultItem> m_items;
    bool m_filling = false;
    Thumbnails m_thumbnails;
};

}  // namespace upscale
