// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The list of all jobs of the last weeks: what was added, what waits to be added, what can still be
// fetched.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <string>
#include <vector>

#include "common/dialogs/thumbnails.hpp"
#include "state/journal.hpp"

namespace upscale {

class HistoryDialog {
  public:
    explicit HistoryDialog(GtkWindow* parent);
    HistoryDialog(const HistoryDialog&) = delete;
    HistoryDialog& operator=(const HistoryDialog&) = delete;
    ~HistoryDialog();

    enum class Wish {
        Nothing,  ///< the dialog was closed
        Fetch,    ///< wait for the job's results, or download them
        Show,     ///< show its results in the strip
        Open,     ///< open its results as new images
    };
    struct Choice {
        Wish wish = Wish::Nothing;
        std::string job = {};
    };
    void present();
    /// Called when the user chooses something to do with a job, or closes the dialog, which is
    /// hidden by then and may be deleted.
    std::function<void(const Choice&)> on_chosen = [](const Choice&) {};

  private:
    void fill();
    /// Shows the jobs that match what is typed, and chooses one of them.
    void search();
    static gboolean is_wanted(GtkListBoxRow* row, gpointer self) noexcept;
    void selected();
    GtkWidget* new_row(const Job& job);
    GtkWidget* new_limit();
    const Job* chosen() const;
    void discard();
    void clear();
    void ask_first(const char* question, const char* agree, std::function<void()> agreed);
    void remove(const std::string& job);
    void end(Choice choice);
    void respond(int response);

    GtkWidget* m_dialog;
    GtkWidget* m_search;
    GtkWidget* m_list;
    GtkWidget* m_size = nullptr;
    GtkWidget *m_first = nullptr, *m_open = nullptr, *m_discard = nullptr;
    std::vector<Job> m_jobs;
    Thumbnails m_thumbnails;
};

}  // namespace upscale
