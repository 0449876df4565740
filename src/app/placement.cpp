// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/placement.hpp"

#include <algorithm>
#include <cmath>

#include "image/alpha.hpp"
#include "image/resample.hpp"

namespace upscale {
namespace {

int round_to_int(double value) { return static_cast<int>(std::lround(value)); }

/// The part of the source, in its own fractional pixels, that a layer at `target` shows.
RectF shown_part(const Registration& registration, Rect region, Rect target, int placement) {
    if (placement != Placement::Fit) return registration.covered;
    return {static_cast<double>(target.x - region.x), static_cast<double>(target.y - region.y),
            static_cast<double>(target.width), static_cast<double>(target.height)};
}

}  // namespace

Rect layer_rect(Rect region, const Registration& registration, Size size, int placement) {
    const RectF covered = registration.covered;
    const double left = region.x + covered.x, top = region.y + covered.y;
    switch (placement) {
        case Placement::NewImage:
            return {0, 0, size.width, size.height};
        case Placement::ScaleImage:
            return {round_to_int(left * registration.scale_x),
                    round_to_int(top * registration.scale_y), size.width, size.height};
        case Placement::Fit: {
            const int x = round_to_int(left), y = round_to_int(top);
            return {x, y, std::max(1, round_to_int(left + covered.width) - x),
                    std::max(1, round_to_int(top + covered.height) - y)};
        }
        default:
            return {round_to_int(left), round_to_int(top), size.width, size.height};
    }
}

Size scaled_image(Size canvas, const Registration& registration, int placement) {
    if (placement != Placement::ScaleImage) return canvas;
    return {std::max(1, round_to_int(canvas.width * registration.scale_x)),
            std::max(1, round_to_int(canvas.height * registration.scale_y))};
}

Rect grown_canvas(Size canvas, Rect layer, int placement) {
    if (placement != Placement::GrowCanvas) return {0, 0, canvas.width, canvas.height};
    const int left = std::min(0, layer.x), top = std::min(0, layer.y);
    return {left, top, std::max(canvas.width, layer.x + layer.width) - left,
            std::max(canvas.height, layer.y + layer.height) - top};
}

Bitmap plane_for(const Bitmap& plane, const Registration& registration, Rect region, Rect target,
                 int placement) {
    if (plane.empty()) return {};
    return resample(plane, shown_part(registration, region, target, placement),
                    {target.width, target.height}, Kernel::CatmullRom);
}

Bitmap finish_pixels(Bitmap result, const Registration& registration, Rect region, Rect target,
                     int placement, const Bitmap& alpha) {
    if (placement == Placement::Fit) {
        const RectF part = shown_part(registration, region, target, placement);
        const RectF area{(part.x - registration.covered.x) * registration.scale_x,
                         (part.y - registration.covered.y) * registration.scale_y,
                         part.width * registration.scale_x, part.height * registration.scale_y};
        result = resample(result, area, {target.width, target.height}, Kernel::Lanczos3);
    }
    if (alpha.empty()) return result;
    return with_alpha(result, plane_for(alpha, registration, region, target, placement));
}

}  // namespace upscale
