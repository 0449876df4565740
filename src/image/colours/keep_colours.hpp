// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Gives a picture that was made from another one the colours of that: what changes slowly comes
// from the source, detail stays. Also for parts of a picture and for several steps, one after the
// other. See docs/colours.md. Pure.
#pragma once

#include <memory>
#include <stop_token>

#include "image/colours/deep_colours.hpp"
#include "image/colours/difference.hpp"
#include "image/colours/slow_part.hpp"
#include "image/pixels/bitmap.hpp"

namespace upscale {

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
