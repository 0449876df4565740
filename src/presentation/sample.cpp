// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "presentation/sample.hpp"

#include <cmath>
#include <cstdlib>
#include <vector>

namespace upscale {
namespace {

constexpr double kMostLookedAt = 1e6;  // pixels; a larger picture is looked at with gaps

/// How much a pixel differs from its neighbours on the right and below. What is transparent shows
/// nothing.
int detail_at(const Bitmap& bitmap, int x, int y) {
    const int channels = bitmap.channels;
    const int green = channels > 2 ? 1 : 0;
    const std::uint8_t* here = bitmap.row(y) + std::size_t(x) * channels;
    const auto difference = [&](const std::uint8_t* there) {
        const bool alpha = channels == 2 || channels == 4;
        if (alpha && (here[channels - 1] == 0 || there[channels - 1] == 0)) return 0;
        return std::abs(here[green] - there[green]);
    };
    return difference(here + channels) + difference(here + bitmap.stride());
}

}  // namespace

Rect most_detailed_part(const Bitmap& bitmap, Size part) {
    part = {std::min(part.width, bitmap.width), std::min(part.height, bitmap.height)};
    // A part is two cells wide and high, so the parts that are compared overlap.
    const Size cell{std::max(1, part.width / 2), std::max(1, part.height / 2)};
    const int columns = std::max(2, bitmap.width / cell.width);
    const int rows = std::max(2, bitmap.height / cell.height);
    std::vector<long> detail(std::size_t(columns) * rows);
    const int step =
        std::max(1, int(std::sqrt(double(bitmap.width) * bitmap.height / kMostLookedAt)));
    for (int y = 0; y + 1 < bitmap.height; y += step)
        for (int x = 0; x + 1 < bitmap.width; x += step) {
            const int column = std::min(x / cell.width, columns - 1);
            const int row = std::min(y / cell.height, rows - 1);
            detail[std::size_t(row) * columns + column] += detail_at(bitmap, x, y);
        }
    long most = -1;
    Rect best{0, 0, part.width, part.height};
    for (int row = 0; row + 1 < rows; ++row)
        for (int column = 0; column + 1 < columns; ++column) {
            const long* at = &detail[std::size_t(row) * columns + column];
            const long sum = at[0] + at[1] + at[columns] + at[columns + 1];
            if (sum <= most) continue;
            most = sum;
            best.x = std::min(column * cell.width, bitmap.width - part.width);
            best.y = std::min(row * cell.height, bitmap.height - part.height);
        }
    return best;
}

}  // namespace upscale
