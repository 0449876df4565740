// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Values at the centres of cells, and what they are between these. Pure.
#pragma once

#include <span>
#include <vector>

#include "image/colours/colour_map.hpp"
#include "image/colours/slow_part.hpp"
#include "image/pixels/bitmap.hpp"

namespace upscale {

/// How the pixels of a picture lie on cells, along one axis.
class Axis {
  public:
    /// `pixels` pixels show `length` source pixels from `start` on. There are `count` cells of
    /// `cell` source pixels, the first from `first_cell` on; what lies beyond the source's `whole`
    /// pixels is no part of them.
    Axis(int pixels, double start, double length, double first_cell, double cell, int count,
         int whole);

    int cells() const { return static_cast<int>(m_first.size()) - 1; }
    /// The cell that a pixel's centre lies in.
    int cell_at(int pixel) const { return m_cell[static_cast<std::size_t>(pixel)]; }
    /// The first pixel of a cell; of the cell after the last one: the number of pixels.
    int first(int cell) const { return m_first[static_cast<std::size_t>(cell)]; }
    /// The pixel lies between the centres of this cell and of the next.
    int before(int pixel) const { return m_before[static_cast<std::size_t>(pixel)]; }
    int after(int pixel) const {
        return before(pixel) + 1 < cells() ? before(pixel) + 1 : before(pixel);
    }
    /// 0 at the centre of the first, 1 at that of the second. At the border of the picture up to
    /// half a cell beyond.
    float share(int pixel) const { return m_share[static_cast<std::size_t>(pixel)]; }

  private:
    std::vector<int> m_cell, m_first, m_before;
    std::vector<float> m_share;
};

/// How a picture that shows `shown` of the source lies on its cells, or on blocks of `side` cells.
Axis across_of(const SlowPart& source, const RectF& shown, Size picture, int side = 1);
Axis down_of(const SlowPart& source, const RectF& shown, Size picture, int side = 1);

/// Reads rows of a picture from the values of a grid: linear between the centres of cells, going on
/// in the same way to the border.
class GridRow {
  public:
    /// `values`: `channels` for each cell, `columns` cells a row.
    GridRow(const float* values, int channels, int columns);
    /// `out`: row `y` of each channel, one after the other.
    void read(const Axis& down, int y, const Axis& across, float* out);

  private:
    const float* m_values;
    int m_channels, m_columns;
    std::vector<float> m_line;
};

/// Gives cells of weight 0 a colour from those around them, the nearest counting most (push and
/// pull: Gortler et al., "The Lumigraph", 1996).
void fill_holes(std::vector<Colour>& colours, std::vector<float>& weights, Size size);

/// Sets each cell to the largest value around it, 0 or more.
std::vector<float> widened(const std::vector<float>& values, Size size);

/// Each value mixed with its neighbours: 1 2 1 along both axes.
std::vector<Colour> smoothed(const std::vector<Colour>& colours, Size size);

}  // namespace upscale
