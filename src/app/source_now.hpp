// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Whether a job's source still shows what was sent. Pure, for the worker thread.
#pragma once

#include "app/editor.hpp"
#include "app/held_pixels.hpp"
#include "app/job.hpp"
#include "image/pixels/turn.hpp"
#include "image/registration/registration.hpp"

namespace upscale {

/// What has become of a job's source since it was sent.
struct SourceNow {
    bool edited = false;  ///< it shows something else
    Turn turn;            ///< how it was flipped or turned, if it was not edited
    bool operator==(const SourceNow&) const = default;
};

/// Compares today's source with what was sent. `now` is read with Region::Layer; it may be moved,
/// flipped, turned, and scaled as a whole. Differences of rounding, of dither or of lossy
/// compression do not count; a brush stroke does, if it changes a block of 8 × 8 pixels of the
/// preview by more than 6 levels. If there is nothing to compare (no preview, or a layer of another
/// shape), the source counts as unchanged.
SourceNow compare_source(const SourceRecord& source, const SourcePlanes& planes, const Source& now);

/// The record of a source that was turned like this, with the same corner.
SourceRecord turned(SourceRecord source, const Turn& turn);

/// The registration of a turned result on a turned source. `region` and `result` are the sizes
/// before the turn.
Registration turned(Registration registration, Size region, Size result, const Turn& turn);

}  // namespace upscale
