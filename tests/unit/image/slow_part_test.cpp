// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/colours/slow_part.hpp"

#include <gtest/gtest.h>

#include "image/colours/difference.hpp"
#include "image/pixels/resample.hpp"
#include "support/photo.hpp"

namespace upscale {
namespace {

/// 601 × 401 pixels have cells of two pixels, the last of which reach beyond the picture.
Bitmap odd_photo() { return resample(load_photo("coffee.png"), {601, 401}, Kernel::Box); }

bool same(const SlowPart& one, const SlowPart& other) {
    return one.picture == other.picture && one.cells == other.cells && one.area == other.area &&
           one.space == other.space && one.shown == other.shown && one.own == other.own &&
           one.excess == other.excess && one.kind == other.kind;
}

SlowPart deep_part(const Bitmap& picture) {
    SlowPartMaker maker({picture.width, picture.height}, true);
    std::vector<float> own(picture.stride()), of_shown(picture.stride());
    for (int y = 0; y < picture.height; ++y) {
        for (std::size_t i = 0; i < own.size(); ++i) {
            of_shown[i] = static_cast<float>(picture.row(y)[i]) / 300;
            own[i] = of_shown[i] + 0.25f;
        }
        maker.add_row({picture.row(y), picture.stride()}, 3, own, of_shown);
    }
    SlowPart part = maker.end();
    part.space = "a space";
    return part;
}

TEST(SlowPart, CellsHaveTheMeanOfTheirPixels) {
    Bitmap picture(300, 300, 3);
    for (int y = 0; y < 300; ++y)
        for (int x = 0; x < 300; ++x)
            picture.row(y)[3 * x] = static_cast<std::uint8_t>(x % 2 ? 255 : 0);
    const SlowPart part = slow_part_of(picture);
    EXPECT_EQ(part.cells, (Size{150, 150}));
    EXPECT_EQ(part.area, (RectF{0, 0, 300, 300}));
    EXPECT_FLOAT_EQ(part.shown[0], 0.5f);
    EXPECT_EQ(part.shown[1], 0);
    EXPECT_EQ(part.kind[0], SlowPart::Seen);
}

TEST(SlowPart, KnowsFlatNeutralAndUnseenCells) {
    Bitmap picture(4, 1, 4);
    const std::uint8_t pixels[4][4] = {
        {9, 9, 9, 255}, {9, 8, 9, 255}, {1, 2, 3, 0}, {50, 60, 70, 128}};
    for (int x = 0; x < 4; ++x) std::copy_n(pixels[x], 4, picture.row(0) + 4 * x);
    const SlowPart part = slow_part_of(picture);
    EXPECT_EQ(part.kind[0], SlowPart::Seen | SlowPart::Flat | SlowPart::Neutral);
    EXPECT_EQ(part.kind[1], SlowPart::Seen | SlowPart::Flat);
    EXPECT_EQ(part.kind[2], 0);
    EXPECT_FLOAT_EQ(part.shown[6], 9.0f / 255);  // that of a neighbour
    EXPECT_FLOAT_EQ(part.shown[9], 50.0f / 255);
}

TEST(SlowPart, InfiniteValuesCountAsTheyAreSent) {
    SlowPartMaker maker({2, 1}, true);
    const std::vector<std::uint8_t> shown(6, 255);
    maker.add_row(shown, 3, std::vector<float>{2, 2, 2, 65504, -65504, 2},
                  std::vector<float>(6, 1));
    const SlowPart part = maker.end();
    EXPECT_EQ(part.own, (std::vector<float>{2, 2, 2, 1, 1, 2}));
    EXPECT_EQ(part.excess, (std::vector<float>{1, 1, 1, 0, 0, 1}));
}

TEST(SlowPart, TurnsLikeItsPicture) {
    for (const Bitmap& picture : {odd_photo(), load_photo("coffee.png")})
        for (const Turn& turn : kTurns) {
            const SlowPart of_turned = slow_part_of(turned(picture, turn));
            const SlowPart part = turned(slow_part_of(picture), turn);
            EXPECT_EQ(part.picture, of_turned.picture);
            EXPECT_EQ(part.cells, of_turned.cells);
            EXPECT_LE(part.area.x, 0);
            EXPECT_GE(part.area.x + part.area.width, part.picture.width);
            if (picture.width % 2 == 0) {
                EXPECT_TRUE(same(part, of_turned));
            }
        }
}

TEST(SlowPart, APartHasTheCellsThatTouchIt) {
    const SlowPart all = deep_part(odd_photo());
    const SlowPart part = part_of(all, {101, 50, 31, 20});
    EXPECT_EQ(part.picture, (Size{31, 20}));
    EXPECT_EQ(part.cells, (Size{16, 10}));
    EXPECT_EQ(part.area, (RectF{-1, 0, 32, 20}));
    const std::size_t first = 3 * (25 * static_cast<std::size_t>(all.cells.width) + 50);
    EXPECT_EQ(part.shown[0], all.shown[first]);
    EXPECT_EQ(part.own[0], all.own[first]);
    EXPECT_TRUE(part_of(SlowPart(), {0, 0, 1, 1}).empty());
}

TEST(SlowPart, IsReadAsItWasWritten) {
    const SlowPart deep = deep_part(odd_photo());
    for (const SlowPart& part : {slow_part_of(odd_photo()), deep, turned(deep, kTurns[5]),
                                 scaled(deep, {1203, 803}), part_of(deep, {3, 3, 50, 50})})
        EXPECT_TRUE(same(slow_part_from(to_bytes(part)), part));
}

TEST(SlowPart, WhatIsDamagedIsEmpty) {
    const std::string bytes = to_bytes(part_of(deep_part(odd_photo()), {0, 0, 8, 8}));
    for (std::size_t length = 0; length < bytes.size(); ++length)
        EXPECT_TRUE(slow_part_from(bytes.substr(0, length)).empty()) << length;
    EXPECT_TRUE(slow_part_from(bytes + "x").empty());
    for (std::size_t at = 0; at < 80; ++at)
        for (const char change : {'\x01', '\x7f', '\xff'}) {
            std::string damaged = bytes;
            damaged[at] = static_cast<char>(damaged[at] ^ change);
            const SlowPart part = slow_part_from(damaged);  // must not crash
            if (!part.empty()) {
                EXPECT_EQ(part.shown.size(), 3 * part.kind.size());
            }
        }
}

struct Pair {
    Lab one, other;
    double difference;
};

// from the table of Sharma, Wu and Dalal, "The CIEDE2000 Color-Difference Formula"
const Pair kPairs[] = {
    {{50, 2.6772, -79.7751}, {50, 0, -82.7485}, 2.0425},
    {{50, -1.3802, -84.2814}, {50, 0, -82.7485}, 1.0000},
    {{50, 0, 0}, {50, -1, 2}, 2.3669},
    {{50, 2.4900, -0.0010}, {50, -2.4900, 0.0009}, 7.1792},
    {{50, 2.4900, -0.0010}, {50, -2.4900, 0.0011}, 7.2195},
    {{50, 2.5, 0}, {73, 25, -18}, 27.1492},
    {{50, 2.5, 0}, {56, -27, -3}, 31.9030},
    {{60.2574, -34.0099, 36.2677}, {60.4626, -34.1751, 39.4387}, 1.2644},
    {{22.7233, 20.0904, -46.6940}, {23.0331, 14.9730, -42.5619}, 2.0373},
    {{2.0776, 0.0795, -1.1350}, {0.9033, -0.0636, -0.5514}, 0.9082},
};

TEST(ColourDifference, IsThatOfThePaper) {
    for (const Pair& pair : kPairs)
        EXPECT_NEAR(difference_of(pair.one, pair.other), pair.difference, 1e-4);
}

TEST(ColourDifference, WhiteAndGrayHaveNoColour) {
    for (const float value : {0.0f, 0.2f, 0.5f, 1.0f}) {
        const std::array<float, 3> gray{value, value, value};
        const Lab lab = lab_of(gray);
        EXPECT_NEAR(lab[1], 0, 0.02);
        EXPECT_NEAR(lab[2], 0, 0.02);
    }
    const std::array<float, 3> white{1, 1, 1};
    EXPECT_NEAR(lab_of(white)[0], 100, 0.01);
}

}  // namespace
}  // namespace upscale
