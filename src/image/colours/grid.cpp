// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/colours/grid.hpp"

#include <algorithm>
#include <cmath>

namespace upscale {

Axis::Axis(int pixels, double start, double length, double first_cell, double cell, int count,
           int whole) {
    std::vector<double> centres;
    for (int i = 0; i < count; ++i) {
        const double begin = std::max(0.0, first_cell + i * cell);
        const double end = std::min<double>(whole, first_cell + (i + 1) * cell);
        centres.push_back((begin + end) / 2);
    }
    m_first.assign(static_cast<std::size_t>(count) + 1, pixels);
    int known = 0, before = 0;  // cells whose first pixel is known
    for (int i = 0; i < pixels; ++i) {
        const double at = start + (i + 0.5) * length / pixels;
        const int in =
            std::clamp(static_cast<int>(std::floor((at - first_cell) / cell)), 0, count - 1);
        m_cell.push_back(in);
        for (; known <= in; ++known) m_first[static_cast<std::size_t>(known)] = i;
        while (before + 2 < count && centres[static_cast<std::size_t>(before) + 1] <= at) ++before;
        m_before.push_back(before);
        const auto k = static_cast<std::size_t>(before);
        m_share.push_back(count < 2
                              ? 0
                              : static_cast<float>(std::clamp(
                                    (at - centres[k]) / (centres[k + 1] - centres[k]), -0.5, 1.5)));
    }
}

Axis across_of(const SlowPart& source, const RectF& shown, Size picture, int side) {
    return {picture.width,
            shown.x,
            shown.width,
            source.area.x,
            side * source.area.width / source.cells.width,
            (source.cells.width + side - 1) / side,
            source.picture.width};
}

Axis down_of(const SlowPart& source, const RectF& shown, Size picture, int side) {
    return {picture.height,
            shown.y,
            shown.height,
            source.area.y,
            side * source.area.height / source.cells.height,
            (source.cells.height + side - 1) / side,
            source.picture.height};
}

GridRow::GridRow(const float* values, int channels, int columns)
    : m_values(values),
      m_channels(channels),
      m_columns(columns),
      m_line(static_cast<std::size_t>(channels) * columns) {}

void GridRow::read(const Axis& down, int y, const Axis& across, float* out) {
    const float* const above = m_values + static_cast<std::size_t>(down.before(y)) * m_line.size();
    const float* const below = m_values + static_cast<std::size_t>(down.after(y)) * m_line.size();
    const float share = down.share(y);
    for (std::size_t i = 0; i < m_line.size(); ++i)
        m_line[i] = above[i] + share * (below[i] - above[i]);
    const int pixels = across.first(across.cells());
    for (int begin = 0, end = 0; begin < pixels; begin = end) {
        const int cell = across.before(begin);
        for (end = begin; end < pixels && across.before(end) == cell;) ++end;
        const float* const left = m_line.data() + static_cast<std::size_t>(cell) * m_channels;
        const float* const right =
            m_line.data() + static_cast<std::size_t>(across.after(begin)) * m_channels;
        for (int c = 0; c < m_channels; ++c) {
            float* const values = out + static_cast<std::size_t>(c) * pixels;
            const float start = left[c], step = right[c] - left[c];
            for (int x = begin; x < end; ++x) values[x] = start + across.share(x) * step;
        }
    }
}

void fill_holes(std::vector<Colour>& colours, std::vector<float>& weights, Size size) {
    if (std::ranges::count(weights, 0.0f) == 0 || (size.width == 1 && size.height == 1)) return;
    const Size half{(size.width + 1) / 2, (size.height + 1) / 2};
    std::vector<Colour> coarse(static_cast<std::size_t>(half.width) * half.height);
    std::vector<float> coarse_weights(coarse.size());
    const auto coarse_at = [&](int x, int y) {
        return static_cast<std::size_t>(y / 2) * half.width + x / 2;
    };
    for (int y = 0, i = 0; y < size.height; ++y)
        for (int x = 0; x < size.width; ++x, ++i) {
            const auto k = coarse_at(x, y);
            const float weight = weights[static_cast<std::size_t>(i)];
            coarse_weights[k] += weight;
            for (std::size_t c = 0; c < 3; ++c)
                coarse[k][c] += weight * colours[static_cast<std::size_t>(i)][c];
        }
    for (std::size_t k = 0; k < coarse.size(); ++k)
        for (std::size_t c = 0; c < 3 && coarse_weights[k] > 0; ++c)
            coarse[k][c] /= coarse_weights[k];
    for (float& weight : coarse_weights) weight = std::min(weight, 1.0f);
    fill_holes(coarse, coarse_weights, half);
    for (int y = 0, i = 0; y < size.height; ++y)
        for (int x = 0; x < size.width; ++x, ++i) {
            const auto at = static_cast<std::size_t>(i);
            if (weights[at] > 0) continue;
            colours[at] = coarse[coarse_at(x, y)];
            weights[at] = coarse_weights[coarse_at(x, y)];
        }
}

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

std::vector<Colour> smoothed(const std::vector<Colour>& colours, Size size) {
    std::vector<Colour> result(colours.size());
    for (int y = 0; y < size.height; ++y)
        for (int x = 0; x < size.width; ++x) {
            Colour& sum = result[static_cast<std::size_t>(y) * size.width + x];
            for (int v = -1; v <= 1; ++v)
                for (int u = -1; u <= 1; ++u) {
                    const int row = std::clamp(y + v, 0, size.height - 1);
                    const int column = std::clamp(x + u, 0, size.width - 1);
                    const float weight =
                        static_cast<float>((2 - std::abs(u)) * (2 - std::abs(v))) / 16;
                    for (std::size_t c = 0; c < 3; ++c)
                        sum[c] += weight *
                                  colours[static_cast<std::size_t>(row) * size.width + column][c];
                }
        }
    return result;
}

}  // namespace upscale
