// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What a network does with a picture.
#pragma once

#include "image/pixels/bitmap.hpp"

namespace upscale::local {

/// A network takes planes of floats 0..1 of part of a picture and gives planes of floats 0..1 of
/// the same part, larger. Pixels are those of the source.
struct Traits {
    int scale = 2;     ///< 1..8
    int channels = 3;  ///< 3: RGB; 1: each color by itself
    int margin = 0;    ///< pixels on each side of the input that are missing in the output
    int reach = 0;  ///< pixels beside a tile that change its result; they are given, too, and what
                    ///< is made of them is thrown away
    int multiple = 1;  ///< the sides of the input must be multiples of this
    Size input = {};   ///< the only input that it takes; 0 × 0: any. A file that leaves the size
                       ///< open is pinned to it, see with_input_size()
    int tile = 80;     ///< pixels a side of the input, without margin and reach
};

/// Those of the networks that come along, waifu2x upconv_7.
constexpr Traits kOurs{.scale = 2, .channels = 3, .margin = 7};

}  // namespace upscale::local
