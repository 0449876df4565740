// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Where results lie on their source: the part that they show, and at what scale.
#pragma once

#include <span>
#include <vector>

#include "image/pixels/bitmap.hpp"

namespace upscale {

/// A small gray copy of an RGB picture (or of a gray one), at most 1536 pixels a side: what
/// pictures are compared by. An alpha channel does not count. Empty for an empty picture.
Bitmap preview_of(const Bitmap& rgb);

/// How a result lies on its source.
struct Registration {
    enum class Fit {  // hypotheses, the simplest first
        Whole,        ///< all of the source, at one scale
        Stretched,    ///< all of the source, with two scales: to be unstretched
        Cropped,  ///< a part of the source (a few pixels or much); if the service stretched that
                  ///< part, with two scales
        Padded,   ///< all of the source (or a crop) within `part`; around it are bars, mirrored
                  ///< or repeated edges, or anything else
    };
    Fit fit = Fit::Whole;
    RectF covered;       ///< source pixels that `part` shows
    Rect part;           ///< result pixels that show the source: all of the result unless padded
    double scale_x = 1;  ///< part.width / covered.width: result pixels per source pixel
    double scale_y = 1;  ///< part.height / covered.height; one scale up to the rounding of sizes,
                         ///< unless stretched
    enum class Quality {
        Measured,   ///< the picture tells its place, or nothing speaks against the whole
        Guessed,    ///< no confident match: the best match, else the centred crop (the whole if the
                    ///< shape is the same). The user should check the place
        Different,  ///< it shows something else: black, another picture, a mirrored one. The place
                    ///< is guessed
    };
    Quality quality = Quality::Measured;
    double uncertainty = 0;  ///< source pixels: one standard deviation of the least sure edge, if
                             ///< measured
};

/// One result as registration sees it.
struct ResultView {
    Size size;       ///< pixels
    Bitmap preview;  ///< preview_of() the decoded result
};

/// Registers all results of a job together on the source, of which `source_preview` is preview_of()
/// what was sent, `source` the size in pixels and `uploaded` the size at which it was sent.
///
/// Each result is measured, also when its shape is the source's. The simplest hypothesis that
/// explains the measurement within its uncertainty (and a third of a source pixel) is taken: the
/// whole; all of one axis; one scale; anything else. Results that show the same part of the source,
/// as far as can be told, have one identical `covered`, whatever their sizes; a result without a
/// place of its own takes the place of the others of its shape.
///
/// From a damaged record there may be no preview: then the place is guessed; or no sizes (below 1):
/// then a result is taken for the source itself.
/// Returns as many as there are results, in their order.
std::vector<Registration> register_results(const Bitmap& source_preview, Size source, Size uploaded,
                                           std::span<const ResultView> results);

}  // namespace upscale
