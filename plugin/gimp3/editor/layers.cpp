// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gimp3/editor/layers.hpp"

#include <utility>

#include "base/utf8.hpp"
#include "common/import/gegl.hpp"
#include "gimp3/editor/links.hpp"
#include "gimp3/editor/parasites.hpp"
#include "gimp3/editor/pixels.hpp"

namespace upscale {
namespace {

GimpLayer* empty_layer(GimpImage* image, const NewLayer& content) {
    const bool alpha = !content.alpha.empty();
    const auto type = is_gray(image) ? (alpha ? GIMP_GRAYA_IMAGE : GIMP_GRAY_IMAGE)
                                     : (alpha ? GIMP_RGBA_IMAGE : GIMP_RGB_IMAGE);
    return gimp_layer_new(image, content.name.c_str(), content.pixels.width, content.pixels.height,
                          type, 100, gimp_image_get_default_new_layer_mode(image));
}

/// A copy of `like`, with effects and all else, that shows what `layer` shows.
LooseLayer copy_showing(GimpLayer* layer, GimpLayer* like) {
    LooseLayer copy(gimp_layer_copy(like));
    if (!copy || (gimp_drawable_has_alpha(GIMP_DRAWABLE(layer)) && !with_alpha_channel(copy.get())))
        return nullptr;
    const auto from = adopt(gimp_drawable_get_buffer(GIMP_DRAWABLE(layer)));
    const auto to = adopt(gimp_drawable_get_buffer(GIMP_DRAWABLE(copy.get())));
    gegl_buffer_copy(from.get(), nullptr, GEGL_ABYSS_NONE, to.get(), nullptr);
    gegl_buffer_flush(to.get());
    const Rect bounds = layer_bounds(copy.get());
    gimp_drawable_update(GIMP_DRAWABLE(copy.get()), 0, 0, bounds.width, bounds.height);
    return copy;
}

/// Adds a layer and all layers within it, from the top.
void collect(GimpItem* item, ItemId parent, std::vector<LayerIdentity>& layers) {
    GimpDrawable* const drawable = GIMP_DRAWABLE(item);
    const bool group = gimp_item_is_group(item);
    const ItemId id = gimp_item_get_id(item);
    layers.push_back({id,
                      parent,
                      group,
                      gimp_item_get_tattoo(item),
                      adopt(gimp_item_get_name(item)).get(),
                      {gimp_drawable_get_width(drawable), gimp_drawable_get_height(drawable)},
                      parasite_of(item)});
    if (!group) return;
    const ArrayPtr<GimpItem*> children(gimp_item_get_children(item));
    for (int i = 0; children && children[i]; ++i) collect(children[i], id, layers);
}

}  // namespace

Error fault(ErrorKind kind, std::string detail) {
    return {.kind = kind, .detail = std::move(detail)};
}

Error refused(Reason reason) { return {.kind = ErrorKind::BadInput, .reason = reason}; }

Error gimp_fault(ErrorKind kind, const std::string& what) {
    GimpPDB* const pdb = gimp_get_pdb();
    const char* const why = gimp_pdb_get_last_error(pdb);
    const bool knows = gimp_pdb_get_last_status(pdb) != GIMP_PDB_SUCCESS && why && *why;
    return fault(kind, printable_line(knows ? what + ": " + why : what));
}

Rect layer_bounds(GimpLayer* layer) {
    Rect bounds;
    gimp_drawable_get_offsets(GIMP_DRAWABLE(layer), &bounds.x, &bounds.y);
    bounds.width = gimp_drawable_get_width(GIMP_DRAWABLE(layer));
    bounds.height = gimp_drawable_get_height(GIMP_DRAWABLE(layer));
    return bounds;
}

bool same_size(GimpLayer* a, GimpLayer* b) {
    const Rect one = layer_bounds(a), other = layer_bounds(b);
    return one.width == other.width && one.height == other.height;
}

OwnImage new_image(Size size, GimpImage* like) {
    OwnImage image(gimp_image_new_with_precision(
        size.width, size.height, like && is_gray(like) ? GIMP_GRAY : GIMP_RGB,
        like ? gimp_image_get_precision(like) : GIMP_PRECISION_U8_NON_LINEAR));
    if (!image) return image;
    gimp_image_undo_disable(image.get());
    const auto profile = adopt(like ? gimp_image_get_color_profile(like) : nullptr);
    if (profile) gimp_image_set_color_profile(image.get(), profile.get());
    return image;
}

bool with_alpha_channel(GimpLayer* layer) {
    return gimp_drawable_has_alpha(GIMP_DRAWABLE(layer)) || gimp_layer_add_alpha(layer);
}

bool add_mask(GimpLayer* layer, const Bitmap& mask) {
    if (mask.empty()) return true;
    GimpLayerMask* const layer_mask = gimp_layer_create_mask(layer, GIMP_ADD_MASK_WHITE);
    if (!layer_mask) return false;
    write_strength(GIMP_DRAWABLE(layer_mask), mask);
    return gimp_layer_add_mask(layer, layer_mask) && gimp_layer_set_edit_mask(layer, FALSE);
}

LooseLayer new_layer(GimpImage* image, const NewLayer& content) {
    LooseLayer layer;
    if (babl_knows_profile(image)) {
        layer.reset(empty_layer(image, content));
        if (layer) write_colours(GIMP_DRAWABLE(layer.get()), content);
    } else {
        const OwnImage srgb = new_image({content.pixels.width, content.pixels.height}, nullptr);
        GimpLayer* const original = srgb ? empty_layer(srgb.get(), content) : nullptr;
        if (!original) return nullptr;
        gimp_image_insert_layer(srgb.get(), original, nullptr, 0);
        write_colours(GIMP_DRAWABLE(original), content);
        layer.reset(gimp_layer_new_from_drawable(GIMP_DRAWABLE(original), image));
        if (layer) gimp_item_set_name(GIMP_ITEM(layer.get()), content.name.c_str());
    }
    if (!layer) return layer;

    if (!add_mask(layer.get(), content.mask)) return nullptr;
    return layer;
}

LooseLayer make_layer(GimpImage* image, const NewLayer& content) {
    LooseLayer layer = new_layer(image, content);
    GimpLayer* const like =
        gimp_item_id_is_layer(content.like) ? gimp_layer_get_by_id(content.like) : nullptr;
    // what a link layer shows is its file
    if (layer && like && same_size(layer.get(), like) && !is_link_layer(content.like))
        layer = copy_showing(layer.get(), like);
    if (!layer) return layer;
    attach_own_parasite(layer.get(), content);
    return layer;
}

std::vector<LayerIdentity> layers_of(GimpImage* image) {
    const ArrayPtr<GimpLayer*> top(gimp_image_get_layers(image));
    std::vector<LayerIdentity> layers;
    for (int i = 0; top && top[i]; ++i) collect(GIMP_ITEM(top[i]), -1, layers);
    return layers;
}

}  // namespace upscale
