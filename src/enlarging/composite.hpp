// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Makes one picture of what a pass gave: each tile is put where it belongs, gets the colours of the
// source, and is joined with its neighbours. A pass that was sent whole has a single tile. Pure.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "image/colours/slow_part.hpp"
#include "image/pixels/bitmap.hpp"
#include "image/registration/registration.hpp"

namespace upscale {

/// A picture of the source at some scale: the source itself, or what a pass made of it.
struct Composite {
    Bitmap rgb;
    RectF covered;            ///< source pixels that it shows
    std::vector<Rect> plain;  ///< parts of the source that are only enlarged, without new detail
    /// Its pixels per pixel of the source: the smaller of both axes.
    double factor() const;
    /// Where a part of its pixels is in the source, in whole pixels.
    Rect in_source(const Rect& part) const;
};

/// What came back for a tile.
struct TilePixels {
    Bitmap rgb;
    Registration place;  ///< on the tile, in its pixels
};

/// What is known of the source, for the colours.
struct ColourSource {
    const SlowPart& slow;  ///< empty: the colours are left as they came
    const Bitmap& alpha;   ///< 1 channel; empty: opaque
};

/// Enlarges a composite by a pass. `tiles`: of `from`, in raster order. `pixels_of` is asked for
/// each tile once, in this order; nullopt: it is missing, and is filled with a plain enlargement of
/// `from`. `scale`: pixels that a tile gave per pixel sent. The result has at most `most_factor`
/// pixels per pixel of the source (0: no limit), and exactly that if the scale allows it. After a
/// stop the result must not be used.
Composite compose(const Composite& from, std::span<const Rect> tiles,
                  const std::function<std::optional<TilePixels>(std::size_t)>& pixels_of,
                  double scale, double most_factor, const ColourSource& colours,
                  const std::stop_token& stop);

/// The parts of `whole` outside `inner` that are thicker than `least` pixels: at most four.
std::vector<Rect> around(const Rect& whole, const RectF& inner, double least);

}  // namespace upscale
