// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gimp3/editor/stand_in.hpp"

#include "common/gobject_ptr.hpp"
#include "common/import/gegl.hpp"

namespace upscale {
namespace {

/// The rectangle of `layer` in the coordinates of `of`.
GeglRectangle place_in(GimpLayer* layer, GimpLayer* of) {
    int x = 0, y = 0, left = 0, top = 0;
    gimp_drawable_get_offsets(GIMP_DRAWABLE(layer), &x, &y);
    gimp_drawable_get_offsets(GIMP_DRAWABLE(of), &left, &top);
    return {x - left, y - top, gimp_drawable_get_width(GIMP_DRAWABLE(layer)),
            gimp_drawable_get_height(GIMP_DRAWABLE(layer))};
}

ObjectPtr<GeglBuffer> buffer_of(GimpLayerMask* mask) {
    return adopt(gimp_drawable_get_buffer(GIMP_DRAWABLE(mask)));
}

bool take_over_mask(GimpLayer* to, GimpLayer* source) {
    GimpLayerMask* const from = gimp_layer_get_mask(source);
    if (!from) return true;
    const bool applied = gimp_layer_get_apply_mask(source);
    if (GimpLayerMask* const own = gimp_layer_get_mask(to)) {
        if (applied)
            multiply_strength(buffer_of(from).get(), place_in(to, source), buffer_of(own).get());
        return true;
    }
    GimpLayerMask* const mask = gimp_layer_create_mask(to, GIMP_ADD_MASK_BLACK);
    if (!mask) return false;
    copy_strength(buffer_of(from).get(), place_in(to, source), buffer_of(mask).get());
    return gimp_layer_add_mask(to, mask) && gimp_layer_set_apply_mask(to, applied) &&
           gimp_layer_set_show_mask(to, gimp_layer_get_show_mask(source)) &&
           gimp_layer_set_edit_mask(to, gimp_layer_get_edit_mask(source));
}

}  // namespace

bool is_plain(GimpLayer* layer) {
    const auto mode = gimp_layer_get_mode(layer);
    const auto composite = gimp_layer_get_composite_mode(layer);
    const bool masked = gimp_layer_get_mask(layer) &&
                        (gimp_layer_get_apply_mask(layer) || gimp_layer_get_show_mask(layer));
    return (mode == GIMP_LAYER_MODE_NORMAL || mode == GIMP_LAYER_MODE_NORMAL_LEGACY ||
            mode == GIMP_LAYER_MODE_PASS_THROUGH) &&
           (composite == GIMP_LAYER_COMPOSITE_AUTO || composite == GIMP_LAYER_COMPOSITE_UNION) &&
           gimp_layer_get_opacity(layer) >= 100 && !masked;
}

bool take_over_look(GimpLayer* to, GimpLayer* source) {
    const auto mode = gimp_layer_get_mode(source);
    // What was sent of a pass-through group is the group by itself.
    const bool mode_is_set =
        mode == GIMP_LAYER_MODE_PASS_THROUGH
            ? gimp_layer_set_mode(to, GIMP_LAYER_MODE_NORMAL) != FALSE
            : gimp_layer_set_mode(to, mode) &&  // the mode resets the three that follow
                  gimp_layer_set_blend_space(to, gimp_layer_get_blend_space(source)) &&
                  gimp_layer_set_composite_space(to, gimp_layer_get_composite_space(source)) &&
                  gimp_layer_set_composite_mode(to, gimp_layer_get_composite_mode(source));
    return mode_is_set && gimp_layer_set_opacity(to, gimp_layer_get_opacity(source)) &&
           gimp_item_set_color_tag(GIMP_ITEM(to), gimp_item_get_color_tag(GIMP_ITEM(source))) &&
           take_over_mask(to, source);
}

GimpLayer* plain_copy(GimpLayer* source) {
    GimpLayer* const copy = gimp_layer_copy(source);
    if (!copy) return nullptr;
    gimp_item_set_lock_content(GIMP_ITEM(copy), FALSE);
    gimp_item_set_lock_position(GIMP_ITEM(copy), FALSE);
    gimp_item_set_lock_visibility(GIMP_ITEM(copy), FALSE);
    if (gimp_layer_get_mask(copy)) gimp_layer_remove_mask(copy, GIMP_MASK_DISCARD);
    gimp_layer_set_opacity(copy, 100);
    gimp_layer_set_mode(copy, GIMP_LAYER_MODE_NORMAL);
    gimp_item_set_color_tag(GIMP_ITEM(copy), GIMP_COLOR_TAG_NONE);
    gimp_item_set_visible(GIMP_ITEM(copy), TRUE);
    return copy;
}

}  // namespace upscale
