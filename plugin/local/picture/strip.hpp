// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// A part of a picture, as high as the work on it needs.
#pragma once

#include <algorithm>

#include "image/pixels/bitmap.hpp"

namespace upscale::local {

/// Consecutive rows of an RGB picture; the rows above and below are not in memory.
class Strip {
  public:
    explicit Strip(Size picture) : m_picture(picture) {}
    /// All rows of a picture.
    explicit Strip(const Bitmap& rgb)
        : m_picture(size_of(rgb)), m_bottom(rgb.height), m_pixels(rgb.pixels) {}

    Size picture() const { return m_picture; }
    int top() const { return m_top; }        ///< the first row in memory
    int bottom() const { return m_bottom; }  ///< the row after the last one in memory
    std::size_t stride() const { return static_cast<std::size_t>(m_picture.width) * 3; }

    /// `y`: top() … bottom() − 1, a row of the picture.
    std::uint8_t* row(int y) {
        return m_pixels.data() + stride() * static_cast<std::size_t>(y - m_top);
    }
    const std::uint8_t* row(int y) const {
        return m_pixels.data() + stride() * static_cast<std::size_t>(y - m_top);
    }

    /// Adds black rows up to `bottom`.
    void extend(int bottom) {
        m_bottom = std::max(m_bottom, bottom);
        m_pixels.resize(stride() * static_cast<std::size_t>(m_bottom - m_top));
    }
    /// Frees the rows above `y`.
    void forget_above(int y) {
        const int top = std::clamp(y, m_top, m_bottom);
        m_pixels.erase(m_pixels.begin(),
                       m_pixels.begin() + static_cast<std::ptrdiff_t>(
                                              stride() * static_cast<std::size_t>(top - m_top)));
        m_top = top;
    }

  private:
    Size m_picture;
    int m_top = 0, m_bottom = 0;
    std::vector<std::uint8_t> m_pixels;
};

}  // namespace upscale::local
