// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <cstdint>

#include "image/pixels/bitmap.hpp"

namespace upscale {

/// A picture with something to see everywhere, and edges to measure by.
inline Bitmap picture(int width, int height) {
    Bitmap made(width, height, 3);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            std::uint8_t* const pixel = made.row(y) + 3 * x;
            const double wave = std::sin(x / 17.0) * std::cos(y / 23.0 + x / 91.0);
            const bool block = (x / 37 + y / 29) % 5 == 0;
            pixel[0] = static_cast<std::uint8_t>(120 + 60 * wave + (block ? 50 : 0));
            pixel[1] = static_cast<std::uint8_t>(110 + 50 * std::sin(y / 31.0) - (block ? 40 : 0));
            pixel[2] = static_cast<std::uint8_t>(100 + 70 * std::cos((x + y) / 41.0));
        }
    return made;
}

}  // namespace upscale
