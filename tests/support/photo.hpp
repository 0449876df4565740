// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Photos for tests.
#pragma once

#include <string>

#include "image/pixels/bitmap.hpp"

namespace upscale {

/// A photo of tests/data as RGB.
Bitmap load_photo(const std::string& name);

}  // namespace upscale
