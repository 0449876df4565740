// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace upscale {

/// An image's metadata, in the XML of gimp_metadata_serialize(), for its enlargement: upright,
/// since GIMP's pixels are, and without what told of the old pixels (thumbnails, and the size in
/// XMP). The size in EXIF is left to gimp_metadata_set_pixel_size().
std::string metadata_for_enlargement(std::string_view xml);

}  // namespace upscale
