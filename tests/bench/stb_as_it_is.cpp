// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// stb_image_write without our hooks, to compare our encoding with.
#include "bench/stb_as_it_is.hpp"

#define STBI_WRITE_NO_STDIO
#define STB_IMAGE_WRITE_STATIC
#define STB_IMAGE_WRITE_IMPLEMENTATION
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb/stb_image_write.h>
#pragma GCC diagnostic pop

namespace upscale {

namespace {

/// stb_image_write's callback; `context` is a std::size_t.
void count(void* context, void*, int length) {
    *static_cast<std::size_t*>(context) += static_cast<std::size_t>(length);
}

}  // namespace

std::size_t stb_png_size(const Bitmap& bitmap) {
    std::size_t size = 0;
    stbi_write_png_to_func(count, &size, bitmap.width, bitmap.height, bitmap.channels,
                           bitmap.pixels.data(), static_cast<int>(bitmap.stride()));
    return size;
}

std::size_t stb_jpeg_size(const Bitmap& bitmap, int quality) {
    std::size_t size = 0;
    stbi_write_jpg_to_func(count, &size, bitmap.width, bitmap.height, bitmap.channels,
                           bitmap.pixels.data(), quality);
    return size;
}

}  // namespace upscale
