// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Runs a job for each layer, up to results on disk. Nothing is imported here.
#pragma once

#include <optional>
#include <vector>

#include "app/editor.hpp"
#include "app/job.hpp"
#include "app/report.hpp"
#include "common/dialogs/progress_view.hpp"
#include "common/runs/read_pixels.hpp"

namespace upscale {

/// What is upscaled: all of a layer or of its selected part, or, if `part` is set, that rectangle
/// of it, in the coordinates that read_pixels() gives.
struct Assignment {
    ItemId drawable = -1;
    std::optional<Rect> part = {};
    Pixels pixels = Pixels::UntilEdited;
};

/// The jobs of a run that ended.
struct JobsEnd {
    std::vector<JobEnd> ends;  ///< the jobs without an error; their results are in their folders
    Report report;             ///< about all jobs, in the layers' order
};

/// The part of a source within a rectangle, in image coordinates. Its pixels are empty if there is
/// none.
Source part_of(const Source& source, const Rect& part);
/// What a job for this source starts from.
JobStart start_of(Source source, const Parameters& values);

/// Reads the pixels and the other data that a job starts from. BadInput: nothing can be read, or
/// the image is indexed and cannot take the results where `values` place them.
Result<JobStart> read_assignment(Editor& editor, ImageId image, const Assignment& assignment,
                                 const Parameters& values);

/// How many images a run makes of all assignments together. Layers are read for it if it depends on
/// their sizes; those that cannot be upscaled do not count then.
int images_of(Editor& editor, ImageId image, const std::vector<Assignment>& assignments,
              const Parameters& values);

/// Runs a job for each assignment, up to four at the same time (on this computer one). The next
/// layer is read only after the previous one was encoded, so that only one is in memory. A job that
/// fails does not stop the others. A cancel stops all, and layers that were not begun are not in
/// the report. On the thread of `editor`; what that does meanwhile follows from `view`.
JobsEnd run_jobs(Editor& editor, ImageId image, const std::vector<Assignment>& assignments,
                 const Parameters& values, const Service& service, ProgressView& view);

}  // namespace upscale
