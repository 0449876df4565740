// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/photo.hpp"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <stdexcept>

#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_ONLY_JPEG
#define STBI_ONLY_PNG
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb/stb_image.h>
#pragma GCC diagnostic pop

namespace upscale {

Bitmap load_photo(const std::string& name) {
    int width = 0, height = 0, channels = 0;
    const std::unique_ptr<stbi_uc, decltype(&std::free)> pixels(
        stbi_load((std::string(TEST_DATA "/") + name).c_str(), &width, &height, &channels, 3),
        std::free);
    if (!pixels) throw std::runtime_error("cannot load " + name);
    Bitmap bitmap(width, height, 3);
    std::copy_n(pixels.get(), bitmap.pixels.size(), bitmap.pixels.begin());
    return bitmap;
}

}  // namespace upscale
