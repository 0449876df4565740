// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures that GIMP loads.
#pragma once

#include <string>

#include "app/editor.hpp"
#include "gimp2/editor/layers.hpp"

namespace upscale {

/// Loads a picture with the format's own loader, and turns it upright. LocalIo: GIMP cannot read
/// it.
Result<NewImage> load(const std::string& path, ImageFormat format);

}  // namespace upscale
