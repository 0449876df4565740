// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The run that is under way: its stage, its cost, and the button that ends it.
#pragma once

#include <gtk/gtk.h>

#include <functional>

#include "common/dialogs/progress_view.hpp"
#include "window/host.hpp"

namespace upscale {

class ProgressRow : public ProgressView {
  public:
    explicit ProgressRow(Host& host);
    GtkWidget* widget() { return m_row; }
    /// From now on it is shown, with a new stop token, until end().
    void begin();
    void end();
    void stop();

    void show(const Progress& progress, const std::string& text) override;
    std::stop_token stop_token() override { return m_source.get_token(); }

    /// The user wants the window as small as this row, or whole again.
    std::function<void(bool folded)> on_folded = [](bool) {};

  private:
    Host& m_host;
    std::stop_source m_source;
    bool m_running = false;  ///< if false, nothing is shown
    GtkWidget* m_row;
    GtkWidget* m_bar;
    GtkWidget* m_text;
    GtkWidget* m_cost;
    GtkWidget* m_fold;
    GtkWidget* m_stop;
};

}  // namespace upscale
