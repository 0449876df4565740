// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/pixels/turn.hpp"

#include <gtest/gtest.h>

namespace upscale {
namespace {

/// 1 2 3
/// 4 5 6
Bitmap six() {
    Bitmap bitmap(3, 2, 1);
    bitmap.pixels = {1, 2, 3, 4, 5, 6};
    return bitmap;
}

TEST(Turn, LaysAPictureInEachOfTheEightWays) {
    const struct {
        Turn turn;
        std::vector<std::uint8_t> pixels;
    } cases[] = {
        {{false, 0}, {1, 2, 3, 4, 5, 6}}, {{true, 0}, {3, 2, 1, 6, 5, 4}},
        {{false, 1}, {4, 1, 5, 2, 6, 3}}, {{true, 1}, {6, 3, 5, 2, 4, 1}},
        {{false, 2}, {6, 5, 4, 3, 2, 1}}, {{true, 2}, {4, 5, 6, 1, 2, 3}},
        {{false, 3}, {3, 6, 2, 5, 1, 4}}, {{true, 3}, {1, 4, 2, 5, 3, 6}},
    };
    for (const auto& [turn, pixels] : cases) {
        const Bitmap made = turned(six(), turn);
        EXPECT_EQ(made.pixels, pixels) << turn.flipped << turn.quarters;
        EXPECT_EQ((Size{made.width, made.height}), turned(Size{3, 2}, turn));
    }
    EXPECT_TRUE(turned(Bitmap(), {true, 1}).empty());
}

TEST(Turn, KeepsTheChannelsOfAPixelTogether) {
    Bitmap bitmap(1, 2, 3);
    bitmap.pixels = {1, 2, 3, 4, 5, 6};
    const Bitmap made = turned(bitmap, {false, 1});
    EXPECT_EQ(made.width, 2);
    EXPECT_EQ(made.pixels, (std::vector<std::uint8_t>{4, 5, 6, 1, 2, 3}));
}

TEST(Turn, ARectangleGoesWithItsPixels) {
    Bitmap bitmap(7, 5, 1);
    for (std::size_t i = 0; i < bitmap.pixels.size(); ++i)
        bitmap.pixels[i] = static_cast<std::uint8_t>(i);
    const Rect part{1, 2, 4, 2};
    for (const Turn& turn : kTurns)
        EXPECT_EQ(crop(turned(bitmap, turn), turned(part, {7, 5}, turn)).pixels,
                  turned(crop(bitmap, part), turn).pixels)
            << turn.flipped << turn.quarters;
    EXPECT_EQ(turned(RectF{0.5, 0.25, 2, 1}, {7, 5}, {false, 1}), (RectF{3.75, 0.5, 1, 2}));
}

}  // namespace
}  // namespace upscale
