// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/decode.hpp"

#include <webp/decode.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "image/files/limits.hpp"

// The largest allowed image needs 200 MB (RGBA, 16 bit); much more is a compressed bomb.
#define STBI_MALLOC(size) ((size) > (std::size_t{320} << 20) ? nullptr : std::malloc(size))
#define STBI_REALLOC(memory, size) \
    ((size) > (std::size_t{320} << 20) ? nullptr : std::realloc(memory, size))
#define STBI_FREE(memory) std::free(memory)
#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_ONLY_PNG
#define STBI_ONLY_JPEG
#define STBI_NO_STDIO
#include <stb/stb_image.h>

namespace upscale::local {
namespace {

Error damaged(const char* format) {
    return {.kind = ErrorKind::BadReply, .detail = std::string("a damaged ") + format + " file"};
}

Result<Bitmap> decode_webp(ByteView file, Size size) {
    Bitmap rgb(size.width, size.height, 3);
    if (!WebPDecodeRGBInto(file.data(), file.size(), rgb.pixels.data(), rgb.pixels.size(),
                           static_cast<int>(rgb.stride())))
        return damaged("WebP");
    return rgb;
}

Result<Bitmap> decode_by_stb(ByteView file, const ImageHeader& header) {
    Size size;
    int channels = 0;
    const std::unique_ptr<stbi_uc, decltype(&stbi_image_free)> pixels(
        stbi_load_from_memory(file.data(), static_cast<int>(file.size()), &size.width, &size.height,
                              &channels, 3),
        stbi_image_free);
    // A JPEG can state its size twice; the size that was checked must be the one that counts.
    if (!pixels || size != header.size)
        return damaged(header.format == ImageFormat::Png ? "PNG" : "JPEG");
    Bitmap rgb(size.width, size.height, 3);
    std::copy_n(pixels.get(), rgb.pixels.size(), rgb.pixels.begin());
    return rgb;
}

}  // namespace

Result<ImageHeader> check_image(ByteView file) {
    auto header = read_image_header(file);
    if (!header) return header;
    if (auto fits = check_sendable(header->size, limits_of_this_computer()); !fits)
        return fits.error();
    return header;
}

Result<Bitmap> decode_rgb(ByteView file) {
    const auto header = check_image(file);
    if (!header) return header.error();
    return header->format == ImageFormat::Webp ? decode_webp(file, header->size)
                                               : decode_by_stb(file, *header);
}

}  // namespace upscale::local
