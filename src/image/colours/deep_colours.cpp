// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/colours/deep_colours.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "image/colours/neutral.hpp"

namespace upscale {
namespace {

// Pixels that differ less than this from a cell's colour get what the cell's has beyond sRGB.
constexpr float kSameColour = 24 * kLevel;

}  // namespace

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
