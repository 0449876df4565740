// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Pixels to files. All take 1 (gray), 3 (RGB) or 4 (RGBA) channels unless said otherwise.
#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "image/bitmap.hpp"

namespace upscale {

/// PNG by stb_image_write with libdeflate; TooLarge when stb's 32-bit sizes would overflow.
Result<Bytes> encode_png(const Bitmap& bitmap);

/// Lossless WebP, colours under alpha kept; 3 or 4 channels. TooLarge past 16383 px a side.
Result<Bytes> encode_webp_lossless(const Bitmap& bitmap);

/// Lossy WebP, quality 0..100; 3 or 4 channels. TooLarge past 16383 px a side.
Result<Bytes> encode_webp(const Bitmap& bitmap, int quality);

/// Baseline JPEG by stb_image_write, quality 1..100, no chroma subsampling above 90; 1 or 3
/// channels. TooLarge past 65535 px a side.
Result<Bytes> encode_jpeg(const Bitmap& bitmap, int quality);

}  // namespace upscale
