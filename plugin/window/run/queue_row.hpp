// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The runs that wait for the present one: one button each, which takes it out, and their sum.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <string>
#include <vector>

namespace upscale {

/// A run that waits for its turn.
struct WaitingRun {
    int number = 0;  ///< which one; never used twice
    int images = 0;
    std::string words;  ///< its values, translated
};

class QueueRow {
  public:
    QueueRow();
    GtkWidget* widget() { return m_row; }
    /// In the order in which they will be made. None: nothing is shown.
    void show(const std::vector<WaitingRun>& runs);

    std::function<void(int number)> on_withdrawn = [](int) {};

  private:
    GtkWidget* m_row;
    GtkWidget* m_sum;
    GtkWidget* m_runs;
};

}  // namespace upscale
