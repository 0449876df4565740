// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// See stb_as_it_is.cpp.
#pragma once

#include <cstddef>

#include "image/pixels/bitmap.hpp"

namespace upscale {

/// Encodes a PNG as stb_image_write does by itself; returns its size in bytes.
std::size_t stb_png_size(const Bitmap& bitmap);

/// The same for JPEG, quality 1..100.
std::size_t stb_jpeg_size(const Bitmap& bitmap, int quality);

}  // namespace upscale
