// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "results/stand_in.hpp"

#include "base/parameters.hpp"

namespace upscale {

StandIn stand_in_for(const Appearance& source, int placement, bool covers, bool opaque) {
    if (placement != Placement::Fit && placement != Placement::Link &&
        placement != Placement::ScaleImage)
        return {};
    StandIn result{.looks_like_source = true};
    if (source.visible.empty()) return result;
    // The opaque pixels of a plain layer hide what is below them, so it does not count twice.
    if (covers) {
        result.hides_source = !source.plain || !opaque;
    } else if (!source.plain) {
        result.hides_source = true;
        result.holds_rest = true;
    }
    return result;
}

bool lies_within(const Rect& result, const Rect& source) {
    return result.x >= source.x - 1 && result.y >= source.y - 1 &&
           result.x + result.width <= source.x + source.width + 1 &&
           result.y + result.height <= source.y + source.height + 1;
}

bool covers_layer(const Rect& layer, const Rect& region, const Place& place) {
    constexpr double kSlack = 0.5;
    const double left = region.x + place.shown.x, top = region.y + place.shown.y;
    return left < layer.x + kSlack && top < layer.y + kSlack &&
           left + place.shown.width > layer.x + layer.width - kSlack &&
           top + place.shown.height > layer.y + layer.height - kSlack;
}

}  // namespace upscale
