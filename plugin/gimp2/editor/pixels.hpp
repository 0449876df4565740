// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Pixels between GIMP's drawables and 8-bit sRGB. GEGL must have been initialised.
#pragma once

#include <libgimp/gimp.h>

#include <optional>

#include "app/editor.hpp"

namespace upscale {

bool is_floating_point(ImageId image);

/// Copies `area` (in the drawable's own coordinates) as sRGB: RGBA if the drawable has alpha, else
/// RGB. Nullopt: the drawable is gone.
std::optional<Bitmap> read_colours(ItemId drawable, const GeglRectangle& area);
/// The same. Floating-point values are converted by the rule of image/depth.hpp and returned as
/// RGBA; `clipped` is set if a value was brighter than white.
std::optional<Bitmap> read_float_colours(ItemId drawable, const GeglRectangle& area, bool& clipped);
/// The slow part of an area that was read to `shown`; empty: the drawable is 8-bit sRGB.
SlowPart read_slow_colours(ItemId drawable, const GeglRectangle& area, const Bitmap& shown);
/// The selection's strength in `area` of the image.
Bitmap read_selection(ImageId image, const Rect& area);

/// Fills a new layer of the content's size.
bool write_colours(ItemId layer, const NewLayer& content);
bool add_mask(ItemId layer, const Bitmap& strength);

}  // namespace upscale
