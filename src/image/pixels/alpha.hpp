// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Transparency: taken off before the upload, put back on the results.
#pragma once

#include "image/pixels/bitmap.hpp"

namespace upscale {

/// The alpha of an RGBA bitmap as one channel; empty if every pixel is opaque or the bitmap is RGB.
Bitmap take_alpha(const Bitmap& rgba);

/// Drops the alpha of an RGBA bitmap if every pixel is opaque; otherwise the bitmap is unchanged.
Bitmap without_idle_alpha(Bitmap rgba);

/// True if the alpha plane is 0 everywhere.
bool is_invisible(const Bitmap& alpha);

/// Gray to RGB, gray and alpha (2 channels) to RGBA.
Bitmap rgb_of_gray(const Bitmap& gray);

/// Turns RGBA into opaque RGB, in place, so that scaling draws no rim in the colour that was hidden
/// under transparent pixels. A pixel with alpha 0 takes the colour of the nearest well visible one
/// (alpha of at least 32, or the highest that exists; chamfer distance 3-4, two passes, linear in
/// pixels). The colour of a faint pixel is mixed with that one by the pixel's alpha, because 8-bit
/// brushes and text leave rounding errors in faint pixels. At least one pixel must be visible. RGB
/// is not changed.
Bitmap bleed(Bitmap rgba);

/// The picture with the colours that bleed() gives its faint pixels, and its own alpha. RGB is not
/// changed, nor is a picture of which nothing is visible.
Bitmap with_bled_colours(Bitmap picture);

/// At most `count` rows, starting with row `first`, of RGB and an alpha plane of the same size as
/// RGBA; as RGB if the plane is empty. For work in strips, so that the picture is not in memory
/// twice.
Bitmap with_alpha(const Bitmap& rgb, const Bitmap& alpha, int first, int count);

}  // namespace upscale
