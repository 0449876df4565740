// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Whether the source of a result has changed since the result was made, and how the result is made
// again: from what its parasite says. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app/editor.hpp"
#include "base/parameters.hpp"
#include "state/journal.hpp"

namespace upscale {

/// What a result was made of.
struct MadeOf {
    std::string hash;  ///< hash_of() the pixels
    Rect region;       ///< where on the layer they were, from the layer's corner, in those pixels
    Size layer;        ///< of the layer then, in the same pixels
    RectF covered;     ///< what the result shows, in the region's pixels
};
/// Nullopt: the parasite is none of ours, damaged, or of a version that did not write all of it.
std::optional<MadeOf> made_of(std::string_view parasite);

enum class SinceMade {
    Unchanged,   ///< the source shows the same, perhaps flipped or turned
    Changed,     ///< it shows something else
    SourceGone,  ///< it is no longer in the image
    Unknown,     ///< nothing can be compared: nothing is known of it, or the user scaled it
};
/// `now`: the source, read with Region::Layer and Pixels::UntilEdited; null: it is gone.
SinceMade since_made(const std::optional<MadeOf>& made, const Source* now);

/// The rectangle of today's source that stands for the region, in the coordinates of `now`;
/// nullopt: all of it.
std::optional<Rect> part_to_make(const MadeOf& made, const Source& now);

/// The values that make one result again, for its layer. `job`: the record of its job, which knows
/// more than the parasite; null: it is gone. What neither knows is taken from `otherwise`.
Parameters made_with(std::string_view parasite, const Job* job, const Parameters& otherwise);

}  // namespace upscale
