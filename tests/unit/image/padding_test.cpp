// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/registration/padding.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace upscale {
namespace {

using Fit = Registration::Fit;

TEST(Padding, TakesTheRatioThatNeedsLeast) {
    const std::pair<Size, Frame> cases[] = {
        {{600, 400}, {{600, 400}, 0, 0}},                                            // 3:2 as it is
        {{512, 512}, {{512, 512}, 0, 0}},     {{1920, 1080}, {{1920, 1080}, 0, 0}},  // 16:9
        {{601, 400}, {{601, 401}, 0, 0}},      // nearly 3:2: one more row
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

/// All of the frame at this scale, rounded to whole pixels.
Registration framed_at(Size frame, double scale) {
    const Rect part{0, 0, static_cast<int>(std::lround(frame.width * scale)),
                    static_cast<int>(std::lround(frame.height * scale))};
    return {.covered = {0, 0, double(frame.width), double(frame.height)},
            .part = part,
            .scale_x = double(part.width) / frame.width,
            .scale_y = double(part.height) / frame.height};
}

TEST(Padding, IsCutOffAtTheMeasuredScale) {
    const Size picture{450, 400};
    const Frame frame = frame_around(picture);
    for (const double scale : {2.0, 1.5, 2.37}) {
        const Registration framed = framed_at(frame.size, scale);
        const Registration cut =
            without_frame(framed, frame, picture, {framed.part.width, framed.part.height});
        EXPECT_EQ(cut.fit, Fit::Padded);
        EXPECT_EQ(cut.part.width,
                  std::lround(475 * framed.scale_x) - std::lround(25 * framed.scale_x));
        EXPECT_NEAR(cut.covered.x, 0, 0.5 / scale);
        EXPECT_NEAR(cut.covered.width, picture.width, 1 / scale);
        EXPECT_NEAR(cut.covered.height, picture.height, 1 / scale);
        EXPECT_DOUBLE_EQ(cut.part.width / cut.covered.width, cut.scale_x);
    }
}

TEST(Padding, AllOfItMayHaveBeenCroppedAway) {
    const Size picture{450, 400};
    const Frame frame = frame_around(picture);
    Registration framed = framed_at({400, 400}, 2);
    framed.covered.x = 50;  // the middle square
    const Registration cut = without_frame(framed, frame, picture, {800, 800});
    EXPECT_EQ(cut.fit, Fit::Cropped);
    EXPECT_EQ(cut.part, (Rect{0, 0, 800, 800}));
    EXPECT_EQ(cut.covered, (RectF{25, 0, 400, 400}));
}

TEST(Padding, IsCutOffWithinThePaddingOfTheService) {
    const Size picture{450, 400};
    const Frame frame = frame_around(picture);  // 500 × 400
    Registration framed = framed_at(frame.size, 2);
    framed.part.y = 100;  // bars above and below, to a square
    framed.fit = Fit::Padded;
    const Registration cut = without_frame(framed, frame, picture, {1000, 1000});
    EXPECT_EQ(cut.fit, Fit::Padded);
    EXPECT_EQ(cut.part, (Rect{50, 100, 900, 800}));
    EXPECT_EQ(cut.covered, (RectF{0, 0, 450, 400}));
}

}  // namespace
}  // namespace upscale
