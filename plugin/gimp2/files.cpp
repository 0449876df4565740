// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gimp2/files.hpp"

#include <libgimp/gimp.h>

#include <utility>

#include "batch/file_list.hpp"
#include "common/gobject_ptr.hpp"
#include "gimp2/editor/layers.hpp"

namespace upscale {
namespace {

/// True if the image is one layer that shows all of itself.
bool is_flat(ImageId image, const gint* layers, gint count) {
    if (count != 1) return false;
    gint x = 0, y = 0;
    gimp_drawable_offsets(layers[0], &x, &y);
    return !gimp_item_is_group(layers[0]) && gimp_item_get_visible(layers[0]) && x == 0 && y == 0 &&
           gimp_drawable_width(layers[0]) == gimp_image_width(image) &&
           gimp_drawable_height(layers[0]) == gimp_image_height(image) &&
           gimp_layer_get_opacity(layers[0]) >= 100 && gimp_layer_get_mask(layers[0]) == -1 &&
           gimp_layer_get_mode(layers[0]) == GIMP_LAYER_MODE_NORMAL;
}

}  // namespace

Result<ImageId> Gimp2Files::load(const std::string& path) {
    const ImageId image = gimp_file_load(GIMP_RUN_NONINTERACTIVE, path.c_str(), path.c_str());
    if (image == -1) return gimp_failure(ErrorKind::LocalIo, "GIMP cannot open the file");
    gimp_image_undo_disable(image);
    if (gimp_image_base_type(image) == GIMP_INDEXED && !gimp_image_convert_rgb(image)) {
        gimp_image_delete(image);
        return gimp_failure(ErrorKind::LocalIo, "GIMP cannot convert the image to RGB");
    }
    return image;
}

double Gimp2Files::ppi_of(ImageId image) {
    double across = 0, down = 0;
    gimp_image_get_resolution(image, &across, &down);
    return across;
}

Result<ItemId> Gimp2Files::visible_layer(ImageId image, const std::string& name) {
    gint count = 0;
    const ArrayPtr<gint> layers(gimp_image_get_layers(image, &count));
    if (count == 0) return Error{.kind = ErrorKind::BadInput, .reason = Reason::NoLayer};
    ItemId layer = layers[0];
    if (!is_flat(image, layers.get(), count)) {
        layer = gimp_layer_new_from_visible(image, image, name.c_str());
        if (layer == -1 || !gimp_image_insert_layer(image, layer, -1, 0))
            return gimp_failure(ErrorKind::LocalIo, "GIMP cannot merge the layers");
    }
    gimp_item_set_name(layer, name.c_str());
    return layer;
}

std::vector<LoadedLayer> Gimp2Files::layers_of(ImageId image) {
    std::vector<LoadedLayer> layers;
    for (LayerIdentity& layer : upscale::layers_of(image))
        if (!layer.group) layers.push_back({layer.id, std::move(layer.name)});
    return layers;
}

Status Gimp2Files::save(ImageId image, const std::string& path) {
    if (lacks_alpha(extension_of_path(path))) gimp_image_flatten(image);
    if (gimp_file_save(GIMP_RUN_NONINTERACTIVE, image, gimp_image_get_active_drawable(image),
                       path.c_str(), path.c_str()))
        return Done{};
    return gimp_failure(ErrorKind::LocalIo, "GIMP cannot save the file");
}

bool Gimp2Files::can_save(const std::string& path) {
    const ImageId image = gimp_image_new(8, 8, GIMP_RGB);
    const ItemId layer =
        gimp_layer_new(image, "try", 8, 8, GIMP_RGB_IMAGE, 100, GIMP_LAYER_MODE_NORMAL);
    gimp_image_insert_layer(image, layer, -1, 0);
    const bool can = save(image, path).has_value();
    gimp_image_delete(image);
    return can;
}

}  // namespace upscale
