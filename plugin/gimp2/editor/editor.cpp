// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gimp2/editor/editor.hpp"

#include <libgimp/gimp.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "base/parameters.hpp"
#include "common/gobject_ptr.hpp"
#include "common/import/gegl.hpp"
#include "common/import/metadata.hpp"
#include "common/import/rollback.hpp"
#include "gimp2/editor/import.hpp"
#include "gimp2/editor/layers.hpp"
#include "gimp2/editor/load.hpp"
#include "gimp2/editor/parasites.hpp"
#include "gimp2/editor/pixels.hpp"
#include "gimp2/editor/stand_in.hpp"
#include "image/pixels/alpha.hpp"
#include "results/origin.hpp"
#include "results/stand_in.hpp"

namespace upscale {
namespace {

/// The path of the file that the image was opened from or saved as; empty if there is no local
/// file.
std::string path_from(const CharPtr& uri) {
    const CharPtr path = adopt(uri ? g_filename_from_uri(uri.get(), nullptr, nullptr) : nullptr);
    return path ? path.get() : "";
}

std::string file_of(ImageId image) {
    if (!gimp_image_is_valid(image)) return {};
    CharPtr uri = adopt(gimp_image_get_xcf_uri(image));
    if (!uri) uri = adopt(gimp_image_get_imported_uri(image));
    return path_from(uri);
}

/// Sets the name that GIMP proposes when the image is saved, in the folder of `like` or that of the
/// user's documents. The name must have no dot. If it had an extension with a saver, *Save* would
/// write the file without asking; with an unknown extension the dialog would refuse it. To a name
/// without a dot GIMP adds .xcf, and asks.
void propose_name(ImageId image, std::string name, ImageId like) {
    std::ranges::replace(name, '.', '_');
    std::filesystem::path folder = std::filesystem::path(file_of(like)).parent_path();
    const char* documents = g_get_user_special_dir(G_USER_DIRECTORY_DOCUMENTS);
    if (folder.empty()) folder = documents ? documents : g_get_home_dir();
    gimp_image_set_filename(image, (folder / name).c_str());
}

/// True if the item is a drawable in the stack of the image.
bool is_in_image(ImageId image, ItemId item) {
    if (!gimp_image_is_valid(image) || !gimp_item_is_valid(item) || !gimp_item_is_drawable(item) ||
        gimp_item_get_image(item) != image)
        return false;
    // A layer that a script made but did not insert has no position.
    gimp_image_get_item_position(image, item);
    return gimp_get_pdb_status() == GIMP_PDB_SUCCESS;
}

/// The bytes of all layers' pixels. A group counts with the layers in it and with its own
/// rendering.
double bytes_of(const gint* items, int count) {
    double bytes = 0;
    for (int i = 0; i < count; ++i) {
        bytes += static_cast<double>(gimp_drawable_width(items[i])) *
                 gimp_drawable_height(items[i]) * gimp_drawable_bpp(items[i]);
        if (!gimp_item_is_group(items[i])) continue;
        gint children = 0;
        const ArrayPtr<gint> ids(gimp_item_get_children(items[i], &children));
        bytes += bytes_of(ids.get(), children);
    }
    return bytes;
}

class Gimp2Editor final : public Editor {
  public:
    Gimp2Editor() {
        start_gegl();
        gimp_plugin_enable_precision();
        gimp_plugin_set_pdb_error_handler(GIMP_PDB_ERROR_HANDLER_PLUGIN);
    }

    std::string name_of(ItemId item) override;
    Result<Source> read_source(ImageId image, ItemId drawable, int region) override;
    Result<Bitmap> decode(const std::string& path, ImageFormat format) override;
    ImageState state_of(ImageId image) override;
    std::optional<Rect> bounds_of(ImageId image, ItemId item) override;
    std::optional<ItemId> original_of(ImageId image, ItemId item) override;
    std::optional<ItemId> source_of(ImageId image, ItemId item) override;
    unsigned tattoo_of(ItemId layer) override;
    std::string parasite_on_layer(ItemId layer, const char* name) override;
    std::string parasite_on_image(ImageId image, const std::string& name) override;
    Appearance appearance_of(ImageId image, ItemId layer) override;
    Result<ItemId> make_layer(ImageId image, const NewLayer& content) override;
    bool has_link_layers() override { return false; }
    bool is_link(ItemId) override { return false; }
    Result<LinkLayer> make_link(ImageId, const std::string&, const NewLayer&) override {
        return Error{.kind = ErrorKind::BadInput, .reason = Reason::NoLinkLayers};
    }
    void discard_layer(ItemId layer) override;
    std::string file_stem_of(ImageId image) override;
    std::string saved_file_of(ImageId image) override;
    Result<ImageId> make_image(const ImageOrigin& like, const std::string& name,
                               const std::string& xmp, const NewLayer& content) override;
    void discard_image(ImageId image) override;
    Status import_layers(const LayerImport& import) override;
    void show_images(const std::vector<ImageId>& images) override;
};

std::string Gimp2Editor::name_of(ItemId item) {
    return gimp_item_is_valid(item) ? adopt(gimp_item_get_name(item)).get() : std::string();
}

Result<Source> Gimp2Editor::read_source(ImageId image, ItemId drawable, int region) {
    if (gimp_item_is_valid(drawable) && !gimp_item_is_layer(drawable))
        return Error{.kind = ErrorKind::BadInput, .reason = Reason::NotALayer};
    if (!is_in_image(image, drawable)) return source_is_gone();

    Source source;
    source.image = image;
    source.drawable = drawable;
    source.name = adopt(gimp_item_get_name(drawable)).get();
    source.parasite = parasite_of(drawable);
    source.tattoo = static_cast<unsigned>(gimp_item_get_tattoo(drawable));
    source.indexed = gimp_image_base_type(image) == GIMP_INDEXED;
    source.canvas = {gimp_image_width(image), gimp_image_height(image)};
    double across = 0, down = 0;
    if (gimp_image_get_resolution(image, &across, &down)) source.ppi = across;
    source.layer = layer_bounds(drawable);
    source.region = source.layer;

    const bool selected = region == Region::Selection && !gimp_selection_is_empty(image);
    GeglRectangle area{0, 0, source.layer.width, source.layer.height};
    if (selected) {
        if (!gimp_drawable_mask_intersect(drawable, &area.x, &area.y, &area.width, &area.height))
            return Error{.kind = ErrorKind::BadInput, .reason = Reason::SelectionElsewhere};
        source.region = {source.layer.x + area.x, source.layer.y + area.y, area.width, area.height};
    }
    auto pixels = is_floating_point(image) ? read_float_colours(drawable, area, source.clipped)
                                           : read_colours(drawable, area);
    if (!pixels) return source_is_gone();
    source.pixels = std::move(*pixels);
    source.slow = read_slow_colours(drawable, area, source.pixels);
    if (selected) source.selection = read_selection(image, source.region);
    return source;
}

Result<Bitmap> Gimp2Editor::decode(const std::string& path, ImageFormat format) {
    const auto image = load(path, format);
    if (!image) return image.error();
    const ItemId drawable = gimp_image_get_active_drawable(image->id());
    const GeglRectangle area{0, 0, gimp_drawable_width(drawable), gimp_drawable_height(drawable)};
    auto pixels = read_colours(drawable, area);
    if (!pixels) return source_is_gone();
    return without_idle_alpha(std::move(*pixels));
}

ImageState Gimp2Editor::state_of(ImageId image) {
    if (!gimp_image_is_valid(image)) return {};
    gint count = 0;
    const ArrayPtr<gint> layers(gimp_image_get_layers(image, &count));
    return {{gimp_image_width(image), gimp_image_height(image)}, bytes_of(layers.get(), count)};
}

std::optional<Rect> Gimp2Editor::bounds_of(ImageId image, ItemId item) {
    if (!is_in_image(image, item) || !gimp_item_is_layer(item) ||
        gimp_image_base_type(image) == GIMP_INDEXED)
        return std::nullopt;
    return layer_bounds(item);
}

std::optional<ItemId> Gimp2Editor::original_of(ImageId image, ItemId item) {
    if (!is_in_image(image, item)) return std::nullopt;
    return original_among(layers_of(image), item);
}

std::optional<ItemId> Gimp2Editor::source_of(ImageId image, ItemId item) {
    if (!is_in_image(image, item)) return std::nullopt;
    return source_among(layers_of(image), item);
}

unsigned Gimp2Editor::tattoo_of(ItemId layer) {
    return gimp_item_is_valid(layer) ? static_cast<unsigned>(gimp_item_get_tattoo(layer)) : 0;
}

std::string Gimp2Editor::parasite_on_layer(ItemId layer, const char* name) {
    return gimp_item_is_valid(layer) ? parasite_of(layer, name) : std::string();
}

std::string Gimp2Editor::parasite_on_image(ImageId image, const std::string& name) {
    if (!gimp_image_is_valid(image)) return {};
    return parasite_of_image(image, name.c_str());
}

Appearance Gimp2Editor::appearance_of(ImageId image, ItemId layer) {
    Appearance appearance{.visible = {}, .plain = is_plain(layer)};
    if (gimp_item_get_visible(layer)) appearance.visible.push_back(layer);
    const ItemId parent = gimp_item_get_parent(layer);
    gint count = 0;
    const ArrayPtr<gint> siblings(parent == -1 ? gimp_image_get_layers(image, &count)
                                               : gimp_item_get_children(parent, &count));
    for (gint i = 0; i < count; ++i) {
        const ItemId id = siblings[static_cast<std::size_t>(i)];
        if (gimp_item_get_visible(id) && lies_within(layer_bounds(id), layer_bounds(layer)) &&
            original_of(image, id) == layer)
            appearance.visible.push_back(id);
    }
    return appearance;
}

Result<ItemId> Gimp2Editor::make_layer(ImageId image, const NewLayer& content) {
    if (!gimp_image_is_valid(image)) return source_is_gone();
    auto item = upscale::make_layer(image, content);
    if (!item) return item.error();
    return item->keep();
}

void Gimp2Editor::discard_layer(ItemId layer) { const NewLayerItem gone(layer); }

std::string Gimp2Editor::file_stem_of(ImageId image) {
    return std::filesystem::path(file_of(image)).stem().string();
}

std::string Gimp2Editor::saved_file_of(ImageId image) {
    if (!gimp_image_is_valid(image)) return {};
    CharPtr uri = adopt(gimp_image_get_xcf_uri(image));
    if (!uri) uri = adopt(gimp_image_get_exported_uri(image));
    return uri ? path_from(uri) : file_of(image);
}

Result<ImageId> Gimp2Editor::make_image(const ImageOrigin& origin, const std::string& name,
                                        const std::string& xmp, const NewLayer& content) {
    const ImageId like = origin.image;
    const bool model = gimp_image_is_valid(like);
    const auto base_type = model && gimp_image_base_type(like) == GIMP_GRAY ? GIMP_GRAY : GIMP_RGB;
    const auto precision = model ? gimp_image_get_precision(like) : GIMP_PRECISION_U8_GAMMA;
    NewImage image(gimp_image_new_with_precision(content.pixels.width, content.pixels.height,
                                                 base_type, precision));
    if (image.id() == -1) return gimp_failure(ErrorKind::Internal, "an image cannot be made");
    gimp_image_undo_disable(image.id());
    if (model)
        if (const auto profile = adopt(gimp_image_get_color_profile(like)))
            gimp_image_set_color_profile(image.id(), profile.get());
    auto item = upscale::make_layer(image.id(), content);
    if (!item) return item.error();
    if (!item->insert(image.id(), -1, 0))
        return gimp_failure(ErrorKind::Internal, "a layer cannot be placed");
    if (model)
        inherit(image.id(), {content.pixels.width, content.pixels.height}, like, origin.part);
    add_xmp(image.id(), xmp);
    Rollback rollback;
    mark_plain(image.id(), content.plain, rollback);
    rollback.commit();
    gimp_image_undo_enable(image.id());
    propose_name(image.id(), name, like);
    return image.keep();
}

void Gimp2Editor::discard_image(ImageId image) {
    if (gimp_image_is_valid(image)) gimp_image_delete(image);
}

Status Gimp2Editor::import_layers(const LayerImport& import) {
    for (const LayerStack& stack : import.stacks)
        if (!is_in_image(import.image, stack.source)) return source_is_gone();
    for (const LayerSwap& swap : import.swaps)
        if (!is_in_image(import.image, swap.old)) return source_is_gone();
    return upscale::import_layers(import);
}

void Gimp2Editor::show_images(const std::vector<ImageId>& images) {
    for (const ImageId image : images) gimp_display_new(image);
    gimp_displays_flush();
}

}  // namespace

std::unique_ptr<Editor> make_editor() { return std::make_unique<Gimp2Editor>(); }

}  // namespace upscale
