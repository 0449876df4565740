// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Upscales the files of a batch.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "app/editor.hpp"
#include "batch/batch.hpp"
#include "common/batch/file_port.hpp"
#include "common/dialogs/progress_view.hpp"
#include "common/runs/engine.hpp"

namespace upscale {

/// How a batch ended.
struct BatchEnd {
    std::vector<FileStatus> files;  ///< in their order
    /// Why nothing was begun, or Cancelled: the user stopped it. The next run goes on.
    std::optional<Error> error;
};

/// What whoever runs a batch hears of it, and says to it; all on the thread of the run.
struct BatchEvents {
    /// The state of a file has changed. `index`: its place among all `files`.
    std::function<void(std::size_t index, const std::vector<FileStatus>& files)> on_file =
        [](std::size_t, const std::vector<FileStatus>&) {};
    /// How far a file is that is worked on, several times a second.
    std::function<void(const std::string& path, const Progress&)> on_progress =
        [](const std::string&, const Progress&) {};
    /// How many images a file takes, if that was found out already; 0: it was not.
    std::function<int(const std::string& path)> images_of = [](const std::string&) { return 0; };
    /// True while no further file may begin; what was begun goes on.
    std::function<bool()> is_paused = [] { return false; };
};

/// Upscales what is not done yet, several files at the same time, saves each result as soon as it
/// is there, and remembers what is done. What an earlier run has paid for is fetched, not paid
/// again. A file that fails does not stop the others, unless the account does. Everything that can
/// be found out before anything is paid is BatchEnd::error. `view` may show words of its own about
/// the jobs under way.
BatchEnd run_batch(Editor& editor, FilePort& files, const Batch& batch, ProgressView& view,
                   const KeyOfUser& key_of_user, const BatchEvents& events);

/// Runs plug-in-ideogram-upscale-files: progress goes to GIMP's progress bar and, as lines, to
/// standard error. Never throws.
BatchEnd run_files(Editor& editor, FilePort& files, const Batch& batch) noexcept;

}  // namespace upscale
