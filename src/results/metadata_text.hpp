// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "image/pixels/bitmap.hpp"

namespace upscale {

/// An image's metadata, in the XML of gimp_metadata_serialize(), for its enlargement of this size:
/// upright, since GIMP's pixels are, with the new size where a size is told, and without
/// thumbnails.
std::string metadata_for_enlargement(std::string_view xml, Size size);

}  // namespace upscale
