// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Link layers of GIMP 3.2, which show a file.
#pragma once

#include <libgimp/gimp.h>

#include <string>

#include "app/editor.hpp"

namespace upscale {

bool knows_link_layers();
bool is_link_layer(ItemId layer);

/// Writes the content as a file, in the colours of the image and beside it, and makes a link layer
/// of it that is not inserted yet. LocalIo: a file could not be written or linked.
Result<LinkLayer> make_link(GimpImage* image, const std::string& name, const NewLayer& content);

/// Gives a link layer the size that it shows its file in, when it is in an image and before it gets
/// its place. The file keeps its pixels, so nothing is lost. Width 0: does nothing. False: GIMP
/// refused.
bool show_in(GimpLayer* layer, Size size);

}  // namespace upscale
