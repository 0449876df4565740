// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Where a result lies on its source: the part that it shows, and at what scale.
#pragma once

#include "image/bitmap.hpp"

namespace upscale {

struct Registration {
    enum class Quality {
        Exact,    ///< the shapes agree: the result shows all of the source
        Matched,  ///< the service cropped, and the crop was found and verified
        Guessed,  ///< no confident match: the centred crop, to be mentioned to the user
    };
    RectF covered;       ///< source pixels that the result shows
    double scale_x = 1;  ///< result pixels per source pixel
    double scale_y = 1;  ///< differs from scale_x by rounding alone
    Quality quality = Quality::Exact;
    double confidence = 1;  ///< Matched, Guessed: the correlation of the two pictures, -1..1
};

/// The aspect ratios count as equal within this part.
constexpr double kAspectTolerance = 0.005;

/// A small gray copy of an RGB picture, at most 1536 pixels a side: what a result is matched with.
Bitmap preview_of(const Bitmap& rgb);

/// Registers a result (RGB) on its source, of which `preview` is preview_of(), `source` the size in
/// pixels and `uploaded` the size at which it was sent. If the shapes differ, the crop is found by
/// correlation: the centred crop first, then a search over offsets and scales, refined by
/// Gauss-Newton steps on a pyramid (Baker and Matthews, "Lucas-Kanade 20 Years On", 2004) with
/// brightness and contrast left free. From a damaged record there may be no preview: then it is the
/// centred crop; or no sizes (below 1): then it is the whole source as it is.
Registration register_result(const Bitmap& preview, Size source, Size uploaded,
                             const Bitmap& result);

}  // namespace upscale
