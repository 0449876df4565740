// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gimp3/editor/import.hpp"

#include <memory>
#include <utility>
#include <vector>

#include "common/gobject_ptr.hpp"
#include "common/import/gegl.hpp"
#include "common/words/i18n.hpp"
#include "gimp3/editor/layers.hpp"
#include "gimp3/editor/links.hpp"
#include "gimp3/editor/parasites.hpp"
#include "gimp3/editor/scale.hpp"
#include "gimp3/editor/stand_in.hpp"
#include "results/origin.hpp"

namespace upscale {
namespace {

using UndoGroup = std::unique_ptr<GimpImage, Release<&gimp_image_undo_group_end>>;

/// Inserts a layer into the image. A rollback takes it out again.
bool insert(GimpImage* image, GimpLayer* layer, GimpItem* parent, int position,
            Rollback& rollback) {
    if (!gimp_image_insert_layer(image, layer, GIMP_LAYER(parent), position)) return false;
    rollback.add([image, layer] { gimp_image_remove_layer(image, layer); });
    return true;
}

/// Inserts the layers of one source.
bool insert(GimpImage* image, const LayerStack& stack, Rollback& rollback) {
    GimpItem* const source = gimp_item_get_by_id(stack.source);
    GimpItem* parent = gimp_item_get_parent(source);
    int position = gimp_image_get_item_position(
        image, gimp_item_get_by_id(topmost_result(layers_of(image), stack.source)));
    GimpLayer* group = nullptr;
    if (!stack.group_name.empty()) {
        LooseLayer made(GIMP_LAYER(gimp_group_layer_new(image, stack.group_name.c_str())));
        if (!made) return false;
        gimp_item_set_visible(GIMP_ITEM(made.get()), !stack.hidden);
        if (!insert(image, made.get(), parent, position, rollback)) return false;
        // so that it is known as a result, whatever it holds
        if (stack.holds_rest)
            attach_parasite(
                GIMP_ITEM(made.get()),
                with_tattoo(parasite_of(gimp_item_get_by_id(stack.layers.front().layer)),
                            gimp_item_get_tattoo(GIMP_ITEM(made.get()))));
        group = made.release();
        parent = GIMP_ITEM(group);
        position = 0;
    }
    bool visible = group || !stack.hidden;
    for (const auto& entry : stack.layers) {
        GimpLayer* const layer = gimp_layer_get_by_id(entry.layer);
        const auto dress = [&] {
            return show_in(layer, entry.shown) && gimp_layer_set_offsets(layer, entry.x, entry.y) &&
                   (!stack.looks_like_source || group || take_over_look(layer, GIMP_LAYER(source)));
        };
        const bool linked = entry.shown.width > 0;  // GIMP scales only what is in an image
        gimp_item_set_visible(GIMP_ITEM(layer), visible);
        visible = !group;
        if ((!linked && !dress()) || !insert(image, layer, parent, position++, rollback) ||
            (linked && !dress()))
            return false;
    }
    if (stack.holds_rest) {
        LooseLayer rest(plain_copy(GIMP_LAYER(source)));
        if (!rest || !insert(image, rest.get(), parent, position, rollback)) return false;
        rest.release();
    }
    // not earlier: the mask of a group has the size of what it holds
    if (stack.looks_like_source && group && !take_over_look(group, GIMP_LAYER(source)))
        return false;
    for (const ItemId id : stack.hides) {
        GimpItem* const item = gimp_item_get_by_id(id);
        if (!gimp_item_set_visible(item, FALSE)) return false;
        rollback.add([item] { gimp_item_set_visible(item, TRUE); });
    }
    return true;
}

/// Where the item is in its image: its position among its siblings, before that those of the groups
/// that it is in, the outermost first.
std::vector<int> path_of(GimpImage* image, GimpItem* item) {
    std::vector<int> path;
    for (; item; item = gimp_item_get_parent(item))
        path.insert(path.begin(), gimp_image_get_item_position(image, item));
    return path;
}

/// The item at that place; NULL if there is none.
GimpItem* item_at(GimpImage* image, const std::vector<int>& path) {
    const ArrayPtr<GimpLayer*> top(gimp_image_get_layers(image));
    GimpItem* item = nullptr;
    for (const int position : path) {
        const ArrayPtr<GimpItem*> children(item ? gimp_item_get_children(item) : nullptr);
        const auto siblings = item ? children.get() : reinterpret_cast<GimpItem**>(top.get());
        int i = 0;
        while (siblings && siblings[i] && i < position) ++i;
        item = siblings ? siblings[i] : nullptr;
        if (!item) break;
    }
    return item;
}

/// Inserts copies of the layers into a copy of the image, to see whether GIMP can do it.
bool rehearse(const LayerImport& plan, GimpImage* image) {
    const OwnImage copy(gimp_image_duplicate(image));
    if (!copy) return false;
    gimp_image_undo_disable(copy.get());
    std::vector<LayerStack> stacks = plan.stacks;
    for (LayerStack& stack : stacks) {
        GimpItem* const source =
            item_at(copy.get(), path_of(image, gimp_item_get_by_id(stack.source)));
        if (!source) return false;
        stack.source = gimp_item_get_id(source);
        stack.hides.clear();
    }
    Rollback rollback;
    for (LayerStack& stack : stacks) {
        for (auto& entry : stack.layers) {
            GimpLayer* const layer = gimp_layer_new_from_drawable(
                GIMP_DRAWABLE(gimp_layer_get_by_id(entry.layer)), copy.get());
            if (!layer) return false;
            entry.layer = gimp_item_get_id(GIMP_ITEM(layer));
        }
        if (!insert(copy.get(), stack, rollback)) return false;
    }
    rollback.commit();
    return true;
}

/// Puts a layer where another one is, which it hides or not as that did.
bool put_beside(GimpImage* image, const LayerSwap& swap, Rollback& rollback) {
    GimpItem* const old = gimp_item_get_by_id(swap.old);
    GimpLayer* const layer = gimp_layer_get_by_id(swap.layer);
    gimp_item_set_visible(GIMP_ITEM(layer), gimp_item_get_visible(old));
    if (!insert(image, layer, gimp_item_get_parent(old), gimp_image_get_item_position(image, old),
                rollback) ||
        !show_in(layer, swap.shown) || !gimp_layer_set_offsets(layer, swap.x, swap.y))
        return false;
    // a copy has the look of it already
    const bool copy = same_size(layer, GIMP_LAYER(old)) && !swap.takes_look;
    return copy || take_over_look(layer, GIMP_LAYER(old));
}

/// Removes the layer that another one replaces, which gets its name and tattoo.
bool remove_old(GimpImage* image, const LayerSwap& swap) {
    GimpItem* const old = gimp_item_get_by_id(swap.old);
    GimpItem* const layer = gimp_item_get_by_id(swap.layer);
    const CharPtr name = adopt(gimp_item_get_name(old));
    const guint tattoo = gimp_item_get_tattoo(old);
    if (!gimp_image_remove_layer(image, GIMP_LAYER(old))) return false;
    return gimp_item_set_name(layer, name.get()) && gimp_item_set_tattoo(layer, tattoo);
}

/// Scales, inserts and resizes as planned.
bool carry_out(const LayerImport& plan, GimpImage* image, Rollback& rollback) {
    const Size old{gimp_image_get_width(image), gimp_image_get_height(image)};
    // Pixels that were scaled do not become the old ones by scaling them back. So what could fail
    // afterwards is tried before.
    if (plan.image_size != old && !rehearse(plan, image)) return false;
    for (const Parasite& wanted : plan.parasites)
        if (!attach(image, wanted, rollback)) return false;
    if (plan.image_size != old && !scale_image(image, plan.image_size)) return false;
    for (const LayerStack& stack : plan.stacks)
        if (!insert(image, stack, rollback)) return false;
    if (!mark_plain(image, plan.plain, rollback)) return false;
    for (const LayerSwap& swap : plan.swaps)
        if (!put_beside(image, swap, rollback)) return false;
    // A layer that was removed cannot be put back, so this comes after all that could fail.
    for (const LayerSwap& swap : plan.swaps)
        if (!remove_old(image, swap)) return false;
    const Rect canvas = plan.canvas;
    if (canvas == Rect{0, 0, plan.image_size.width, plan.image_size.height}) return true;
    return gimp_image_resize(image, canvas.width, canvas.height, -canvas.x, -canvas.y);
}

}  // namespace

bool mark_plain(GimpImage* image, std::span<const Rect> parts, Rollback& rollback) {
    if (parts.empty()) return true;
    const ObjectPtr<GeglColor> color(gegl_color_new("rgb(1.0, 0.5, 0.0)"));
    GimpChannel* const channel =
        gimp_channel_new(image, _(kPlainChannel), gimp_image_get_width(image),
                         gimp_image_get_height(image), 50, color.get());
    if (!channel || !gimp_image_insert_channel(image, channel, nullptr, 0)) return false;
    rollback.add([image, channel] { gimp_image_remove_channel(image, channel); });
    gimp_item_set_visible(GIMP_ITEM(channel), FALSE);
    const ObjectPtr<GeglBuffer> buffer(gimp_drawable_get_buffer(GIMP_DRAWABLE(channel)));
    mark_parts(buffer.get(), parts);
    return true;
}

Status import_layers(GimpImage* image, const LayerImport& import) {
    for (const LayerStack& stack : import.stacks)
        for (const auto& entry : stack.layers)
            if (!gimp_item_id_is_layer(entry.layer))
                return fault(ErrorKind::Internal, "a new layer is gone");
    for (const LayerSwap& swap : import.swaps)
        if (!gimp_item_id_is_layer(swap.layer))
            return fault(ErrorKind::Internal, "a new layer is gone");
    gimp_image_undo_group_start(image);
    const UndoGroup undo_group(image);
    Rollback rollback;  // must end before the undo group does
    if (!carry_out(import, image, rollback))
        return gimp_fault(ErrorKind::Internal, "GIMP could not insert the new layers");
    rollback.commit();
    std::vector<const GimpLayer*> selection;
    for (const LayerStack& stack : import.stacks)
        selection.push_back(gimp_layer_get_by_id(stack.layers.front().layer));
    for (const LayerSwap& swap : import.swaps)
        selection.push_back(gimp_layer_get_by_id(swap.layer));
    selection.push_back(nullptr);
    gimp_image_set_selected_layers(image, selection.data());
    gimp_displays_flush();
    return Done{};
}

}  // namespace upscale
