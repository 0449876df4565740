// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The one implementation of stb_image_write, with zlib and CRC handed to libdeflate: several times
// faster than its own and a quarter smaller on photos.
#include <libdeflate.h>

#include <cstdlib>
#include <memory>

namespace {

using Compressor =
    std::unique_ptr<libdeflate_compressor, decltype([](libdeflate_compressor* compressor) {
                        libdeflate_free_compressor(compressor);
                    })>;

/// As stbi_zlib_compress: returns malloc'ed memory, or NULL. stb's own level (8) means nothing to
/// libdeflate, whose level 1 is already smaller than stb's best on photos.
unsigned char* zlib_compress(unsigned char* data, int size, int* out_size, int /*quality*/) {
    const Compressor compressor(libdeflate_alloc_compressor(1));
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
