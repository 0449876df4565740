// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The run that is under way: its stage, its cost, and the button that ends it. Without a run the
// row is empty but as high, so that nothing moves.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <string>

#include "common/dialogs/progress_view.hpp"
#include "window/host.hpp"
#include "window/run/queue_row.hpp"

namespace upscale {

class ProgressRow : public ProgressView {
  public:
    explicit ProgressRow(Host& host);
    GtkWidget* widget() { return m_row; }
    /// The runs that wait for this one. They have a place of their own in the window.
    QueueRow& queue() { return m_queue; }
    /// From now on the run is shown, until end().
    void begin();
    void end();
    /// Shows this instead of the progress, because nothing is under way for now; empty: the
    /// progress again.
    void rest(const std::string& text);
    /// As if its button was pressed.
    void stop();
    /// Shows the window whole again.
    void unfold();

    void show(const Progress& progress, const std::string& text) override;
    std::stop_token stop_token() override { return {}; }

    /// The user wants the run to end.
    std::function<void()> on_stop = [] {};
    /// The user wants the window as small as this row, or whole again.
    std::function<void(bool folded)> on_folded = [](bool) {};

  private:
    Host& m_host;
    bool m_running = false;   ///< if false, nothing is shown
    bool m_resting = false;   ///< nothing is under way for now
    bool m_stopping = false;  ///< the user wants this run to end
    QueueRow m_queue;
    GtkWidget* m_row;  ///< shows one of the next two
    GtkWidget* m_line = nullptr;
    GtkWidget* m_idle = nullptr;
    GtkWidget* m_bar;
    GtkWidget* m_text;
    GtkWidget* m_cost;
    GtkWidget* m_fold;
    GtkWidget* m_stop;
};

}  // namespace upscale
