// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gimp3/files.hpp"

#include <libgimp/gimp.h>

#include <memory>

#include "base/utf8.hpp"
#include "batch/file_list.hpp"
#include "common/gobject_ptr.hpp"
#include "gimp3/upright.hpp"

namespace upscale {
namespace {

using OwnImage = std::unique_ptr<GimpImage, Release<&gimp_image_delete>>;

/// An error with GIMP's message about the call that failed.
Error gimp_fault(const std::string& what) {
    const char* const why = gimp_pdb_get_last_error(gimp_get_pdb());
    return {.kind = ErrorKind::LocalIo,
            .detail = printable_line(why && *why ? what + ": " + why : what)};
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

}  // namespace

Result<ImageId> Gimp3Files::load(const std::string& path) {
    const auto file = adopt(g_file_new_for_path(path.c_str()));
    OwnImage image(gimp_file_load(GIMP_RUN_NONINTERACTIVE, file.get()));
    if (!image) return gimp_fault("GIMP cannot open the file");
    gimp_image_undo_disable(image.get());
    turn_upright(image.get());
    if (gimp_image_get_base_type(image.get()) == GIMP_INDEXED &&
        !gimp_image_convert_rgb(image.get()))
        return gimp_fault("GIMP cannot convert the image to RGB");
    return gimp_image_get_id(image.release());
}

Result<ItemId> Gimp3Files::visible_layer(ImageId image_id, const std::string& name) {
    GimpImage* const image = gimp_image_get_by_id(image_id);
    const ArrayPtr<GimpLayer*> layers(gimp_image_get_layers(image));
    if (!layers || !layers[0]) return Error{.kind = ErrorKind::BadInput, .reason = Reason::NoLayer};
    GimpLayer* layer = layers[0];
    if (!is_flat(image, layers.get())) {
        layer = gimp_layer_new_from_visible(image, image, name.c_str());
        if (!layer || !gimp_image_insert_layer(image, layer, nullptr, 0))
            return gimp_fault("GIMP cannot merge the layers");
    }
    gimp_item_set_name(GIMP_ITEM(layer), name.c_str());
    return gimp_item_get_id(GIMP_ITEM(layer));
}

Status Gimp3Files::save(ImageId image_id, const std::string& path) {
    GimpImage* const image = gimp_image_get_by_id(image_id);
    if (lacks_alpha(extension_of_path(path))) gimp_image_flatten(image);
    const auto file = adopt(g_file_new_for_path(path.c_str()));
    if (gimp_file_save(GIMP_RUN_NONINTERACTIVE, image, file.get(), nullptr)) return Done{};
    return gimp_fault("GIMP cannot save the file");
}

bool Gimp3Files::can_save(const std::string& path) {
    const OwnImage image(gimp_image_new(8, 8, GIMP_RGB));
    GimpLayer* const layer =
        gimp_layer_new(image.get(), "try", 8, 8, GIMP_RGB_IMAGE, 100, GIMP_LAYER_MODE_NORMAL);
    gimp_image_insert_layer(image.get(), layer, nullptr, 0);
    return save(gimp_image_get_id(image.get()), path).has_value();
}

}  // namespace upscale
