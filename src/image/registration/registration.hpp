// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Where results lie on their source: the part that they show, and at what scale. See
// docs/registration.md.
#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "image/pixels/bitmap.hpp"

namespace upscale {

/// A small gray copy of an RGB or gray picture, at most 1536 pixels a side, for comparing pictures.
/// Alpha is ignored. Empty for an empty picture.
Bitmap preview_of(const Bitmap& rgb);

/// How a result lies on its source.
struct Registration {
    enum class Fit {  // hypotheses, the simplest first
        Whole,        ///< all of the source, at one scale
        Stretched,    ///< all of the source, with two scales: must be unstretched
        Cropped,  ///< a part of the source (all but a few pixels, or much less), perhaps stretched
        Padded,   ///< all of the source, or a crop of it, within `part`; around that are bars,
                  ///< mirrored or repeated edges, or anything else
    };
    Fit fit = Fit::Whole;
    RectF covered;       ///< source pixels that `part` shows
    Rect part;           ///< result pixels that show the source: the whole result unless padded
    double scale_x = 1;  ///< part.width / covered.width: result pixels per source pixel
    /// part.height / covered.height; the same as scale_x up to rounding, unless stretched
    double scale_y = 1;
    enum class Quality {
        Measured,   ///< the place was measured, or the result has the source's shape and nothing
                    ///< contradicts
        Guessed,    ///< no confident match: the best match, else the centred crop (the whole if it
                    ///< has the source's shape). The user should check the place
        Different,  ///< it shows something else: black, another picture, a mirrored one. The place
                    ///< is guessed
    };
    Quality quality = Quality::Measured;
    /// if measured: one standard deviation of the least certain edge, in source pixels
    double uncertainty = 0;
    std::uint64_t operations = 0;  ///< that measuring it took, see kMostOperations
};

/// One result, as far as registration needs it.
struct ResultView {
    Size size;       ///< pixels
    Bitmap preview;  ///< preview_of() the decoded result
};

/// Registers all results of a job on the source. `source_preview` is preview_of() of what was sent,
/// `source` the source's size in pixels, and `uploaded` the size at which it was sent.
///
/// Each result is measured, even if it has the source's shape. Of the hypotheses (the whole; all of
/// one axis; one scale; anything else) the simplest is taken that agrees with the measurement
/// within its uncertainty and a tolerance of a third of a source pixel. Results that show the same
/// part of the source, as far as can be measured, get an identical `covered`, whatever their sizes.
/// A result without a match of its own gets the place of another result of its shape. A result of
/// so odd a shape that not all of its possible places can be tried is at best Guessed, unless one
/// of the likeliest places is convincing.
///
/// A damaged record may lack the preview: then the place is guessed. It may lack the sizes (below
/// 1): then a result is taken for the source itself. Returns one registration per result, in their
/// order; after a stop they must not be used.
std::vector<Registration> register_results(const Bitmap& source_preview, Size source, Size uploaded,
                                           std::span<const ResultView> results,
                                           const std::stop_token& stop = {});

}  // namespace upscale
