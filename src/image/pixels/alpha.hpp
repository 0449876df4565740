// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Transparency: taken off before the upload, put back on the results.
#pragma once

#include "image/pixels/bitmap.hpp"

namespace upscale {

/// The alpha of an RGBA bitmap as one channel; empty if every pixel is opaque or of an RGB one.
Bitmap take_alpha(const Bitmap& rgba);

/// RGB if every pixel of an RGBA bitmap is opaque, else as it is; RGB as it is.
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

/// The rows from `first` on, at most `count`, of RGB and an alpha plane of the same size as RGBA;
/// of RGB alone if the plane is empty. In strips, so that a picture need not be there twice.
Bitmap with_alpha(const Bitmap& rgb, const Bitmap& alpha, int first, int count);

}  // namespace upscale
