// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Pixels in a drawable's own space and precision: the slow part of a source, and layers that get
// theirs back from it.
#pragma once

#include <gegl.h>

#include <functional>
#include <string>

#include "app/editor.hpp"

namespace upscale {

/// What the numbers of a drawable mean, as floats without alpha.
struct OwnSpace {
    std::string name;     ///< the same for the same colours
    bool gray = false;    ///< one channel instead of three
    const Babl* stored;   ///< as they are stored, perhaps in linear light
    const Babl* own;      ///< R'G'B' or Y'
    const Babl* written;  ///< `own` with alpha
    /// Converts pixels of 8-bit sRGB to `own`.
    std::function<void(const std::uint8_t* rgb, float* own, int pixels)> from_srgb;
};

/// `area` of a buffer. `pixels`: the same in 8-bit sRGB, RGB or RGBA.
SlowPart read_slow_part(GeglBuffer* buffer, const OwnSpace& space, const GeglRectangle& area,
                        const Bitmap& pixels);

/// True if the content has more than 8-bit sRGB, and that is in this space.
bool has_own_colours(const NewLayer& content, const OwnSpace& space);
/// Fills the buffer of a new layer.
void write_own_colours(GeglBuffer* buffer, const OwnSpace& space, const NewLayer& content);

}  // namespace upscale
