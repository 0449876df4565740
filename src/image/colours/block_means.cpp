// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/colours/block_means.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace upscale {
namespace {

// Means of fewer source pixels a side contain too much of the detail that the service invented.
constexpr int kBlock = 8;
constexpr double kMostBlocks = 20000;  // more take longer and tell nothing new
// Of the differences that are left after the change that is the same everywhere: from where on the
// picture shows something else.
constexpr float kLeastOdd = 6 * kLevel, kMostOdd = 20 * kLevel;
constexpr double kMostOddShare = 0.3;

/// Colours of the cells of a grid, and how much of each cell is visible.
struct Cells {
    std::vector<Colour> colours;
    std::vector<float> weights;
};

/// The mean colours of the picture's pixels in each of the source's cells.
Cells cells_of(const Bitmap& rgb, const Bitmap& alpha, const Axis& across, const Axis& down,
               const std::stop_token& stop) {
    const auto columns = static_cast<std::size_t>(across.cells());
    const auto count = columns * static_cast<std::size_t>(down.cells());
    Cells cells{std::vector<Colour>(count), std::vector<float>(count)};
    std::vector<double> all(3 * columns), all_weights(columns);
    const auto end_row = [&](int row) {
        for (std::size_t c = 0; c < columns; ++c) {
            const std::size_t at = static_cast<std::size_t>(row) * columns + c;
            cells.weights[at] = static_cast<float>(all_weights[c] / 255);
            for (std::size_t i = 0; i < 3 && all_weights[c] > 0; ++i)
                cells.colours[at][i] = static_cast<float>(all[3 * c + i] / all_weights[c] / 255);
        }
        std::ranges::fill(all, 0.0);
        std::ranges::fill(all_weights, 0.0);
    };
    for (int y = 0; y < rgb.height && !stop.stop_requested(); ++y) {
        const std::uint8_t* pixel = rgb.row(y);
        for (std::size_t c = 0; c < columns; ++c) {
            const int begin = across.first(static_cast<int>(c)),
                      end = across.first(static_cast<int>(c) + 1);
            std::uint32_t r = 0, g = 0, b = 0, w = 0;
            if (alpha.empty()) {
                for (int x = begin; x < end; ++x, pixel += 3) {
                    r += pixel[0];
                    g += pixel[1];
                    b += pixel[2];
                }
                w = static_cast<std::uint32_t>(end - begin) * 255;
                r *= 255;
                g *= 255;
                b *= 255;
            } else {
                for (int x = begin; x < end; ++x, pixel += 3) {
                    const std::uint32_t a = alpha.row(y)[x];
                    r += a * pixel[0];
                    g += a * pixel[1];
                    b += a * pixel[2];
                    w += a;
                }
            }
            all[3 * c] += r;
            all[3 * c + 1] += g;
            all[3 * c + 2] += b;
            all_weights[c] += w;
        }
        if (y + 1 == rgb.height || down.cell_at(y + 1) != down.cell_at(y)) end_row(down.cell_at(y));
    }
    return cells;
}

float largest(const Colour& difference) {
    return std::max({std::abs(difference[0]), std::abs(difference[1]), std::abs(difference[2])});
}

/// The median of each channel of the differences around a block; nullopt: too few count.
std::optional<Colour> median_around(const std::vector<Colour>& differences,
                                    const std::vector<bool>& counts, Size size, int x, int y) {
    constexpr int kReach = 2;
    std::array<std::array<float, (2 * kReach + 1) * (2 * kReach + 1)>, 3> values;
    std::size_t count = 0;
    for (int v = std::max(0, y - kReach); v <= std::min(size.height - 1, y + kReach); ++v)
        for (int u = std::max(0, x - kReach); u <= std::min(size.width - 1, x + kReach); ++u) {
            const auto i = static_cast<std::size_t>(v) * size.width + u;
            if (!counts[i]) continue;
            for (std::size_t c = 0; c < 3; ++c) values[c][count] = differences[i][c];
            ++count;
        }
    if (count == 0) return std::nullopt;
    Colour median{};
    for (std::size_t c = 0; c < 3; ++c) {
        const auto middle = values[c].begin() + static_cast<std::ptrdiff_t>(count / 2);
        std::nth_element(values[c].begin(), middle,
                         values[c].begin() + static_cast<std::ptrdiff_t>(count));
        median[c] = *middle;
    }
    return median;
}

}  // namespace

Blocks blocks_of(const SlowPart& source, const Bitmap& rgb, const Bitmap& alpha, const Axis& across,
                 const Axis& down, const std::stop_token& stop) {
    const Cells cells = cells_of(rgb, alpha, across, down, stop);
    Blocks blocks;
    const double pixels = static_cast<double>(source.picture.width) * source.picture.height;
    const double least = std::max<double>(kBlock, std::sqrt(pixels / kMostBlocks));
    blocks.side =
        std::max(1, static_cast<int>(std::ceil(least * source.cells.width / source.area.width)));
    blocks.size = {(source.cells.width + blocks.side - 1) / blocks.side,
                   (source.cells.height + blocks.side - 1) / blocks.side};
    for (int by = 0; by < blocks.size.height; ++by)
        for (int bx = 0; bx < blocks.size.width; ++bx) {
            Colour ours{}, theirs{};
            float weight = 0;
            for (int y = by * blocks.side;
                 y < std::min((by + 1) * blocks.side, source.cells.height); ++y)
                for (int x = bx * blocks.side;
                     x < std::min((bx + 1) * blocks.side, source.cells.width); ++x) {
                    const auto i = static_cast<std::size_t>(y) * source.cells.width + x;
                    const float w = source.kind[i] & SlowPart::Seen ? cells.weights[i] : 0;
                    weight += w;
                    for (std::size_t c = 0; c < 3; ++c) {
                        ours[c] += w * source.shown[3 * i + c];
                        theirs[c] += w * cells.colours[i][c];
                    }
                }
            for (std::size_t c = 0; c < 3 && weight > 0; ++c) {
                ours[c] /= weight;
                theirs[c] /= weight;
            }
            blocks.source.push_back(ours);
            blocks.picture.push_back(theirs);
            blocks.seen.push_back(weight > 0);
        }
    return blocks;
}

ColourShift shift_between(const Blocks& blocks) {
    std::vector<double> differences;
    for (std::size_t i = 0; i < blocks.seen.size(); ++i)
        if (blocks.seen[i])
            differences.push_back(
                difference_of(lab_of(blocks.source[i]), lab_of(blocks.picture[i])));
    return shift_of(std::move(differences));
}

bool has_colours_of_source(const Blocks& blocks) {
    constexpr double kLost = 0.3, kAlike = 0.5, kFaint = 3 * kLevel;
    double count = 0, our_spread = 0, their_spread = 0;
    double ours = 0, theirs = 0, our_squares = 0, their_squares = 0, products = 0;
    for (std::size_t i = 0; i < blocks.seen.size(); ++i) {
        if (!blocks.seen[i]) continue;
        our_spread += spread(blocks.source[i]);
        their_spread += spread(blocks.picture[i]);
        const double our = luma_of(blocks.source[i].data());
        const double their = luma_of(blocks.picture[i].data());
        ours += our;
        theirs += their;
        our_squares += our * our;
        their_squares += their * their;
        products += our * their;
        ++count;
    }
    if (count == 0) return false;
    if (our_spread / count > kFaint && their_spread < kLost * our_spread) return false;
    const auto deviation = [&](double sum, double squares) {
        return std::sqrt(std::max(0.0, squares / count - sum / count * (sum / count)));
    };
    const double our = deviation(ours, our_squares), their = deviation(theirs, their_squares);
    if (our < kFaint) return their < our / kLost + kFaint;
    const double correlation =
        (products / count - ours / count * (theirs / count)) / std::max(our * their, 1e-9);
    return their > kLost * our && their < our / kLost && correlation > kAlike;
}

ColourMap map_of(const Blocks& blocks) {
    std::vector<Colour> from, to;
    for (std::size_t i = 0; i < blocks.seen.size(); ++i) {
        if (!blocks.seen[i]) continue;
        from.push_back(blocks.picture[i]);
        to.push_back(blocks.source[i]);
    }
    return ColourMap(from, to);
}

std::optional<std::vector<Colour>> field_of(const Blocks& blocks, const ColourMap& map) {
    const std::size_t count = blocks.seen.size();
    std::vector<Colour> left(count);
    std::vector<float> sizes;
    for (std::size_t i = 0; i < count; ++i) {
        const Colour change = map.change_of(blocks.picture[i]);
        for (std::size_t c = 0; c < 3; ++c)
            left[i][c] = blocks.source[i][c] - blocks.picture[i][c] - change[c];
        if (blocks.seen[i]) sizes.push_back(largest(left[i]));
    }
    if (sizes.empty()) return std::nullopt;
    const auto middle = sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() / 2);
    std::nth_element(sizes.begin(), middle, sizes.end());
    const float odd = std::clamp(4 * *middle, kLeastOdd, kMostOdd);
    if (std::ranges::count_if(sizes, [](float size) { return size > kMostOdd; }) >
        kMostOddShare * static_cast<double>(sizes.size()))
        return std::nullopt;
    std::vector<bool> counts(count);
    for (std::size_t i = 0; i < count; ++i) counts[i] = blocks.seen[i] && largest(left[i]) <= odd;
    std::vector<Colour> field(count);
    std::vector<float> weights(count);
    for (int y = 0; y < blocks.size.height; ++y)
        for (int x = 0; x < blocks.size.width; ++x) {
            const auto i = static_cast<std::size_t>(y) * blocks.size.width + x;
            const auto median = median_around(left, counts, blocks.size, x, y);
            if (median) field[i] = *median;
            weights[i] = median ? 1 : 0;
        }
    fill_holes(field, weights, blocks.size);
    return smoothed(field, blocks.size);
}

ColourShift shift_by(const Blocks& blocks, const ColourMap& map, const std::vector<Colour>& field) {
    std::vector<double> differences;
    for (std::size_t i = 0; i < blocks.seen.size(); ++i) {
        if (!blocks.seen[i]) continue;
        const Colour& before = blocks.picture[i];
        Colour after = map.change_of(before);
        for (std::size_t c = 0; c < 3; ++c) after[c] += before[c] + field[i][c];
        differences.push_back(difference_of(lab_of(before), lab_of(after)));
    }
    return shift_of(std::move(differences));
}

}  // namespace upscale
