// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// A batch that the window for files runs: from a press on the button to the last file.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "batch/batch.hpp"
#include "common/batch/file_port.hpp"
#include "common/runs/background.hpp"
#include "common/runs/posted_view.hpp"
#include "window/host.hpp"
#include "window/run/progress_row.hpp"

namespace upscale {

/// Main thread. A batch works on a thread beside it.
class BatchMaker {
  public:
    BatchMaker(Host& host, FilePort& files, ProgressRow& progress);
    BatchMaker(const BatchMaker&) = delete;
    BatchMaker& operator=(const BatchMaker&) = delete;

    bool is_running() const { return m_running; }
    bool is_paused() const { return m_paused; }
    /// How many images each of the files takes, as far as that is known, by their paths.
    using Images = std::map<std::string, int>;
    /// No batch may be running.
    void make(Batch batch, Images known);
    /// In a pause no further file is begun; what was begun goes on.
    void pause(bool paused) { m_paused = paused; }
    /// Ends the batch.
    void cancel() { m_background.cancel(); }

    /// The state of a file has changed.
    std::function<void(const FileStatus&)> on_file = [](const FileStatus&) {};
    /// How far a file is that is worked on.
    std::function<void(const std::string& path, const Progress&)> on_progress =
        [](const std::string&, const Progress&) {};
    /// A batch has ended. The error says why nothing was begun, or is Cancelled.
    std::function<void(const std::optional<Error>&)> on_ended = [](const std::optional<Error>&) {};

  private:
    Host& m_host;
    FilePort& m_files;
    ProgressRow& m_progress;
    PostedView m_view;
    bool m_running = false;
    std::atomic<bool> m_paused = false;
    Background m_background;  ///< last member: its thread uses the others
};

}  // namespace upscale
