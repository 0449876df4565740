// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// All jobs of the last weeks: what was added, what waits, what can still be fetched.
#pragma once

#include <gtk/gtk.h>

#include <string>
#include <vector>

#include "state/journal.hpp"

namespace upscale {

class HistoryDialog {
  public:
    explicit HistoryDialog(GtkWindow* parent);
    HistoryDialog(const HistoryDialog&) = delete;
    HistoryDialog& operator=(const HistoryDialog&) = delete;
    ~HistoryDialog();

    enum class Wish {
        Nothing,  ///< it was closed
        Fetch,    ///< wait for or download the results of the job
        Show,     ///< put its results into the strip
        Open,     ///< open its results as new images
    };
    struct Choice {
        Wish wish = Wish::Nothing;
        std::string job = {};
    };
    /// Until the user wants something of a job, or closes it.
    Choice run();

  private:
    void fill();
    void selected();
    GtkWidget* new_row(const Job& job);
    GtkWidget* new_limit();
    const Job* chosen() const;
    void discard();
    void clear();
    bool ask(const char* question, const char* agree);

    GtkWidget* m_dialog;
    GtkWidget* m_list;
    GtkWidget* m_size = nullptr;
    GtkWidget *m_first = nullptr, *m_open = nullptr, *m_discard = nullptr;
    std::vector<Job> m_jobs;
};

}  // namespace upscale
