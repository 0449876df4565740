// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/encode.hpp"

#define STBI_WRITE_NO_STDIO
#include <stb/stb_image_write.h>
#include <webp/encode.h>

#include <limits>
#include <memory>

namespace upscale {
namespace {

Error too_large(const char* what) { return {.kind = ErrorKind::TooLarge, .detail = what}; }
Error no_memory() { return {.kind = ErrorKind::Internal, .detail = "not enough memory to encode"}; }

/// What stb_image_write has written so far.
struct Output {
    Bytes file;
    bool complete = true;
};

/// stb_image_write's callback; `context` is an Output. Nothing may be thrown through C.
void append_to(void* context, void* data, int size) noexcept {
    auto* out = static_cast<Output*>(context);
    const auto* begin = static_cast<std::uint8_t*>(data);
    try {
        out->file.insert(out->file.end(), begin, begin + size);
    } catch (const std::bad_alloc&) {
        out->complete = false;
    }
}

Result<Bytes> run_webp(const Bitmap& bitmap, WebPConfig& config) {
    if (bitmap.width > WEBP_MAX_DIMENSION || bitmap.height > WEBP_MAX_DIMENSION)
        return too_large("WebP holds at most 16383 pixels a side");
    config.exact = 1;  // colours under alpha are bled on purpose
    WebPPicture picture;
    if (!WebPPictureInit(&picture) || !WebPValidateConfig(&config)) return no_memory();
    picture.use_argb = config.lossless;
    picture.width = bitmap.width;
    picture.height = bitmap.height;
    const std::unique_ptr<WebPPicture, decltype(&WebPPictureFree)> picture_owner(&picture,
                                                                                 WebPPictureFree);
    WebPMemoryWriter writer;
    WebPMemoryWriterInit(&writer);
    const std::unique_ptr<WebPMemoryWriter, decltype(&WebPMemoryWriterClear)> writer_owner(
        &writer, WebPMemoryWriterClear);
    picture.writer = WebPMemoryWrite;
    picture.custom_ptr = &writer;
    const int stride = static_cast<int>(bitmap.stride());
    const int imported = bitmap.channels == 4
                             ? WebPPictureImportRGBA(&picture, bitmap.pixels.data(), stride)
                             : WebPPictureImportRGB(&picture, bitmap.pixels.data(), stride);
    if (!imported || !WebPEncode(&config, &picture)) return no_memory();
    return Bytes(writer.mem, writer.mem + writer.size);
}

}  // namespace

Result<Bytes> encode_png(const Bitmap& bitmap) {
    // stb_image_write computes (width * channels + 1) * height in an int
    if ((static_cast<long long>(bitmap.stride()) + 1) * bitmap.height >=
        std::numeric_limits<int>::max())
        return too_large("the image is too large for the PNG writer");
    Output output;
    if (!stbi_write_png_to_func(append_to, &output, bitmap.width, bitmap.height, bitmap.channels,
                                bitmap.pixels.data(), static_cast<int>(bitmap.stride())) ||
        !output.complete)
        return no_memory();
    return std::move(output.file);
}

Result<Bytes> encode_webp_lossless(const Bitmap& bitmap) {
    WebPConfig config;
    if (!WebPConfigInit(&config) || !WebPConfigLosslessPreset(&config, 0)) return no_memory();
    return run_webp(bitmap, config);
}

Result<Bytes> encode_webp(const Bitmap& bitmap, int quality) {
    WebPConfig config;
    if (!WebPConfigPreset(&config, WEBP_PRESET_PHOTO, static_cast<float>(quality)))
        return no_memory();
    config.alpha_quality = 100;
    config.thread_level = 1;
    return run_webp(bitmap, config);
}

Result<Bytes> encode_jpeg(const Bitmap& bitmap, int quality) {
    if (bitmap.width > 65535 || bitmap.height > 65535)
        return too_large("JPEG holds at most 65535 pixels a side");
    Output output;
    if (!stbi_write_jpg_to_func(append_to, &output, bitmap.width, bitmap.height, bitmap.channels,
                                bitmap.pixels.data(), quality) ||
        !output.complete)
        return no_memory();
    return std::move(output.file);
}

}  // namespace upscale
