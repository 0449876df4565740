// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/header.hpp"

#include <gtest/gtest.h>

#include "image/encode.hpp"

namespace upscale {
namespace {

Bitmap picture(int width, int height) {
    Bitmap bitmap(width, height, 3);
    for (std::size_t i = 0; i < bitmap.pixels.size(); ++i)
        bitmap.pixels[i] = static_cast<std::uint8_t>(i * 7);
    return bitmap;
}

Bytes bytes(std::string_view text) { return {text.begin(), text.end()}; }

TEST(ImageHeader, ReadsWhatOurEncodersWrite) {
    const Bitmap bitmap = picture(37, 21);
    const std::pair<ImageFormat, Bytes> files[] = {
        {ImageFormat::Png, *encode_png(bitmap)},
        {ImageFormat::Webp, *encode_webp_lossless(bitmap)},
        {ImageFormat::Webp, *encode_webp(bitmap, 90)},
        {ImageFormat::Jpeg, *encode_jpeg(bitmap, 95)},
    };
    for (const auto& [format, file] : files) {
        const auto header = read_image_header(file);
        ASSERT_TRUE(header);
        EXPECT_EQ(header->format, format);
        EXPECT_EQ(header->size, (Size{37, 21}));
    }
}

TEST(ImageHeader, EveryCutIsAnErrorAndNeverACrash) {
    const Bitmap bitmap = picture(37, 21);
    for (const Bytes& file : {*encode_png(bitmap), *encode_webp_lossless(bitmap),
                              *encode_webp(bitmap, 90), *encode_jpeg(bitmap, 95)})
        for (std::size_t length = 0; length < 25; ++length)
            EXPECT_FALSE(read_image_header(Bytes(file.begin(), file.begin() + length))) << length;
}

TEST(CheckComplete, EveryCutAndDamagedPngIsFound) {
    const Bitmap bitmap = picture(37, 21);
    const std::pair<ImageFormat, Bytes> files[] = {
        {ImageFormat::Png, *encode_png(bitmap)},
        {ImageFormat::Webp, *encode_webp(bitmap, 90)},
        {ImageFormat::Jpeg, *encode_jpeg(bitmap, 95)},
    };
    for (const auto& [format, file] : files) {
        EXPECT_TRUE(check_complete(file, format));
        for (std::size_t length = 0; length < file.size(); length += 7)
            EXPECT_FALSE(check_complete(ByteView(file).first(length), format)) << length;
    }
    Bytes damaged = files[0].second;
    damaged[damaged.size() / 2] ^= 1;
    EXPECT_FALSE(check_complete(damaged, ImageFormat::Png));
}

TEST(ImageHeader, RefusesOtherFiles) {
    for (const std::string_view text :
         {"", "GIF89a\x10\x10", "<svg xmlns='http://www.w3.org/2000/svg'/>", "%!PS-Adobe",
          "gimp xcf v011", "<html></html>", "RIFF\x10\0\0\0WAVE"}) {
        const auto header = read_image_header(bytes(text));
        ASSERT_FALSE(header) << text;
        EXPECT_EQ(header.error().kind, ErrorKind::BadReply);
    }
}

TEST(ImageHeader, RefusesAnimationAndZeroAndHugeSizes) {
    auto png = *encode_png(picture(3, 3));
    const auto with_width = [&](std::uint32_t width) {
        Bytes file = png;
        for (int i = 0; i < 4; ++i) file[16 + i] = static_cast<std::uint8_t>(width >> (24 - 8 * i));
        return read_image_header(file);
    };
    EXPECT_EQ(with_width(0).error().kind, ErrorKind::BadReply);
    EXPECT_EQ(with_width(16384)->size.width, 16384);
    EXPECT_TRUE(check_decodable(png, *with_width(16384)));
    EXPECT_EQ(check_decodable(png, *with_width(16385)).error().kind, ErrorKind::TooLarge);
    EXPECT_EQ(with_width(0xFFFFFFFF).error().kind, ErrorKind::BadReply);

    using namespace std::string_literals;
    const std::string animated = "RIFF\x20\0\0\0WEBPVP8X\x0A\0\0\0\x02\0\0\0\x0F\0\0\x0F\0\0"s;
    EXPECT_FALSE(read_image_header(bytes(animated)));
    std::string still = animated;
    still[20] = 0;
    EXPECT_EQ(read_image_header(bytes(still))->size, (Size{16, 16}));
}

}  // namespace
}  // namespace upscale
