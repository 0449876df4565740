// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/tiling/tile_plan.hpp"

#include <cmath>
#include <optional>
#include <tuple>

#include "image/pixels/ratios.hpp"

namespace upscale {
namespace {

long long divided_up(long long value, long long by) { return (value + by - 1) / by; }

/// The tiles along one side of the picture.
struct Line {
    int count;
    int least;  ///< the tile's side with which as many tiles are still enough
};

Line line_of(int picture, int tile, int overlap) {
    if (tile >= picture) return {1, picture};
    const int shared = std::min(overlap, tile / 4);
    const long long count = divided_up(picture - shared, tile - shared);
    return {static_cast<int>(count),
            static_cast<int>(divided_up(picture + (count - 1) * shared, count))};
}

struct Grid {
    Size tile;
    int columns = 0, rows = 0;
    long long frame = 0;  ///< pixels of the smallest frame of its ratio around a tile

    long long count() const { return static_cast<long long>(columns) * rows; }
    /// Pixels that the frame adds; 0: the tile has exactly its ratio.
    long long padding() const { return frame - static_cast<long long>(tile.width) * tile.height; }
};

/// The grid of the largest tiles of this ratio, which are at most `most` times its numbers; then of
/// the smallest ones that are enough for such a grid.
Grid grid_of(Size picture, Ratio ratio, long long most, int overlap) {
    const auto side = [](int whole, int part, long long times) {
        return static_cast<int>(std::min<long long>(whole, part * times));
    };
    const Line across = line_of(picture.width, side(picture.width, ratio.width, most), overlap);
    const Line down = line_of(picture.height, side(picture.height, ratio.height, most), overlap);
    const long long times =
        std::max(divided_up(across.least, ratio.width), divided_up(down.least, ratio.height));
    const Size tile{side(picture.width, ratio.width, times),
                    side(picture.height, ratio.height, times)};
    return {tile, across.count, down.count, ratio.width * times * ratio.height * times};
}

/// Where the tile number `index` of `count` begins.
int begin_of(int index, int count, int picture, int tile) {
    return count == 1
               ? 0
               : static_cast<int>(static_cast<long long>(picture - tile) * index / (count - 1));
}

}  // namespace

std::vector<Rect> plan_tiles(Size picture, long long most_pixels, int overlap) {
    if (static_cast<long long>(picture.width) * picture.height <= most_pixels)
        return {{0, 0, picture.width, picture.height}};

    std::optional<Grid> best, best_exact;
    const auto consider = [](std::optional<Grid>& kept, const Grid& grid) {
        const auto rank = [](const Grid& of) {
            return std::tuple(of.count(), of.padding(), of.frame);
        };
        if (!kept || rank(grid) < rank(*kept)) kept = grid;
    };
    for (const Ratio ratio : kRatios) {
        const double product = static_cast<double>(ratio.width) * ratio.height;
        const auto most =
            static_cast<long long>(std::sqrt(static_cast<double>(most_pixels) / product));
        if (most < 1) continue;
        consider(best, grid_of(picture, ratio, most, overlap));
        const long long within =
            std::min<long long>({most, picture.width / ratio.width, picture.height / ratio.height});
        if (within < 1) continue;
        const Grid grid = grid_of(picture, ratio, within, overlap);
        if (grid.padding() == 0) consider(best_exact, grid);
    }
    const bool exact = best_exact && best_exact->count() <= best->count() + best->count() / 4;
    const Grid& grid = exact ? *best_exact : *best;

    std::vector<Rect> tiles;
    tiles.reserve(static_cast<std::size_t>(grid.count()));
    for (int row = 0; row < grid.rows; ++row)
        for (int column = 0; column < grid.columns; ++column)
            tiles.push_back({begin_of(column, grid.columns, picture.width, grid.tile.width),
                             begin_of(row, grid.rows, picture.height, grid.tile.height),
                             grid.tile.width, grid.tile.height});
    return tiles;
}

}  // namespace upscale
