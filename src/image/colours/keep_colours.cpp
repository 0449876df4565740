// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/colours/keep_colours.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include "image/colours/colour_map.hpp"
#include "image/colours/grid.hpp"

namespace upscale {
namespace {

// Means of fewer source pixels a side contain too much of the detail that the service invented.
constexpr int kBlock = 8;
constexpr double kMostBlocks = 20000;  // more take longer and tell nothing new
// ΔE2000 that nobody sees: then nothing is put right.
constexpr double kUnseenMean = 0.25, kUnseenMost = 0.8;
// Differences from the source that are rounding: the source's value is used. From the second on the
// picture's own is. A source of one colour may have been made noisy.
constexpr float kRounding = 1.25f * kLevel, kDetail = 2.5f * kLevel;
constexpr float kFlatRounding = 4 * kLevel, kFlatDetail = 8 * kLevel;
// Of the differences that are left after the change that is the same everywhere: from where on the
// picture shows something else.
constexpr float kLeastOdd = 6 * kLevel, kMostOdd = 20 * kLevel;
constexpr double kMostOddShare = 0.3;
// In places without colour: what is taken for noise, and what for something new.
constexpr float kFaintColour = 10 * kLevel, kNewColour = 20 * kLevel;
// Pixels that differ less than this from a cell's colour get what the cell's has beyond sRGB.
constexpr float kSameColour = 24 * kLevel;

/// In source pixels.
double cell_width(const SlowPart& source) { return source.area.width / source.cells.width; }

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
    std::vector<std::uint32_t> sums(3 * columns), weights(columns);
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
        std::ranges::fill(sums, 0);
        std::ranges::fill(weights, 0);
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

/// Blocks of cells, with the means of both pictures.
struct Blocks {
    int side = 1;  ///< cells
    Size size;     ///< blocks
    std::vector<Colour> source, picture;
    std::vector<bool> seen;  ///< in both
};

Blocks blocks_of(const SlowPart& source, const Cells& cells) {
    Blocks blocks;
    const double pixels = static_cast<double>(source.picture.width) * source.picture.height;
    const double least = std::max<double>(kBlock, std::sqrt(pixels / kMostBlocks));
    blocks.side = std::max(1, static_cast<int>(std::ceil(least / cell_width(source))));
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

float largest(const Colour& difference) {
    return std::max({std::abs(difference[0]), std::abs(difference[1]), std::abs(difference[2])});
}

/// Y' with the weights of sRGB's primaries.
float luma_of(const float* rgb) { return 0.2126f * rgb[0] + 0.7152f * rgb[1] + 0.0722f * rgb[2]; }

float spread(const Colour& colour) {
    return std::max({colour[0], colour[1], colour[2]}) -
           std::min({colour[0], colour[1], colour[2]});
}

/// False if the picture has lost the source's colours or contrast, or is bright where the source is
/// dark, so that the source could only be painted over it.
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

/// The slow field of what the map leaves; nullopt: the colours are not alike.
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

/// How far map and field move the colours.
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

bool is_seen(const ColourShift& shift) {
    return shift.mean > kUnseenMean || shift.most > kUnseenMost;
}

/// Sets each cell to the largest value around it.
std::vector<float> widened(const std::vector<float>& values, Size size) {
    std::vector<float> result(values.size());
    for (int y = 0; y < size.height; ++y)
        for (int x = 0; x < size.width; ++x) {
            float most = 0;
            for (int v = std::max(0, y - 1); v <= std::min(size.height - 1, y + 1); ++v)
                for (int u = std::max(0, x - 1); u <= std::min(size.width - 1, x + 1); ++u)
                    most = std::max(most, values[static_cast<std::size_t>(v) * size.width + u]);
            result[static_cast<std::size_t>(y) * size.width + x] = most;
        }
    return result;
}

/// True for cells whose neighbours are all of the one colour that they have.
bool is_flat_around(const SlowPart& source, int x, int y) {
    const auto& colours = source.is_deep() ? source.own : source.shown;
    const auto i = static_cast<std::size_t>(y) * source.cells.width + x;
    for (int v = std::max(0, y - 1); v <= std::min(source.cells.height - 1, y + 1); ++v)
        for (int u = std::max(0, x - 1); u <= std::min(source.cells.width - 1, x + 1); ++u) {
            const auto k = static_cast<std::size_t>(v) * source.cells.width + u;
            if (!(source.kind[k] & SlowPart::Flat)) return false;
            if (!std::equal(&colours[3 * k], &colours[3 * k] + 3, &colours[3 * i])) return false;
        }
    return true;
}

std::vector<bool> flat_cells(const SlowPart& source) {
    std::vector<bool> flat;
    flat.reserve(source.kind.size());
    for (int y = 0; y < source.cells.height; ++y)
        for (int x = 0; x < source.cells.width; ++x) flat.push_back(is_flat_around(source, x, y));
    return flat;
}

/// How much of the picture's own values is used in each cell. `differences`: the largest between
/// the picture and the source in each cell.
DeepColours::Shares shares_of(const SlowPart& source, const std::vector<float>& differences,
                              const std::vector<bool>& flat) {
    const std::vector<float> around = widened(differences, source.cells);
    DeepColours::Shares shares(around.size());
    for (std::size_t i = 0; i < around.size(); ++i) {
        const float least = flat[i] ? kFlatRounding : kRounding;
        const float most = flat[i] ? kFlatDetail : kDetail;
        const float t = std::clamp((around[i] - least) / (most - least), 0.0f, 1.0f);
        shares[i] = t * t * (3 - 2 * t);
    }
    return shares;
}

/// 1 for cells without colour that have only such neighbours.
std::vector<float> neutral_cells(const SlowPart& source) {
    std::vector<float> coloured(source.kind.size());
    for (std::size_t i = 0; i < coloured.size(); ++i)
        coloured[i] = source.kind[i] & SlowPart::Neutral ? 0 : 1;
    coloured = widened(coloured, source.cells);
    for (float& value : coloured) value = 1 - value;
    return coloured;
}

std::uint8_t to_byte(float value) {
    return static_cast<std::uint8_t>(std::clamp(value * 255 + 0.5f, 0.0f, 255.0f));
}

/// Makes `rgb` gray where the source is: `share` is 1 there, and 0 where the source has colours.
/// `shown`: what the pixel is in sRGB; a strong colour is something new and stays.
void take_colour(float* rgb, float share, const Colour& shown) {
    const float fading = (kNewColour - spread(shown)) / (kNewColour - kFaintColour);
    const float part = std::clamp(share, 0.0f, 1.0f) * std::clamp(fading, 0.0f, 1.0f);
    if (part <= 0) return;
    const float luma = luma_of(rgb);
    for (std::size_t c = 0; c < 3; ++c) rgb[c] = part < 1 ? rgb[c] + part * (luma - rgb[c]) : luma;
}

/// How a picture that shows `shown` of the source lies on its cells, or on blocks of `side` cells.
Axis across_of(const SlowPart& source, const RectF& shown, Size picture, int side = 1) {
    return {picture.width,
            shown.x,
            shown.width,
            source.area.x,
            side * cell_width(source),
            (source.cells.width + side - 1) / side,
            source.picture.width};
}

Axis down_of(const SlowPart& source, const RectF& shown, Size picture, int side = 1) {
    return {picture.height,
            shown.y,
            shown.height,
            source.area.y,
            side * source.area.height / source.cells.height,
            (source.cells.height + side - 1) / side,
            source.picture.height};
}

/// One job of putting right: rows of the picture, with what belongs to them of the source.
class Work {
  public:
    Work(const SlowPart& source, const RectF& shown, Bitmap& rgb, const std::stop_token& stop)
        : m_source(source),
          m_rgb(rgb),
          m_stop(stop),
          m_width(static_cast<std::size_t>(rgb.width)),
          m_row(rgb.stride()),
          m_bytes(rgb.stride()),
          m_across(across_of(source, shown, {rgb.width, rgb.height})),
          m_down(down_of(source, shown, {rgb.width, rgb.height})) {}

    const Axis& across() const { return m_across; }
    const Axis& down() const { return m_down; }

    /// Adds map and field.
    void put_right(const ColourMap& map, const std::vector<Colour>& field, Size blocks,
                   const Axis& block_across, const Axis& block_down) {
        GridRow fields(field.data()->data(), 3, blocks.width);
        std::vector<float> added(m_rgb.stride());
        for (int y = 0; y < m_rgb.height && !m_stop.stop_requested(); ++y) {
            read_row(y);
            map.apply(m_row.data(), m_width, m_width);
            fields.read(block_down, y, block_across, added.data());
            for (std::size_t i = 0; i < m_row.size(); ++i) m_row[i] += added[i];
            write_row(y);
        }
    }

    /// The largest difference from the source in each cell, as far as the cell is `wanted`.
    std::vector<float> differences(const std::vector<bool>& wanted) {
        std::vector<float> most(m_source.kind.size());
        GridRow colours = source_row();
        std::vector<float> ours(m_rgb.stride());
        for (int y = 0; y < m_rgb.height && !m_stop.stop_requested(); ++y) {
            const int row = m_down.cell_at(y);
            if (!any(wanted, row)) continue;
            read_row(y);
            colours.read(m_down, y, m_across, ours.data());
            for (std::size_t i = 0; i < ours.size(); ++i) ours[i] = std::abs(ours[i] - m_row[i]);
            float* const cells = &most[static_cast<std::size_t>(row) * m_source.cells.width];
            for (int cell = 0; cell < m_source.cells.width; ++cell)
                for (std::size_t c = 0; c < 3; ++c) {
                    const float* const values = ours.data() + c * m_width;
                    for (int x = m_across.first(cell); x < m_across.first(cell + 1); ++x)
                        cells[cell] = std::max(cells[cell], values[x]);
                }
        }
        return most;
    }

    /// Uses the source's values where the picture's own hardly differ, and takes the colour out
    /// where the source has none.
    void finish(const DeepColours::Shares& shares, const std::vector<float>& neutral) {
        std::vector<bool> wanted(shares.size());
        for (std::size_t i = 0; i < wanted.size(); ++i) wanted[i] = shares[i] < 1 || neutral[i] > 0;
        GridRow colours = source_row(), parts(shares.data(), 1, m_source.cells.width),
                neutrals(neutral.data(), 1, m_source.cells.width);
        std::vector<float> ours(m_rgb.stride()), share(m_width), gray(m_width);
        for (int y = 0; y < m_rgb.height && !m_stop.stop_requested(); ++y) {
            const int cell = m_down.cell_at(y);
            if (!any(wanted, cell - 1) && !any(wanted, cell) && !any(wanted, cell + 1)) continue;
            colours.read(m_down, y, m_across, ours.data());
            parts.read(m_down, y, m_across, share.data());
            neutrals.read(m_down, y, m_across, gray.data());
            std::uint8_t* pixel = m_rgb.row(y);
            for (std::size_t x = 0; x < m_width; ++x, pixel += 3) {
                if (share[x] >= 1 && gray[x] <= 0) continue;
                Colour colour;
                for (std::size_t c = 0; c < 3; ++c) {
                    const float own = static_cast<float>(pixel[c]) * kLevel;
                    const float slow = ours[c * m_width + x];
                    colour[c] = slow + std::clamp(share[x], 0.0f, 1.0f) * (own - slow);
                }
                take_colour(colour.data(), gray[x], colour);
                for (std::size_t c = 0; c < 3; ++c) pixel[c] = to_byte(colour[c]);
            }
        }
    }

  private:
    GridRow source_row() const { return GridRow(m_source.shown.data(), 3, m_source.cells.width); }
    bool any(const std::vector<bool>& wanted, int row) const {
        if (row < 0 || row >= m_source.cells.height) return false;
        const auto first = wanted.begin() + static_cast<std::ptrdiff_t>(row) * m_source.cells.width;
        return std::find(first, first + m_source.cells.width, true) != first + m_source.cells.width;
    }
    /// Row `y` as three planes of floats.
    void read_row(int y) {
        const std::uint8_t* pixel = m_rgb.row(y);
        float *r = m_row.data(), *g = r + m_width, *b = g + m_width;
        for (std::size_t x = 0; x < m_width; ++x, pixel += 3) {
            r[x] = static_cast<float>(pixel[0]) * kLevel;
            g[x] = static_cast<float>(pixel[1]) * kLevel;
            b[x] = static_cast<float>(pixel[2]) * kLevel;
        }
    }
    void write_row(int y) {
        for (std::size_t i = 0; i < m_row.size(); ++i) m_bytes[i] = to_byte(m_row[i]);
        const std::uint8_t *r = m_bytes.data(), *g = r + m_width, *b = g + m_width;
        std::uint8_t* pixel = m_rgb.row(y);
        for (std::size_t x = 0; x < m_width; ++x, pixel += 3) {
            pixel[0] = r[x];
            pixel[1] = g[x];
            pixel[2] = b[x];
        }
    }

    const SlowPart& m_source;
    Bitmap& m_rgb;
    const std::stop_token& m_stop;
    std::size_t m_width;
    std::vector<float> m_row;
    std::vector<std::uint8_t> m_bytes;
    Axis m_across, m_down;
};

}  // namespace

KeptColours keep_colours(const SlowPart& source, const RectF& shown, const Bitmap& alpha,
                         Bitmap& rgb, const std::stop_token& stop) {
    KeptColours kept;
    Work work(source, shown, rgb, stop);
    const Blocks blocks = blocks_of(source, cells_of(rgb, alpha, work.across(), work.down(), stop));
    kept.shift = shift_between(blocks);
    std::optional<std::vector<Colour>> field;
    ColourMap map;
    bool seen = is_seen(kept.shift);
    if (seen || source.is_deep()) {
        if (!has_colours_of_source(blocks)) kept.state = KeptColours::State::NotAlike;
        std::vector<Colour> from, to;
        for (std::size_t i = 0; i < blocks.seen.size(); ++i) {
            if (!blocks.seen[i]) continue;
            from.push_back(blocks.picture[i]);
            to.push_back(blocks.source[i]);
        }
        if (seen) map = ColourMap(from, to);
        field = field_of(blocks, map);
        if (!field) kept.state = KeptColours::State::NotAlike;
        if (kept.state == KeptColours::State::NotAlike) return kept;
        // Where the picture shows something new, its colours have not moved.
        kept.shift = shift_by(blocks, map, *field);
        seen = seen && is_seen(kept.shift);
    }
    const std::vector<bool> flat = flat_cells(source);
    const std::vector<float> neutral = neutral_cells(source);
    if (seen) {
        kept.state = KeptColours::State::PutRight;
        const Size size{rgb.width, rgb.height};
        const Axis across = across_of(source, shown, size, blocks.side);
        const Axis down = down_of(source, shown, size, blocks.side);
        work.put_right(map, *field, blocks.size, across, down);
    }
    // In 8 bits the picture's own values are as good as the source's, except in flat places.
    const std::vector<bool> compared =
        source.is_deep() ? std::vector<bool>(flat.size(), true) : flat;
    const std::vector<float> differences = work.differences(compared);
    auto shares = shares_of(source, differences, flat);
    for (std::size_t i = 0; i < shares.size(); ++i)
        if (!compared[i]) shares[i] = 1;
    work.finish(shares, neutral);
    if (source.is_deep())
        kept.deep = std::make_shared<DeepColours>(source, shown, Size{rgb.width, rgb.height},
                                                  std::move(shares));
    return kept;
}

DeepColours::DeepColours(SlowPart source, const RectF& shown, Size picture, Shares shares)
    : m_source(std::move(source)),
      m_picture(picture),
      m_across(across_of(m_source, shown, picture)),
      m_down(down_of(m_source, shown, picture)),
      m_shares(std::move(shares)),
      m_neutral(neutral_cells(m_source)),
      m_exceeds(std::ranges::any_of(m_source.excess,
                                    [](float value) { return std::abs(value) > kLevel; })) {}

void DeepColours::restore(int y, const std::uint8_t* shown, float* own) const {
    GridRow colours(m_source.own.data(), 3, m_source.cells.width),
        parts(m_shares.data(), 1, m_source.cells.width),
        neutrals(m_neutral.data(), 1, m_source.cells.width);
    const auto width = static_cast<std::size_t>(m_picture.width);
    std::vector<float> ours(3 * width), share(width), gray(width);
    colours.read(m_down, y, m_across, ours.data());
    parts.read(m_down, y, m_across, share.data());
    neutrals.read(m_down, y, m_across, gray.data());
    for (std::size_t x = 0; x < width; ++x, shown += 3, own += 3) {
        const float part = std::clamp(share[x], 0.0f, 1.0f);
        if (part > 0 && m_exceeds) {
            const Colour excess = excess_at(static_cast<int>(x), y, shown);
            for (std::size_t c = 0; c < 3; ++c) own[c] += excess[c];
        }
        for (std::size_t c = 0; c < 3; ++c)
            own[c] = part > 0 ? ours[c * width + x] + part * (own[c] - ours[c * width + x])
                              : ours[c * width + x];
        take_colour(own, gray[x],
                    {static_cast<float>(shown[0]) * kLevel, static_cast<float>(shown[1]) * kLevel,
                     static_cast<float>(shown[2]) * kLevel});
    }
}

Colour DeepColours::excess_at(int x, int y, const std::uint8_t* shown) const {
    const float right = std::clamp(m_across.share(x), 0.0f, 1.0f);
    const float below = std::clamp(m_down.share(y), 0.0f, 1.0f);
    Colour sum{};
    float weights = 0;
    for (const int row : {0, 1})
        for (const int column : {0, 1}) {
            const int cell_x = column ? m_across.after(x) : m_across.before(x);
            const int cell_y = row ? m_down.after(y) : m_down.before(y);
            const auto i = 3 * (static_cast<std::size_t>(cell_y) * m_source.cells.width + cell_x);
            float square = 0;
            for (std::size_t c = 0; c < 3; ++c) {
                const float d = static_cast<float>(shown[c]) * kLevel - m_source.shown[i + c];
                square += d * d;
            }
            const float weight = (column ? right : 1 - right) * (row ? below : 1 - below) *
                                 std::exp(-square / (2 * kSameColour * kSameColour));
            weights += weight;
            for (std::size_t c = 0; c < 3; ++c) sum[c] += weight * m_source.excess[i + c];
        }
    for (float& value : sum) value /= std::max(weights, 0.05f);
    return sum;
}

}  // namespace upscale
