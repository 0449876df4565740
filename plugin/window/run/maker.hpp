// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The runs that the window starts: from a press on the button to results in the gallery.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <string>
#include <vector>

#include "app/report.hpp"
#include "common/runs/posted_view.hpp"
#include "common/runs/run_jobs.hpp"
#include "window/background.hpp"
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
    /// Begins to run a job for each assignment; nothing else may be running. Results that are paid
    /// for and cannot be kept on disk are added to the image at once. The caller has already asked
    /// the user where that is needed.
    void make(std::vector<Assignment> assignments, Parameters values, Subject subject);
    /// Begins to wait for or download an earlier job, without paying.
    void fetch(std::string job);
    void cancel();

    /// Called after a run, with the jobs that have results.
    std::function<void(const Report& report, const std::vector<std::string>& jobs)> on_ended =
        [](const Report&, const std::vector<std::string>&) {};

  private:
    struct Ended {
        Report report;
        std::vector<std::string> jobs;
    };
    void begin(std::function<Ended(Editor&, ProgressView&)> run);

    Host& m_host;
    ProgressRow& m_progress;
    PostedView m_view;
    bool m_running = false;
    Background m_background;  ///< last member: its thread uses the others
};

/// Calls `agreed` if that many paid images may be made. If they are more than the user's limit for
/// runs without a question, asks first.
void ask_to_make(int images, GtkWindow* window, std::function<void()> agreed);

}  // namespace upscale
