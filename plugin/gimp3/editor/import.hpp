// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Puts results into an image, as planned.
#pragma once

#include <libgimp/gimp.h>

#include <span>

#include "app/editor.hpp"
#include "common/import/rollback.hpp"

namespace upscale {

/// Scales the image, inserts the layers and resizes the canvas, as one undo step. The sources and
/// the layers that are replaced are in the image. If it fails, the image is as before.
/// Internal: GIMP refused.
Status import_layers(GimpImage* image, const LayerImport& import);

/// Adds the channel that selects these parts; does nothing if there are none. False: GIMP refused.
bool mark_plain(GimpImage* image, std::span<const Rect> parts, Rollback& rollback);

}  // namespace upscale
