// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Where results are worth looking at first. Pure.
#pragma once

#include <vector>

#include "image/pixels/bitmap.hpp"
#include "presentation/viewport.hpp"

namespace upscale {

/// The size of the copies that are compared: that of the source, or smaller in its shape.
Size copy_size(Size source);

/// A picture as it lies on its source, with the source's edges as its own.
struct Copy {
    Bitmap pixels;  ///< 1, 3 or 4 channels, of copy_size()
    Rect covers;    ///< what of the pixels was in the picture; the rest is to be ignored
};
/// `picture` covers `covers`, in source pixels, of a source of the size `source`; it must not be
/// empty.
Copy reduced_copy(const Bitmap& picture, RectF covers, Size source);

/// The middle, in source pixels, of the place of the size `seen` (source pixels) where the results
/// differ most from the source and, if there are several, from each other. A change of brightness
/// or colour that is the same everywhere does not count. The middle of the results if they differ
/// nowhere. `before`: the copy of the source, of the size `source`.
PointF place_of_difference(const Copy& before, const std::vector<Copy>& results, Size source,
                           Size seen);

}  // namespace upscale
