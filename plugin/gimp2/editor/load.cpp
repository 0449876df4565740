// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gimp2/editor/load.hpp"

#include <libgimp/gimp.h>

#include <cstdlib>
#include <string_view>

#include "common/gobject_ptr.hpp"

namespace upscale {
namespace {

const char* loader_of(ImageFormat format) {
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

/// GIMP's loaders turn a photo upright, unless the user has chosen "Keep original" as the default.
bool loader_rotates(ImageFormat format) {
    const std::string name = std::string("gimp-metadata-exif-rotate(") + mime_type_of(format) + ")";
    GimpParasite* choice = gimp_get_parasite(name.c_str());
    if (!choice) return true;
    const std::string_view answer(static_cast<const char*>(gimp_parasite_data(choice)),
                                  gimp_parasite_data_size(choice));
    const bool rotates = !answer.starts_with("no");
    gimp_parasite_free(choice);
    return rotates;
}

/// The EXIF orientation, 1 to 8; 1 (upright) if there is none.
int orientation_of(const std::string& path) {
    const auto file = adopt(g_file_new_for_path(path.c_str()));
    const auto metadata = adopt(gimp_metadata_load_from_file(file.get(), nullptr));
    if (!metadata) return 1;
    const CharPtr xml = adopt(gimp_metadata_serialize(metadata.get()));
    constexpr std::string_view tag = "<tag name=\"Exif.Image.Orientation\">";
    const std::string_view text = xml ? xml.get() : "";
    const auto at = text.find(tag);
    return at == text.npos ? 1 : std::atoi(text.data() + at + tag.size());
}

void turn_upright(ImageId image, int orientation) {
    if (orientation == 3) gimp_image_rotate(image, GIMP_ROTATE_180);
    if (orientation == 5 || orientation == 6 || orientation == 7)
        gimp_image_rotate(image, GIMP_ROTATE_90);
    if (orientation == 8) gimp_image_rotate(image, GIMP_ROTATE_270);
    if (orientation == 2 || orientation == 5) gimp_image_flip(image, GIMP_ORIENTATION_HORIZONTAL);
    if (orientation == 4 || orientation == 7) gimp_image_flip(image, GIMP_ORIENTATION_VERTICAL);
}

}  // namespace

Result<NewImage> load(const std::string& path, ImageFormat format) {
    gint count = 0;
    GimpParam* values = gimp_run_procedure(loader_of(format), &count, GIMP_PDB_INT32,
                                           GIMP_RUN_NONINTERACTIVE, GIMP_PDB_STRING, path.c_str(),
                                           GIMP_PDB_STRING, path.c_str(), GIMP_PDB_END);
    const bool loaded = count >= 2 && values[0].data.d_status == GIMP_PDB_SUCCESS;
    const ImageId image = loaded ? values[1].data.d_image : -1;
    gimp_destroy_params(values, count);
    if (image == -1) return gimp_failure(ErrorKind::LocalIo, "GIMP cannot read the picture");
    NewImage picture(image);
    if (!loader_rotates(format)) turn_upright(image, orientation_of(path));
    return picture;
}

}  // namespace upscale
