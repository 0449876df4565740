// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// 8-bit pixels in memory and rectangles over them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace upscale {

/// Rows from top to bottom, no padding: pixels.size() == width * height * channels.
struct Bitmap {
    int width = 0;   ///< pixels
    int height = 0;  ///< pixels
    /// 1 gray or alpha, 2 gray and alpha, 3 RGB, 4 RGBA (alpha not premultiplied)
    int channels = 0;
    std::vector<std::uint8_t> pixels;

    Bitmap() = default;
    Bitmap(int w, int h, int c)
        : width(w), height(h), channels(c), pixels(static_cast<std::size_t>(w) * h * c) {}

    std::size_t stride() const { return static_cast<std::size_t>(width) * channels; }
    std::uint8_t* row(int y) { return pixels.data() + stride() * y; }
    const std::uint8_t* row(int y) const { return pixels.data() + stride() * y; }
    bool empty() const { return pixels.empty(); }
};

struct Size {
    int width = 0, height = 0;
    bool operator==(const Size&) const = default;
};

inline Size size_of(const Bitmap& bitmap) { return {bitmap.width, bitmap.height}; }

/// Whole pixels; x and y may be negative.
struct Rect {
    int x = 0, y = 0, width = 0, height = 0;
    bool operator==(const Rect&) const = default;
};

/// The common part of both; width and height are 0 if they do not overlap.
inline Rect intersection(Rect a, Rect b) {
    const int left = std::max(a.x, b.x), top = std::max(a.y, b.y);
    const int right = std::min(a.x + a.width, b.x + b.width);
    const int bottom = std::min(a.y + a.height, b.y + b.height);
    return {left, top, std::max(0, right - left), std::max(0, bottom - top)};
}

/// Copies a part of a bitmap; it must lie within it.
Bitmap crop(const Bitmap& bitmap, Rect part);

/// Fractions of pixels, as registration measures them.
struct RectF {
    double x = 0, y = 0, width = 0, height = 0;
    bool operator==(const RectF&) const = default;
};

}  // namespace upscale
