// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Where a result lies on its source: the part that it shows, and at what scale.
#pragma once

#include <span>
#include <vector>

#include "image/bitmap.hpp"

namespace upscale {

/// How a result lies on its source.
struct Registration {
    enum class Fit {  // hypotheses, the simplest first
        Whole,        ///< all of the source, at one scale
        Stretched,    ///< all of the source, with two scales: to be unstretched
        Cropped,      ///< a part of the source (a few pixels or much)
        Padded,       ///< all of the source (or a crop) within `part`; around it bars, mirrored or
                      ///< repeated edges
    };
    Fit fit = Fit::Whole;
    RectF covered;       ///< source pixels that `part` shows
    Rect part;           ///< result pixels that show the source: all of the result unless padded
    double scale_x = 1;  ///< part.width / covered.width: result pixels per source pixel
    double scale_y = 1;
    enum class Quality {
        Measured,
        Guessed,    ///< no confident match: the centred crop, or the whole if the shape is the same
        Different,  ///< the result shows something else
    };
    Quality quality = Quality::Measured;
    double uncertainty = 0;  ///< source pixels: one standard deviation of the edges
};

/// A small gray copy of an RGB picture (or of a gray one), at most 1536 pixels a side.
Bitmap preview_of(const Bitmap& rgb);

/// One result as registration sees it.
struct ResultView {
    Size size;
    Bitmap preview;  ///< preview_of() the decoded result
};

/// Registers all results of a job together on the source, of which `source_preview` is
/// preview_of(), `source` the size in pixels and `uploaded` the size at which it was sent.
std::vector<Registration> register_results(const Bitmap& source_preview, Size source, Size uploaded,
                                           std::span<const ResultView> results);

}  // namespace upscale
