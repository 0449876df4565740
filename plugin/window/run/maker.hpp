// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The runs that the window starts: from a press on the button to results in the gallery.
#pragma once

#include <gtk/gtk.h>

#include <string>
#include <vector>

#include "app/report.hpp"
#include "common/runs/run_jobs.hpp"
#include "window/host.hpp"
#include "window/results/gallery.hpp"
#include "window/run/progress_row.hpp"

namespace upscale {

class Maker {
  public:
    Maker(Host& host, Gallery& gallery, ProgressRow& progress)
        : m_host(host), m_gallery(gallery), m_progress(progress) {}

    bool is_running() const { return m_running; }
    /// Runs a job for each assignment. Results that are paid for and cannot be kept on disk are
    /// added to the image at once. The caller has already asked the user where that is needed.
    Report make(const std::vector<Assignment>& assignments, const Parameters& values,
                const Subject& subject);
    /// Waits for or downloads an earlier job, without paying.
    Report fetch(const std::string& job, GtkWindow* window);

  private:
    Host& m_host;
    Gallery& m_gallery;
    ProgressRow& m_progress;
    bool m_running = false;
};

/// If the run makes more images than the user's limit for runs without a question, asks first.
/// True: go on.
bool may_make(int images, GtkWindow* window);

}  // namespace upscale
