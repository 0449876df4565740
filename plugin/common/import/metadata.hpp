// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What a new image has beside its pixels.
#pragma once

#include <libgimp/gimp.h>

#include <string>

#include "image/pixels/bitmap.hpp"

namespace upscale {

/// An image as libgimp names it: a number in GIMP 2.10, an object in GIMP 3.
using ImageHandle = decltype(gimp_image_new(0, 0, GIMP_RGB));

/// Gives a new image of that size what `like` has and what is not pixels: resolution, unit, comment
/// and metadata, guides and sample points. `part` is what it shows of `like`, in `like`'s
/// coordinates.
void inherit(ImageHandle image, Size size, ImageHandle like, const RectF& part);

/// Adds an XMP packet to the image's metadata; nothing if it is empty.
void add_xmp(ImageHandle image, const std::string& xmp);

}  // namespace upscale
