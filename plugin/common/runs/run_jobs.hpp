// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// From layers to results on disk: a job for each, before anything is imported.
#pragma once

#include <optional>
#include <vector>

#include "app/editor.hpp"
#include "app/job.hpp"
#include "app/report.hpp"
#include "common/dialogs/progress_view.hpp"

namespace upscale {

/// What is upscaled: all of a layer or of its selected part, or, if `part` is set, that rectangle
/// of it, in image coordinates.
struct Assignment {
    ItemId drawable = -1;
    std::optional<Rect> part = {};
};

/// The jobs of a run that ended.
struct JobsEnd {
    std::vector<JobEnd> ends;  ///< those without an error, with results in their folders
    Report report;             ///< on all of them, in the layers' order
};

/// What of a source lies within a rectangle, in image coordinates; empty pixels: nothing.
Source part_of(const Source& source, const Rect& part);
/// What a job of this source begins with.
JobStart start_of(Source source, const Parameters& values);

/// The pixels and the record that a job begins with. BadInput: nothing can be read, or an indexed
/// image cannot take the results where `values` place them.
Result<JobStart> read_assignment(Editor& editor, ImageId image, const Assignment& assignment,
                                 const Parameters& values);

/// Runs a job for each, up to four at the same time (on this computer one); the next layer is read
/// when the one before is encoded, so that no two are in memory. One that fails does not keep the
/// others from being tried; a cancel stops them all, and those that were not begun are not in the
/// report. Main thread, whose main loop runs meanwhile.
JobsEnd run_jobs(Editor& editor, ImageId image, const std::vector<Assignment>& assignments,
                 const Parameters& values, const Service& service, ProgressView& view);

}  // namespace upscale
