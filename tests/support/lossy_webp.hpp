// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <webp/encode.h>

#include "base/bytes.hpp"
#include "image/pixels/bitmap.hpp"

namespace upscale {

/// A lossy WebP, which a service may deliver but we never write; 3 or 4 channels.
inline Bytes lossy_webp(const Bitmap& bitmap) {
    constexpr float kQuality = 90;
    std::uint8_t* file = nullptr;
    const auto encode = bitmap.channels == 4 ? WebPEncodeRGBA : WebPEncodeRGB;
    const std::size_t size = encode(bitmap.pixels.data(), bitmap.width, bitmap.height,
                                    static_cast<int>(bitmap.stride()), kQuality, &file);
    const Bytes bytes(file, file + size);
    WebPFree(file);
    return bytes;
}

}  // namespace upscale
