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

/// The part of a result that shows the picture itself, and how that part lies on it.
struct Cut {
    Rect part;                  ///< in result pixels
    Registration registration;  ///< of the part, on the picture without its frame
};

/// `framed` is the registration of a result of `result` pixels on the padded picture.
Cut cut_padding(const Registration& framed, const Frame& frame, Size picture, Size result);

/// Copies a part of a bitmap; it must lie within it.
Bitmap crop(const Bitmap& bitmap, Rect part);

}  // namespace upscale
