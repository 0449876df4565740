// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "presentation/window_place.hpp"

#include <algorithm>

namespace upscale {
namespace {

constexpr int kFirstPercent = 85;     // of the room
constexpr Size kEnough{1080, 780};    // a smaller screen is used as a whole
constexpr int kLeastHeight = 800;     // below that the picture would be too small beside settings
constexpr int kRoomForPicture = 150;  // more than the least that a picture needs

}  // namespace

std::optional<Rect> area_of_window(const Rect& last, std::span<const Rect> areas) {
    if (last.width <= 0 || last.height <= 0) return std::nullopt;
    // long, because the numbers come from a file
    const long x = last.x + last.width / 2L, y = last.y + last.height / 2L;
    const auto area = std::ranges::find_if(areas, [&](const Rect& one) {
        return x >= one.x && x < long{one.x} + one.width && y >= one.y &&
               y < long{one.y} + one.height;
    });
    return area == areas.end() ? std::nullopt : std::optional(*area);
}

std::optional<Rect> place_of_window(const Rect& last, std::span<const Rect> areas) {
    const auto area = area_of_window(last, areas);
    if (!area) return std::nullopt;
    Rect place = last;
    place.width = std::min(last.width, area->width);
    place.height = std::min(last.height, area->height);
    place.x = std::clamp(last.x, area->x, area->x + area->width - place.width);
    place.y = std::clamp(last.y, area->y, area->y + area->height - place.height);
    return place;
}

Size first_size(Size room) {
    return {std::max(room.width * kFirstPercent / 100, std::min(room.width, kEnough.width)),
            std::max(room.height * kFirstPercent / 100, std::min(room.height, kEnough.height))};
}

Pages pages_for(Size room, Size needed) {
    const bool fits = room.height >= kLeastHeight && needed.width <= room.width &&
                      needed.height + kRoomForPicture <= room.height;
    return fits ? Pages::One : Pages::Two;
}

}  // namespace upscale
