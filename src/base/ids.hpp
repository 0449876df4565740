// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace upscale {

using ImageId = int;  ///< GIMP's image id
using ItemId = int;   ///< GIMP's item id (layers, drawables)

}  // namespace upscale
