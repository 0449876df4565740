// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// From layers to results on disk: a job for each, before anything is imported.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/editor.hpp"
#include "app/job.hpp"
#include "common/dialogs/progress_view.hpp"
#include "common/runs/outcome.hpp"

namespace upscale {

/// What is upscaled: all of a layer or of its selected part, or, if `part` is set, that rectangle
/// of it, in image coordinates.
struct Assignment {
    ItemId drawable = -1;
    std::optional<Rect> part = {};
};

/// A layer that could not be upscaled.
struct Failure {
    std::string layer = {};
    Error error = {};
    std::string hint = {};  ///< what became of its cost; may be empty

    /// For people; `named`: with the layer's name first.
    std::string words(bool named) const;
};

struct Production {
    std::vector<JobEnd> ends;  ///< those without an error, with results in their folders
    std::vector<Failure> failures;
    std::optional<Failure> cancelled;  ///< the first layer that the user's cancel stopped, with
                                       ///< what became of the cost of all that it stopped
    std::vector<std::string> notes;    ///< what else there is to say
};

/// What of a source lies within a rectangle, in image coordinates; empty pixels: nothing.
Source part_of(const Source& source, const Rect& part);
/// What a job of this source begins with.
JobStart start_of(Source source, const Parameters& values);

/// The pixels and the record that a job begins with. BadInput: nothing can be read, or an indexed
/// image cannot take the results where `values` place them.
struct ReadSource {
    JobStart start;
    bool clipped = false;  ///< see Source
};
Result<ReadSource> read_assignment(Editor& editor, ImageId image, const Assignment& assignment,
                                   const Parameters& values);

/// Runs a job for each, up to four at the same time (on this computer one); the next layer is read
/// when the one before is encoded, so that no two are in memory. One that fails does not keep the
/// others from being tried; a cancel stops them all. All is in the layers' order. Main thread,
/// whose main loop runs meanwhile.
Production produce(Editor& editor, ImageId image, const std::vector<Assignment>& assignments,
                   const Parameters& values, const Service& service, ProgressView& view);

/// The outcome of a production without any result.
Outcome failed_outcome(const Production& production, const Parameters& values, bool named);

}  // namespace upscale
