// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/files/encode.hpp"

// jpeglib.h needs FILE
#include <cstdio>

#include <jpeglib.h>
#include <webp/encode.h>

#include <algorithm>
#include <csetjmp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <memory>
#include <vector>

#include "image/files/stb_png.hpp"

namespace upscale {
namespace {

Error too_large(const char* what) { return {.kind = ErrorKind::TooLarge, .detail = what}; }
Error no_memory() { return {.kind = ErrorKind::Internal, .detail = "not enough memory to encode"}; }

/// Some strips from all over the picture; a small picture is returned whole.
Bitmap strips_of(const Bitmap& bitmap) {
    constexpr int kStrip = 16, kStrips = 6;
    if (bitmap.height <= 2 * kStrip * kStrips) return bitmap;
    Bitmap strips(bitmap.width, kStrip * kStrips, bitmap.channels);
    for (int i = 0; i < kStrips; ++i) {
        const auto last = static_cast<long long>(bitmap.height - kStrip);
        const int y = static_cast<int>(last * i / (kStrips - 1));
        std::copy_n(bitmap.row(y), bitmap.stride() * kStrip, strips.row(kStrip * i));
    }
    return strips;
}

/// The settings for a PNG.
struct PngWay {
    int filter;  ///< PNG's filter type
    int level;   ///< libdeflate's
};

/// A picture of flat areas or gradients gives a small file, so strong compression is cheap and pays
/// off. On a photo the level makes little difference.
PngWay png_way(const Bitmap& bitmap, PngEffort effort) {
    constexpr int kNone = 0, kPaeth = 4;
    // share of the raw bytes below which strong compression takes little time
    constexpr double kSmall = 0.1;
    const Bitmap strips = strips_of(bitmap);
    const std::size_t none = stb_png(strips, kNone, 1).size();
    const std::size_t paeth = stb_png(strips, kPaeth, 1).size();
    const bool thorough = effort == PngEffort::Thorough;
    const bool small =
        static_cast<double>(paeth) < kSmall * static_cast<double>(strips.pixels.size());
    if (none <= paeth) return {kNone, thorough ? 9 : 6};
    return {kPaeth, small ? 7 : thorough ? 6 : 1};
}

/// Holds the pixels in libwebp's layout and takes them out of the bitmap meanwhile. Puts them back
/// at the end.
class WebpPixels {
  public:
    explicit WebpPixels(Bitmap& bitmap) : m_bitmap(bitmap) {
        if (!WebPPictureInit(&m_picture)) return;
        m_picture.use_argb = 1;
        m_picture.width = bitmap.width;
        m_picture.height = bitmap.height;
        const int stride = static_cast<int>(bitmap.stride());
        m_good = bitmap.channels == 4
                     ? WebPPictureImportRGBA(&m_picture, bitmap.pixels.data(), stride)
                     : WebPPictureImportRGB(&m_picture, bitmap.pixels.data(), stride);
        if (m_good) std::vector<std::uint8_t>().swap(bitmap.pixels);
    }
    WebpPixels(const WebpPixels&) = delete;
    WebpPixels& operator=(const WebpPixels&) = delete;
    ~WebpPixels() { WebPPictureFree(&m_picture); }

    /// Null: not enough memory.
    WebPPicture* get() { return m_good ? &m_picture : nullptr; }

    void give_back() {
        if (!m_good) return;
        m_bitmap = Bitmap(m_bitmap.width, m_bitmap.height, m_bitmap.channels);
        for (int y = 0; y < m_bitmap.height; ++y) {
            const std::uint32_t* from =
                m_picture.argb + static_cast<std::ptrdiff_t>(y) * m_picture.argb_stride;
            std::uint8_t* to = m_bitmap.row(y);
            for (int x = 0; x < m_bitmap.width; ++x, to += m_bitmap.channels) {
                to[0] = static_cast<std::uint8_t>(from[x] >> 16);
                to[1] = static_cast<std::uint8_t>(from[x] >> 8);
                to[2] = static_cast<std::uint8_t>(from[x]);
                if (m_bitmap.channels == 4) to[3] = static_cast<std::uint8_t>(from[x] >> 24);
            }
        }
    }

  private:
    Bitmap& m_bitmap;
    WebPPicture m_picture{};
    bool m_good = false;
};

/// libjpeg's error manager with the place in write_jpeg() to jump back to.
struct JpegErrors {
    jpeg_error_mgr manager;
    std::jmp_buf back;
};

/// A file that libjpeg allocates.
struct Jpeg {
    unsigned char* file = nullptr;
    unsigned long size = 0;
    Jpeg() = default;
    Jpeg(const Jpeg&) = delete;
    Jpeg& operator=(const Jpeg&) = delete;
    ~Jpeg() { std::free(file); }
};

/// False: not enough memory. Contains no object with a destructor, because longjmp() would skip it.
bool write_jpeg(const Bitmap& bitmap, int quality, Jpeg& jpeg) {
    jpeg_compress_struct encoder;
    JpegErrors errors;
    encoder.err = jpeg_std_error(&errors.manager);
    errors.manager.error_exit = [](j_common_ptr failed) {
        std::longjmp(reinterpret_cast<JpegErrors*>(failed->err)->back, 1);
    };
    jpeg_create_compress(&encoder);
    if (setjmp(errors.back)) {
        jpeg_destroy_compress(&encoder);
        return false;
    }
    jpeg_mem_dest(&encoder, &jpeg.file, &jpeg.size);
    encoder.image_width = static_cast<JDIMENSION>(bitmap.width);
    encoder.image_height = static_cast<JDIMENSION>(bitmap.height);
    encoder.input_components = bitmap.channels;
    encoder.in_color_space = bitmap.channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(&encoder);
    jpeg_set_quality(&encoder, quality, TRUE);
    if (quality > 90 && bitmap.channels == 3)
        encoder.comp_info[0].h_samp_factor = encoder.comp_info[0].v_samp_factor = 1;
    jpeg_start_compress(&encoder, TRUE);
    while (encoder.next_scanline < encoder.image_height) {
        // libjpeg only reads it
        JSAMPROW row = const_cast<JSAMPROW>(bitmap.row(static_cast<int>(encoder.next_scanline)));
        jpeg_write_scanlines(&encoder, &row, 1);
    }
    jpeg_finish_compress(&encoder);
    jpeg_destroy_compress(&encoder);
    return true;
}

}  // namespace

Result<Bytes> encode_png(const Bitmap& bitmap, PngEffort effort) {
    // stb_image_write computes (width * channels + 1) * height in an int
    if ((static_cast<long long>(bitmap.stride()) + 1) * bitmap.height >=
        std::numeric_limits<int>::max())
        return too_large("the image is too large for the PNG writer");
    const PngWay way = png_way(bitmap, effort);
    Bytes file = stb_png(bitmap, way.filter, way.level);
    if (file.empty()) return no_memory();
    return file;
}

Result<Bytes> encode_webp_lossless(Bitmap& bitmap) {
    if (bitmap.width > WEBP_MAX_DIMENSION || bitmap.height > WEBP_MAX_DIMENSION)
        return too_large("WebP holds at most 16383 pixels a side");
    WebPConfig config;
    if (!WebPConfigInit(&config) || !WebPConfigLosslessPreset(&config, 0)) return no_memory();
    config.exact = 1;  // the colours under transparent pixels were chosen by bleed()
    WebPMemoryWriter writer;
    WebPMemoryWriterInit(&writer);
    const std::unique_ptr<WebPMemoryWriter, decltype(&WebPMemoryWriterClear)> writer_owner(
        &writer, WebPMemoryWriterClear);
    WebpPixels pixels(bitmap);
    WebPPicture* const picture = pixels.get();
    if (!picture) return no_memory();
    picture->writer = WebPMemoryWrite;
    picture->custom_ptr = &writer;
    const bool done = WebPEncode(&config, picture);
    pixels.give_back();
    if (!done) return no_memory();
    return Bytes(writer.mem, writer.mem + writer.size);
}

Result<Bytes> encode_jpeg(const Bitmap& bitmap, int quality) {
    if (bitmap.width > JPEG_MAX_DIMENSION || bitmap.height > JPEG_MAX_DIMENSION)
        return too_large("JPEG holds at most 65500 pixels a side");
    Jpeg jpeg;
    if (!write_jpeg(bitmap, quality, jpeg)) return no_memory();
    return Bytes(jpeg.file, jpeg.file + jpeg.size);
}

}  // namespace upscale
