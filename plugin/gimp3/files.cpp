// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gimp3/files.hpp"

#include <libgimp/gimp.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <utility>

#include "batch/file_list.hpp"
#include "common/gobject_ptr.hpp"
#include "gimp3/editor/layers.hpp"
#include "gimp3/editor/upright.hpp"
#include "image/pixels/bitmap.hpp"

namespace upscale {
namespace {

/// The procedure that saves files of this extension and can be told to keep what is not pixels;
/// null: GIMP chooses one.
const char* exporter_of(std::string_view extension) {
    struct Exporter {
        std::string_view extension;
        const char* procedure;
    };
    static constexpr std::array<Exporter, 11> kExporters{{
        {"avif", "file-heif-av1-export"},
        {"heic", "file-heif-export"},
        {"heif", "file-heif-export"},
        {"jpe", "file-jpeg-export"},
        {"jpeg", "file-jpeg-export"},
        {"jpg", "file-jpeg-export"},
        {"jxl", "file-jpegxl-export"},
        {"png", "file-png-export"},
        {"tif", "file-tiff-export"},
        {"tiff", "file-tiff-export"},
        {"webp", "file-webp-export"},
    }};
    const auto* const found = std::ranges::find(kExporters, extension, &Exporter::extension);
    if (found == kExporters.end()) return nullptr;
    return gimp_pdb_procedure_exists(gimp_get_pdb(), found->procedure) ? found->procedure : nullptr;
}

/// Called by name, as gimp-file-save leaves out what its caller's GIMP is set to leave out.
bool export_with_all(const char* exporter, GimpImage* image, GFile* file) {
    GimpProcedure* const procedure = gimp_pdb_lookup_procedure(gimp_get_pdb(), exporter);
    const auto config = adopt(gimp_procedure_create_config(procedure));
    g_object_set(config.get(), "run-mode", GIMP_RUN_NONINTERACTIVE, "image", image, "file", file,
                 nullptr);
    for (const char* name : {"include-color-profile", "include-exif", "include-iptc", "include-xmp",
                             "include-comment"})
        if (g_object_class_find_property(G_OBJECT_GET_CLASS(config.get()), name))
            g_object_set(config.get(), name, TRUE, nullptr);
    // GIMP itself would open it as a second layer
    if (std::string_view(exporter) == "file-tiff-export")
        g_object_set(config.get(), "include-thumbnail", FALSE, nullptr);
    const ValuesPtr values(gimp_procedure_run_config(procedure, config.get()));
    return GIMP_VALUES_GET_ENUM(values.get(), 0) == GIMP_PDB_SUCCESS;
}

/// True if the image is one layer that shows all of itself.
bool is_flat(GimpImage* image, GimpLayer* const* layers) {
    if (!layers[0] || layers[1]) return false;
    GimpLayer* const layer = layers[0];
    int x = 0, y = 0;
    gimp_drawable_get_offsets(GIMP_DRAWABLE(layer), &x, &y);
    const ArrayPtr<GimpDrawableFilter*> effects(gimp_drawable_get_filters(GIMP_DRAWABLE(layer)));
    return !gimp_item_is_group(GIMP_ITEM(layer)) && gimp_item_get_visible(GIMP_ITEM(layer)) &&
           x == 0 && y == 0 &&
           gimp_drawable_get_width(GIMP_DRAWABLE(layer)) == gimp_image_get_width(image) &&
           gimp_drawable_get_height(GIMP_DRAWABLE(layer)) == gimp_image_get_height(image) &&
           gimp_layer_get_opacity(layer) >= 100 && !gimp_layer_get_mask(layer) &&
           gimp_layer_get_mode(layer) == GIMP_LAYER_MODE_NORMAL && !(effects && effects[0]);
}

/// GIMP 3 saves TIFF with a thumbnail as its second page, which it opens as a layer above the
/// picture, on a canvas that holds both. This takes it out.
void remove_thumbnail(GimpImage* image) {
    constexpr int kThumbnailSide = 256;
    const ArrayPtr<GimpLayer*> layers(gimp_image_get_layers(image));
    if (!layers || !layers[0] || !layers[1] || layers[2]) return;
    const auto size_of = [](GimpLayer* layer) {
        return Size{gimp_drawable_get_width(GIMP_DRAWABLE(layer)),
                    gimp_drawable_get_height(GIMP_DRAWABLE(layer))};
    };
    const Size small = size_of(layers[0]), picture = size_of(layers[1]);
    const double factor = static_cast<double>(std::max(picture.width, picture.height)) /
                          std::max(small.width, small.height);
    const bool same_shape = std::abs(small.width * factor - picture.width) <= factor + 1 &&
                            std::abs(small.height * factor - picture.height) <= factor + 1;
    if (std::max(small.width, small.height) != kThumbnailSide || !same_shape) return;
    gimp_image_remove_layer(image, layers[0]);
    gimp_image_resize_to_layers(image);
}

}  // namespace

Result<ImageId> Gimp3Files::load(const std::string& path) {
    const auto file = adopt(g_file_new_for_path(path.c_str()));
    OwnImage image(gimp_file_load(GIMP_RUN_NONINTERACTIVE, file.get()));
    if (!image) return gimp_fault(ErrorKind::LocalIo, "GIMP cannot open the file");
    gimp_image_undo_disable(image.get());
    if (const std::string extension = extension_of_path(path);
        extension == "tif" || extension == "tiff")
        remove_thumbnail(image.get());
    turn_upright(image.get());
    if (gimp_image_get_base_type(image.get()) == GIMP_INDEXED &&
        !gimp_image_convert_rgb(image.get()))
        return gimp_fault(ErrorKind::LocalIo, "GIMP cannot convert the image to RGB");
    return gimp_image_get_id(image.release());
}

double Gimp3Files::ppi_of(ImageId image) {
    double across = 0, down = 0;
    gimp_image_get_resolution(gimp_image_get_by_id(image), &across, &down);
    return across;
}

Result<ItemId> Gimp3Files::visible_layer(ImageId image_id, const std::string& name) {
    GimpImage* const image = gimp_image_get_by_id(image_id);
    const ArrayPtr<GimpLayer*> layers(gimp_image_get_layers(image));
    if (!layers || !layers[0]) return Error{.kind = ErrorKind::BadInput, .reason = Reason::NoLayer};
    GimpLayer* layer = layers[0];
    if (!is_flat(image, layers.get())) {
        layer = gimp_layer_new_from_visible(image, image, name.c_str());
        if (!layer || !gimp_image_insert_layer(image, layer, nullptr, 0))
            return gimp_fault(ErrorKind::LocalIo, "GIMP cannot merge the layers");
    }
    gimp_item_set_name(GIMP_ITEM(layer), name.c_str());
    return gimp_item_get_id(GIMP_ITEM(layer));
}

std::vector<LoadedLayer> Gimp3Files::layers_of(ImageId image) {
    std::vector<LoadedLayer> layers;
    for (LayerIdentity& layer : upscale::layers_of(gimp_image_get_by_id(image)))
        if (!layer.group) layers.push_back({layer.id, std::move(layer.name)});
    return layers;
}

Status Gimp3Files::save(ImageId image_id, const std::string& path) {
    GimpImage* const image = gimp_image_get_by_id(image_id);
    if (lacks_alpha(extension_of_path(path))) gimp_image_flatten(image);
    const auto file = adopt(g_file_new_for_path(path.c_str()));
    const char* const exporter = exporter_of(extension_of_path(path));
    if (exporter ? export_with_all(exporter, image, file.get())
                 : gimp_file_save(GIMP_RUN_NONINTERACTIVE, image, file.get(), nullptr))
        return Done{};
    return gimp_fault(ErrorKind::LocalIo, "GIMP cannot save the file");
}

bool Gimp3Files::can_save(const std::string& path) {
    const OwnImage image(gimp_image_new(8, 8, GIMP_RGB));
    GimpLayer* const layer =
        gimp_layer_new(image.get(), "try", 8, 8, GIMP_RGB_IMAGE, 100, GIMP_LAYER_MODE_NORMAL);
    gimp_image_insert_layer(image.get(), layer, nullptr, 0);
    return save(gimp_image_get_id(image.get()), path).has_value();
}

}  // namespace upscale
