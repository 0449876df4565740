// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "presentation/grid.hpp"

#include <algorithm>
#include <utility>

namespace upscale {

Size Grid::shape() const {
    Size shape{4, 2};
    if (count <= 4) shape = {2, 2};
    if (count <= 2) shape = {2, 1};
    if (count <= 1) shape = {1, 1};
    if (area.height > area.width) std::swap(shape.width, shape.height);
    return shape;
}

Size Grid::cell_size() const {
    const Size cells = shape();
    return {std::max(0, area.width / cells.width - gap),
            std::max(0, area.height / cells.height - gap)};
}

Rect Grid::cell(std::size_t index) const {
    const Size cells = shape(), size = cell_size();
    const int place = static_cast<int>(index);
    int column = place % cells.width;
    if (mirrored) column = cells.width - 1 - column;
    // What is left after the division is on both sides of all cells.
    const int left = (area.width - cells.width * (size.width + gap) + gap) / 2;
    const int top = (area.height - cells.height * (size.height + gap) + gap) / 2;
    return {left + column * (size.width + gap), top + place / cells.width * (size.height + gap),
            size.width, size.height};
}

std::optional<std::size_t> Grid::cell_at(PointF at) const {
    for (std::size_t i = 0; i < count; ++i) {
        const Rect cell = this->cell(i);
        if (at.x >= cell.x && at.x < cell.x + cell.width && at.y >= cell.y &&
            at.y < cell.y + cell.height)
            return i;
    }
    return std::nullopt;
}

std::size_t Grid::neighbour(std::size_t from, int dx, int dy) const {
    const Size cells = shape();
    const int column = static_cast<int>(from) % cells.width + (mirrored ? -dx : dx);
    const int row = static_cast<int>(from) / cells.width + dy;
    if (column < 0 || column >= cells.width || row < 0 || row >= cells.height) return from;
    const auto to = static_cast<std::size_t>(row * cells.width + column);
    return to < count ? to : from;
}

LookDeed deed_of(LookKey key, int digit, bool control, std::size_t count) {
    const bool several = count > 1;
    if (key == LookKey::Digit && digit == 1 && (control || !several)) return LookDeed::Pixels;
    if (control || count == 0) return LookDeed::Nothing;
    if (key == LookKey::Enter) return LookDeed::Add;
    if (key == LookKey::Space) return LookDeed::Before;
    return several && digit >= 1 && static_cast<std::size_t>(digit) <= count ? LookDeed::Large
                                                                             : LookDeed::Nothing;
}

bool is_same(const ResultItem& a, const ResultItem& b) {
    return a.job == b.job && a.index == b.index;
}

bool are_same(const std::vector<ResultItem>& a, const std::vector<ResultItem>& b) {
    return std::ranges::equal(a, b, is_same);
}

std::vector<ResultItem> to_show(const std::vector<ResultItem>& chosen,
                                const std::vector<ResultItem>& shown,
                                const std::vector<ResultItem>& all) {
    const auto is_in = [](const std::vector<ResultItem>& items, const ResultItem& item) {
        return std::ranges::any_of(items, [&](const auto& one) { return is_same(one, item); });
    };
    std::vector<ResultItem> items = chosen;
    if (chosen.size() == 1) {
        // what is known of the items that are shown may have changed
        items.clear();
        const bool stays = is_in(shown, chosen.front());
        for (const ResultItem& item : all)
            if (stays ? is_in(shown, item) : item.job == chosen.front().job) items.push_back(item);
    }
    if (items.size() > kMostCells) items.resize(kMostCells);
    return items;
}

}  // namespace upscale
