// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The runs that the window starts: from a press on the button to results in the gallery.
#pragma once

#include <gtk/gtk.h>

#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "common/runs/background.hpp"
#include "common/runs/posted_view.hpp"
#include "common/runs/run_jobs.hpp"
#include "results/report.hpp"
#include "window/host.hpp"
#include "window/run/progress_row.hpp"

namespace upscale {

/// Main thread. A run works on a thread beside it.
class Maker {
  public:
    Maker(Host& host, ProgressRow& progress);
    Maker(const Maker&) = delete;
    Maker& operator=(const Maker&) = delete;

    bool is_running() const { return m_running; }
    /// True: so many runs wait that no further one is taken.
    bool is_full() const { return m_waiting.size() >= kMostWaiting; }
    /// True while a run that replaces this layer is under way or waits.
    bool is_replacing(ItemId layer) const;
    /// Runs a job for each assignment, after the runs that were asked for earlier. `images`: how
    /// many the user agreed to; a paid run never makes more. Results that are paid for and cannot
    /// be kept on disk are added to the image at once. The caller has already asked the user where
    /// that is needed. `replaces`: the layer whose place the result is to take; -1: none.
    void make(std::vector<Assignment> assignments, Parameters values, int images, Subject subject,
              ItemId replaces = -1);
    /// Begins to wait for or download an earlier job, without paying. Nothing else may be running.
    void fetch(std::string job);
    /// Ends the present run; those that wait are made all the same.
    void cancel();
    /// Runs that wait are not made.
    void withdraw_all();

    struct Ended {
        Report report;
        std::vector<std::string> jobs;  ///< those that have results
        ItemId replaces = -1;           ///< see make()
    };
    /// Called after a run.
    std::function<void(const Ended&)> on_ended = [](const Ended&) {};
    /// Called when is_full() may have changed.
    std::function<void()> on_queue_changed = [] {};

  private:
    using Run = std::function<Ended(Editor&, ProgressView&)>;
    struct Waiting {
        WaitingRun shown;
        Run run;
        ItemId replaces = -1;
    };
    static constexpr std::size_t kMostWaiting = 8;
    void begin(Run run, ItemId replaces = -1);
    void begin_next();
    void withdraw(int number);
    void show_queue();

    Host& m_host;
    ProgressRow& m_progress;
    PostedView m_view;
    bool m_running = false;
    ItemId m_replaces = -1;  ///< of the run that is under way
    std::deque<Waiting> m_waiting;
    int m_last_number = 0;
    Background m_background;  ///< last member: its thread uses the others
};

/// Calls `agreed` if that many paid images may be made. Asks first if they are more than the user's
/// limit for runs without a question, or `always`; not if there are none.
void ask_to_make(int images, bool always, GtkWindow* window, std::function<void()> agreed);

}  // namespace upscale
