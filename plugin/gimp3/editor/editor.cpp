// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gimp3/editor/editor.hpp"

#include <libgimp/gimp.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string_view>
#include <utility>

#include "base/parameters.hpp"
#include "base/utf8.hpp"
#include "common/gobject_ptr.hpp"
#include "common/import/gegl.hpp"
#include "common/import/metadata.hpp"
#include "common/import/rollback.hpp"
#include "gimp3/editor/import.hpp"
#include "gimp3/editor/layers.hpp"
#include "gimp3/editor/links.hpp"
#include "gimp3/editor/parasites.hpp"
#include "gimp3/editor/pixels.hpp"
#include "gimp3/editor/stand_in.hpp"
#include "gimp3/editor/upright.hpp"
#include "image/pixels/alpha.hpp"
#include "results/origin.hpp"
#include "results/stand_in.hpp"

namespace upscale {
namespace {

/// The bounding box of the selection, in image coordinates; nullopt if nothing is selected.
std::optional<Rect> selection_of(GimpImage* image) {
    gboolean exists = FALSE;
    int left = 0, top = 0, right = 0, bottom = 0;
    gimp_selection_bounds(image, &exists, &left, &top, &right, &bottom);
    if (!exists) return std::nullopt;
    return Rect{left, top, right - left, bottom - top};
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
    return parasite_of(gimp_image_get_by_id(image), name.c_str());
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

bool Gimp3Editor::has_link_layers() { return knows_link_layers(); }

bool Gimp3Editor::is_link(ItemId layer) { return is_link_layer(layer); }

Result<LinkLayer> Gimp3Editor::make_link(ImageId image, const std::string& name,
                                         const NewLayer& content) {
    if (!knows_link_layers()) return refused(Reason::NoLinkLayers);
    if (!gimp_image_id_is_valid(image)) return refused(Reason::LayerGone);
    return upscale::make_link(gimp_image_get_by_id(image), name, content);
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
    for (const LayerStack& stack : import.stacks)
        if (!is_in_image(import.image, stack.source)) return refused(Reason::LayerGone);
    for (const LayerSwap& swap : import.swaps)
        if (!is_in_image(import.image, swap.old)) return refused(Reason::LayerGone);
    return upscale::import_layers(gimp_image_get_by_id(import.image), import);
}

void Gimp3Editor::show_images(const std::vector<ImageId>& images) {
    for (const ImageId image : images) gimp_display_new(gimp_image_get_by_id(image));
    gimp_displays_flush();
}

}  // namespace upscale
