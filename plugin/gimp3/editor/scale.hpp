// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <libgimp/gimp.h>

#include "image/pixels/bitmap.hpp"

namespace upscale {

/// Scales the image with everything in it. Puts right what GIMP 3.2.6 scales wrongly: it moves link
/// layers away from where they were in the picture, and scales the paths of vector layers in groups
/// twice. False: GIMP refused, and the image is as it was.
bool scale_image(GimpImage* image, Size size);

}  // namespace upscale
