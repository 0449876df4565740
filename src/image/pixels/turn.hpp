// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Flips and quarter turns of pictures and of rectangles on them.
#pragma once

#include <array>
#include <utility>

#include "image/pixels/bitmap.hpp"

namespace upscale {

/// One of the eight ways to lay a picture on its rectangle: it is flipped left to right or not, and
/// then turned clockwise.
struct Turn {
    bool flipped = false;
    int quarters = 0;  ///< of a full turn, 0 to 3
    bool operator==(const Turn&) const = default;
};

/// All eight; the first changes nothing.
constexpr std::array<Turn, 8> kTurns{
    {{false, 0}, {true, 0}, {false, 2}, {true, 2}, {false, 1}, {false, 3}, {true, 1}, {true, 3}}};

inline Size turned(Size size, const Turn& turn) {
    return turn.quarters % 2 ? Size{size.height, size.width} : size;
}

/// Where a rectangle (Rect or RectF) on a picture of `size` is after the turn.
template <class Rectangle>
Rectangle turned(Rectangle rect, Size size, const Turn& turn) {
    if (turn.flipped) rect.x = size.width - rect.x - rect.width;
    for (int i = 0; i < turn.quarters; ++i) {
        rect = {size.height - rect.y - rect.height, rect.x, rect.height, rect.width};
        std::swap(size.width, size.height);
    }
    return rect;
}

/// The turned picture, of any number of channels.
Bitmap turned(Bitmap bitmap, const Turn& turn);

}  // namespace upscale
