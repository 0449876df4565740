// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Mean colours of the same places of two pictures, and what they tell about how the colours moved.
// Pure.
#pragma once

#include <optional>
#include <stop_token>
#include <vector>

#include "image/colours/colour_map.hpp"
#include "image/colours/difference.hpp"
#include "image/colours/grid.hpp"
#include "image/colours/slow_part.hpp"
#include "image/pixels/bitmap.hpp"

namespace upscale {

/// Blocks of a source's cells, with the means of the source and of a picture that was made from it.
struct Blocks {
    int side = 1;  ///< cells
    Size size;     ///< blocks
    std::vector<Colour> source, picture;
    std::vector<bool> seen;  ///< something is visible in both
};

/// `rgb` and `alpha` (empty: opaque) lie on the source's cells as the axes say. After a stop what
/// it returns must not be used.
Blocks blocks_of(const SlowPart& source, const Bitmap& rgb, const Bitmap& alpha, const Axis& across,
                 const Axis& down, const std::stop_token& stop);

/// How far the colours of the two are from each other.
ColourShift shift_between(const Blocks& blocks);

/// False if the picture has lost the source's colours or contrast, or is bright where the source is
/// dark, so that the source could only be painted over it.
bool has_colours_of_source(const Blocks& blocks);

/// The change that is the same everywhere, from picture to source.
ColourMap map_of(const Blocks& blocks);

/// For each block what is left after the map: a slow field of differences. Nullopt: so much is left
/// that the colours are not alike.
std::optional<std::vector<Colour>> field_of(const Blocks& blocks, const ColourMap& map);

/// How far map and field move the picture's colours.
ColourShift shift_by(const Blocks& blocks, const ColourMap& map, const std::vector<Colour>& field);

}  // namespace upscale
