// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gimp3/editor/scale.hpp"

#include <cmath>
#include <span>
#include <string_view>
#include <vector>

#include "common/gobject_ptr.hpp"

namespace upscale {
namespace {

struct Link {
    GimpLayer* layer;
    int x, y;  ///< before the image is scaled
};

struct Stroke {
    GimpPath* path;
    int id;
    std::vector<double> points;  ///< x and y in turn, before the image is scaled
};

/// Adds the layer if it is a link layer, and all such layers in it if it is a group.
void collect(GimpItem* item, std::vector<Link>& links) {
    // libgimp 3.0, which we are built with, does not have the type.
    if (std::string_view(G_OBJECT_TYPE_NAME(item)) == "GimpLinkLayer") {
        Link link{GIMP_LAYER(item), 0, 0};
        gimp_drawable_get_offsets(GIMP_DRAWABLE(item), &link.x, &link.y);
        links.push_back(link);
    }
    if (!gimp_item_is_group(item)) return;
    const ArrayPtr<GimpItem*> children(gimp_item_get_children(item));
    for (int i = 0; children && children[i]; ++i) collect(children[i], links);
}

std::vector<double> points_of(GimpPath* path, int stroke) {
    gsize count = 0;
    double* points = nullptr;
    gboolean closed = FALSE;
    gimp_path_stroke_get_points(path, stroke, &count, &points, &closed);
    const ArrayPtr<double> owned(points);
    return {points, points + count};
}

std::vector<Stroke> strokes_of(GimpImage* image) {
    std::vector<Stroke> strokes;
    const ArrayPtr<GimpPath*> paths(gimp_image_get_paths(image));
    for (int i = 0; paths && paths[i]; ++i) {
        gsize count = 0;
        const ArrayPtr<gint> ids(gimp_path_get_strokes(paths[i], &count));
        for (const int id : std::span(ids.get(), count))
            strokes.push_back({paths[i], id, points_of(paths[i], id)});
    }
    return strokes;
}

/// By how much the coordinates that start at `first`, of x or y, must still be multiplied, so that
/// they are `factor` times the old ones. 1 if they are.
double missing_factor(std::span<const double> old, std::span<const double> now, std::size_t first,
                      double factor) {
    if (old.size() != now.size()) return 1;
    std::size_t farthest = first;
    for (std::size_t i = first; i < old.size(); i += 2)
        if (std::abs(old[i]) > std::abs(old[farthest])) farthest = i;
    if (farthest >= old.size() || now[farthest] == 0) return 1;
    const double missing = old[farthest] * factor / now[farthest];
    return std::abs(missing - 1) < 0.001 ? 1 : missing;
}

}  // namespace

bool scale_image(GimpImage* image, Size size) {
    const double x = static_cast<double>(size.width) / gimp_image_get_width(image);
    const double y = static_cast<double>(size.height) / gimp_image_get_height(image);
    std::vector<Link> links;
    const ArrayPtr<GimpLayer*> top(gimp_image_get_layers(image));
    for (int i = 0; top && top[i]; ++i) collect(GIMP_ITEM(top[i]), links);
    const std::vector<Stroke> strokes = strokes_of(image);
    if (!gimp_image_scale(image, size.width, size.height)) return false;
    for (const Stroke& stroke : strokes) {
        const std::vector<double> now = points_of(stroke.path, stroke.id);
        const double more_x = missing_factor(stroke.points, now, 0, x);
        const double more_y = missing_factor(stroke.points, now, 1, y);
        if (more_x != 1 || more_y != 1)
            gimp_path_stroke_scale(stroke.path, stroke.id, more_x, more_y);
    }
    for (const Link& link : links)
        gimp_layer_set_offsets(link.layer, static_cast<int>(std::lround(link.x * x)),
                               static_cast<int>(std::lround(link.y * y)));
    return true;
}

}  // namespace upscale
