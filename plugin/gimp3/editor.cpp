// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gimp3/editor.hpp"

#include <libgimp/gimp.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string_view>
#include <utility>

#include "app/file_name.hpp"
#include "app/origin.hpp"
#include "app/stand_in.hpp"
#include "base/parameters.hpp"
#include "base/utf8.hpp"
#include "common/gobject_ptr.hpp"
#include "common/import/gegl.hpp"
#include "common/import/metadata.hpp"
#include "common/import/rollback.hpp"
#include "common/import/user_file.hpp"
#include "gimp3/pixels.hpp"
#include "gimp3/scale.hpp"
#include "gimp3/stand_in.hpp"
#include "gimp3/upright.hpp"
#include "image/pixels/alpha.hpp"

namespace upscale {
namespace {

constexpr const char* kNewLink = "gimp-link-layer-new";

using ValuesPtr = std::unique_ptr<GimpValueArray, Release<&gimp_value_array_unref>>;
using ParasitePtr = std::unique_ptr<GimpParasite, Release<&gimp_parasite_free>>;
using UndoGroup = std::unique_ptr<GimpImage, Release<&gimp_image_undo_group_end>>;
/// An image without a display that nobody else knows. It is deleted at the end, unless it is
/// released.
using OwnImage = std::unique_ptr<GimpImage, Release<&gimp_image_delete>>;

struct DeleteLayer {
    void operator()(GimpLayer* layer) const noexcept { gimp_item_delete(GIMP_ITEM(layer)); }
};
/// A layer that was not inserted into its image yet.
using LooseLayer = std::unique_ptr<GimpLayer, DeleteLayer>;

Error fault(ErrorKind kind, std::string detail) {
    return {.kind = kind, .detail = std::move(detail)};
}

Error refused(Reason reason) { return {.kind = ErrorKind::BadInput, .reason = reason}; }

/// The error for a failed call to GIMP, with GIMP's own message if it has one.
Error gimp_fault(ErrorKind kind, const std::string& what) {
    GimpPDB* const pdb = gimp_get_pdb();
    const char* const why = gimp_pdb_get_last_error(pdb);
    const bool knows = gimp_pdb_get_last_status(pdb) != GIMP_PDB_SUCCESS && why && *why;
    return fault(kind, printable_line(knows ? what + ": " + why : what));
}

/// The bounding box of the selection, in image coordinates; nullopt if nothing is selected.
std::optional<Rect> selection_of(GimpImage* image) {
    gboolean exists = FALSE;
    int left = 0, top = 0, right = 0, bottom = 0;
    gimp_selection_bounds(image, &exists, &left, &top, &right, &bottom);
    if (!exists) return std::nullopt;
    return Rect{left, top, right - left, bottom - top};
}

Rect layer_bounds(GimpLayer* layer) {
    Rect bounds;
    gimp_drawable_get_offsets(GIMP_DRAWABLE(layer), &bounds.x, &bounds.y);
    bounds.width = gimp_drawable_get_width(GIMP_DRAWABLE(layer));
    bounds.height = gimp_drawable_get_height(GIMP_DRAWABLE(layer));
    return bounds;
}

/// An empty image without undo. If `like` is not null, the new image gets its precision and
/// profile; it is RGB even if `like` is indexed.
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

/// Without alpha GIMP would fill the area around the layer with black where an effect reaches
/// beyond it.
bool with_alpha_channel(GimpLayer* layer) {
    return gimp_drawable_has_alpha(GIMP_DRAWABLE(layer)) || gimp_layer_add_alpha(layer);
}

/// A layer whose buffer holds the pixels to read.
struct Rendered {
    OwnImage image;  ///< not empty if the layer is a copy
    GimpLayer* layer = nullptr;
};

/// The layer with its effects merged, in a colour space that babl can read: the layer itself, or a
/// copy.
Result<Rendered> render(GimpImage* image, GimpLayer* layer) {
    const ArrayPtr<GimpDrawableFilter*> effects(gimp_drawable_get_filters(GIMP_DRAWABLE(layer)));
    const bool readable = babl_knows_profile(image);
    // GIMP 3.2 does not update the buffer of a pass-through group.
    const bool is_group = gimp_item_is_group(GIMP_ITEM(layer));
    const bool merge = is_group || (effects && effects[0]);
    if (!merge && readable) return Rendered{nullptr, layer};

    Rendered copy;
    copy.image = new_image({gimp_image_get_width(image), gimp_image_get_height(image)}, image);
    if (copy.image)
        copy.layer = gimp_layer_new_from_drawable(GIMP_DRAWABLE(layer), copy.image.get());
    if (!copy.layer) return gimp_fault(ErrorKind::Internal, "the layer could not be copied");
    // An invisible layer may skip its effects, and a pass-through group would show what is below
    // it.
    gimp_item_set_visible(GIMP_ITEM(copy.layer), TRUE);
    gimp_layer_set_mode(copy.layer, GIMP_LAYER_MODE_NORMAL);
    gimp_image_insert_layer(copy.image.get(), copy.layer, nullptr, 0);
    if (is_group)
        copy.layer = gimp_group_layer_merge(GIMP_GROUP_LAYER(copy.layer));
    else if (merge && (!with_alpha_channel(copy.layer) ||
                       !gimp_drawable_merge_filters(GIMP_DRAWABLE(copy.layer))))
        copy.layer = nullptr;
    if (!copy.layer)
        return gimp_fault(ErrorKind::Internal, "the layer's effects could not be merged");
    if (!readable) convert_to_srgb(copy.image.get());
    return copy;
}

const char* loader_for(ImageFormat format) {
    switch (format) {
        case ImageFormat::Png:
            return "file-png-load";
        case ImageFormat::Jpeg:
            return "file-jpeg-load";
        case ImageFormat::Webp:
            return "file-webp-load";
    }
    return "";
}

GimpLayer* empty_layer(GimpImage* image, const NewLayer& content) {
    const bool alpha = !content.alpha.empty();
    const auto type = is_gray(image) ? (alpha ? GIMP_GRAYA_IMAGE : GIMP_GRAY_IMAGE)
                                     : (alpha ? GIMP_RGBA_IMAGE : GIMP_RGB_IMAGE);
    return gimp_layer_new(image, content.name.c_str(), content.pixels.width, content.pixels.height,
                          type, 100, gimp_image_get_default_new_layer_mode(image));
}

/// The text of our parasite; empty if there is none.
std::string text_of(const ParasitePtr& parasite) {
    if (!parasite) return {};
    guint32 size = 0;
    const gconstpointer data = gimp_parasite_get_data(parasite.get(), &size);
    return {static_cast<const char*>(data), size};
}

std::string parasite_of(GimpItem* item, const char* name = kLayerParasite) {
    return text_of(ParasitePtr(gimp_item_get_parasite(item, name)));
}

ParasitePtr new_parasite(const char* name, const std::string& text) {
    return ParasitePtr(gimp_parasite_new(name, GIMP_PARASITE_PERSISTENT | GIMP_PARASITE_UNDOABLE,
                                         static_cast<guint32>(text.size()), text.data()));
}

void attach_parasite(GimpItem* item, const std::string& text) {
    gimp_item_attach_parasite(item, new_parasite(kLayerParasite, text).get());
}

/// Attaches a parasite. A rollback brings back what was there before.
bool attach(GimpImage* image, const Parasite& wanted, Rollback& rollback) {
    const std::string name = wanted.name;
    const std::string before = text_of(ParasitePtr(gimp_image_get_parasite(image, name.c_str())));
    if (!gimp_image_attach_parasite(image, new_parasite(name.c_str(), wanted.data).get()))
        return false;
    rollback.add([image, name, before] {
        if (before.empty())
            gimp_image_detach_parasite(image, name.c_str());
        else
            gimp_image_attach_parasite(image, new_parasite(name.c_str(), before).get());
    });
    return true;
}

/// Gives a layer a mask, unless that is empty.
bool add_mask(GimpLayer* layer, const Bitmap& mask) {
    if (mask.empty()) return true;
    GimpLayerMask* const layer_mask = gimp_layer_create_mask(layer, GIMP_ADD_MASK_WHITE);
    if (!layer_mask) return false;
    write_strength(GIMP_DRAWABLE(layer_mask), mask);
    return gimp_layer_add_mask(layer, layer_mask) && gimp_layer_set_edit_mask(layer, FALSE);
}

/// A layer with the content's pixels and mask, in the image's colours and not inserted yet; NULL if
/// GIMP cannot make it.
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

bool same_size(GimpLayer* a, GimpLayer* b) {
    const Rect one = layer_bounds(a), other = layer_bounds(b);
    return one.width == other.width && one.height == other.height;
}

bool knows_link_layers() { return gimp_pdb_procedure_exists(gimp_get_pdb(), kNewLink); }

bool is_link_layer(ItemId layer) {
    if (!knows_link_layers() || !gimp_item_id_is_layer(layer)) return false;
    // called by name, because GIMP 3.0 has no such function
    const ValuesPtr values(
        gimp_procedure_run(gimp_pdb_lookup_procedure(gimp_get_pdb(), "gimp-item-id-is-link-layer"),
                           "item-id", layer, nullptr));
    return GIMP_VALUES_GET_ENUM(values.get(), 0) == GIMP_PDB_SUCCESS &&
           GIMP_VALUES_GET_BOOLEAN(values.get(), 1);
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

/// Attaches the content's parasite, with the tattoo that the layer has or gets.
void attach_own_parasite(GimpLayer* layer, const NewLayer& content) {
    GimpItem* const marked =
        gimp_item_id_is_layer(content.like) ? gimp_item_get_by_id(content.like) : GIMP_ITEM(layer);
    attach_parasite(GIMP_ITEM(layer), with_tattoo(content.parasite, gimp_item_get_tattoo(marked)));
}

void remove_file(const std::string& path) {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
}

struct WrittenFile {
    std::string path;
    bool beside = false;  ///< it lies beside the image's own
};

/// Where the linked files of an image go. A folder of their own moves together with the image.
WrittenFile folder_of_links(GimpImage* image) {
    const auto xcf = adopt(gimp_image_get_xcf_file(image));
    const CharPtr path = adopt(xcf ? g_file_get_path(xcf.get()) : nullptr);
    if (!path) return {pictures_folder(), false};
    const std::filesystem::path file(path.get());
    return {(file.parent_path() / (file.stem().string() + "-links")).string(), true};
}

/// Writes the content as a PNG in the colours of the image. Its name appears when it is whole.
Result<WrittenFile> write_linked(GimpImage* image, const std::string& name,
                                 const NewLayer& content) {
    const WrittenFile folder = folder_of_links(image);
    std::error_code code;
    if (folder.beside) std::filesystem::create_directory(folder.path, code);
    const std::string stem = file_stem(name);
    auto path = reserve_file(folder.path, stem.empty() ? "upscale" : stem + "-upscale", ".png");
    if (!path) return path.error();
    const OwnImage picture = new_image({content.pixels.width, content.pixels.height}, image);
    LooseLayer layer = picture ? new_layer(picture.get(), content) : nullptr;
    const std::string part = *path + ".part";
    bool written = layer && gimp_image_insert_layer(picture.get(), layer.get(), nullptr, 0);
    if (written) {
        layer.release();
        const auto file = adopt(g_file_new_for_path(part.c_str()));
        const ValuesPtr values(gimp_procedure_run(
            gimp_pdb_lookup_procedure(gimp_get_pdb(), "file-png-export"), "run-mode",
            GIMP_RUN_NONINTERACTIVE, "image", picture.get(), "file", file.get(),
            "include-color-profile", TRUE, "include-thumbnail", FALSE, nullptr));
        written = GIMP_VALUES_GET_ENUM(values.get(), 0) == GIMP_PDB_SUCCESS;
    }
    if (written) {
        std::filesystem::rename(part, *path, code);
        if (!code) return WrittenFile{std::move(*path), folder.beside};
    }
    Error error = gimp_fault(ErrorKind::LocalIo, "GIMP could not write " + *path);
    remove_file(part);
    remove_file(*path);
    return error;
}

/// new_layer(), or a copy of `content.like` with its pixels; with the parasite.
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

/// Inserts a layer into the image. A rollback takes it out again.
bool insert(GimpImage* image, GimpLayer* layer, GimpItem* parent, int position,
            Rollback& rollback) {
    if (!gimp_image_insert_layer(image, layer, GIMP_LAYER(parent), position)) return false;
    rollback.add([image, layer] { gimp_image_remove_layer(image, layer); });
    return true;
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

/// All layers of an image, from the top.
std::vector<LayerIdentity> layers_of(GimpImage* image) {
    const ArrayPtr<GimpLayer*> top(gimp_image_get_layers(image));
    std::vector<LayerIdentity> layers;
    for (int i = 0; top && top[i]; ++i) collect(GIMP_ITEM(top[i]), -1, layers);
    return layers;
}

/// Nothing is selected as long as this lives: a selection would limit what is transformed.
class NoSelection {
  public:
    explicit NoSelection(GimpImage* image) : m_image(image) {
        if (gimp_selection_is_empty(image)) return;
        m_saved = gimp_selection_save(image);
        gimp_selection_none(image);
    }
    NoSelection(const NoSelection&) = delete;
    NoSelection& operator=(const NoSelection&) = delete;
    ~NoSelection() {
        if (!m_saved) return;
        gimp_image_select_item(m_image, GIMP_CHANNEL_OP_REPLACE, GIMP_ITEM(m_saved));
        gimp_image_remove_channel(m_image, m_saved);
    }

  private:
    GimpImage* m_image;
    GimpChannel* m_saved = nullptr;
};

/// Gives a link layer the size that it shows its file in, when it is in an image and before it gets
/// its place. The file keeps its pixels, so nothing is lost. GIMP keeps the scale in single
/// precision in the XCF file, and rounds the size up when it opens that: if the scale were not a
/// little smaller, the layer would often be larger by a pixel then.
bool show_in(GimpLayer* layer, Size size) {
    if (size.width == 0) return true;
    constexpr double kSmaller = 1 - 2e-7;
    const auto scale = [](int shown, int pixels) {
        return shown == pixels ? 1 : kSmaller * shown / pixels;
    };
    GimpDrawable* const drawable = GIMP_DRAWABLE(layer);
    const double across = scale(size.width, gimp_drawable_get_width(drawable));
    const double down = scale(size.height, gimp_drawable_get_height(drawable));
    const NoSelection everything(gimp_item_get_image(GIMP_ITEM(layer)));
    gimp_context_push();
    gimp_context_set_defaults();  // forward, adjusting the size
    const bool done =
        gimp_layer_set_offsets(layer, 0, 0) &&
        gimp_item_transform_matrix(GIMP_ITEM(layer), across, 0, 0, 0, down, 0, 0, 0, 1) != nullptr;
    gimp_context_pop();
    return done;
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
/// Adds the channel that selects these parts; does nothing if there are none.
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

/// True if the item is a drawable in the stack of the image.
bool is_in_image(ImageId image_id, ItemId item_id) {
    // Checks the ids first, because the getters print an error for an invalid one.
    if (!gimp_image_id_is_valid(image_id) || !gimp_item_id_is_drawable(item_id)) return false;
    GimpImage* const image = gimp_image_get_by_id(image_id);
    GimpItem* const item = gimp_item_get_by_id(item_id);
    if (gimp_item_get_image(item) != image) return false;
    // A layer that a script made but did not insert has no position.
    gimp_image_get_item_position(image, item);
    return gimp_pdb_get_last_status(gimp_get_pdb()) == GIMP_PDB_SUCCESS;
}

/// The bytes of a layer's pixels. A group counts with the layers in it and with its own rendering.
double bytes_of(GimpItem* item) {
    GimpDrawable* const drawable = GIMP_DRAWABLE(item);
    double bytes = static_cast<double>(gimp_drawable_get_width(drawable)) *
                   gimp_drawable_get_height(drawable) * gimp_drawable_get_bpp(drawable);
    if (!gimp_item_is_group(item)) return bytes;
    const ArrayPtr<GimpItem*> children(gimp_item_get_children(item));
    for (int i = 0; children && children[i]; ++i) bytes += bytes_of(children[i]);
    return bytes;
}

}  // namespace

Gimp3Editor::Gimp3Editor() {
    start_gegl();
    // Otherwise GIMP would show the user each failed call; we explain failures ourselves.
    gimp_plug_in_set_pdb_error_handler(gimp_get_plug_in(), GIMP_PDB_ERROR_HANDLER_PLUGIN);
}

Result<Source> Gimp3Editor::read_source(ImageId image_id, ItemId drawable_id, int region) {
    if (gimp_item_id_is_valid(drawable_id) && !gimp_item_id_is_layer(drawable_id))
        return refused(Reason::NotALayer);
    if (!is_in_image(image_id, drawable_id)) return refused(Reason::LayerGone);
    GimpImage* const image = gimp_image_get_by_id(image_id);
    GimpLayer* const layer = gimp_layer_get_by_id(drawable_id);

    Source source;
    source.image = image_id;
    source.drawable = drawable_id;
    source.name = adopt(gimp_item_get_name(GIMP_ITEM(layer))).get();
    source.parasite = parasite_of(GIMP_ITEM(layer));
    source.tattoo = gimp_item_get_tattoo(GIMP_ITEM(layer));
    source.indexed = gimp_image_get_base_type(image) == GIMP_INDEXED;
    source.canvas = {gimp_image_get_width(image), gimp_image_get_height(image)};
    double across = 0, down = 0;
    if (gimp_image_get_resolution(image, &across, &down)) source.ppi = across;
    source.layer = layer_bounds(layer);

    auto rendered = render(image, layer);
    if (!rendered) return std::move(rendered).error();
    const Rect bounds = layer_bounds(rendered->layer);  // effects may reach beyond the layer
    source.region = bounds;
    const auto selected = region == Region::Selection ? selection_of(image) : std::nullopt;
    if (selected) {
        source.region = intersection(bounds, *selected);
        if (source.region.width == 0 || source.region.height == 0)
            return refused(Reason::SelectionElsewhere);
    }
    const Rect area{source.region.x - bounds.x, source.region.y - bounds.y, source.region.width,
                    source.region.height};
    GimpDrawable* const drawable = GIMP_DRAWABLE(rendered->layer);
    source.pixels = is_floating_point(image) ? read_float_colours(drawable, area, source.clipped)
                                             : read_colours(drawable, area);
    source.only_srgb = !babl_knows_profile(image);
    if (!source.only_srgb) source.slow = read_slow_colours(drawable, area, source.pixels);
    if (selected)
        source.selection =
            read_strength(GIMP_DRAWABLE(gimp_image_get_selection(image)), source.region);
    return source;
}

Result<Bitmap> Gimp3Editor::decode(const std::string& path, ImageFormat format) {
    const char* const name = loader_for(format);
    if (!gimp_pdb_procedure_exists(gimp_get_pdb(), name))
        return fault(ErrorKind::LocalIo, std::string("this GIMP lacks the procedure ") + name);
    const auto file = adopt(g_file_new_for_path(path.c_str()));
    // Calls the format's own loader. gimp-file-load would guess the format.
    const ValuesPtr values(gimp_procedure_run(gimp_pdb_lookup_procedure(gimp_get_pdb(), name),
                                              "run-mode", GIMP_RUN_NONINTERACTIVE, "file",
                                              file.get(), nullptr));
    if (GIMP_VALUES_GET_ENUM(values.get(), 0) != GIMP_PDB_SUCCESS)
        return gimp_fault(ErrorKind::LocalIo, "GIMP cannot read the image");
    const OwnImage image(static_cast<GimpImage*>(GIMP_VALUES_GET_IMAGE(values.get(), 1)));
    gimp_image_undo_disable(image.get());
    turn_upright(image.get());
    if (!babl_knows_profile(image.get())) convert_to_srgb(image.get());

    // Of several layers the lowest is the first frame.
    const ArrayPtr<GimpLayer*> layers(gimp_image_get_layers(image.get()));
    GimpLayer* layer = nullptr;
    for (int i = 0; layers && layers[i]; ++i) layer = layers[i];
    if (!layer) return fault(ErrorKind::LocalIo, "the image has no layer");
    const Rect bounds = layer_bounds(layer);
    const Rect all{0, 0, bounds.width, bounds.height};
    return without_idle_alpha(read_colours(GIMP_DRAWABLE(layer), all));
}

std::string Gimp3Editor::name_of(ItemId item) {
    return gimp_item_id_is_valid(item) ? adopt(gimp_item_get_name(gimp_item_get_by_id(item))).get()
                                       : std::string();
}

ImageState Gimp3Editor::state_of(ImageId image_id) {
    if (!gimp_image_id_is_valid(image_id)) return {};
    GimpImage* const image = gimp_image_get_by_id(image_id);
    ImageState state{{gimp_image_get_width(image), gimp_image_get_height(image)}, 0};
    const ArrayPtr<GimpLayer*> layers(gimp_image_get_layers(image));
    for (int i = 0; layers && layers[i]; ++i) state.bytes += bytes_of(GIMP_ITEM(layers[i]));
    return state;
}

std::optional<Rect> Gimp3Editor::bounds_of(ImageId image, ItemId item) {
    if (!is_in_image(image, item) || !gimp_item_id_is_layer(item) ||
        gimp_image_get_base_type(gimp_image_get_by_id(image)) == GIMP_INDEXED)
        return std::nullopt;
    return layer_bounds(gimp_layer_get_by_id(item));
}

std::optional<ItemId> Gimp3Editor::original_of(ImageId image, ItemId item) {
    if (!is_in_image(image, item)) return std::nullopt;
    return original_among(layers_of(gimp_image_get_by_id(image)), item);
}

std::optional<ItemId> Gimp3Editor::source_of(ImageId image, ItemId item) {
    if (!is_in_image(image, item)) return std::nullopt;
    return source_among(layers_of(gimp_image_get_by_id(image)), item);
}

unsigned Gimp3Editor::tattoo_of(ItemId layer) {
    return gimp_item_id_is_layer(layer) ? gimp_item_get_tattoo(gimp_item_get_by_id(layer)) : 0;
}

std::string Gimp3Editor::parasite_on_layer(ItemId layer, const char* name) {
    return gimp_item_id_is_layer(layer) ? parasite_of(gimp_item_get_by_id(layer), name)
                                        : std::string();
}

std::string Gimp3Editor::parasite_on_image(ImageId image, const std::string& name) {
    if (!gimp_image_id_is_valid(image)) return {};
    return text_of(ParasitePtr(gimp_image_get_parasite(gimp_image_get_by_id(image), name.c_str())));
}

Appearance Gimp3Editor::appearance_of(ImageId image, ItemId layer_id) {
    GimpLayer* const layer = gimp_layer_get_by_id(layer_id);
    Appearance appearance{.visible = {}, .plain = is_plain(layer)};
    if (gimp_item_get_visible(GIMP_ITEM(layer))) appearance.visible.push_back(layer_id);
    GimpItem* const parent = gimp_item_get_parent(GIMP_ITEM(layer));
    const ArrayPtr<GimpLayer*> top(gimp_image_get_layers(gimp_image_get_by_id(image)));
    const ArrayPtr<GimpItem*> children(parent ? gimp_item_get_children(parent) : nullptr);
    const auto siblings = parent ? children.get() : reinterpret_cast<GimpItem**>(top.get());
    for (int i = 0; siblings && siblings[i]; ++i) {
        const ItemId id = gimp_item_get_id(siblings[i]);
        if (gimp_item_get_visible(siblings[i]) &&
            lies_within(layer_bounds(GIMP_LAYER(siblings[i])), layer_bounds(layer)) &&
            original_of(image, id) == layer_id)
            appearance.visible.push_back(id);
    }
    return appearance;
}

Result<ItemId> Gimp3Editor::make_layer(ImageId image, const NewLayer& content) {
    if (!gimp_image_id_is_valid(image)) return refused(Reason::LayerGone);
    LooseLayer layer = upscale::make_layer(gimp_image_get_by_id(image), content);
    if (!layer) return gimp_fault(ErrorKind::Internal, "GIMP could not make the new layer");
    return gimp_item_get_id(GIMP_ITEM(layer.release()));
}

bool Gimp3Editor::has_link_layers() { return gimp_pdb_procedure_exists(gimp_get_pdb(), kNewLink); }

bool Gimp3Editor::is_link(ItemId layer) { return is_link_layer(layer); }

Result<LinkLayer> Gimp3Editor::make_link(ImageId image_id, const std::string& name,
                                         const NewLayer& content) {
    if (!has_link_layers()) return refused(Reason::NoLinkLayers);
    if (!gimp_image_id_is_valid(image_id)) return refused(Reason::LayerGone);
    GimpImage* const image = gimp_image_get_by_id(image_id);
    NewLayer without_mask = content;
    without_mask.mask = {};
    auto file = write_linked(image, name, without_mask);
    if (!file) return file.error();
    LinkLayer link{-1, std::move(file->path), file->beside};
    const auto linked = adopt(g_file_new_for_path(link.file.c_str()));
    const ValuesPtr values(gimp_procedure_run(gimp_pdb_lookup_procedure(gimp_get_pdb(), kNewLink),
                                              "image", image, "file", linked.get(), nullptr));
    LooseLayer layer(GIMP_VALUES_GET_ENUM(values.get(), 0) == GIMP_PDB_SUCCESS
                         ? GIMP_LAYER(GIMP_VALUES_GET_LAYER(values.get(), 1))
                         : nullptr);
    if (!layer || !add_mask(layer.get(), content.mask)) {
        remove_file(link.file);
        return gimp_fault(ErrorKind::LocalIo, "GIMP could not link the file");
    }
    gimp_item_set_name(GIMP_ITEM(layer.get()), content.name.c_str());
    attach_own_parasite(layer.get(), content);
    link.layer = gimp_item_get_id(GIMP_ITEM(layer.release()));
    return link;
}

void Gimp3Editor::discard_layer(ItemId layer) {
    if (gimp_item_id_is_valid(layer)) gimp_item_delete(gimp_item_get_by_id(layer));
}

std::string Gimp3Editor::file_stem_of(ImageId image_id) {
    if (!gimp_image_id_is_valid(image_id)) return {};
    GimpImage* const image = gimp_image_get_by_id(image_id);
    auto file = adopt(gimp_image_get_file(image));
    if (!file) file = adopt(gimp_image_get_imported_file(image));
    if (!file) return {};
    const auto name = adopt(g_file_get_basename(file.get()));
    return std::filesystem::path(name ? name.get() : "").stem().string();
}

std::string Gimp3Editor::saved_file_of(ImageId image_id) {
    if (!gimp_image_id_is_valid(image_id)) return {};
    GimpImage* const image = gimp_image_get_by_id(image_id);
    auto file = adopt(gimp_image_get_xcf_file(image));
    if (!file) file = adopt(gimp_image_get_exported_file(image));
    if (!file) file = adopt(gimp_image_get_imported_file(image));
    const CharPtr path = adopt(file ? g_file_get_path(file.get()) : nullptr);
    return path ? path.get() : "";
}

// Unlike GIMP 2.10, GIMP 3 accepts only a name that ends in .xcf, and would then write that file at
// the first *Save* without asking, even over an existing file. So the image gets no name.
Result<ImageId> Gimp3Editor::make_image(const ImageOrigin& origin, const std::string&,
                                        const std::string& xmp, const NewLayer& content) {
    GimpImage* const like =
        gimp_image_id_is_valid(origin.image) ? gimp_image_get_by_id(origin.image) : nullptr;
    OwnImage image = new_image({content.pixels.width, content.pixels.height}, like);
    if (!image) return gimp_fault(ErrorKind::Internal, "GIMP could not make the new image");
    LooseLayer layer = upscale::make_layer(image.get(), content);
    if (!layer || !gimp_image_insert_layer(image.get(), layer.get(), nullptr, 0))
        return gimp_fault(ErrorKind::Internal, "GIMP could not make the new layer");
    layer.release();
    if (like)
        inherit(image.get(), {content.pixels.width, content.pixels.height}, like, origin.part);
    add_xmp(image.get(), xmp);
    Rollback rollback;
    mark_plain(image.get(), content.plain, rollback);
    rollback.commit();
    gimp_image_undo_enable(image.get());
    return gimp_image_get_id(image.release());
}

void Gimp3Editor::discard_image(ImageId image) {
    if (gimp_image_id_is_valid(image)) gimp_image_delete(gimp_image_get_by_id(image));
}

Status Gimp3Editor::import_layers(const LayerImport& import) {
    for (const LayerStack& stack : import.stacks) {
        if (!is_in_image(import.image, stack.source)) return refused(Reason::LayerGone);
        for (const auto& entry : stack.layers)
            if (!gimp_item_id_is_layer(entry.layer))
                return fault(ErrorKind::Internal, "a new layer is gone");
    }
    for (const LayerSwap& swap : import.swaps) {
        if (!is_in_image(import.image, swap.old)) return refused(Reason::LayerGone);
        if (!gimp_item_id_is_layer(swap.layer))
            return fault(ErrorKind::Internal, "a new layer is gone");
    }
    GimpImage* const image = gimp_image_get_by_id(import.image);
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

void Gimp3Editor::show_images(const std::vector<ImageId>& images) {
    for (const ImageId image : images) gimp_display_new(gimp_image_get_by_id(image));
    gimp_displays_flush();
}

}  // namespace upscale
