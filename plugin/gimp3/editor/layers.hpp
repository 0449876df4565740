// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Layers that are made for an image, and what both consist of.
#pragma once

#include <libgimp/gimp.h>

#include <memory>
#include <string>
#include <vector>

#include "app/editor.hpp"
#include "common/gobject_ptr.hpp"
#include "results/origin.hpp"

namespace upscale {

using ValuesPtr = std::unique_ptr<GimpValueArray, Release<&gimp_value_array_unref>>;
/// An image without a display that nobody else knows. It is deleted at the end, unless it is
/// released.
using OwnImage = std::unique_ptr<GimpImage, Release<&gimp_image_delete>>;

struct DeleteLayer {
    void operator()(GimpLayer* layer) const noexcept { gimp_item_delete(GIMP_ITEM(layer)); }
};
/// A layer that was not inserted into its image yet.
using LooseLayer = std::unique_ptr<GimpLayer, DeleteLayer>;

Error fault(ErrorKind kind, std::string detail);
Error refused(Reason reason);
/// The error for a failed call to GIMP, with GIMP's own message if it has one.
Error gimp_fault(ErrorKind kind, const std::string& what);

/// In image coordinates.
Rect layer_bounds(GimpLayer* layer);
bool same_size(GimpLayer* a, GimpLayer* b);

/// An empty image without undo. If `like` is not null, the new image gets its precision and
/// profile; it is RGB even if `like` is indexed. NULL: GIMP cannot make it.
OwnImage new_image(Size size, GimpImage* like);

/// Adds an alpha channel if there is none. Without it GIMP would fill the area around the layer
/// with black where an effect reaches beyond it. False: GIMP refused.
bool with_alpha_channel(GimpLayer* layer);
/// Gives a layer a mask, unless that is empty. False: GIMP refused.
bool add_mask(GimpLayer* layer, const Bitmap& mask);

/// A layer with the content's pixels and mask, in the image's colours and not inserted yet; NULL if
/// GIMP cannot make it.
LooseLayer new_layer(GimpImage* image, const NewLayer& content);
/// new_layer(), or a copy of `content.like` with its pixels; with the parasite.
LooseLayer make_layer(GimpImage* image, const NewLayer& content);

/// All layers of an image, from the top.
std::vector<LayerIdentity> layers_of(GimpImage* image);

}  // namespace upscale
