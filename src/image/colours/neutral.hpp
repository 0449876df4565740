// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Places without colour: a picture that was made from them must have none there. Pure.
#pragma once

#include <vector>

#include "image/colours/colour_map.hpp"
#include "image/colours/slow_part.hpp"

namespace upscale {

/// 1 for cells without colour that have only such neighbours, else 0.
std::vector<float> neutral_cells(const SlowPart& source);

/// Makes `rgb` (three numbers) gray where the source is: `share` is 1 there, and 0 where the source
/// has colours. `shown`: what the pixel is in sRGB; a strong colour is something new and stays.
void take_colour(float* rgb, float share, const Colour& shown);

}  // namespace upscale
