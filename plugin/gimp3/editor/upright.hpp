// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Images whose camera was held sideways.
#pragma once

#include <libgimp/gimp.h>

namespace upscale {

/// Turns the image upright by its EXIF orientation, whatever the user's own setting for imports is.
/// The orientation in its metadata stays as it is.
void turn_upright(GimpImage* image);

}  // namespace upscale
