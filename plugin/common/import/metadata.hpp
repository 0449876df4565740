// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <libgimp/gimp.h>

#include <string>

#include "common/gobject_ptr.hpp"

namespace upscale {

/// The XMP packet as metadata for gimp_image_set_metadata(); NULL if it is empty or libgimp cannot
/// read it.
ObjectPtr<GimpMetadata> metadata_from(const std::string& xmp);

}  // namespace upscale
