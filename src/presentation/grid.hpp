// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Results side by side: where each is drawn, and what a key does to them. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "image/pixels/bitmap.hpp"
#include "presentation/results.hpp"
#include "presentation/viewport.hpp"

namespace upscale {

constexpr std::size_t kMostCells = 8;

/// Cells of equal size in an area of the screen, in reading order.
struct Grid {
    std::size_t count = 0;  ///< of the cells that show something, at most kMostCells
    Size area;              ///< device pixels
    int gap = 0;            ///< between two cells, and half of it around all; device pixels
    bool mirrored = false;  ///< from right to left

    /// Columns and rows: 2 × 1, 2 × 2 or 4 × 2, turned if the area is taller than wide.
    Size shape() const;
    /// The size of every cell, so that one Viewport serves all of them.
    Size cell_size() const;
    Rect cell(std::size_t index) const;
    /// The cell at a point of the area; nullopt between cells and where there is none.
    std::optional<std::size_t> cell_at(PointF at) const;
    /// The cell beside `from`, by `dx` to the right and `dy` down (-1, 0 or 1); `from` itself if
    /// there is none.
    std::size_t neighbour(std::size_t from, int dx, int dy) const;
};

/// A key as far as it matters here.
enum class LookKey { Digit, Enter, Space };
enum class LookDeed {
    Nothing,
    Pixels,  ///< zoom to 100 %
    Large,   ///< show one of several alone
    Before,  ///< show the source while the key is held
    Add,
};
/// `digit`: 0 … 9, for LookKey::Digit. `count`: of the results that are looked at. 1 is 100 %, but
/// shows the first of several results; then Ctrl with 1 is 100 %.
LookDeed deed_of(LookKey key, int digit, bool control, std::size_t count);

/// The results to show side by side when `chosen` were chosen of `all`: several are shown
/// themselves; with one all of its job, or what is `shown` already if it is among these. At most
/// kMostCells.
std::vector<ResultItem> to_show(const std::vector<ResultItem>& chosen,
                                const std::vector<ResultItem>& shown,
                                const std::vector<ResultItem>& all);
/// True if both are the same file, whatever is known of it.
bool is_same(const ResultItem& a, const ResultItem& b);
bool are_same(const std::vector<ResultItem>& a, const std::vector<ResultItem>& b);

}  // namespace upscale
