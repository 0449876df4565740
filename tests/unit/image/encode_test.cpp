// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/files/encode.hpp"

#include <gtest/gtest.h>
#include <libdeflate.h>
#include <webp/decode.h>

// jpeglib.h needs FILE
#include <cstdio>

#include <jpeglib.h>

#include <cmath>
#include <cstring>
#include <random>

#include "base/parameters.hpp"
#include "image/files/upload_encoder.hpp"

namespace upscale {
namespace {

Bitmap noise(int width, int height, int channels) {
    Bitmap bitmap(width, height, channels);
    std::minstd_rand random(1);
    for (auto& value : bitmap.pixels) value = static_cast<std::uint8_t>(random() >> 8);
    return bitmap;
}

/// A texture between flat and noise, like a photo's.
Bitmap texture(int width, int height) {
    Bitmap bitmap(width, height, 3);
    const Bitmap grain = noise(width, height, 1);  // as in photos, the same in all channels
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width * 3; ++x)
            bitmap.row(y)[x] = static_cast<std::uint8_t>(
                100 + 80 * std::sin(x / 90.0) * std::cos(y / 40.0) + grain.row(y)[x / 3] % 8);
    return bitmap;
}

/// The filtered rows of an 8-bit PNG with one IDAT chunk: what encode_png() writes.
Bytes rows_of(const Bytes& file, int width, int height, int channels) {
    const auto* at = static_cast<const std::uint8_t*>(memmem(file.data(), file.size(), "IDAT", 4));
    const std::size_t length = at[-4] << 24 | at[-3] << 16 | at[-2] << 8 | at[-1];
    const std::size_t stride = static_cast<std::size_t>(width) * channels;
    Bytes raw((stride + 1) * height);
    auto* decompressor = libdeflate_alloc_decompressor();
    EXPECT_EQ(
        libdeflate_zlib_decompress(decompressor, at + 4, length, raw.data(), raw.size(), nullptr),
        LIBDEFLATE_SUCCESS);
    libdeflate_free_decompressor(decompressor);
    return raw;
}

/// The same without the filters.
Bitmap decode_png(const Bytes& file, int width, int height, int channels) {
    const Bytes raw = rows_of(file, width, height, channels);
    const std::size_t stride = static_cast<std::size_t>(width) * channels;
    Bitmap bitmap(width, height, channels);
    for (int y = 0; y < height; ++y) {
        const std::uint8_t* line = raw.data() + (stride + 1) * y;
        for (std::size_t i = 0; i < stride; ++i) {
            const int a = i >= std::size_t(channels) ? bitmap.row(y)[i - channels] : 0;
            const int b = y > 0 ? bitmap.row(y - 1)[i] : 0;
            const int c = i >= std::size_t(channels) && y > 0 ? bitmap.row(y - 1)[i - channels] : 0;
            const int p = a + b - c;
            const int pa = std::abs(p - a), pb = std::abs(p - b), pc = std::abs(p - c);
            const int predictions[] = {0, a, b, (a + b) / 2,
                                       pa <= pb && pa <= pc ? a
                                       : pb <= pc           ? b
                                                            : c};
            bitmap.row(y)[i] = static_cast<std::uint8_t>(line[1 + i] + predictions[line[0]]);
        }
    }
    return bitmap;
}

TEST(EncodePng, IsExact) {
    for (const int channels : {1, 3, 4})
        for (const Size size : {Size{1, 1}, Size{1, 300}, Size{37, 21}}) {
            const Bitmap bitmap = noise(size.width, size.height, channels);
            const auto file = encode_png(bitmap);
            ASSERT_TRUE(file);
            EXPECT_EQ(decode_png(*file, size.width, size.height, channels).pixels, bitmap.pixels);
        }
}

TEST(EncodePng, FiltersWhatIsGrainyOrSmoothAndNotWhatIsFlat) {
    Bitmap boxes(400, 400, 3), slope(400, 400, 3);
    for (int y = 0; y < 400; ++y)
        for (int x = 0; x < 1200; ++x) {
            boxes.row(y)[x] = (x / 3 * y / 37 + x / 3 / 23) % 2 ? 20 : 240;
            slope.row(y)[x] = static_cast<std::uint8_t>((x / 3 + y) / 4);
        }
    const auto filter = [](const Bitmap& bitmap, int row) {
        const auto file = encode_png(bitmap);
        return rows_of(*file, bitmap.width, bitmap.height,
                       bitmap.channels)[(bitmap.stride() + 1) * static_cast<std::size_t>(row)];
    };
    for (const int row : {1, 200, 399}) {
        EXPECT_EQ(filter(boxes, row), 0);
        EXPECT_EQ(filter(slope, row), 4);
        EXPECT_EQ(filter(texture(400, 400), row), 4);
    }
}

TEST(EncodePng, TakesMoreTimeForLessBytesIfAsked) {
    const Bitmap bitmap = texture(600, 600);
    const auto quick = encode_png(bitmap), small = encode_png(bitmap, PngEffort::Thorough);
    EXPECT_LT(small->size(), quick->size());
    EXPECT_EQ(decode_png(*small, 600, 600, 3).pixels, bitmap.pixels);
}

TEST(EncodePng, RefusesWhatItsSizesCannotHold) {
    Bitmap claimed;  // the size is enough to refuse it, no pixel is read
    claimed.width = claimed.height = 30000;
    claimed.channels = 3;
    EXPECT_EQ(encode_png(claimed).error().kind, ErrorKind::TooLarge);
}

TEST(EncodeWebp, LosslessIsExactAlsoUnderAlpha) {
    Bitmap bitmap = noise(40, 30, 4);
    for (std::size_t i = 3; i < bitmap.pixels.size(); i += 8) bitmap.pixels[i] = 0;
    const auto file = encode_webp_lossless(bitmap);
    ASSERT_TRUE(file);
    Bitmap decoded(40, 30, 4);
    ASSERT_NE(WebPDecodeRGBAInto(file->data(), file->size(), decoded.pixels.data(),
                                 decoded.pixels.size(), 40 * 4),
              nullptr);
    EXPECT_EQ(decoded.pixels, bitmap.pixels);
}

TEST(EncodeWebp, GivesThePixelsBack) {
    for (const int channels : {3, 4}) {
        Bitmap bitmap = noise(37, 21, channels);
        const Bytes original = bitmap.pixels;
        ASSERT_TRUE(encode_webp_lossless(bitmap));
        EXPECT_EQ(bitmap.pixels, original) << channels;
    }
}

TEST(EncodeWebp, RefusesSidesThatItCannotHold) {
    Bitmap wide(16384, 1, 3);
    EXPECT_EQ(encode_webp_lossless(wide).error().kind, ErrorKind::TooLarge);
    EXPECT_FALSE(wide.empty());
}

/// Decodes a JPEG to RGB or gray, and tells by how much its colours are subsampled horizontally (1
/// or 2).
std::pair<Bitmap, int> decode_jpeg(const Bytes& file) {
    jpeg_decompress_struct decoder;
    jpeg_error_mgr errors;
    decoder.err = jpeg_std_error(&errors);
    jpeg_create_decompress(&decoder);
    jpeg_mem_src(&decoder, file.data(), file.size());
    jpeg_read_header(&decoder, TRUE);
    jpeg_start_decompress(&decoder);
    Bitmap bitmap(static_cast<int>(decoder.output_width), static_cast<int>(decoder.output_height),
                  decoder.output_components);
    const int sampling = decoder.comp_info[0].h_samp_factor;
    while (decoder.output_scanline < decoder.output_height) {
        JSAMPROW row = bitmap.row(static_cast<int>(decoder.output_scanline));
        jpeg_read_scanlines(&decoder, &row, 1);
    }
    jpeg_finish_decompress(&decoder);
    jpeg_destroy_decompress(&decoder);
    return {bitmap, sampling};
}

TEST(EncodeJpeg, ComesBackNearlyTheSameWithItsColoursWhole) {
    const Bitmap rgb = texture(61, 43);
    for (const int quality : {95, 80}) {
        const auto file = encode_jpeg(rgb, quality);
        ASSERT_TRUE(file);
        const auto [decoded, sampling] = decode_jpeg(*file);
        EXPECT_EQ(sampling, quality > 90 ? 1 : 2);
        ASSERT_EQ(decoded.pixels.size(), rgb.pixels.size());
        double error = 0;
        for (std::size_t i = 0; i < rgb.pixels.size(); ++i)
            error += std::abs(rgb.pixels[i] - decoded.pixels[i]);
        EXPECT_LT(error / static_cast<double>(rgb.pixels.size()), quality > 90 ? 2 : 4);
    }
    Bitmap gray = noise(9, 5, 1);
    EXPECT_EQ(decode_jpeg(*encode_jpeg(gray, 90)).first.channels, 1);
}

TEST(EncodeJpeg, RefusesSidesThatItCannotHold) {
    EXPECT_EQ(encode_jpeg(Bitmap(65501, 1, 3), 90).error().kind, ErrorKind::TooLarge);
}

EngineLimits with_bytes(std::size_t most) {
    EngineLimits limits = limits_of(Engine::Ideogram);
    limits.most_bytes = most;
    return limits;
}

TEST(EncodeUpload, StepsDownTheLadderOnlyAsFarAsNeeded) {
    Bitmap bitmap = texture(600, 600);
    const std::size_t png = encode_png(bitmap)->size(), webp = encode_webp_lossless(bitmap)->size();
    const std::size_t small = encode_png(bitmap, PngEffort::Thorough)->size();
    ASSERT_LT(small, png);
    ASSERT_LT(webp, small) << webp << " " << small;
    const std::size_t jpeg = encode_jpeg(bitmap, 80)->size();
    ASSERT_LT(jpeg, webp) << jpeg << " " << webp << " " << png;
    const auto encode = [&](std::size_t limit) {
        return encode_upload(bitmap, UploadFormat::Auto, {}, with_bytes(limit));
    };

    auto upload = encode(png);
    EXPECT_EQ(upload->format, ImageFormat::Png);
    EXPECT_FALSE(upload->lossy);
    upload = encode(png - 1);
    EXPECT_EQ(upload->format, ImageFormat::Png);
    EXPECT_EQ(upload->file.size(), small);
    upload = encode(small - 1);
    EXPECT_EQ(upload->format, ImageFormat::Webp);
    EXPECT_FALSE(upload->lossy);
    upload = encode(webp - 1);
    EXPECT_EQ(upload->format, ImageFormat::Jpeg);
    EXPECT_TRUE(upload->lossy);
    EXPECT_EQ(upload->size, (Size{600, 600}));
    upload = encode(jpeg / 2);
    EXPECT_LT(upload->size.width, 600);
    EXPECT_EQ(upload->size.width, upload->size.height);
    EXPECT_LE(upload->file.size(), jpeg / 2);
    EXPECT_GT(upload->file.size(), jpeg / 4) << "reduced more than needed";
}

TEST(EncodeUpload, AFixedFormatThatDoesNotFitNamesThoseThatWould) {
    Bitmap bitmap = texture(600, 600);
    const std::size_t webp = encode_webp_lossless(bitmap)->size();
    const auto upload = encode_upload(bitmap, UploadFormat::Png, {}, with_bytes(webp));
    ASSERT_FALSE(upload);
    EXPECT_EQ(upload.error().kind, ErrorKind::TooLarge);
    EXPECT_EQ(upload.error().reason, Reason::WebpAndJpegFit);
    EXPECT_EQ(encode_upload(bitmap, UploadFormat::Webp, {}, with_bytes(webp))->format,
              ImageFormat::Webp);
}

TEST(EncodeUpload, ReducesWhatIsPastTheLimitsOrRefusesIt) {
    const auto encode = [](int format, int engine) {
        return encode_upload(Bitmap(8194, 2, 3), format, {}, limits_of(engine));
    };
    EXPECT_EQ(encode(UploadFormat::Auto, Engine::Ideogram)->size, (Size{8192, 1}));
    EXPECT_EQ(encode(UploadFormat::Png, Engine::Ideogram).error().kind, ErrorKind::TooLarge);
    const auto refused = encode(UploadFormat::Auto, Engine::Local);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::TooLarge);
    EXPECT_EQ(refused.error().size_limit, limits_of(Engine::Local).size);
}

TEST(EncodeUpload, LosesNothingForTheEngineOnThisComputer) {
    const Bitmap bitmap = noise(2000, 1700, 3);
    const auto encode = [&](int engine) {
        return encode_upload(bitmap, UploadFormat::Auto, {}, limits_of(engine));
    };
    const auto sent = encode(Engine::Ideogram);
    EXPECT_TRUE(sent->lossy);
    EXPECT_LE(sent->file.size(), limits_of(Engine::Ideogram).most_bytes);
    const auto kept = encode(Engine::Local);
    EXPECT_EQ(kept->format, ImageFormat::Png);
    EXPECT_FALSE(kept->lossy);
    EXPECT_EQ(kept->size, (Size{2000, 1700}));
    EXPECT_GT(kept->file.size(), limits_of(Engine::Ideogram).most_bytes);
}

TEST(EncodeUpload, StopsWhenAsked) {
    std::stop_source source;
    source.request_stop();
    EXPECT_EQ(encode_upload(texture(600, 600), UploadFormat::Auto, source.get_token(),
                            limits_of(Engine::Ideogram))
                  .error()
                  .kind,
              ErrorKind::Cancelled);
}

}  // namespace
}  // namespace upscale
