// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/tiling/tile_plan.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <set>

#include "image/pixels/ratios.hpp"
#include "image/registration/padding.hpp"

namespace upscale {
namespace {

long long area(Size size) { return static_cast<long long>(size.width) * size.height; }

Size tile_of(const std::vector<Rect>& tiles) { return {tiles[0].width, tiles[0].height}; }

bool has_ratio(Size tile) {
    return std::any_of(kRatios.begin(), kRatios.end(), [&](Ratio ratio) {
        return tile.width % ratio.width == 0 &&
               tile.width / ratio.width * ratio.height == tile.height;
    });
}

/// Where tiles begin along one side, from the first to the last.
std::vector<int> begins(const std::vector<Rect>& tiles, int Rect::*side) {
    std::set<int> found;
    for (const Rect& tile : tiles) found.insert(tile.*side);
    return {found.begin(), found.end()};
}

/// Checks that the tiles along one side of the picture cover it, evenly and with the overlap.
void check_line(const std::vector<int>& begin, int tile, int picture, int overlap) {
    ASSERT_EQ(begin.front(), 0);
    ASSERT_EQ(begin.back() + tile, picture);
    int least = picture, most = 0;
    for (std::size_t i = 1; i < begin.size(); ++i) {
        least = std::min(least, begin[i] - begin[i - 1]);
        most = std::max(most, begin[i] - begin[i - 1]);
    }
    if (begin.size() == 1) return;
    EXPECT_LE(most - least, 1);
    EXPECT_GE(tile - most, std::min(overlap, tile / 4));
}

void check(Size picture, long long most, int overlap) {
    SCOPED_TRACE(testing::Message() << picture.width << " x " << picture.height << ", at most "
                                    << most << ", overlap " << overlap);
    const std::vector<Rect> tiles = plan_tiles(picture, most, overlap);
    ASSERT_FALSE(tiles.empty());
    EXPECT_EQ(tiles, plan_tiles(picture, most, overlap));
    const Size tile = tile_of(tiles);
    if (area(picture) <= most) {
        EXPECT_EQ(tiles, (std::vector<Rect>{{0, 0, picture.width, picture.height}}));
        return;
    }
    EXPECT_LE(area(frame_around(tile).size), most);
    EXPECT_TRUE(has_ratio(tile) || tile.width == picture.width || tile.height == picture.height)
        << tile.width << " x " << tile.height;
    // every column with every row, row by row
    const std::vector<int> xs = begins(tiles, &Rect::x), ys = begins(tiles, &Rect::y);
    std::vector<Rect> grid;
    for (const int y : ys)
        for (const int x : xs) grid.push_back({x, y, tile.width, tile.height});
    ASSERT_EQ(tiles, grid);
    check_line(xs, tile.width, picture.width, overlap);
    check_line(ys, tile.height, picture.height, overlap);
    // as many as with the largest squares, each of which brings three quarters of its sides anew
    const auto side = static_cast<int>(std::sqrt(static_cast<double>(most)));
    const auto enough = [&](int whole) {
        const int part = std::min(whole, side);
        const int anew = part - std::min(overlap, part / 4);
        return static_cast<double>(part == whole ? 1 : (whole - part + anew - 1) / anew + 1);
    };
    EXPECT_LE(static_cast<double>(tiles.size()),
              1.25 * enough(picture.width) * enough(picture.height));
}

TEST(TilePlan, CoversAnyPicture) {
    std::mt19937 random(1);
    const auto any = [&](int least, int most) {  // as many small numbers as large ones
        std::uniform_real_distribution<double> power(std::log(least), std::log(most + 1));
        return std::min(most, static_cast<int>(std::exp(power(random))));
    };
    for (int i = 0; i < 3000; ++i) {
        const Size picture{any(1, 30000), any(1, 30000)};
        const long long most = std::max<long long>(any(1, 16'000'000), area(picture) / 2000);
        check(picture, most, i % 3 == 0 ? any(1, 300) - 1 : kTileOverlap);
        if (HasFailure()) return;
    }
}

TEST(TilePlan, CoversExtremeShapes) {
    check({1, 100000}, 1'000'000, kTileOverlap);
    check({1, 100000}, 90'000, kTileOverlap);
    check({16000, 20}, 100'000, kTileOverlap);
    check({16000, 200}, 2'000'000, kTileOverlap);
    check({1, 1}, 1, kTileOverlap);
    check({7, 5}, 1, kTileOverlap);
    check({200000, 200000}, 100'000'000, kTileOverlap);
}

TEST(TilePlan, TakesAsFewTilesAsPossible) {
    const auto count = [](Size picture, long long most) {
        return plan_tiles(picture, most).size();
    };
    EXPECT_EQ(count({2000, 1000}, 2'000'000), 1u);
    EXPECT_EQ(count({2001, 1000}, 2'000'000), 2u);
    EXPECT_EQ(count({6000, 4000}, 12'000'000), 3u);  // halves would have nothing to share
    EXPECT_EQ(count({6000, 4000}, 14'000'000), 2u);
    EXPECT_EQ(count({6000, 4000}, 4'000'000), 8u);
}

TEST(TilePlan, TilesHaveARatioOfTheService) {
    for (const Size picture : {Size{6000, 4000}, Size{4000, 6000}, Size{5472, 3648},
                               Size{8256, 5504}, Size{4001, 3001}, Size{7919, 4409}}) {
        const Size tile = tile_of(plan_tiles(picture, 4'000'000));
        EXPECT_TRUE(has_ratio(tile)) << tile.width << " x " << tile.height;
    }
}

TEST(TilePlan, ATileThatCannotHaveARatioIsNearOne) {
    // 1009 is prime: only squares and the like would do, and more of them
    const std::vector<Rect> tiles = plan_tiles({1009, 3000}, 1'400'000);
    const Size tile = tile_of(tiles);
    EXPECT_EQ(tile.width, 1009);
    EXPECT_EQ(tiles.size(), 3u);
    EXPECT_LE(area(frame_around(tile).size) - area(tile), area(tile) / 100);
}

}  // namespace
}  // namespace upscale
