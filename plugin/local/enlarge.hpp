// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the parameters detail and resemblance do with the network's picture.
#pragma once

#include <stop_token>

#include "base/result.hpp"
#include "image/pixels/bitmap.hpp"

namespace upscale::local {

struct Finish {
    int detail = 50;  ///< 0..100; below 50 nearer to Lanczos (0), 50 unchanged, above 50 sharpened
    /// 0..100; how strongly the result, reduced again, must match the source
    int resemblance = 50;
};

/// Applies `finish` to `doubled`, the network's picture of `source`; both are RGB, one twice the
/// size of the other. Works in place and on `band` source rows at a time, which limits the memory;
/// no seams are visible. Cancelled: stopped between two bands.
Result<Bitmap> finish_picture(const Bitmap& source, Bitmap doubled, Finish finish,
                              std::stop_token stop, int band = 64);

}  // namespace upscale::local
