// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What a batch will do: all that can be found out before anything is paid.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/editor.hpp"
#include "batch/batch.hpp"
#include "batch/earlier.hpp"
#include "batch/file_record.hpp"
#include "batch/name_pattern.hpp"
#include "batch/report.hpp"
#include "common/batch/file_port.hpp"
#include "common/dialogs/progress_view.hpp"
#include "state/history.hpp"

namespace upscale {

/// What gets results of its own: a file, or a layer of one.
struct BatchUnit {
    ListedFile listed;
    std::string layer = {};              ///< FileStatus::layer
    std::optional<LayerOfFile> of = {};  ///< the same layer
    std::string stem = {};               ///< the file's name without the extension
    std::string extension = {};          ///< of its results
    FileRecord record = {};              ///< what became of it so far
};

struct BatchPlan {
    Batch batch;  ///< with canonical folder and plain format
    NamePattern pattern;
    std::string settings;  ///< settings_key()
    std::optional<Earlier> earlier;
    ReportFile report;
    std::vector<BatchUnit> units;
    std::vector<FileStatus> status;  ///< of the same units
    int foreseen = 0;                ///< images that are needed, if max-images limits them

    /// True if the batch upscales the file of this path.
    bool is_source(const std::string& path) const;
};

/// Plans a batch. What is done, or cannot be done, is so in the plan's states; all others wait. In
/// a batch with {layer}, files are loaded whose layers are not known yet. `known_images`: as
/// BatchEvents::images_of. BadInput: nothing may be begun; Cancelled.
Result<BatchPlan> plan_batch(Editor& editor, FilePort& files, const Batch& batch, JobsOfBatch& jobs,
                             ProgressView& view,
                             const std::function<int(const std::string&)>& known_images);

/// How a file is called in progress and messages: "2/7 photo.jpg", "3/7 poster.psd [Title]".
std::string shown_name(std::size_t index, const std::vector<FileStatus>& files);

}  // namespace upscale
