// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Names of files that results are saved as.
#pragma once

#include <cstddef>
#include <string>

namespace upscale {

/// The name of a layer or an image as the beginning of a file's; may be empty.
std::string file_stem(const std::string& name);

/// What a new image with result `index` of `count` is to be saved as, without an extension:
/// "coffee-2x", "coffee-1.5x-3".
std::string new_image_name(const std::string& source, double factor, std::size_t index,
                           std::size_t count);

}  // namespace upscale
