// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Pixels to files. All take 1 (gray), 3 (RGB) or 4 (RGBA) channels unless said otherwise.
#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "image/pixels/bitmap.hpp"

namespace upscale {

/// How strongly a PNG is compressed.
enum class PngEffort {
    Quick,  ///< for the shortest upload on a fast line: level 1, or higher where that costs almost
            ///< no time
    Thorough  ///< ten percent smaller at three times the time
};

/// PNG by stb_image_write with libdeflate. The filter is chosen by the picture: Paeth for smooth or
/// grainy ones, none for flat areas. TooLarge when stb's 32-bit sizes would overflow.
Result<Bytes> encode_png(const Bitmap& bitmap, PngEffort effort = PngEffort::Quick);

/// Lossless WebP that keeps the colours under transparent pixels; 3 or 4 channels. TooLarge beyond
/// 16383 px a side. libwebp needs 14 bytes per pixel, so the bitmap's own pixels are freed during
/// the call and restored at its end.
Result<Bytes> encode_webp_lossless(Bitmap& bitmap);

/// Baseline JPEG by libjpeg, quality 1..100, no chroma subsampling above 90; 1 or 3
/// channels. TooLarge past 65500 px a side.
Result<Bytes> encode_jpeg(const Bitmap& bitmap, int quality);

}  // namespace upscale
