// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the parameters detail and resemblance do with the network's picture.
#pragma once

#include <stop_token>

#include "base/result.hpp"
#include "image/pixels/bitmap.hpp"
#include "local/picture/strip.hpp"

namespace upscale::local {

struct Finish {
    int detail = 50;  ///< 0..100; below 50 nearer to Lanczos (0), 50 unchanged, above 50 sharpened
    /// 0..100; how strongly the result, reduced again, must match the source
    int resemblance = 50;
    /// The network has cleaned the picture: the result is to match the source in what is large, and
    /// not in its noise.
    bool cleaned = false;
};

/// Source rows and columns around an area that can influence it.
constexpr int kFinishMargin = 21;

/// Applies `finish` to the network's picture of `source`, in the rows [top, bottom) of the source;
/// `enlarged` is `scale` times as large. Both hold these rows and kFinishMargin around them, as far
/// as the picture goes. Works on small blocks, on all cores; no seams are visible. Writes into
/// `result`, RGB, whose first row is the first that is finished. Cancelled: between two blocks.
Status finish_rows(const Strip& source, const Strip& enlarged, int scale, int top, int bottom,
                   Finish finish, Bitmap& result, const std::stop_token& stop);

/// The same for a whole picture.
Result<Bitmap> finish_picture(const Bitmap& source, const Bitmap& enlarged, Finish finish,
                              const std::stop_token& stop);

}  // namespace upscale::local
