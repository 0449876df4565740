// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The steps back from 8-bit sRGB to a source's own space and precision. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "image/colours/grid.hpp"
#include "image/colours/slow_part.hpp"
#include "image/pixels/bitmap.hpp"

namespace upscale {

/// A picture with colours of its source, of which `restore()` brings back what 8-bit sRGB lost.
class DeepColours {
  public:
    /// How much of the picture's own value is used between the centres of cells: 0 none, 1 all.
    using Shares = std::vector<float>;
    DeepColours(SlowPart source, const RectF& shown, Size picture, Shares shares);

    /// The name of the space that restore() works in.
    const std::string& space() const { return m_source.space; }
    /// Row `y` of the picture. `shown`: its RGB in 8 bits, after keep_colours(). `own`: the same
    /// pixels, converted to R'G'B' floats of the source's own space; they are changed: values that
    /// sRGB or 8 bits cannot represent come back where they change slowly. Any thread.
    void restore(int y, const std::uint8_t* shown, float* own) const;

  private:
    /// What the colour of a pixel has beyond sRGB, by the cells around it that have its colour.
    Colour excess_at(int x, int y, const std::uint8_t* shown) const;

    SlowPart m_source;
    Size m_picture;
    Axis m_across, m_down;
    Shares m_shares;
    std::vector<float> m_neutral;  ///< 1: a cell without colour
    bool m_exceeds;                ///< there are colours that sRGB cannot represent
};

}  // namespace upscale
