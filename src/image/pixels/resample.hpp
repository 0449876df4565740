// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Scaling of 8-bit bitmaps.
#pragma once

#include <stop_token>

#include "image/pixels/bitmap.hpp"

namespace upscale {

enum class Kernel {
    Box,         ///< area average; the plain choice for thumbnails
    CatmullRom,  ///< bicubic a = -0.5; one lobe, so alpha gets no ghost rim
    Lanczos3,
};

/// Resamples the rectangle `area` of `source` (in pixel edges: the whole is {0, 0, width, height})
/// to `target` pixels. Separable; on reduction the kernel is widened to avoid aliasing. Samples
/// outside the source repeat its edge. All channels are treated alike, so RGBA must have sensible
/// colours under transparent pixels. `area` and `target` must not be empty. After a stop the
/// remaining rows are zero.
Bitmap resample(const Bitmap& source, RectF area, Size target, Kernel kernel,
                const std::stop_token& stop = {});

/// The same for the whole bitmap.
Bitmap resample(const Bitmap& source, Size target, Kernel kernel);

}  // namespace upscale
