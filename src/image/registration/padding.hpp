// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Padding to a shape that the service does not crop, and cutting it off again.
#pragma once

#include "image/pixels/bitmap.hpp"
#include "image/registration/registration.hpp"

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

/// How a result lies on the picture without its frame. `framed` is its registration on the picture
/// in `frame`, `picture` the picture's size and `result` the result's. The frame's pixels are left
/// out of the part, whose edges are rounded to whole pixels.
Registration without_frame(const Registration& framed, const Frame& frame, Size picture,
                           Size result);

}  // namespace upscale
