// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Copies pixels between GIMP's drawables and 8-bit sRGB, and tells what an image's numbers mean.
// GEGL must have been initialised.
#pragma once

#include <libgimp/gimp.h>

#include "app/editor.hpp"

namespace upscale {

bool is_gray(GimpImage* image);
bool is_floating_point(GimpImage* image);

/// True for a profile made of tables. babl cannot use it and would take the pixels for sRGB; GIMP
/// itself can convert them.
bool babl_knows_profile(GimpImage* image);
void convert_to_srgb(GimpImage* image);

/// Copies RGBA if the drawable has alpha, else RGB. `area` is in the drawable's own pixels.
Bitmap read_colours(GimpDrawable* drawable, Rect area);
/// The same. Floating-point values are converted by the rule of image/depth.hpp and returned as
/// RGBA; `clipped` is set if a value was brighter than white.
Bitmap read_float_colours(GimpDrawable* drawable, Rect area, bool& clipped);
/// The slow part of an area that was read to `shown`; empty: the drawable is 8-bit sRGB.
SlowPart read_slow_colours(GimpDrawable* drawable, Rect area, const Bitmap& shown);
/// One channel of a mask or the selection.
Bitmap read_strength(GimpDrawable* drawable, Rect area);

/// Fills a layer that has the content's size, or a mask that has the bitmap's size.
void write_colours(GimpDrawable* drawable, const NewLayer& content);
void write_strength(GimpDrawable* drawable, const Bitmap& strength);

}  // namespace upscale
