// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Our interface to stb_image_write.
#pragma once

#include "base/bytes.hpp"
#include "image/pixels/bitmap.hpp"

namespace upscale {

/// A PNG file of 1, 3 or 4 channels; empty: not enough memory. `filter`: PNG's filter type 0..4,
/// for all rows; `level`: libdeflate's, 1..12. The caller checks that the size fits stb's 32-bit
/// integers. Calls from several threads wait for each other.
Bytes stb_png(const Bitmap& bitmap, int filter, int level);

}  // namespace upscale
