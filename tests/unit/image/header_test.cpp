// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/files/header.hpp"

#include <gtest/gtest.h>

#include "image/files/encode.hpp"
#include "support/lossy_webp.hpp"

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
    Bitmap bitmap = picture(37, 21);
    const std::pair<ImageFormat, Bytes> files[] = {
        {ImageFormat::Png, *encode_png(bitmap)},
        {ImageFormat::Webp, *encode_webp_lossless(bitmap)},
        {ImageFormat::Webp, lossy_webp(bitmap)},
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
    Bitmap bitmap = picture(37, 21);
    for (const Bytes& file : {*encode_png(bitmap), *encode_webp_lossless(bitmap),
                              lossy_webp(bitmap), *encode_jpeg(bitmap, 95)})
        for (std::size_t length = 0; length < 25; ++length)
            EXPECT_FALSE(read_image_header(Bytes(file.begin(), file.begin() + length))) << length;
}

TEST(CheckComplete, EveryCutAndDamagedPngIsFound) {
    const Bitmap bitmap = picture(37, 21);
    const std::pair<ImageFormat, Bytes> files[] = {
        {ImageFormat::Png, *encode_png(bitmap)},
        {ImageFormat::Webp, lossy_webp(bitmap)},
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

TEST(CheckComplete, ADamagedChunkThatThePictureDoesNotNeedIsNoReason) {
    const auto png = encode_png(Bitmap(4, 4, 3));
    ASSERT_TRUE(png);
    // a tEXt chunk of no content behind the header, with a wrong checksum
    Bytes file(png->begin(), png->begin() + 33);
    for (const int byte : {0, 0, 0, 0, int{'t'}, int{'E'}, int{'X'}, int{'t'}, 1, 2, 3, 4})
        file.push_back(static_cast<std::uint8_t>(byte));
    file.insert(file.end(), png->begin() + 33, png->end());
    EXPECT_TRUE(check_complete(file, ImageFormat::Png));
    Bytes damaged = *png;
    damaged[29] ^= 1;  // the checksum of the header
    EXPECT_FALSE(check_complete(damaged, ImageFormat::Png));
}

TEST(PictureExtension, KnowsPicturesThatAreNotRead) {
    const auto extension = [](std::string_view text) { return picture_extension(as_bytes(text)); };
    using namespace std::string_view_literals;
    EXPECT_EQ(extension("\0\0\0\x1C"
                        "ftypavif...."sv),
              "avif");
    EXPECT_EQ(extension("\0\0\0\x1C"
                        "ftypheic"sv),
              "heic");
    EXPECT_EQ(extension("\xFF\x0A."sv), "jxl");
    EXPECT_EQ(extension("II*\0."sv), "tif");
    EXPECT_EQ(extension("GIF89a"sv), "gif");
    EXPECT_EQ(extension("\x89PNG\r\n\x1a\n"sv), "png");
    for (const auto text : {""sv, "<!doctype html>"sv, "{}"sv, "ftyp"sv,
                            "\0\0\0\x1C"
                            "ftyp"sv})
        EXPECT_EQ(extension(text), "") << text;
}

TEST(SizeInBeginning, KnowsWhatOnlyGimpReads) {
    using namespace std::string_view_literals;
    const auto size = [](std::string_view text) { return size_in_beginning(as_bytes(text)); };
    const auto xcf = "gimp xcf v011\0\0\0\x0F\xA0\0\0\x0B\xB8\0\0\0\0"sv;
    EXPECT_EQ(size(xcf), (Size{4000, 3000}));
    EXPECT_EQ(size("8BPS\0\1\0\0\0\0\0\0\0\3\0\0\x0B\xB8\0\0\x0F\xA0"sv), (Size{4000, 3000}));
    for (std::size_t length = 0; length < 22; ++length)
        EXPECT_FALSE(size(xcf.substr(0, length))) << length;
    EXPECT_FALSE(size("gimp xcf v011\0\0\0\0\0\0\0\x0B\xB8"sv)) << "no width";
    EXPECT_FALSE(size("gimp xcf v011\0\xFF\0\0\0\0\0\x0B\xB8"sv)) << "wider than GIMP's are";
    EXPECT_FALSE(size("II*\0...................."sv));
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

TEST(ImageHeader, RefusesAnimationAndSizesThatCannotBe) {
    auto png = *encode_png(picture(3, 3));
    const auto with_width = [&](std::uint32_t width) {
        Bytes file = png;
        for (int i = 0; i < 4; ++i) file[16 + i] = static_cast<std::uint8_t>(width >> (24 - 8 * i));
        return read_image_header(file);
    };
    EXPECT_EQ(with_width(0).error().kind, ErrorKind::BadReply);
    EXPECT_EQ(with_width(16385)->size.width, 16385);
    EXPECT_EQ(with_width(0x7FFFFFFF)->size.width, 0x7FFFFFFF);
    EXPECT_EQ(with_width(0x80000000).error().kind, ErrorKind::BadReply);

    using namespace std::string_literals;
    const std::string animated = "RIFF\x20\0\0\0WEBPVP8X\x0A\0\0\0\x02\0\0\0\x0F\0\0\x0F\0\0"s;
    EXPECT_FALSE(read_image_header(bytes(animated)));
    std::string still = animated;
    still[20] = 0;
    EXPECT_EQ(read_image_header(bytes(still))->size, (Size{16, 16}));
}

TEST(CheckDecodable, SizesAreLimited) {
    for (const auto format : {ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Webp}) {
        const auto fits = [&](int width, int height) {
            const Status status = check_decodable({}, {format, {width, height}});
            EXPECT_TRUE(status || status.error().kind == ErrorKind::TooLarge);
            return status.has_value();
        };
        EXPECT_TRUE(fits(16384, 1));
        EXPECT_FALSE(fits(16385, 1));
        EXPECT_FALSE(fits(1, 16385));
        EXPECT_TRUE(fits(16000, 16000));
        EXPECT_FALSE(fits(16000, 16001));
        EXPECT_FALSE(fits(0x7FFFFFFF, 0x7FFFFFFF));
    }
}

TEST(CheckDecodable, WhatOurEncodersWriteIsFine) {
    Bitmap bitmap = picture(37, 21);
    for (const Bytes& file : {*encode_png(bitmap), *encode_webp_lossless(bitmap),
                              lossy_webp(bitmap), *encode_jpeg(bitmap, 95)})
        EXPECT_TRUE(check_decodable(file, *read_image_header(file)));
}

/// A JPEG with this many scans up to its end marker, and more bytes after it.
Bytes jpeg_of(int scans, const std::string& between = "") {
    using namespace std::string_literals;
    // a scan's header, and data with escaped, restart and fill bytes in it
    const std::string scan = "\xFF\xDA\0\x08\1\1\0\0\x3F\0\x12\xFF\0\x34\xFF\xD0\x56\xFF\xFF"s;
    std::string file = "\xFF\xD8";
    for (int i = 0; i < scans; ++i) file += scan + between;
    file += "\xFF\xD9" + scan + scan;
    return bytes(file);
}

TEST(CheckDecodable, ScansOfAJpegAreCounted) {
    using namespace std::string_literals;
    const auto fits = [](const Bytes& file, Size size) {
        return check_decodable(file, {ImageFormat::Jpeg, size}).has_value();
    };
    EXPECT_TRUE(fits(jpeg_of(100), {10, 10}));
    EXPECT_FALSE(fits(jpeg_of(101), {10, 10}));
    EXPECT_TRUE(fits(jpeg_of(12), {16000, 12500})) << "the largest with a usual number of scans";
    EXPECT_FALSE(fits(jpeg_of(13), {16000, 12500}));
    EXPECT_FALSE(fits(jpeg_of(100), {6000, 5000}));
    // bytes in another segment that look like a scan do not count
    EXPECT_TRUE(fits(jpeg_of(60, "\xFF\xFE\0\x06\xFF\xDA\0\x02"s), {10, 10}));
    EXPECT_FALSE(fits(jpeg_of(60, "\xFF\xDA\0\x02"s), {10, 10}));
}

TEST(CheckDecodable, TextsOfAPngThatUnpackAreLimited) {
    using namespace std::string_literals;
    const Bytes png = *encode_png(picture(3, 3));
    const auto fits = [&](const std::string& type, const std::string& data, int count) {
        std::string chunk;
        for (int i = 3; i >= 0; --i) chunk += static_cast<char>(data.size() >> (8 * i));
        chunk += type + data + "CRC!";
        Bytes file(png.begin(), png.begin() + 33);
        for (int i = 0; i < count; ++i) file.insert(file.end(), chunk.begin(), chunk.end());
        file.insert(file.end(), png.begin() + 33, png.end());
        return check_decodable(file, *read_image_header(file)).has_value();
    };
    const std::string kib(1 << 10, 'x');
    EXPECT_TRUE(fits("zTXt", kib, 64));
    EXPECT_FALSE(fits("zTXt", kib, 65));
    EXPECT_FALSE(fits("iTXt", "Key\0\1\0\0\0"s + kib, 64));
    EXPECT_TRUE(fits("iTXt", "Key\0\0\0\0\0"s + kib, 1000)) << "is not compressed";
    EXPECT_TRUE(fits("tEXt", kib, 1000));
    EXPECT_TRUE(fits("iCCP", std::string(1 << 20, 'x'), 1));
    EXPECT_FALSE(fits("iCCP", std::string((1 << 20) + 1, 'x'), 1));
    EXPECT_FALSE(fits("iCCP", std::string(1 << 19, 'x'), 3));
}

}  // namespace
}  // namespace upscale
