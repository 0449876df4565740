// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What is measured on a picture's pixels, and which network is chosen by it.
#include "local/picture/denoise.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <filesystem>
#include <functional>
#include <random>
#include <string>
#include <tuple>

#include "base/files.hpp"
#include "base/parameters.hpp"
#include "base/result.hpp"
#include "image/files/encode.hpp"
#include "image/pixels/resample.hpp"
#include "local/picture/decode.hpp"

namespace upscale::local {
namespace {

Harm harm_of(const Bitmap& rgb) {
    HarmMeter meter(size_of(rgb));
    for (int y = 0; y < rgb.height; ++y) meter.add_row(rgb.row(y));
    return meter.measure();
}

int choice_for(const Bitmap& rgb) { return denoise_for(harm_of(rgb)); }

/// Half as large, which removes whatever the photo's own file did to it.
Bitmap clean_photo(const std::string& name) {
    const Bitmap photo = decode_rgb(*read_file(TEST_DATA "/" + name, 1 << 20)).value();
    return resample(photo, {photo.width / 2, photo.height / 2}, Kernel::Box);
}

Bitmap through_jpeg(const Bitmap& rgb, int quality) {
    return decode_rgb(*encode_jpeg(rgb, quality)).value();
}

/// Each channel gets noise of its own, unless it is that of a gray picture.
Bitmap noisy(Bitmap rgb, double sigma, bool gray = false) {
    std::mt19937 random(7);
    std::normal_distribution<double> noise(0, sigma);
    for (std::size_t i = 0; i < rgb.pixels.size(); i += 3) {
        double value = noise(random);
        for (std::size_t c = 0; c < 3; ++c) {
            if (c && !gray) value = noise(random);
            rgb.pixels[i + c] = static_cast<std::uint8_t>(
                std::lround(std::clamp(rgb.pixels[i + c] + value, 0., 255.)));
        }
    }
    return rgb;
}

using Paint = std::function<std::array<int, 3>(int x, int y)>;

Bitmap painted(Size size, const Paint& paint) {
    Bitmap made(size.width, size.height, 3);
    for (int y = 0; y < size.height; ++y)
        for (int x = 0; x < size.width; ++x)
            for (std::size_t c = 0; c < 3; ++c)
                made.row(y)[3 * x + static_cast<int>(c)] =
                    static_cast<std::uint8_t>(std::clamp(paint(x, y)[c], 0, 255));
    return made;
}

/// 0 ... limit - 1, always the same for a place.
int chance(int x, int y, int limit) {
    std::minstd_rand random(static_cast<unsigned>(x * 7919 + y * 104729 + 1));
    random.discard(3);
    return static_cast<int>(random() / 7 % static_cast<unsigned>(limit));
}

// --- photos --------------------------------------------------------------------------------------

class PhotoHarm : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Photos, PhotoHarm,
                         testing::Values("astronaut.png", "chelsea.png", "coffee.png",
                                         "rocket.jpg"));

TEST_P(PhotoHarm, IsNoneWhereThePictureIsClean) {
    const Harm harm = harm_of(clean_photo(GetParam()));
    EXPECT_EQ(harm.jpeg, 0);
    EXPECT_EQ(harm.noise, 0);
    EXPECT_FALSE(harm.half_colors);
    EXPECT_EQ(denoise_for(harm), Denoise::Off);
}

TEST_P(PhotoHarm, IsJpegsRoundingWhereverItsBlocksBegin) {
    const Bitmap clean = clean_photo(GetParam());
    for (const auto& [quality, jpeg, choice] :
         {std::tuple{50, 1.0, Denoise::Medium}, std::tuple{70, 0.6, Denoise::Medium},
          std::tuple{80, 0.4, Denoise::Medium}, std::tuple{85, 0.3, Denoise::Low},
          std::tuple{90, 0.2, Denoise::Low}, std::tuple{95, 0.1, Denoise::Low}}) {
        const Bitmap whole = through_jpeg(clean, quality);
        for (const Rect part :
             {Rect{0, 0, whole.width, whole.height}, Rect{3, 5, 120, 90}, Rect{15, 8, 101, 100}}) {
            const Harm harm = harm_of(crop(whole, part));
            EXPECT_NEAR(harm.jpeg, jpeg, 0.15 * jpeg) << quality;
            EXPECT_EQ(harm.block_x, (8 - part.x % 8) % 8);
            EXPECT_EQ(harm.block_y, (8 - part.y % 8) % 8);
            EXPECT_EQ(denoise_for(harm), int{choice}) << quality;
        }
    }
    EXPECT_EQ(choice_for(through_jpeg(clean, 100)), Denoise::Off);
}

TEST_P(PhotoHarm, IsFoundAfterContrastWasChanged) {
    Bitmap changed = through_jpeg(clean_photo(GetParam()), 75);
    for (std::uint8_t& value : changed.pixels)
        value = static_cast<std::uint8_t>(std::lround(30 + 0.8 * value));
    const Harm harm = harm_of(changed);
    EXPECT_NEAR(harm.jpeg, 0.8 * 0.5, 0.08);
}

TEST_P(PhotoHarm, IsNoise) {
    const Bitmap clean = clean_photo(GetParam());
    for (const auto& [sigma, choice] :
         {std::tuple{1, Denoise::Off}, std::tuple{2, Denoise::Low}, std::tuple{4, Denoise::Low},
          std::tuple{8, Denoise::Medium}, std::tuple{12, Denoise::Medium}}) {
        const Harm harm = harm_of(noisy(clean, sigma));
        EXPECT_NEAR(harm.noise, sigma > 1 ? sigma : 0, 0.15 * sigma);
        EXPECT_EQ(denoise_for(harm), int{choice}) << sigma;
        EXPECT_EQ(harm.jpeg, 0);
    }
    EXPECT_NEAR(harm_of(noisy(clean, 5, true)).noise, 5, 0.9) << "the same in all channels";
}

// --- what only looks like harm -------------------------------------------------------------------

struct Drawing {
    const char* name;
    Paint paint;
};

class CleanDrawing : public testing::TestWithParam<Drawing> {};

TEST_P(CleanDrawing, IsLeftAsItIs) {
    for (const Size size : {Size{256, 256}, Size{203, 131}, Size{1000, 70}}) {
        const Harm harm = harm_of(painted(size, GetParam().paint));
        EXPECT_EQ(harm.jpeg, 0);
        EXPECT_EQ(harm.noise, 0);
        EXPECT_FALSE(harm.half_colors);
    }
}

std::array<int, 3> gray(int value) { return {value, value, value}; }

INSTANTIATE_TEST_SUITE_P(
    Drawings, CleanDrawing,
    testing::Values(
        Drawing{"flat",
                [](int, int) {
                    return std::array{200, 30, 90};
                }},
        Drawing{"gradient",
                [](int x, int y) {
                    return std::array{x / 2, y / 2, (x + y) / 3};
                }},
        Drawing{"steep_gradient", [](int x, int y) { return gray(10 * x + 3 * y); }},
        Drawing{"circles",
                [](int x, int y) {
                    return gray(std::lround(127 + 127 * std::sin(std::hypot(x - 90, y - 70) / 3)));
                }},
        Drawing{"line_art",
                [](int x, int y) { return gray((x * x / 40 + y * 3) % 47 < 2 ? 0 : 255); }},
        Drawing{
            "soft_line_art",
            [](int x, int y) { return gray(255 * std::abs((x * x / 40 + y * 3) % 47 - 2) / 3); }},
        // glyphs in cells of a terminal, which begin where JPEG's blocks do
        Drawing{"text_in_cells",
                [](int x, int y) {
                    const int letter = chance(x / 8, y / 16, 26);
                    return gray(x % 8 < 6 && y % 16 < 12 &&
                                        chance(letter * 8 + x % 8, y % 16, 3) == 0
                                    ? 230
                                    : 20);
                }},
        Drawing{"smooth_text_in_cells",
                [](int x, int y) {
                    const int letter = chance(x / 8, y / 16, 26);
                    return gray(x % 8 < 7 && y % 16 < 12 ? chance(letter * 8 + x % 8, y % 16, 256)
                                                         : 20);
                }},
        Drawing{"pixel_art_of_8",
                [](int x, int y) {
                    const int color = chance(x / 8, y / 8, 7);
                    return std::array{color * 36, 255 - color * 20, color * color * 5};
                }},
        Drawing{"pixel_art_of_2",
                [](int x, int y) {
                    const int color = chance(x / 2, y / 2, 7);
                    return std::array{color * 36, 255 - color * 20, color * color * 5};
                }},
        Drawing{"pixel_art_of_1",
                [](int x, int y) {
                    const int color = chance(x, y, 12);
                    return std::array{color * 20, 255 - color * 20, color * color};
                }},
        Drawing{"sprites",
                [](int x, int y) {
                    const int sprite = chance(x / 16, y / 16, 5);
                    const int color = chance(sprite * 16 + x % 16, y % 16, 6);
                    return std::array{color * 40, 90, 255 - color * 30};
                }},
        Drawing{"one_tile_of_8",
                [](int x, int y) {
                    return std::array{30 * (x % 8), 30 * (y % 8), 4 * (x % 8) * (y % 8)};
                }},
        Drawing{"tiles_of_8_of_shades",
                [](int x, int y) {
                    const int shade = chance(x / 8, y / 8, 100);
                    return gray(shade + 10 * (x % 8) + 7 * (y % 8));
                }},
        Drawing{"dither_ordered",
                [](int x, int y) {
                    constexpr std::array bayer{0, 8,  2, 10, 12, 4, 14, 6,
                                               3, 11, 1, 9,  15, 7, 13, 5};
                    const int level = bayer[static_cast<std::size_t>(4 * (y & 3) + (x & 3))];
                    return gray((x + y) / 16 % 17 > level ? 255 : 0);
                }},
        Drawing{"dither_at_random",
                [](int x, int y) { return gray(chance(x, y, 400) < x + y ? 255 : 0); }},
        Drawing{"dithered_gradient",
                [](int x, int y) {
                    return std::array{(8 * x + chance(x, y, 8)) / 16,
                                      (8 * y + chance(y, x, 8)) / 16,
                                      (4 * x + 4 * y + chance(x + 999, y, 8)) / 16};
                }},
        Drawing{"checks", [](int x, int y) { return gray((x / 4 + y / 4) % 2 ? 0 : 255); }},
        Drawing{"woven",
                [](int x, int y) {
                    return std::array{
                        static_cast<int>(120 + 50 * std::sin(x * 1.9) + 20 * std::sin(y * 0.21)),
                        static_cast<int>(100 + 50 * std::sin(y * 1.7)),
                        static_cast<int>(90 + 30 * std::sin(x * 1.9 + y * 1.7))};
                }}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(CleanTexture, IsNoNoise) {
    // grass: strokes in all directions, with shades and colours that belong together
    Bitmap grass(256, 256, 3);
    std::mt19937 random(3);
    const auto pick = [&](int limit) {
        return static_cast<int>(random() % static_cast<unsigned>(limit));
    };
    for (int stroke = 0; stroke < 20000; ++stroke) {
        const double angle = pick(628) / 100.0, length = 4 + pick(14);
        const int light = 30 + pick(180), left = pick(256), top = pick(256);
        for (double along = 0; along < length; along += 0.5) {
            const int x = left + static_cast<int>(along * std::cos(angle));
            const int y = top + static_cast<int>(along * std::sin(angle));
            if (x < 0 || y < 0 || x > 255 || y > 255) continue;
            grass.row(y)[3 * x] = static_cast<std::uint8_t>(light * 7 / 10);
            grass.row(y)[3 * x + 1] = static_cast<std::uint8_t>(light);
            grass.row(y)[3 * x + 2] = static_cast<std::uint8_t>(light / 3);
        }
    }
    EXPECT_EQ(harm_of(grass).noise, 0);
    // and as a camera sees it: a little blurred
    const Bitmap half = resample(grass, {128, 128}, Kernel::Box);
    EXPECT_EQ(harm_of(half).noise, 0);
    EXPECT_EQ(choice_for(half), Denoise::Off);
}

// --- any size ------------------------------------------------------------------------------------

TEST(HarmMeter, TakesAnySize) {
    const Bitmap jpeg = through_jpeg(clean_photo("coffee.png"), 50);
    for (const Size size : {Size{1, 1}, Size{7, 9}, Size{8, 8}, Size{1, 200}, Size{200, 1},
                            Size{17, 23}, Size{63, 65}, Size{65, 64}})
        for (const Bitmap& picture :
             {crop(jpeg, {40, 30, std::min(size.width, 200), std::min(size.height, 160)}),
              painted(size, [](int x, int y) { return gray(chance(x, y, 256)); })}) {
            const int choice = choice_for(picture);
            if (size.width < 24 || size.height < 24) {
                EXPECT_EQ(choice, Denoise::Off);
            }
        }
}

TEST(HarmMeter, SamplesLargePicturesEverywhere) {
    const Bitmap jpeg = through_jpeg(clean_photo("coffee.png"), 60);
    // 12 megapixels in which the photo is repeated at the same phase of its blocks
    const Size size{4000, 3000}, cell{jpeg.width / 8 * 8, jpeg.height / 8 * 8};
    HarmMeter meter(size);
    std::vector<std::uint8_t> row(3 * static_cast<std::size_t>(size.width));
    for (int y = 0; y < size.height; ++y) {
        for (int x = 0; x < size.width; ++x)
            std::copy_n(jpeg.row(y % cell.height) + 3 * (x % cell.width), 3,
                        row.begin() + std::ptrdiff_t{3} * x);
        meter.add_row(row.data());
    }
    EXPECT_NEAR(meter.measure().jpeg, 0.8, 0.1);
}

TEST(ModelFile, IsThereForEachLevel) {
    for (const int level : {Denoise::Off, Denoise::Low, Denoise::Medium, Denoise::High})
        EXPECT_TRUE(std::filesystem::exists(
            std::string(UPSCALE_SOURCE_DIR "/plugin/local/models/") + model_file(level)));
}

}  // namespace
}  // namespace upscale::local
