// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/registration.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "image/padding.hpp"
#include "image/resample.hpp"
#include "support/photo.hpp"

namespace upscale {
namespace {

using Quality = Registration::Quality;

Bitmap flat(Size size, std::uint8_t level = 90) {
    Bitmap bitmap(size.width, size.height, 3);
    std::fill(bitmap.pixels.begin(), bitmap.pixels.end(), level);
    return bitmap;
}

Registration register_one(const Bitmap& preview, Size source, Size uploaded, const Bitmap& result) {
    const ResultView views[] = {{{result.width, result.height}, preview_of(result)}};
    return register_results(preview, source, uploaded, views)[0];
}

Registration registered(const Bitmap& source, const Bitmap& result) {
    const Size size{source.width, source.height};
    return register_one(preview_of(source), size, size, result);
}

TEST(Registration, EqualShapesCoverTheWholeSource) {
    const std::pair<Size, Size> cases[] = {
        {{600, 400}, {1200, 800}}, {{600, 400}, {600, 400}},   {{601, 399}, {1202, 798}},
        {{601, 399}, {1200, 797}}, {{1, 1}, {2, 2}},           {{1, 500}, {2, 1000}},
        {{3, 2}, {5, 3}},          {{512, 512}, {1024, 1026}},
    };
    for (const auto& [source, result] : cases) {
        const Registration found = registered(flat(source), flat(result));
        EXPECT_EQ(found.quality, Quality::Measured);
        EXPECT_EQ(found.covered, (RectF{0, 0, double(source.width), double(source.height)}));
        EXPECT_DOUBLE_EQ(found.scale_x * source.width, result.width);
        EXPECT_DOUBLE_EQ(found.scale_y * source.height, result.height);
    }
}

TEST(Registration, AReducedUploadStillCoversTheWholeSource) {
    const Bitmap source = flat({4000, 10});
    const Registration found =
        register_one(preview_of(source), {4000, 10}, {1000, 2}, flat({2000, 4}));
    EXPECT_EQ(found.quality, Quality::Measured);
    EXPECT_EQ(found.covered, (RectF{0, 0, 4000, 10}));
    EXPECT_DOUBLE_EQ(found.scale_x, 0.5);
    EXPECT_DOUBLE_EQ(found.scale_y, 0.4);
}

/// What a service does to the crop that it returns.
enum class Treatment { Plain, Noisy, Brighter, Sharpened };

Bitmap treat(Bitmap result, Treatment treatment) {
    std::minstd_rand random(7);
    const Bitmap soft =
        resample(resample(result, {result.width / 3, result.height / 3}, Kernel::Box),
                 {result.width, result.height}, Kernel::CatmullRom);
    for (std::size_t i = 0; i < result.pixels.size(); ++i) {
        double value = result.pixels[i];
        switch (treatment) {
            case Treatment::Plain:
                break;
            case Treatment::Noisy:
                value += static_cast<int>(random() % 25) - 12;
                break;
            case Treatment::Brighter:
                value = 20 + value * 0.85;
                break;
            case Treatment::Sharpened:
                value += 0.8 * (value - soft.pixels[i]);
                break;
        }
        result.pixels[i] = static_cast<std::uint8_t>(std::clamp(std::lround(value), 0l, 255l));
    }
    return result;
}

struct Crop {
    const char* photo;
    RectF part;  ///< of the source
    double scale;
    Treatment treatment;
};

const Crop kCrops[] = {
    {"coffee.png", {100, 0, 400, 400}, 2, Treatment::Plain},            // centred square
    {"coffee.png", {0, 0, 400, 400}, 2, Treatment::Plain},              // from the left edge
    {"coffee.png", {137.5, 0, 400, 400}, 2, Treatment::Noisy},          // off-centre, half a pixel
    {"coffee.png", {0, 12, 600, 375}, 2, Treatment::Sharpened},         // 16:10
    {"coffee.png", {31, 17, 360, 360}, 2, Treatment::Plain},            // also cropped below
    {"coffee.png", {0, 50, 533.33, 300}, 1.92, Treatment::Brighter},    // another scale, 16:9
    {"astronaut.png", {0, 64, 512, 384}, 2, Treatment::Plain},          // 4:3
    {"astronaut.png", {0, 100.25, 512, 288}, 2, Treatment::Noisy},      // 16:9 off-centre
    {"astronaut.png", {60, 0, 409.6, 512}, 2, Treatment::Brighter},     // 4:5
    {"astronaut.png", {20, 30, 448, 336}, 2.25, Treatment::Sharpened},  // smaller, finer
    {"rocket.jpg", {106.5, 0, 427, 427}, 2, Treatment::Noisy},          // mostly sky
    {"rocket.jpg", {0, 30, 640, 360}, 1.5, Treatment::Plain},
};

TEST(Registration, FindsCropsToHalfAPixel) {
    for (const Crop& crop : kCrops) {
        const Bitmap source = load_photo(crop.photo);
        const Size size{static_cast<int>(std::lround(crop.part.width * crop.scale)),
                        static_cast<int>(std::lround(crop.part.height * crop.scale))};
        const Bitmap result =
            treat(resample(source, crop.part, size, Kernel::Lanczos3), crop.treatment);
        const Registration found = registered(source, result);
        const auto where = testing::Message()
                           << crop.photo << " " << crop.part.x << "," << crop.part.y << " found at "
                           << found.covered.x << "," << found.covered.y << " width "
                           << found.covered.width;
        EXPECT_EQ(found.quality, Quality::Measured) << where;
        EXPECT_LT(std::abs(found.covered.x - crop.part.x), 0.5) << where;
        EXPECT_LT(std::abs(found.covered.y - crop.part.y), 0.5) << where;
        EXPECT_LT(std::abs(found.covered.x + found.covered.width - crop.part.x - crop.part.width),
                  0.5)
            << where;
        EXPECT_LT(std::abs(found.covered.y + found.covered.height - crop.part.y - crop.part.height),
                  0.5)
            << where;
    }
}

TEST(Registration, WithoutAMatchItIsTheCentredCropAndSaysSo) {
    const Bitmap coffee = load_photo("coffee.png");
    const Bitmap astronaut = load_photo("astronaut.png");
    for (const Bitmap& result :
         {resample(astronaut, {800, 800}, Kernel::Lanczos3), flat({800, 800})}) {
        const Registration found = registered(coffee, result);
        EXPECT_EQ(found.quality, Quality::Guessed);
        EXPECT_EQ(found.covered, (RectF{100, 0, 400, 400}));
        EXPECT_DOUBLE_EQ(found.scale_x, result.width / 400.0);
        EXPECT_DOUBLE_EQ(found.scale_y, found.scale_x);
    }
    EXPECT_EQ(registered(flat({600, 400}), flat({800, 800})).quality, Quality::Guessed);
}

TEST(Registration, WithoutThePreviewItIsTheCentredCrop) {
    const Registration found = register_one({}, {20, 10}, {20, 10}, flat({40, 40}));
    EXPECT_EQ(found.quality, Quality::Guessed);
    EXPECT_EQ(found.covered, (RectF{5, 0, 10, 10}));
    EXPECT_DOUBLE_EQ(found.scale_x, 4);
}

TEST(Registration, WithoutTheSourcesSizeItIsTheResultsOwn) {
    for (const Size unknown : {Size{0, 0}, Size{20, 0}, Size{-1, 10}}) {
        const Registration found = register_one(flat({20, 10}), unknown, unknown, flat({40, 30}));
        EXPECT_EQ(found.quality, Quality::Guessed);
        EXPECT_EQ(found.covered, (RectF{0, 0, 40, 30}));
        EXPECT_DOUBLE_EQ(found.scale_x, 1);
        EXPECT_DOUBLE_EQ(found.scale_y, 1);
    }
    EXPECT_EQ(register_one({}, {20, 10}, {0, 0}, flat({40, 20})).covered, (RectF{0, 0, 20, 10}));
}

TEST(Padding, TakesTheRatioThatNeedsLeast) {
    const std::pair<Size, Frame> cases[] = {
        {{600, 400}, {{600, 400}, 0, 0}},                                            // 3:2 as it is
        {{512, 512}, {{512, 512}, 0, 0}},     {{1920, 1080}, {{1920, 1080}, 0, 0}},  // 16:9
        {{601, 400}, {{601, 401}, 0, 0}},      // 3:2, a row more
        {{500, 400}, {{500, 400}, 0, 0}},      // 5:4
        {{450, 400}, {{500, 400}, 25, 0}},     // 5:4
        {{1000, 100}, {{1000, 334}, 0, 117}},  // 3:1
        {{1, 5000}, {{1667, 5000}, 833, 0}},  {{1, 1}, {{1, 1}, 0, 0}},
    };
    for (const auto& [size, frame] : cases) {
        const Frame found = frame_around(size);
        EXPECT_EQ(found, frame) << size.width << "x" << size.height << " -> " << found.size.width
                                << "x" << found.size.height << " at " << found.x << "," << found.y;
    }
}

TEST(Padding, RepeatsTheEdges) {
    Bitmap bitmap(2, 1, 1);
    bitmap.pixels = {10, 20};
    EXPECT_EQ(
        pad(bitmap, {{5, 3}, 1, 1}).pixels,
        (std::vector<std::uint8_t>{10, 10, 20, 20, 20, 10, 10, 20, 20, 20, 10, 10, 20, 20, 20}));
}

TEST(Padding, IsCutOffAtTheMeasuredScale) {
    const Size picture{450, 400};
    const Frame frame = frame_around(picture);
    for (const double scale : {2.0, 1.5, 2.37}) {
        const Size result{static_cast<int>(std::lround(frame.size.width * scale)),
                          static_cast<int>(std::lround(frame.size.height * scale))};
        const Registration framed{
            .covered = {0, 0, double(frame.size.width), double(frame.size.height)},
            .part = {0, 0, result.width, result.height},
            .scale_x = double(result.width) / frame.size.width,
            .scale_y = double(result.height) / frame.size.height};
        const Registration cut = without_frame(framed, frame, picture, result);
        EXPECT_EQ(cut.part.width,
                  std::lround(475 * framed.scale_x) - std::lround(25 * framed.scale_x));
        EXPECT_NEAR(cut.covered.x, 0, 0.5 / scale);
        EXPECT_NEAR(cut.covered.width, picture.width, 1 / scale);
        EXPECT_NEAR(cut.covered.height, picture.height, 1 / scale);
    }
}

TEST(Padding, AllOfItMayHaveBeenCroppedAway) {
    const Size picture{450, 400};
    const Frame frame = frame_around(picture);
    const Registration framed{.covered = {50, 0, 400, 400},  // the middle square
                              .part = {0, 0, 800, 800},
                              .scale_x = 2,
                              .scale_y = 2};
    const Registration cut = without_frame(framed, frame, picture, {800, 800});
    EXPECT_EQ(cut.part, (Rect{0, 0, 800, 800}));
    EXPECT_EQ(cut.covered, (RectF{25, 0, 400, 400}));
}

}  // namespace
}  // namespace upscale
