// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "presentation/window_place.hpp"

#include <algorithm>

namespace upscale {

std::optional<Rect> place_of_window(const Rect& last, std::span<const Rect> areas) {
    if (last.width <= 0 || last.height <= 0) return std::nullopt;
    // long, because the numbers come from a file
    const long x = last.x + last.width / 2L, y = last.y + last.height / 2L;
    const auto area = std::ranges::find_if(areas, [&](const Rect& one) {
        return x >= one.x && x < long{one.x} + one.width && y >= one.y &&
               y < long{one.y} + one.height;
    });
    if (area == areas.end()) return std::nullopt;
    Rect place = last;
    place.width = std::min(last.width, area->width);
    place.height = std::min(last.height, area->height);
    place.x = std::clamp(last.x, area->x, area->x + area->width - place.width);
    place.y = std::clamp(last.y, area->y, area->y + area->height - place.height);
    return place;
}

}  // namespace upscale
