// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gimp2/editor/layers.hpp"

#include "base/utf8.hpp"
#include "common/gobject_ptr.hpp"
#include "common/import/gegl.hpp"
#include "gimp2/editor/parasites.hpp"
#include "gimp2/editor/pixels.hpp"

namespace upscale {
namespace {

/// A copy of `like`, with all that it has, that shows what `layer` shows; -1: GIMP refused it.
NewLayerItem copy_showing(ItemId layer, ItemId like) {
    NewLayerItem copy(gimp_layer_copy(like));
    if (copy.id() == -1) return copy;
    if (gimp_drawable_has_alpha(layer) && !gimp_drawable_has_alpha(copy.id()) &&
        !gimp_layer_add_alpha(copy.id()))
        return NewLayerItem(-1);
    const auto from = adopt(gimp_drawable_get_buffer(layer));
    const auto to = adopt(gimp_drawable_get_buffer(copy.id()));
    gegl_buffer_copy(from.get(), nullptr, GEGL_ABYSS_NONE, to.get(), nullptr);
    gegl_buffer_flush(to.get());
    gimp_drawable_update(copy.id(), 0, 0, gimp_drawable_width(copy.id()),
                         gimp_drawable_height(copy.id()));
    return copy;
}

/// Adds these layers and all layers within them, from the top.
void collect(const gint* items, int count, ItemId parent, std::vector<LayerIdentity>& layers) {
    for (int i = 0; i < count; ++i) {
        const bool group = gimp_item_is_group(items[i]);
        layers.push_back({items[i],
                          parent,
                          group,
                          static_cast<unsigned>(gimp_item_get_tattoo(items[i])),
                          adopt(gimp_item_get_name(items[i])).get(),
                          {gimp_drawable_width(items[i]), gimp_drawable_height(items[i])},
                          parasite_of(items[i])});
        if (!group) continue;
        gint children = 0;
        const ArrayPtr<gint> ids(gimp_item_get_children(items[i], &children));
        collect(ids.get(), children, items[i], layers);
    }
}

}  // namespace

Error gimp_failure(ErrorKind kind, const std::string& doing) {
    const char* reason = gimp_get_pdb_error();
    return {.kind = kind,
            .detail = reason && *reason ? printable_line(doing + ": " + reason) : doing};
}

Error source_is_gone() { return {.kind = ErrorKind::BadInput, .reason = Reason::LayerGone}; }

Rect layer_bounds(ItemId layer) {
    Rect bounds{0, 0, gimp_drawable_width(layer), gimp_drawable_height(layer)};
    gimp_drawable_offsets(layer, &bounds.x, &bounds.y);
    return bounds;
}

bool same_size(ItemId a, ItemId b) {
    return gimp_drawable_width(a) == gimp_drawable_width(b) &&
           gimp_drawable_height(a) == gimp_drawable_height(b);
}

Result<NewLayerItem> make_layer(ImageId image, const NewLayer& layer) {
    const bool alpha = !layer.alpha.empty();
    const bool gray = gimp_image_base_type(image) == GIMP_GRAY;
    const GimpImageType type = gray ? (alpha ? GIMP_GRAYA_IMAGE : GIMP_GRAY_IMAGE)
                                    : (alpha ? GIMP_RGBA_IMAGE : GIMP_RGB_IMAGE);
    NewLayerItem item(gimp_layer_new(image, layer.name.c_str(), layer.pixels.width,
                                     layer.pixels.height, type, 100,
                                     gimp_image_get_default_new_layer_mode(image)));
    if (item.id() == -1) return gimp_failure(ErrorKind::Internal, "a layer cannot be made");
    if (!write_colours(item.id(), layer))
        return gimp_failure(ErrorKind::Internal, "a layer cannot be filled");
    if (!layer.mask.empty() && !add_mask(item.id(), layer.mask))
        return gimp_failure(ErrorKind::Internal, "a mask cannot be made");
    const bool replaces = layer.like != -1 && gimp_item_is_layer(layer.like);
    if (replaces && same_size(item.id(), layer.like)) {
        NewLayerItem copy = copy_showing(item.id(), layer.like);
        if (copy.id() == -1) return gimp_failure(ErrorKind::Internal, "a layer cannot be copied");
        std::swap(item, copy);
    }
    const std::string text =
        with_tattoo(layer.parasite,
                    static_cast<unsigned>(gimp_item_get_tattoo(replaces ? layer.like : item.id())));
    // Attached before the layer is inserted, so that both are the same undo step.
    if (!attach_parasite(item.id(), text))
        return gimp_failure(ErrorKind::Internal, "a parasite cannot be attached");
    return item;
}

std::vector<LayerIdentity> layers_of(ImageId image) {
    gint count = 0;
    const ArrayPtr<gint> top(gimp_image_get_layers(image, &count));
    std::vector<LayerIdentity> layers;
    collect(top.get(), count, -1, layers);
    return layers;
}

}  // namespace upscale
