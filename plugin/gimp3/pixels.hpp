// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Pixels between GIMP's drawables and 8-bit sRGB, and what an image's numbers mean. GEGL must have
// been initialised.
#pragma once

#include <libgimp/gimp.h>

#include "app/editor.hpp"

namespace upscale {

bool is_gray(GimpImage* image);
bool is_floating_point(GimpImage* image);

/// Profiles made of tables are beyond babl, which would take their pixels for sRGB; GIMP itself
/// can convert them.
bool babl_knows_profile(GimpImage* image);
void convert_to_srgb(GimpImage* image);

/// RGB, RGBA where the drawable has alpha. `area` is in the drawable's own pixels.
Bitmap read_colours(GimpDrawable* drawable, Rect area);
/// RGBA where the numbers are floating point, by the rule of image/depth.hpp; `clipped` is set
/// if a value was beyond white.
Bitmap read_float_colours(GimpDrawable* drawable, Rect area, bool& clipped);
/// One channel of a mask or the selection.
Bitmap read_strength(GimpDrawable* drawable, Rect area);

/// Fills a layer of the content's size, a mask of the bitmap's.
void write_colours(GimpDrawable* drawable, const NewLayer& content);
void write_strength(GimpDrawable* drawable, const Bitmap& strength);

}  // namespace upscale
