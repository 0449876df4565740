// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/pixels/alpha.hpp"

#include <gtest/gtest.h>

namespace upscale {
namespace {

void set(Bitmap& bitmap, int x, int y, std::array<std::uint8_t, 4> value) {
    std::copy(value.begin(), value.end(), bitmap.row(y) + x * 4);
}

std::array<int, 3> rgb_at(const Bitmap& bitmap, int x, int y) {
    const auto* pixel = bitmap.row(y) + x * bitmap.channels;
    return {pixel[0], pixel[1], pixel[2]};
}

TEST(Alpha, OpaquePixelsHaveNone) {
    Bitmap rgba(3, 2, 4);
    std::fill(rgba.pixels.begin(), rgba.pixels.end(), 255);
    EXPECT_TRUE(take_alpha(rgba).empty());
    rgba.pixels[3] = 254;
    EXPECT_EQ(take_alpha(rgba).pixels, (std::vector<std::uint8_t>{254, 255, 255, 255, 255, 255}));
}

TEST(Alpha, RgbHasNoneAndStaysAsItIs) {
    Bitmap rgb(2, 1, 3);
    rgb.pixels = {1, 2, 3, 4, 5, 0};
    EXPECT_TRUE(take_alpha(rgb).empty());
    EXPECT_EQ(bleed(rgb).pixels, rgb.pixels);
    EXPECT_EQ(without_idle_alpha(rgb).pixels, rgb.pixels);
}

TEST(Alpha, GrayBecomesRgb) {
    Bitmap gray(2, 1, 1), with_alpha(2, 1, 2);
    gray.pixels = {7, 9};
    with_alpha.pixels = {7, 1, 9, 2};
    EXPECT_EQ(rgb_of_gray(gray).pixels, (std::vector<std::uint8_t>{7, 7, 7, 9, 9, 9}));
    EXPECT_EQ(rgb_of_gray(with_alpha).pixels, (std::vector<std::uint8_t>{7, 7, 7, 1, 9, 9, 9, 2}));
}

TEST(Alpha, TellsAnInvisiblePlane) {
    Bitmap alpha(4, 4, 1);
    EXPECT_TRUE(is_invisible(alpha));
    alpha.pixels[9] = 1;
    EXPECT_FALSE(is_invisible(alpha));
    EXPECT_FALSE(is_invisible(Bitmap()));
}

TEST(Bleed, HiddenPixelsTakeTheNearestVisibleColour) {
    Bitmap rgba(9, 5, 4);  // all hidden, black
    set(rgba, 1, 2, {200, 0, 0, 255});
    set(rgba, 7, 2, {0, 0, 200, 32});
    const Bitmap rgb = bleed(rgba);
    EXPECT_EQ(rgb.channels, 3);
    for (int y = 0; y < 5; ++y) {
        for (int x = 0; x < 4; ++x) EXPECT_EQ(rgb_at(rgb, x, y), (std::array{200, 0, 0}));
        for (int x = 5; x < 9; ++x) EXPECT_EQ(rgb_at(rgb, x, y), (std::array{0, 0, 200}));
    }
}

TEST(Bleed, FaintPixelsAreMixedWithTheirStrongNeighbour) {
    Bitmap rgba(4, 1, 4);
    set(rgba, 0, 0, {200, 100, 0, 255});
    set(rgba, 1, 0, {0, 0, 0, 1});  // what 8-bit premultiplication leaves
    set(rgba, 2, 0, {100, 100, 64, 16});
    const Bitmap rgb = bleed(rgba);
    EXPECT_EQ(rgb_at(rgb, 0, 0), (std::array{200, 100, 0}));
    EXPECT_EQ(rgb_at(rgb, 1, 0), (std::array{194, 97, 0}));
    EXPECT_EQ(rgb_at(rgb, 2, 0), (std::array{150, 100, 32}));
    EXPECT_EQ(rgb_at(rgb, 3, 0), (std::array{200, 100, 0}));
}

TEST(Bleed, AFaintPictureKeepsItsColours) {
    Bitmap rgba(2, 1, 4);
    set(rgba, 0, 0, {10, 20, 30, 9});
    set(rgba, 1, 0, {50, 60, 70, 9});
    EXPECT_EQ(bleed(rgba).pixels, (std::vector<std::uint8_t>{10, 20, 30, 50, 60, 70}));
}

TEST(Bleed, VisibleColoursStayAndFarCornersAreFilled) {
    Bitmap rgba(700, 500, 4);
    for (auto& value : rgba.pixels) value = 0;
    set(rgba, 690, 490, {10, 20, 30, 128});
    const Bitmap rgb = bleed(rgba);
    for (const auto& [x, y] : {std::pair{0, 0}, {699, 0}, {0, 499}, {690, 490}})
        EXPECT_EQ(rgb_at(rgb, x, y), (std::array{10, 20, 30}));
}

TEST(Alpha, IsPutBack) {
    Bitmap rgb(1, 3, 3), alpha(1, 3, 1);
    rgb.pixels = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    alpha.pixels = {10, 11, 12};
    const auto strip = [&](const Bitmap& plane, int first) {
        return with_alpha(rgb, plane, first, 2).pixels;
    };
    using Values = std::vector<std::uint8_t>;
    EXPECT_EQ(strip(alpha, 0), (Values{1, 2, 3, 10, 4, 5, 6, 11}));
    EXPECT_EQ(strip(alpha, 2), (Values{7, 8, 9, 12}));
    EXPECT_EQ(strip({}, 1), (Values{4, 5, 6, 7, 8, 9}));
}

}  // namespace
}  // namespace upscale
