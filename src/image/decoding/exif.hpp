// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The one value of EXIF that changes what a picture shows.
#pragma once

#include "base/bytes.hpp"
#include "image/pixels/bitmap.hpp"

namespace upscale {

/// The orientation in a block of EXIF (a TIFF header and what follows; "Exif\0\0" may stand before
/// it): 1 to 8; 1 (upright) if there is none.
int orientation_in(ByteView exif);

/// Turns and mirrors a picture of this orientation so that it is upright.
Bitmap upright(Bitmap bitmap, int orientation);

}  // namespace upscale
