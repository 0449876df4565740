// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/colours/keep_colours.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "image/colours/block_means.hpp"
#include "image/colours/colour_map.hpp"
#include "image/colours/grid.hpp"
#include "image/colours/neutral.hpp"

namespace upscale {
namespace {

// ΔE2000 that nobody sees: then nothing is put right.
constexpr double kUnseenMean = 0.25, kUnseenMost = 0.8;
// Up to the first value a difference from the source is taken for rounding, and the source's value
// is used; from the second on the picture's own is used; between them a mixture. A place of one
// colour may have been made noisy, so more counts as rounding there.
constexpr float kRounding = 1.25f * kLevel, kDetail = 2.5f * kLevel;
constexpr float kFlatRounding = 4 * kLevel, kFlatDetail = 8 * kLevel;

bool is_seen(const ColourShift& shift) {
    return shift.mean > kUnseenMean || shift.most > kUnseenMost;
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

std::uint8_t to_byte(float value) {
    return static_cast<std::uint8_t>(std::clamp(value * 255 + 0.5f, 0.0f, 255.0f));
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
    const Blocks blocks = blocks_of(source, rgb, alpha, work.across(), work.down(), stop);
    kept.shift = shift_between(blocks);
    std::optional<std::vector<Colour>> field;
    ColourMap map;
    bool seen = is_seen(kept.shift);
    if (seen || source.is_deep()) {
        if (!has_colours_of_source(blocks)) kept.state = KeptColours::State::NotAlike;
        if (seen) map = map_of(blocks);
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

}  // namespace upscale
