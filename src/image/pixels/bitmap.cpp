// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/pixels/bitmap.hpp"

namespace upscale {

Bitmap crop(const Bitmap& bitmap, Rect part) {
    Bitmap cropped(part.width, part.height, bitmap.channels);
    for (int y = 0; y < part.height; ++y)
        std::copy_n(bitmap.row(part.y + y) + static_cast<std::ptrdiff_t>(part.x) * bitmap.channels,
                    cropped.stride(), cropped.row(y));
    return cropped;
}

}  // namespace upscale
