// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The one implementation of stb_image_write, with zlib and CRC handed to libdeflate: several times
// faster than its own and a quarter smaller on photos.
#include "image/files/stb_png.hpp"

#include <libdeflate.h>

#include <cstdlib>
#include <memory>
#include <mutex>

namespace {

using Compressor =
    std::unique_ptr<libdeflate_compressor, decltype([](libdeflate_compressor* compressor) {
                        libdeflate_free_compressor(compressor);
                    })>;

/// As stbi_zlib_compress: returns malloc'ed memory, or NULL.
unsigned char* zlib_compress(unsigned char* data, int size, int* out_size, int level) {
    const Compressor compressor(libdeflate_alloc_compressor(level));
    if (!compressor) return nullptr;
    const auto length = static_cast<std::size_t>(size);
    const std::size_t bound = libdeflate_zlib_compress_bound(compressor.get(), length);
    auto* out = static_cast<unsigned char*>(std::malloc(bound));
    if (!out) return nullptr;
    const std::size_t written =
        libdeflate_zlib_compress(compressor.get(), data, length, out, bound);
    if (written == 0 || written > 0x7FFFFFFF) {
        std::free(out);
        return nullptr;
    }
    *out_size = static_cast<int>(written);
    return out;
}

}  // namespace

#define STBIW_ZLIB_COMPRESS(data, size, out_size, quality) \
    zlib_compress(data, size, out_size, quality)
#define STBIW_CRC32(buffer, size) libdeflate_crc32(0, buffer, static_cast<std::size_t>(size))
#define STBI_WRITE_NO_STDIO
#define STB_IMAGE_WRITE_IMPLEMENTATION
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb/stb_image_write.h>
#pragma GCC diagnostic pop

namespace upscale {

Bytes stb_png(const Bitmap& bitmap, int filter, int level) {
    static std::mutex mutex;  // stb has them as variables of the whole process
    const std::lock_guard lock(mutex);
    stbi_write_force_png_filter = filter;
    stbi_write_png_compression_level = level;
    int size = 0;
    const std::unique_ptr<unsigned char, decltype(&std::free)> file(
        stbi_write_png_to_mem(bitmap.pixels.data(), static_cast<int>(bitmap.stride()), bitmap.width,
                              bitmap.height, bitmap.channels, &size),
        std::free);
    return file ? Bytes(file.get(), file.get() + size) : Bytes();
}

}  // namespace upscale
