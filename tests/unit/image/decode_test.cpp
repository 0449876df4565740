// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/decoding/decode.hpp"

#include <gtest/gtest.h>
#include <lcms2.h>
#include <libdeflate.h>
#include <png.h>

// jpeglib.h needs FILE
#include <cstdio>

#include <jpeglib.h>

#include <array>
#include <chrono>
#include <cmath>
#include <cstring>
#include <ctime>
#include <functional>
#include <random>
#include <string_view>
#include <thread>

#include "image/decoding/exif.hpp"
#include "image/files/encode.hpp"
#include "image/files/header.hpp"

namespace upscale {
namespace {

using namespace std::string_view_literals;
using std::chrono::milliseconds;

ByteBudget& plenty() {
    static ByteBudget budget(std::size_t{1} << 32);
    return budget;
}

Result<Bitmap> pixels_of(ByteView file, const std::stop_token& stop = {}) {
    auto decoded = decode(file, plenty(), stop);
    if (!decoded) return decoded.error();
    if (!*decoded) return Error{.kind = ErrorKind::Internal, .detail = "not supported"};
    return std::move((*decoded)->pixels);
}

int difference(const Bitmap& a, const Bitmap& b) {
    if (a.width != b.width || a.height != b.height || a.channels != b.channels) return 1000;
    int most = 0;
    for (std::size_t i = 0; i < a.pixels.size(); ++i)
        most = std::max(most, std::abs(a.pixels[i] - b.pixels[i]));
    return most;
}

/// Soft colours; with alpha from 1 to 255 if there are four channels.
Bitmap soft(int width, int height, int channels) {
    Bitmap bitmap(width, height, channels);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int c = 0; c < channels; ++c)
                bitmap.row(y)[x * channels + c] =
                    static_cast<std::uint8_t>(1 + (x * (3 + c) + y * (5 - c)) % 254);
    return bitmap;
}

Bytes chunk(std::string_view type, ByteView data) {
    Bytes made;
    const auto number = [&](std::uint32_t value) {
        for (int shift = 24; shift >= 0; shift -= 8)
            made.push_back(static_cast<std::uint8_t>(value >> shift));
    };
    number(static_cast<std::uint32_t>(data.size()));
    made.insert(made.end(), type.begin(), type.end());
    made.insert(made.end(), data.begin(), data.end());
    number(libdeflate_crc32(0, made.data() + 4, made.size() - 4));
    return made;
}

/// The PNG with a chunk after its header.
Bytes with(Bytes png, const Bytes& extra) {
    png.insert(png.begin() + 33, extra.begin(), extra.end());
    return png;
}

Bytes gamma_chunk(std::uint32_t gamma) {
    const std::array<std::uint8_t, 4> data{
        static_cast<std::uint8_t>(gamma >> 24), static_cast<std::uint8_t>(gamma >> 16),
        static_cast<std::uint8_t>(gamma >> 8), static_cast<std::uint8_t>(gamma)};
    return chunk("gAMA", data);
}

Bytes exif_of(int orientation) {
    const auto value = static_cast<std::uint8_t>(orientation);
    return {'M', 'M', 0, 42, 0, 0, 0,     8, 0, 1, 1, 0x12, 0,
            3,   0,   0, 0,  1, 0, value, 0, 0, 0, 0, 0,    0};
}

struct PngKind {
    int depth = 8, type = PNG_COLOR_TYPE_RGB, interlace = PNG_INTERLACE_NONE;
    std::function<void(png_structp, png_infop)> more = [](png_structp, png_infop) {};
};

/// `row(y)` gives the samples of a row as they are in the file.
Bytes png_file(int width, int height, const PngKind& kind, const std::function<Bytes(int)>& row) {
    Bytes file;
    auto* png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
    auto* info = png_create_info_struct(png);
    png_set_write_fn(
        png, &file,
        [](png_structp writer, png_bytep data, std::size_t size) {
            auto* to = static_cast<Bytes*>(png_get_io_ptr(writer));
            to->insert(to->end(), data, data + size);
        },
        nullptr);
    png_set_IHDR(png, info, width, height, kind.depth, kind.type, kind.interlace, 0, 0);
    kind.more(png, info);
    png_write_info(png, info);
    std::vector<Bytes> rows;
    std::vector<png_bytep> pointers;
    for (int y = 0; y < height; ++y) rows.push_back(row(y));
    for (Bytes& one : rows) pointers.push_back(one.data());
    png_write_image(png, pointers.data());
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    return file;
}

Bytes row_of(const Bitmap& bitmap, int y) {
    return Bytes(bitmap.row(y), bitmap.row(y) + bitmap.stride());
}

/// Each sample twice: of 16 bits, with the value of 8.
Bytes doubled(const Bytes& row) {
    Bytes wide;
    for (const auto value : row) wide.insert(wide.end(), 2, value);
    return wide;
}

Bytes jpeg_file(const Bitmap& bitmap, J_COLOR_SPACE space, bool progressive = false,
                ByteView exif = {}) {
    jpeg_compress_struct encoder;
    jpeg_error_mgr errors;
    encoder.err = jpeg_std_error(&errors);
    jpeg_create_compress(&encoder);
    unsigned char* data = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&encoder, &data, &size);
    encoder.image_width = static_cast<JDIMENSION>(bitmap.width);
    encoder.image_height = static_cast<JDIMENSION>(bitmap.height);
    encoder.input_components = bitmap.channels;
    encoder.in_color_space = space;
    jpeg_set_defaults(&encoder);
    jpeg_set_quality(&encoder, 100, TRUE);
    for (int i = 0; i < bitmap.channels; ++i)
        encoder.comp_info[i].h_samp_factor = encoder.comp_info[i].v_samp_factor = 1;
    if (progressive) jpeg_simple_progression(&encoder);
    jpeg_start_compress(&encoder, TRUE);
    if (!exif.empty()) {
        Bytes marker{'E', 'x', 'i', 'f', 0, 0};
        marker.insert(marker.end(), exif.begin(), exif.end());
        jpeg_write_marker(&encoder, JPEG_APP0 + 1, marker.data(),
                          static_cast<unsigned>(marker.size()));
    }
    for (int y = 0; y < bitmap.height; ++y) {
        JSAMPROW row = const_cast<JSAMPROW>(bitmap.row(y));
        jpeg_write_scanlines(&encoder, &row, 1);
    }
    jpeg_finish_compress(&encoder);
    jpeg_destroy_compress(&encoder);
    Bytes file(data, data + size);
    std::free(data);
    return file;
}

Bytes webp_file(Bitmap bitmap) { return *encode_webp_lossless(bitmap); }

TEST(Decode, GivesThePixelsOfEachFormat) {
    const Bitmap rgb = soft(37, 23, 3), rgba = soft(37, 23, 4);
    EXPECT_EQ(difference(*pixels_of(*encode_png(rgb)), rgb), 0);
    EXPECT_EQ(difference(*pixels_of(*encode_png(rgba)), rgba), 0);
    EXPECT_EQ(difference(*pixels_of(webp_file(rgb)), rgb), 0);
    EXPECT_EQ(difference(*pixels_of(webp_file(rgba)), rgba), 0);
    const Bitmap plain(64, 48, 3);
    for (const bool progressive : {false, true})
        EXPECT_LE(difference(*pixels_of(jpeg_file(plain, JCS_RGB, progressive)), plain), 1);
}

TEST(Decode, LeavesOutAlphaThatHidesNothing) {
    Bitmap rgba = soft(9, 9, 4);
    for (std::size_t i = 3; i < rgba.pixels.size(); i += 4) rgba.pixels[i] = 255;
    EXPECT_EQ(pixels_of(*encode_png(rgba))->channels, 3);
}

TEST(Decode, ReadsEveryKindOfPng) {
    const Bitmap rgb = soft(19, 11, 3), rgba = soft(19, 11, 4), gray = soft(19, 11, 1),
                 gray_alpha = soft(19, 11, 2);
    for (const int interlace : {PNG_INTERLACE_NONE, PNG_INTERLACE_ADAM7}) {
        for (const auto& [bitmap, type] :
             {std::pair(rgb, PNG_COLOR_TYPE_RGB), std::pair(rgba, PNG_COLOR_TYPE_RGBA),
              std::pair(gray, PNG_COLOR_TYPE_GRAY),
              std::pair(gray_alpha, PNG_COLOR_TYPE_GRAY_ALPHA)})
            for (const int depth : {8, 16}) {
                const Bytes file = png_file(19, 11, {depth, type, interlace}, [&](int y) {
                    return depth == 8 ? row_of(bitmap, y) : doubled(row_of(bitmap, y));
                });
                const auto pixels = pixels_of(file);
                ASSERT_TRUE(pixels) << pixels.error().detail;
                for (int y = 0; y < 11; ++y)
                    for (int x = 0; x < 19; ++x)
                        for (int c = 0; c < pixels->channels; ++c) {
                            const int from = bitmap.channels >= 3 ? c : c < 3 ? 0 : 1;
                            ASSERT_EQ(pixels->row(y)[x * pixels->channels + c],
                                      bitmap.row(y)[x * bitmap.channels + from])
                                << "type " << type << ", depth " << depth;
                        }
            }
    }
}

TEST(Decode, ReadsPalettesAndColoursThatAreTransparent) {
    const std::array<png_color, 4> palette{{{10, 20, 30}, {200, 100, 50}, {0, 255, 0}, {9, 9, 9}}};
    std::array<png_byte, 2> alpha{255, 77};
    for (const bool cut_out : {false, true}) {
        const Bytes file = png_file(4, 1,
                                    {2, PNG_COLOR_TYPE_PALETTE, PNG_INTERLACE_NONE,
                                     [&](png_structp png, png_infop info) {
                                         png_set_PLTE(png, info, palette.data(), 4);
                                         if (cut_out)
                                             png_set_tRNS(png, info, alpha.data(), 2, nullptr);
                                     }},
                                    [](int) { return Bytes{0b00011011}; });
        const auto pixels = pixels_of(file);
        ASSERT_TRUE(pixels);
        ASSERT_EQ(pixels->channels, cut_out ? 4 : 3);
        EXPECT_EQ(pixels->row(0)[pixels->channels], 200);
        if (cut_out) EXPECT_EQ(pixels->row(0)[7], 77);
        if (cut_out) EXPECT_EQ(pixels->row(0)[11], 255);
    }
    png_color_16 black{};
    const Bytes file = png_file(
        8, 1,
        {1, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE,
         [&](png_structp png, png_infop info) { png_set_tRNS(png, info, nullptr, 0, &black); }},
        [](int) { return Bytes{0b10000001}; });
    const auto pixels = pixels_of(file);
    ASSERT_TRUE(pixels);
    ASSERT_EQ(pixels->channels, 4);
    EXPECT_EQ(Bytes(pixels->row(0), pixels->row(0) + 8), (Bytes{255, 255, 255, 255, 0, 0, 0, 0}));
}

/// What a ramp of gray becomes.
int shown(const Bytes& file, int x) { return pixels_of(file)->row(0)[3 * x]; }

TEST(Decode, ConvertsTheGammaOfAPng) {
    Bitmap ramp(256, 1, 3);
    for (int x = 0; x < 256; ++x) std::fill_n(ramp.row(0) + 3 * x, 3, static_cast<std::uint8_t>(x));
    const Bytes plain = *encode_png(ramp);
    const auto srgb = [](double light) {
        return 255 *
               (light <= 0.0031308 ? 12.92 * light : 1.055 * std::pow(light, 1 / 2.4) - 0.055);
    };
    for (const double gamma : {1.0, 1 / 1.8, 1 / 2.6})
        for (const int x : {0, 10, 40, 128, 200, 255})
            EXPECT_NEAR(shown(with(plain, gamma_chunk(static_cast<std::uint32_t>(1e5 * gamma))), x),
                        srgb(std::pow(x / 255.0, 1 / gamma)), 1.01)
                << gamma << " at " << x;
    // 1 / 2.2 is what the specification has sRGB pictures say
    EXPECT_EQ(difference(*pixels_of(with(plain, gamma_chunk(45455))), ramp), 0);
    // the chunk sRGB is stronger
    EXPECT_EQ(
        difference(*pixels_of(with(with(plain, gamma_chunk(100000)), chunk("sRGB", Bytes{0}))),
                   ramp),
        0);
}

Bytes wide_profile() {
    const cmsCIExyY white{0.3127, 0.3290, 1};
    const cmsCIExyYTRIPLE primaries{{0.64, 0.33, 1}, {0.21, 0.71, 1}, {0.15, 0.06, 1}};
    cmsToneCurve* curve = cmsBuildGamma(nullptr, 2.2);
    cmsToneCurve* const curves[] = {curve, curve, curve};
    cmsHPROFILE profile = cmsCreateRGBProfile(&white, &primaries, curves);
    cmsUInt32Number size = 0;
    cmsSaveProfileToMem(profile, nullptr, &size);
    Bytes bytes(size);
    cmsSaveProfileToMem(profile, bytes.data(), &size);
    cmsCloseProfile(profile);
    cmsFreeToneCurve(curve);
    return bytes;
}

TEST(Decode, ConvertsAnEmbeddedProfile) {
    const Bytes icc = wide_profile();
    const Bitmap green = [] {
        Bitmap bitmap(2, 2, 3);
        for (std::size_t i = 0; i < bitmap.pixels.size(); i += 3) {
            bitmap.pixels[i] = 120;
            bitmap.pixels[i + 1] = 180;
            bitmap.pixels[i + 2] = 90;
        }
        return bitmap;
    }();
    const auto file = [&](int depth, const Bytes& profile) {
        return png_file(
            2, 2,
            {depth, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
             [&](png_structp png, png_infop info) {
                 png_set_iCCP(png, info, "wide", 0, profile.data(),
                              static_cast<png_uint_32>(profile.size()));
             }},
            [&](int y) { return depth == 8 ? row_of(green, y) : doubled(row_of(green, y)); });
    };
    for (const int depth : {8, 16}) {
        const auto pixels = pixels_of(file(depth, icc));
        ASSERT_TRUE(pixels);
        // Adobe RGB (120, 180, 90) in sRGB, computed by hand
        EXPECT_NEAR(pixels->pixels[0], 80, 2);
        EXPECT_NEAR(pixels->pixels[1], 181, 2);
        EXPECT_NEAR(pixels->pixels[2], 82, 2);
    }
}

TEST(Decode, TurnsPicturesUpright) {
    Bitmap stored(3, 2, 3);
    for (std::size_t i = 0; i < 6; ++i) stored.pixels[3 * i] = static_cast<std::uint8_t>(40 * i);
    // the pixels of the upright picture, row by row
    const std::array<std::vector<int>, 9> wanted = {{{},
                                                     {0, 1, 2, 3, 4, 5},
                                                     {2, 1, 0, 5, 4, 3},
                                                     {5, 4, 3, 2, 1, 0},
                                                     {3, 4, 5, 0, 1, 2},
                                                     {0, 3, 1, 4, 2, 5},
                                                     {3, 0, 4, 1, 5, 2},
                                                     {5, 2, 4, 1, 3, 0},
                                                     {2, 5, 1, 4, 0, 3}}};
    for (int orientation = 1; orientation <= 8; ++orientation) {
        const Bytes file = with(*encode_png(stored), chunk("eXIf", exif_of(orientation)));
        const auto pixels = pixels_of(file);
        ASSERT_TRUE(pixels);
        EXPECT_EQ(pixels->width, orientation < 5 ? 3 : 2);
        for (std::size_t i = 0; i < 6; ++i)
            EXPECT_EQ(pixels->pixels[3 * i], 40 * wanted[static_cast<std::size_t>(orientation)][i])
                << orientation << " at " << i;
        EXPECT_EQ(pixels_of(jpeg_file(stored, JCS_RGB, false, exif_of(orientation)))->width,
                  orientation < 5 ? 3 : 2);
    }
    for (const auto& broken :
         {Bytes{}, Bytes{'M', 'M', 0, 42}, Bytes{'M', 'M', 0, 42, 255, 255, 255, 255},
          Bytes{'I', 'I', 42, 0, 8, 0, 0, 0, 255, 255, 1}, exif_of(9), exif_of(0)})
        EXPECT_EQ(orientation_in(broken), 1);
}

TEST(Decode, ReadsGrayAndCmykJpegs) {
    Bitmap gray(16, 16, 1);
    std::ranges::fill(gray.pixels, std::uint8_t{77});
    const auto pixels = pixels_of(jpeg_file(gray, JCS_GRAYSCALE));
    ASSERT_TRUE(pixels);
    EXPECT_EQ(pixels->channels, 3);
    EXPECT_NEAR(pixels->pixels[0], 77, 1);
    // libjpeg marks CMYK as Adobe's, in which 255 is no ink
    Bitmap cmyk(16, 16, 4);
    for (std::size_t i = 0; i < cmyk.pixels.size(); i += 4) {
        cmyk.pixels[i] = 200;
        cmyk.pixels[i + 1] = 100;
        cmyk.pixels[i + 2] = 0;
        cmyk.pixels[i + 3] = 255;
    }
    const auto inks = pixels_of(jpeg_file(cmyk, JCS_CMYK));
    ASSERT_TRUE(inks);
    EXPECT_NEAR(inks->pixels[0], 200, 2);
    EXPECT_NEAR(inks->pixels[1], 100, 2);
    EXPECT_NEAR(inks->pixels[2], 0, 2);
}

TEST(Decode, PassesOverADamagedChunkThatThePictureDoesNotNeed) {
    const Bitmap rgb = soft(20, 20, 3);
    Bytes extra = gamma_chunk(100000);
    extra.back() ^= 1;
    const auto pixels = pixels_of(with(*encode_png(rgb), extra));
    ASSERT_TRUE(pixels) << pixels.error().detail;
    EXPECT_EQ(difference(*pixels, rgb), 0);
}

TEST(Decode, RefusesWhatIsCutOff) {
    const Bitmap rgb = soft(60, 60, 3);
    for (const Bytes& file :
         {*encode_png(rgb), jpeg_file(rgb, JCS_RGB), jpeg_file(rgb, JCS_RGB, true), webp_file(rgb)})
        for (const std::size_t share : {0, 1, 2, 4, 6, 7}) {
            const auto pixels = pixels_of(ByteView(file).first(file.size() * share / 8));
            ASSERT_FALSE(pixels);
            EXPECT_EQ(pixels.error().kind, ErrorKind::BadReply);
        }
}

/// Damaged files must give an error or a picture of the size in their header. The sanitizers look
/// for the rest.
TEST(Decode, SurvivesDamage) {
    const Bitmap rgb = soft(20, 15, 3), rgba = soft(20, 15, 4);
    const Bytes icc = wide_profile();
    const std::vector<Bytes> files = {*encode_png(rgb),
                                      with(*encode_png(rgba), chunk("eXIf", exif_of(6))),
                                      png_file(20, 15,
                                               {16, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_ADAM7,
                                                [&](png_structp png, png_infop info) {
                                                    png_set_iCCP(
                                                        png, info, "wide", 0, icc.data(),
                                                        static_cast<png_uint_32>(icc.size()));
                                                }},
                                               [&](int y) { return doubled(row_of(rgb, y)); }),
                                      jpeg_file(rgb, JCS_RGB, false, exif_of(8)),
                                      jpeg_file(rgb, JCS_RGB, true),
                                      jpeg_file(rgba, JCS_CMYK),
                                      webp_file(rgb),
                                      webp_file(rgba)};
    std::minstd_rand random(7);
    for (int round = 0; round < 2000; ++round) {
        Bytes file = files[static_cast<std::size_t>(round) % files.size()];
        for (unsigned i = 0; i < 1 + random() % 6; ++i)
            file[random() % file.size()] = static_cast<std::uint8_t>(random() >> 8);
        if (random() % 4 == 0) file.resize(1 + random() % file.size());
        // Correct checksums let the damage through to the decoder.
        for (std::size_t at = 8; file[0] == 0x89 && at + 12 <= file.size();) {
            const std::size_t length =
                std::size_t{file[at]} << 24 | file[at + 1] << 16 | file[at + 2] << 8 | file[at + 3];
            if (length > file.size() - at - 12) break;
            const std::uint32_t sum = libdeflate_crc32(0, &file[at + 4], length + 4);
            for (std::size_t i = 0; i < 4; ++i)
                file[at + 8 + length + i] = static_cast<std::uint8_t>(sum >> (24 - 8 * i));
            at += 12 + length;
        }
        const auto header = read_image_header(file);
        if (header && 1LL * header->size.width * header->size.height > 1000000) continue;
        const auto decoded = decode(file, plenty(), {});
        if (decoded && *decoded) {
            const Bitmap& pixels = (*decoded)->pixels;
            ASSERT_EQ(1LL * pixels.width * pixels.height,
                      1LL * header->size.width * header->size.height);
            ASSERT_EQ((*decoded)->share.bytes(), pixels.pixels.size());
        }
        const auto small = decode_reduced(file, 8, plenty(), {});
        if (small && *small) ASSERT_LE((*small)->pixels.width, 8);
    }
}

TEST(Decode, AStopEndsItSoon) {
    const Bitmap large(2400, 1800, 3);
    const Bytes interlaced = png_file(1500, 1000, {8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_ADAM7},
                                      [](int) { return Bytes(4500); });
    for (const Bytes& file : {*encode_png(large), interlaced, jpeg_file(large, JCS_RGB),
                              jpeg_file(large, JCS_RGB, true), webp_file(large)}) {
        std::stop_source stop;
        std::clock_t stopped = 0;
        std::jthread user([&] {
            std::this_thread::sleep_for(milliseconds(5));
            stopped = std::clock();
            stop.request_stop();
        });
        const auto pixels = pixels_of(file, stop.get_token());
        const std::clock_t ended = std::clock();
        user.join();
        if (pixels) continue;  // faster than the user
        EXPECT_EQ(pixels.error().kind, ErrorKind::Cancelled);
        // CPU time, so that other work of the machine does not count
        EXPECT_LT(ended - stopped, CLOCKS_PER_SEC / 5);
    }
    std::stop_source before;
    before.request_stop();
    EXPECT_EQ(pixels_of(interlaced, before.get_token()).error().kind, ErrorKind::Cancelled);
}

TEST(Decode, WaitsForItsShare) {
    const Bytes file = *encode_png(soft(100, 100, 3));
    ByteBudget budget(60000);
    auto taken = budget.take(60000, {});
    std::stop_source stop;
    std::jthread user([&] {
        std::this_thread::sleep_for(milliseconds(20));
        stop.request_stop();
    });
    const auto decoded = decode(file, budget, stop.get_token());
    ASSERT_FALSE(decoded);
    EXPECT_EQ(decoded.error().kind, ErrorKind::Cancelled);
    taken.reset();
    const auto second = decode(file, budget, {});
    ASSERT_TRUE(second && *second);
    EXPECT_EQ((*second)->share.bytes(), 30000u);
    EXPECT_TRUE(budget.take(30000, {}));
}

TEST(DecodeReduced, MakesASmallPictureOfEachFormat) {
    Bitmap halves(640, 400, 3);
    for (int y = 0; y < 400; ++y) std::fill_n(halves.row(y), 960, std::uint8_t{200});
    for (const Bytes& file : {*encode_png(halves), jpeg_file(halves, JCS_RGB),
                              jpeg_file(halves, JCS_RGB, true), webp_file(halves)}) {
        const auto small = decode_reduced(file, 64, plenty(), {});
        ASSERT_TRUE(small && *small);
        const Bitmap& pixels = (*small)->pixels;
        EXPECT_EQ(pixels.width, 64);
        EXPECT_EQ(pixels.height, 40);
        EXPECT_NEAR(pixels.row(20)[3 * 10], 200, 2);
        EXPECT_NEAR(pixels.row(20)[3 * 53], 0, 2);
    }
    EXPECT_EQ((*decode_reduced(*encode_png(soft(5, 7, 3)), 64, plenty(), {}))->pixels.width, 5)
        << "never enlarged";
}

TEST(DecodeReduced, RefusesWhatNeedsMuchMemory) {
    Bytes file{0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    const Bytes header{0, 0, 0x2E, 0xE0, 0, 0, 0x27, 0x10, 8, 2, 0, 0, 1};  // 12000 x 10000
    for (const Bytes& part : {chunk("IHDR", header), chunk("IDAT", {}), chunk("IEND", {})})
        file.insert(file.end(), part.begin(), part.end());
    const auto small = decode_reduced(file, 64, plenty(), {});
    ASSERT_FALSE(small);
    EXPECT_EQ(small.error().kind, ErrorKind::TooLarge);
}

}  // namespace
}  // namespace upscale
