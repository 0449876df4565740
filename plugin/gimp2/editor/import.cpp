// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gimp2/editor/import.hpp"

#include <libgimp/gimp.h>

#include <utility>
#include <vector>

#include "common/gobject_ptr.hpp"
#include "common/import/gegl.hpp"
#include "common/words/i18n.hpp"
#include "gimp2/editor/layers.hpp"
#include "gimp2/editor/parasites.hpp"
#include "gimp2/editor/stand_in.hpp"
#include "results/origin.hpp"

namespace upscale {
namespace {

class UndoGroup {
  public:
    explicit UndoGroup(ImageId image) : m_image(image) { gimp_image_undo_group_start(image); }
    UndoGroup(const UndoGroup&) = delete;
    UndoGroup& operator=(const UndoGroup&) = delete;
    ~UndoGroup() {
        if (gimp_image_is_valid(m_image)) gimp_image_undo_group_end(m_image);
    }

  private:
    ImageId m_image;
};

/// Inserts a layer into the image. A rollback takes it out again.
bool insert(ImageId image, ItemId layer, ItemId parent, int position, Rollback& rollback) {
    if (!gimp_image_insert_layer(image, layer, parent, position)) return false;
    rollback.add([image, layer] { gimp_image_remove_layer(image, layer); });
    return true;
}

/// Inserts the layers of one source.
bool insert(ImageId image, const LayerStack& stack, Rollback& rollback) {
    const ItemId source = stack.source;
    ItemId parent = gimp_item_get_parent(source);
    int position = gimp_image_get_item_position(image, topmost_result(layers_of(image), source));
    ItemId group = -1;
    if (!stack.group_name.empty()) {
        NewLayerItem made(gimp_layer_group_new(image));
        if (made.id() == -1 || !gimp_item_set_name(made.id(), stack.group_name.c_str()) ||
            !gimp_item_set_visible(made.id(), !stack.hidden) ||
            !insert(image, made.id(), parent, position, rollback))
            return false;
        // so that it is known as a result, whatever it holds
        if (stack.holds_rest)
            attach_parasite(made.id(),
                            with_tattoo(parasite_of(stack.layers.front().layer),
                                        static_cast<unsigned>(gimp_item_get_tattoo(made.id()))));
        parent = group = made.keep();
        position = 0;
    }
    bool visible = group != -1 || !stack.hidden;
    for (const auto& entry : stack.layers) {
        if (!gimp_layer_set_offsets(entry.layer, entry.x, entry.y) ||
            !gimp_item_set_visible(entry.layer, visible) ||
            (stack.looks_like_source && group == -1 && !take_over_look(entry.layer, source)) ||
            !insert(image, entry.layer, parent, position++, rollback))
            return false;
        visible = group == -1;
    }
    if (stack.holds_rest) {
        NewLayerItem rest(plain_copy(source));
        if (rest.id() == -1 || !insert(image, rest.id(), parent, position, rollback)) return false;
        rest.keep();
    }
    // not earlier: the mask of a group has the size of what it holds
    if (stack.looks_like_source && group != -1 && !take_over_look(group, source)) return false;
    for (const ItemId id : stack.hides) {
        if (!gimp_item_set_visible(id, FALSE)) return false;
        rollback.add([id] { gimp_item_set_visible(id, TRUE); });
    }
    return true;
}

/// Where the item is in its image: its position among its siblings, before that those of the groups
/// that it is in, the outermost first.
std::vector<int> path_of(ImageId image, ItemId item) {
    std::vector<int> path;
    for (; item != -1; item = gimp_item_get_parent(item))
        path.insert(path.begin(), gimp_image_get_item_position(image, item));
    return path;
}

/// The item at that place; -1 if there is none.
ItemId item_at(ImageId image, const std::vector<int>& path) {
    ItemId item = -1;
    for (const int position : path) {
        gint count = 0;
        const ArrayPtr<gint> siblings(item == -1 ? gimp_image_get_layers(image, &count)
                                                 : gimp_item_get_children(item, &count));
        if (position < 0 || position >= count) return -1;
        item = siblings[static_cast<std::size_t>(position)];
    }
    return item;
}

/// Inserts copies of the layers into a copy of the image, to see whether GIMP can do it.
bool rehearse(const LayerImport& plan) {
    const NewImage copy(gimp_image_duplicate(plan.image));
    if (copy.id() == -1) return false;
    gimp_image_undo_disable(copy.id());
    std::vector<LayerStack> stacks = plan.stacks;
    for (LayerStack& stack : stacks) {
        stack.source = item_at(copy.id(), path_of(plan.image, stack.source));
        if (stack.source == -1) return false;
        stack.hides.clear();
    }
    Rollback rollback;
    for (LayerStack& stack : stacks) {
        for (auto& entry : stack.layers) {
            entry.layer = gimp_layer_new_from_drawable(entry.layer, copy.id());
            if (entry.layer == -1) return false;
        }
        if (!insert(copy.id(), stack, rollback)) return false;
    }
    rollback.commit();
    return true;
}

/// Puts a layer where another one is, which it hides or not as that did.
bool put_beside(ImageId image, const LayerSwap& swap, Rollback& rollback) {
    const ItemId old = swap.old;
    // a copy has the look of it already
    return gimp_layer_set_offsets(swap.layer, swap.x, swap.y) &&
           gimp_item_set_visible(swap.layer, gimp_item_get_visible(old)) &&
           ((same_size(swap.layer, old) && !swap.takes_look) || take_over_look(swap.layer, old)) &&
           insert(image, swap.layer, gimp_item_get_parent(old),
                  gimp_image_get_item_position(image, old), rollback);
}

/// Removes the layer that another one replaces, which gets its name and tattoo.
bool remove_old(ImageId image, const LayerSwap& swap) {
    const CharPtr name = adopt(gimp_item_get_name(swap.old));
    const int tattoo = gimp_item_get_tattoo(swap.old);
    return gimp_image_remove_layer(image, swap.old) && gimp_item_set_name(swap.layer, name.get()) &&
           gimp_item_set_tattoo(swap.layer, tattoo);
}

/// Scales, inserts and resizes as planned.
bool carry_out(const LayerImport& plan, Rollback& rollback) {
    const ImageId image = plan.image;
    const Size now{gimp_image_width(image), gimp_image_height(image)};
    // Pixels that were scaled do not become the old ones by scaling them back. So what could fail
    // afterwards is tried before.
    if (plan.image_size != now && !rehearse(plan)) return false;
    for (const Parasite& wanted : plan.parasites)
        if (!attach(image, wanted, rollback)) return false;
    if (plan.image_size != now &&
        !gimp_image_scale(image, plan.image_size.width, plan.image_size.height))
        return false;
    for (const LayerStack& stack : plan.stacks)
        if (!insert(image, stack, rollback)) return false;
    if (!mark_plain(image, plan.plain, rollback)) return false;
    for (const LayerSwap& swap : plan.swaps)
        if (!put_beside(image, swap, rollback)) return false;
    // A layer that was removed cannot be put back, so this comes after all that could fail.
    for (const LayerSwap& swap : plan.swaps)
        if (!remove_old(image, swap)) return false;
    const Rect& canvas = plan.canvas;
    return canvas == Rect{0, 0, plan.image_size.width, plan.image_size.height} ||
           gimp_image_resize(image, canvas.width, canvas.height, -canvas.x, -canvas.y);
}

}  // namespace

bool mark_plain(ImageId image, std::span<const Rect> parts, Rollback& rollback) {
    if (parts.empty()) return true;
    const GimpRGB color{1, 0.5, 0, 1};
    const ItemId channel = gimp_channel_new(image, _(kPlainChannel), gimp_image_width(image),
                                            gimp_image_height(image), 50, &color);
    if (channel == -1 || !gimp_image_insert_channel(image, channel, 0, 0)) return false;
    rollback.add([image, channel] { gimp_image_remove_channel(image, channel); });
    gimp_item_set_visible(channel, FALSE);
    const ObjectPtr<GeglBuffer> buffer(gimp_drawable_get_buffer(channel));
    mark_parts(buffer.get(), parts);
    return true;
}

Status import_layers(const LayerImport& import) {
    for (const LayerStack& stack : import.stacks)
        for (const auto& entry : stack.layers)
            if (!gimp_item_is_valid(entry.layer))
                return Error{.kind = ErrorKind::Internal, .detail = "a new layer is gone"};
    for (const LayerSwap& swap : import.swaps)
        if (!gimp_item_is_valid(swap.layer))
            return Error{.kind = ErrorKind::Internal, .detail = "a new layer is gone"};
    const UndoGroup undo_group(import.image);
    Rollback rollback;  // must end before the undo group does
    if (!carry_out(import, rollback))
        return gimp_failure(ErrorKind::Internal, "the layers cannot be placed");
    rollback.commit();
    gimp_image_set_active_layer(import.image, import.stacks.empty()
                                                  ? import.swaps.front().layer
                                                  : import.stacks.front().layers.front().layer);
    gimp_displays_flush();
    return Done{};
}

}  // namespace upscale
