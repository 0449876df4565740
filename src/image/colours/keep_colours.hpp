// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Gives a picture that was made from another one the colours of that: what changes slowly comes
// from the source, detail stays. Also for parts of a picture and for several steps, one after the
// other. See docs/colours.md. Pure.
#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "image/colours/difference.hpp"
#include "image/colours/grid.hpp"
#include "image/colours/slow_part.hpp"
#include "image/pixels/bitmap.hpp"

namespace upscale {

/// The steps back from 8-bit sRGB to a source's own space and precision.
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

struct KeptColours {
    enum class State {
        AsTheyWere,  ///< there was nothing to put right
        PutRight,
        NotAlike,  ///< the colours are not those of the source at all; nothing was changed
    };
    State state = State::AsTheyWere;
    ColourShift shift;                        ///< how far the colours were from the source's
    std::shared_ptr<const DeepColours> deep;  ///< null: the source is 8-bit sRGB, or not alike
};

/// Puts the colours of `rgb` right. It shows `shown` (source pixels) of a source, whose slow part
/// is `source` and not empty. `alpha`: how opaque it is, of its size; empty: it is opaque. The
/// place must be certain. After a stop the pixels must not be used.
///
/// First the change of colours that is the same everywhere is found and undone, for each pixel by
/// its own colour (ColourMap), so that no edge glows. What is left then is a slow field of
/// differences, the median around each place, in which differences that are far larger than most
/// others do not count: there the picture shows something else. Where picture and source hardly
/// differ after that, the picture becomes exactly the source.
KeptColours keep_colours(const SlowPart& source, const RectF& shown, const Bitmap& alpha,
                         Bitmap& rgb, const std::stop_token& stop = {});

}  // namespace upscale
