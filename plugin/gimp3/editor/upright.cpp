// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gimp3/editor/upright.hpp"

#include <charconv>
#include <string_view>

#include "common/gobject_ptr.hpp"

namespace upscale {
namespace {

/// EXIF's orientation, 1 to 8; 1 if there is none.
int orientation_of(GimpImage* image) {
    const auto metadata = adopt(gimp_image_get_metadata(image));
    if (!metadata) return 1;
    // Read as text, because the name of the typed getter depends on the version of gexiv2, which we
    // do not link to.
    const auto tags = adopt(gimp_metadata_serialize(metadata.get()));
    const std::string_view text(tags ? tags.get() : "");
    constexpr std::string_view tag = "<tag name=\"Exif.Image.Orientation\">";
    const auto at = text.find(tag);
    int orientation = 1;
    if (at != text.npos)
        std::from_chars(text.data() + at + tag.size(), text.data() + text.size(), orientation);
    return orientation;
}

}  // namespace

void turn_upright(GimpImage* image) {
    const int orientation = orientation_of(image);
    switch (orientation) {
        case 3:
        case 4:
            gimp_image_rotate(image, GIMP_ROTATE_DEGREES180);
            break;
        case 5:
        case 6:
            gimp_image_rotate(image, GIMP_ROTATE_DEGREES90);
            break;
        case 7:
        case 8:
            gimp_image_rotate(image, GIMP_ROTATE_DEGREES270);
            break;
        default:
            break;
    }
    if (orientation == 2 || orientation == 4 || orientation == 5 || orientation == 7)
        gimp_image_flip(image, GIMP_ORIENTATION_HORIZONTAL);
}

}  // namespace upscale
