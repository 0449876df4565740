// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Which part of a picture shows best what enlarging does: pure.
#pragma once

#include "image/pixels/bitmap.hpp"

namespace upscale {

/// The part of this size with the most detail, in pixels of the bitmap; smaller if that is smaller.
Rect most_detailed_part(const Bitmap& bitmap, Size part);

}  // namespace upscale
