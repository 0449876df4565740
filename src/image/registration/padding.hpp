// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Pads a picture to a shape that the service does not crop, and cuts the padding off the result.
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

/// The picture (any number of channels) in its frame; its edge pixels are repeated outwards.
Bitmap pad(const Bitmap& picture, const Frame& frame);

/// Converts a registration on the framed picture to one on the picture alone. `framed` is the
/// result's registration on the picture in `frame`, `picture` the picture's size, `result` the
/// result's. The new part leaves out the frame; its edges are rounded to whole pixels.
Registration without_frame(const Registration& framed, const Frame& frame, Size picture,
                           Size result);

}  // namespace upscale
