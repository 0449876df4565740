// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/import/metadata.hpp"

#include <cmath>
#include <memory>

#include "base/log.hpp"
#include "common/gobject_ptr.hpp"
#include "results/metadata_text.hpp"

namespace upscale {
namespace {

/// From a length in one image to whole pixels in the other.
int enlarged(double position, double start, double factor) {
    return static_cast<int>(std::lround((position - start) * factor));
}

bool is_within(int position, int length) { return position >= 0 && position <= length; }

void inherit_guides(ImageHandle image, Size size, ImageHandle like, const RectF& part,
                    double factor) {
    for (auto guide = gimp_image_find_next_guide(like, 0); guide != 0;
         guide = gimp_image_find_next_guide(like, guide)) {
        const int position = gimp_image_get_guide_position(like, guide);
        if (gimp_image_get_guide_orientation(like, guide) == GIMP_ORIENTATION_HORIZONTAL) {
            const int y = enlarged(position, part.y, factor);
            if (is_within(y, size.height)) gimp_image_add_hguide(image, y);
        } else {
            const int x = enlarged(position, part.x, factor);
            if (is_within(x, size.width)) gimp_image_add_vguide(image, x);
        }
    }
    for (auto point = gimp_image_find_next_sample_point(like, 0); point != 0;
         point = gimp_image_find_next_sample_point(like, point)) {
        int y = 0;
        const int x =
            enlarged(gimp_image_get_sample_point_position(like, point, &y) + 0.5, part.x, factor);
        y = enlarged(y + 0.5, part.y, factor);
        if (is_within(x, size.width - 1) && is_within(y, size.height - 1))
            gimp_image_add_sample_point(image, x, y);
    }
}

void inherit_metadata(ImageHandle image, Size size, ImageHandle like) {
    const auto theirs = adopt(gimp_image_get_metadata(like));
    const auto xml = adopt(theirs ? gimp_metadata_serialize(theirs.get()) : nullptr);
    if (!xml) return;
    const auto metadata =
        adopt(gimp_metadata_deserialize(metadata_for_enlargement(xml.get(), size).c_str()));
    if (!metadata) return;
    double x = 0, y = 0;
    gimp_image_get_resolution(image, &x, &y);
    gimp_metadata_set_resolution(metadata.get(), x, y, gimp_image_get_unit(image));
    gimp_image_set_metadata(image, metadata.get());
}

}  // namespace

void inherit(ImageHandle image, Size size, ImageHandle like, const RectF& part) {
    const double factor = size.width >= size.height ? size.width / part.width  // the longer side is
                                                    : size.height / part.height;  // more exact
    double x = 0, y = 0;
    gimp_image_get_resolution(like, &x, &y);
    gimp_image_set_resolution(image, x * factor, y * factor);
    gimp_image_set_unit(image, gimp_image_get_unit(like));
    inherit_guides(image, size, like, part, factor);
    const std::unique_ptr<GimpParasite, Release<&gimp_parasite_free>> comment(
        gimp_image_get_parasite(like, "gimp-comment"));
    if (comment) gimp_image_attach_parasite(image, comment.get());
    inherit_metadata(image, size, like);
}

void add_xmp(ImageHandle image, const std::string& xmp) {
    if (xmp.empty()) return;
    auto metadata = adopt(gimp_image_get_metadata(image));
    if (!metadata) metadata = adopt(gimp_metadata_new());
    if (gimp_metadata_set_from_xmp(metadata.get(), reinterpret_cast<const guchar*>(xmp.data()),
                                   static_cast<int>(xmp.size()), nullptr))
        gimp_image_set_metadata(image, metadata.get());
    else
        log_line("the new image does not name its source: libgimp refused the packet");
}

}  // namespace upscale
