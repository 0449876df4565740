// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Padding to a shape that the service does not crop, and cutting it off again.
#pragma once

#include "image/bitmap.hpp"
#include "image/registration.hpp"

namespace upscale {

/// Where a picture of `size` lies in the smallest frame around it that has one of Ideogram's aspect
/// ratios (1:1, 1:2, 1:3, 2:3, 3:4, 4:5, 9:16, 10:16 and their inverses), centred.
struct Frame {
    Size size;         ///< of the frame
    int x = 0, y = 0;  ///< the picture's corner in it
    bool operator==(const Frame&) const = default;
};
Frame frame_around(Size size);

/// The picture (any channels) in its frame, its edge pixels repeated outwards.
Bitmap pad(const Bitmap& picture, const Frame& frame);

/// How a result of `result` pixels lies on the picture itself: `framed` is its registration on the
/// padded picture.
Registration without_frame(const Registration& framed, const Frame& frame, Size picture,
                           Size result);

/// Copies a part of a bitmap; it must lie within it.
Bitmap crop(const Bitmap& bitmap, Rect part);

}  // namespace upscale
