// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/tiling/joiner.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <random>
#include <string>

#include "image/pixels/resample.hpp"
#include "image/tiling/tile_plan.hpp"
#include "support/photo.hpp"

namespace upscale {
namespace {

constexpr int kFeather = 4;

Size dimensions(const Bitmap& bitmap) { return {bitmap.width, bitmap.height}; }

Bitmap scaled_photo(const std::string& name, Size size) {
    return resample(load_photo(name), size, Kernel::Lanczos3);
}

/// A tile as a service returns it, after its slow part was matched to the source's.
struct Returned {
    double gain = 1, shift_x = 0, shift_y = 0;  ///< the shift in pixels
    double detail = 0;                          ///< invented: deviation in levels
    unsigned seed = 0;
};

Bitmap cut(const Bitmap& picture, const Rect& place, const Returned& returned = {}) {
    const RectF area{place.x + returned.shift_x, place.y + returned.shift_y,
                     static_cast<double>(place.width), static_cast<double>(place.height)};
    Bitmap tile = resample(picture, area, {place.width, place.height}, Kernel::Lanczos3);
    std::mt19937 random(returned.seed);
    std::normal_distribution<double> detail(0, 1);
    for (std::uint8_t& level : tile.pixels)
        level = static_cast<std::uint8_t>(std::clamp(
            std::lround(level * returned.gain + returned.detail * detail(random)), 0L, 255L));
    return tile;
}

struct Tile {
    Rect place;
    Bitmap rgb;
};

/// Tiles that differ by what is left over after matching and registration, and by invented detail.
std::vector<Tile> returned_tiles(const Bitmap& picture, const std::vector<Rect>& places,
                                 double detail, unsigned seed = 1) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> any(-1, 1);
    std::vector<Tile> tiles;
    for (const Rect& place : places) {
        const Returned returned{1 + 0.005 * any(random), 0.5 * any(random), 0.5 * any(random),
                                detail, static_cast<unsigned>(random())};
        tiles.push_back({place, cut(picture, place, returned)});
    }
    return tiles;
}

Bitmap join(Size size, const std::vector<Tile>& tiles) {
    TileJoiner joiner(size);
    for (const Tile& tile : tiles) joiner.add(tile.place, tile.rgb);
    return joiner.take();
}

/// Tiles cut straight in the middle of what they share.
Bitmap join_straight(Size size, const std::vector<Tile>& tiles) {
    Bitmap joined(size.width, size.height, 3);
    for (const Tile& tile : tiles) {
        int left = 0, top = 0;
        for (const Tile& other : tiles) {
            const Rect both = intersection(tile.place, other.place);
            if (both.height > 0 && other.place.x < tile.place.x) left = std::max(left, both.width);
            if (both.width > 0 && other.place.y < tile.place.y) top = std::max(top, both.height);
        }
        for (int y = top / 2; y < tile.place.height; ++y)
            std::copy(tile.rgb.row(y) + 3 * (left / 2), tile.rgb.row(y) + tile.rgb.stride(),
                      joined.row(tile.place.y + y) + 3 * (tile.place.x + left / 2));
    }
    return joined;
}

/// For each pixel the step at its left and at its top edge, in levels: how the means of the pixels
/// on both sides of the edge differ, 2 across and 4 along. It is large where a contour breaks off
/// or two planes meet, while grain, which differs from pixel to pixel, averages out.
struct Steps {
    Size size;
    std::vector<float> left, top;
    std::size_t index(int x, int y) const {
        return static_cast<std::size_t>(y) * static_cast<std::size_t>(size.width) +
               static_cast<std::size_t>(x);
    }
};

Steps steps_in(const Bitmap& picture) {
    constexpr int kAcross = 2, kAlong = 2;  // pixels on each side
    const std::size_t pitch = static_cast<std::size_t>(picture.width) + 1;
    std::vector<double> sums(pitch * (static_cast<std::size_t>(picture.height) + 1));
    const auto sum = [&](int x, int y) -> double& {
        return sums[static_cast<std::size_t>(y) * pitch + static_cast<std::size_t>(x)];
    };
    for (int y = 0; y < picture.height; ++y)
        for (int x = 0; x < picture.width; ++x) {
            const std::uint8_t* rgb = picture.row(y) + static_cast<std::ptrdiff_t>(3) * x;
            sum(x + 1, y + 1) =
                sum(x + 1, y) + sum(x, y + 1) - sum(x, y) + (rgb[0] + rgb[1] + rgb[2]) / 3.0;
        }
    const auto mean = [&](int x0, int y0, int x1, int y1) {
        return (sum(x1, y1) - sum(x0, y1) - sum(x1, y0) + sum(x0, y0)) / ((x1 - x0) * (y1 - y0));
    };
    Steps steps{dimensions(picture), std::vector<float>(sums.size()),
                std::vector<float>(sums.size())};
    for (int y = kAlong; y <= picture.height - kAlong; ++y)
        for (int x = kAlong; x <= picture.width - kAlong; ++x) {
            if (x == picture.width || y == picture.height) continue;
            steps.left[steps.index(x, y)] =
                static_cast<float>(std::abs(mean(x - kAcross, y - kAlong, x, y + kAlong) -
                                            mean(x, y - kAlong, x + kAcross, y + kAlong)));
            steps.top[steps.index(x, y)] =
                static_cast<float>(std::abs(mean(x - kAlong, y - kAcross, x + kAlong, y) -
                                            mean(x - kAlong, y, x + kAlong, y + kAcross)));
        }
    return steps;
}

/// The largest of the values within `near` of each one, `pitch` apart.
void spread(float* values, int count, std::ptrdiff_t pitch, int near, std::vector<float>& line) {
    line.assign(static_cast<std::size_t>(count + 2 * near), 0);
    for (int i = 0; i < count; ++i) line[static_cast<std::size_t>(i + near)] = values[i * pitch];
    // each value becomes the largest of as many after it as a power of two, then as the whole reach
    const std::size_t reach = 2 * static_cast<std::size_t>(near) + 1;
    std::size_t covered = 1;
    while (covered < reach) {
        const std::size_t step = std::min(covered, reach - covered);
        for (std::size_t i = 0; i + step < line.size(); ++i)
            line[i] = std::max(line[i], line[i + step]);
        covered += step;
    }
    for (int i = 0; i < count; ++i) values[i * pitch] = line[static_cast<std::size_t>(i)];
}

/// By how much the worst step in a joined picture is larger than the worst one that a tile itself
/// has within 16 pixels of that place, which is how far one looks to see whether a step belongs
/// there.
float worst_seam(const Bitmap& joined, const std::vector<Tile>& tiles) {
    constexpr int kNear = 16;
    const Steps all = steps_in(joined);
    std::vector<float> left(all.left.size()), top(all.top.size());  // the tiles' own
    std::vector<float> line;
    const auto add = [&](std::vector<float> own, const Tile& tile, std::vector<float>& to) {
        const Rect& place = tile.place;
        for (int y = 0; y < place.height; ++y)
            spread(own.data() + static_cast<std::ptrdiff_t>(y) * place.width, place.width, 1, kNear,
                   line);
        for (int x = 0; x < place.width; ++x)
            spread(own.data() + x, place.height, place.width, kNear, line);
        for (int y = 0; y < place.height; ++y)
            for (int x = 0; x < place.width; ++x) {
                float& value = to[all.index(place.x + x, place.y + y)];
                value = std::max(value, own[static_cast<std::size_t>(y * place.width + x)]);
            }
    };
    for (const Tile& tile : tiles) {
        Steps own = steps_in(tile.rgb);
        add(std::move(own.left), tile, left);
        add(std::move(own.top), tile, top);
    }
    float worst = -255;
    for (std::size_t i = 0; i < left.size(); ++i)
        worst = std::max({worst, all.left[i] - left[i], all.top[i] - top[i]});
    return worst;
}

/// Places in a grid of tiles with this overlap.
std::vector<Rect> grid(int columns, int rows, Size tile, int overlap) {
    std::vector<Rect> places;
    for (int row = 0; row < rows; ++row)
        for (int column = 0; column < columns; ++column)
            places.push_back({column * (tile.width - overlap), row * (tile.height - overlap),
                              tile.width, tile.height});
    return places;
}

Size extent_of(const std::vector<Rect>& places) {
    return {places.back().x + places.back().width, places.back().y + places.back().height};
}

TEST(Joiner, TilesThatAgreeGiveThePictureItself) {
    for (const int overlap : {0, 1, 2, 3, 8, 9, 40, 99})
        for (const auto& [columns, rows] : {std::pair{1, 1}, {4, 1}, {1, 4}, {2, 2}, {3, 3}}) {
            const std::vector<Rect> places = grid(columns, rows, {120, 100}, overlap);
            const Bitmap picture = scaled_photo("coffee.png", extent_of(places));
            std::vector<Tile> tiles;
            for (const Rect& place : places) tiles.push_back({place, cut(picture, place)});
            const Bitmap joined = join(dimensions(picture), tiles);
            EXPECT_EQ(joined.channels, 3);
            EXPECT_TRUE(joined.pixels == picture.pixels)
                << columns << " x " << rows << ", overlap " << overlap;
        }
}

TEST(Joiner, JoinsWhatThePlanSays) {
    for (const Size size : {Size{500, 333}, Size{97, 800}, Size{900, 40}, Size{301, 302}}) {
        const Bitmap picture = scaled_photo("rocket.jpg", size);
        std::vector<Tile> tiles;
        for (const Rect& place : plan_tiles(size, 20'000, 24))
            tiles.push_back({place, cut(picture, place)});
        EXPECT_GT(tiles.size(), 1u);
        EXPECT_TRUE(join(size, tiles).pixels == picture.pixels) << size.width;
    }
}

TEST(Joiner, NoStepAcrossASeamIsLargerThanThoseWithinATile) {
    const std::pair<const char*, double> cases[]{{"astronaut.png", 0}, {"astronaut.png", 8},
                                                 {"chelsea.png", 2},   {"coffee.png", 0},
                                                 {"rocket.jpg", 2},    {"rocket.jpg", 8}};
    for (const auto& [name, detail] : cases) {
        const std::vector<Rect> places = grid(2, 2, {400, 300}, 160);
        const Bitmap picture = scaled_photo(name, extent_of(places));
        const std::vector<Tile> tiles = returned_tiles(picture, places, detail);
        // what rounding and the invented detail leave in the mean of a step's 24 values
        const double rest = 0.5 + detail / std::sqrt(24.0);
        EXPECT_LE(worst_seam(join(dimensions(picture), tiles), tiles), rest)
            << name << ", invented detail " << detail;
        EXPECT_GT(worst_seam(join_straight(dimensions(picture), tiles), tiles), rest)
            << "cut straight, " << name << ", invented detail " << detail;
    }
}

TEST(Joiner, ADifferenceOfColoursIsLevelledOut) {
    // a plain wall, 2 levels brighter in one tile than in the other
    const std::vector<Rect> places = grid(2, 2, {200, 160}, 80);
    std::vector<Tile> tiles;
    for (std::size_t i = 0; i < places.size(); ++i) {
        tiles.push_back({places[i], Bitmap(200, 160, 3)});
        std::fill(tiles[i].rgb.pixels.begin(), tiles[i].rgb.pixels.end(),
                  static_cast<std::uint8_t>(120 + 2 * (i % 2)));
    }
    const Bitmap joined = join(extent_of(places), tiles);
    EXPECT_EQ(joined.pixels.front(), 120);
    EXPECT_EQ(joined.pixels.back(), 122);
    for (int y = 0; y < joined.height; ++y) {
        const std::uint8_t* row = joined.row(y);
        for (int x = 3; x < 3 * joined.width; ++x)
            ASSERT_LE(std::abs(row[x] - row[x - 3]), 1) << x / 3 << ", " << y;
        // the level between both is wide enough not to be a line
        EXPECT_GE(std::count(row, row + 3 * joined.width, 121), 3 * 20) << y;
    }
}

void paint(Bitmap& rgb, Rect part, std::array<std::uint8_t, 3> colour) {
    for (int y = part.y; y < part.y + part.height; ++y)
        for (int x = part.x; x < part.x + part.width; ++x)
            std::copy(colour.begin(), colour.end(), rgb.row(y) + 3 * x);
}

bool same(const Bitmap& one, int x, int y, const Bitmap& other, int u, int v) {
    return std::equal(one.row(y) + 3 * x, one.row(y) + 3 * x + 3, other.row(v) + 3 * u);
}

/// Whether each pixel of the joined picture is wholly one tile's.
testing::AssertionResult is_unmixed(const Bitmap& joined, const std::vector<Tile>& tiles) {
    for (int y = 0; y < joined.height; ++y)
        for (int x = 0; x < joined.width; ++x) {
            const bool found = std::any_of(tiles.begin(), tiles.end(), [&](const Tile& tile) {
                const int u = x - tile.place.x, v = y - tile.place.y;
                return u >= 0 && v >= 0 && u < tile.place.width && v < tile.place.height &&
                       same(joined, x, y, tile.rgb, u, v);
            });
            if (!found) return testing::AssertionFailure() << "mixed at " << x << ", " << y;
        }
    return testing::AssertionSuccess();
}

TEST(Joiner, AnObjectThatOnlyOneTileHasIsWholeOrAbsent) {
    const std::vector<Rect> places = grid(2, 1, {300, 300}, 150);
    const Bitmap picture = scaled_photo("coffee.png", extent_of(places));
    const auto tiles_with = [&](const Rect& object) {
        std::vector<Tile> tiles{{places[0], cut(picture, places[0])},
                                {places[1], cut(picture, places[1])}};
        paint(tiles[1].rgb, object, {10, 250, 30});
        return tiles;
    };
    // in the overlap, which is the second tile's left half: the path goes round it on either side
    for (const int x : {30, 50, 70}) {
        const std::vector<Tile> tiles = tiles_with({x, 100, 40, 60});
        const Bitmap joined = join(dimensions(picture), tiles);
        EXPECT_TRUE(is_unmixed(joined, tiles));
        int shown = 0;
        for (int v = 100; v < 160; ++v)
            for (int u = x; u < x + 40; ++u)
                shown += same(joined, places[1].x + u, v, tiles[1].rgb, u, v);
        EXPECT_TRUE(shown == 0 || shown == 40 * 60) << shown;
    }
    // through the whole overlap: the path must cross it, and cuts it without a mixed pixel
    const std::vector<Tile> tiles = tiles_with({0, 100, 150, 60});
    EXPECT_TRUE(is_unmixed(join(dimensions(picture), tiles), tiles));
}

TEST(Joiner, OnlyAFewPixelsAcrossThePathAreMixed) {
    // Each line is the first tile's, then mixed, then the second's: textures that share nothing,
    // and ones so near each other that they are mixed.
    for (const double detail : {2.0, 30.0}) {
        const std::vector<Rect> places = grid(2, 1, {300, 300}, 150);
        const Bitmap picture = scaled_photo("chelsea.png", extent_of(places));
        std::vector<Tile> tiles;
        for (unsigned i = 0; i < 2; ++i)
            tiles.push_back({places[i], cut(picture, places[i], {.detail = detail, .seed = i})});
        const Bitmap joined = join(dimensions(picture), tiles);
        // half a level of what is levelled out may change the last bit anywhere within its reach
        const auto near = [&](const Tile& tile, int x, int y) {
            for (int c = 0; c < 3; ++c)
                if (std::abs(joined.row(y)[3 * x + c] -
                             tile.rgb.row(y)[3 * (x - tile.place.x) + c]) > 1)
                    return false;
            return true;
        };
        for (int y = 0; y < 300; ++y) {
            int first_end = 150, second_begin = 300;
            while (first_end < 300 && near(tiles[0], first_end, y)) ++first_end;
            while (second_begin > 150 && near(tiles[1], second_begin - 1, y)) --second_begin;
            ASSERT_LE(second_begin - first_end, 2 * kFeather) << y << ", detail " << detail;
        }
    }
}

TEST(Joiner, StopsSoon) {
    const std::vector<Rect> places = grid(2, 2, {300, 300}, 150);
    const Bitmap tile(300, 300, 3);
    std::stop_source stop;
    stop.request_stop();
    TileJoiner joiner(extent_of(places));
    for (const Rect& place : places) joiner.add(place, tile, stop.get_token());
    EXPECT_EQ(dimensions(joiner.take(stop.get_token())), extent_of(places));
}

}  // namespace
}  // namespace upscale
