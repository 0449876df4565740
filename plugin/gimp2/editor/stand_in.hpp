// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// How a layer takes part in its image, and how another takes its place.
#pragma once

#include <libgimp/gimp.h>

#include "app/editor.hpp"

namespace upscale {

/// True if the layer has mode normal, full opacity and no mask.
bool is_plain(ItemId layer);

/// Gives `to` the source's mask (the part of it that lies on `to`), opacity, mode, way of
/// composition and colour tag. A mask that `to` has already is multiplied by the source's, if that
/// is applied. A group must be in its image and hold its layers. False: GIMP refused it.
bool take_over_look(ItemId to, ItemId source);

/// A visible copy of the source that is not inserted yet, without mask and locks, with full opacity
/// and mode normal. -1: GIMP refused it.
ItemId plain_copy(ItemId source);

}  // namespace upscale
