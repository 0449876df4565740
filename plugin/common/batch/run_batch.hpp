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

/// Called on the main thread whenever the state of a file has changed. `index`: its place among all
/// `files`.
using OnFile = std::function<void(std::size_t index, const std::vector<FileStatus>& files)>;

/// Asked on the thread of the work: true while no further file may begin.
using IsPaused = std::function<bool()>;

/// Upscales what is not done yet, several files at the same time, saves each result as soon as it
/// is there, and remembers what is done. What an earlier run has paid for is fetched, not paid
/// again. A file that fails does not stop the others, unless the account does. Everything that can
/// be found out before anything is paid is BatchEnd::error. `view` may show words of its own about
/// the jobs under way. While `is_paused` says so, what was begun goes on and nothing else begins.
BatchEnd run_batch(
    Editor& editor, FilePort& files, const Batch& batch, ProgressView& view,
    const KeyOfUser& key_of_user, const OnFile& on_file,
    const IsPaused& is_paused = [] { return false; });

/// Runs plug-in-ideogram-upscale-files: progress goes to GIMP's progress bar and, as lines, to
/// standard error. Never throws.
BatchEnd run_files(Editor& editor, FilePort& files, const Batch& batch) noexcept;

}  // namespace upscale
