// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gegl.h>

#include <span>

#include "image/pixels/bitmap.hpp"

namespace upscale {

/// Starts GEGL for buffers only, and makes freed pixels go back to the system. Call it once, before
/// the first buffer.
void start_gegl();

/// Makes parts of a mask white, and the rest black.
void mark_parts(GeglBuffer* mask, std::span<const Rect> parts);

/// Fills the mask `to`, from its corner, with the area of the mask `from`. What is not in `from`
/// becomes 0.
void copy_strength(GeglBuffer* from, const GeglRectangle& area, GeglBuffer* to);
/// Multiplies the mask `to` by what copy_strength() would fill it with.
void multiply_strength(GeglBuffer* from, const GeglRectangle& area, GeglBuffer* to);

}  // namespace upscale
