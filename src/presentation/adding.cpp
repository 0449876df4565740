// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "presentation/adding.hpp"

#include "base/parameters.hpp"

namespace upscale {

Adding adding(int placement, const ImageState& image, std::span<const Claim> claims,
              double memory) {
    const Plan plan = plan_placement(placement, image, claims, memory);
    Adding adding;
    adding.canvas = {plan.canvas.width, plan.canvas.height};
    if (plan.image_size != image.canvas)
        adding.change = Adding::Change::Scaled;
    else if (adding.canvas != image.canvas)
        adding.change = Adding::Change::Grown;
    for (const Placed& placed : plan.claims) {
        for (const Place& place : placed.results) {
            int& count = placed.new_images ? adding.new_images : adding.layers;
            Size& first = placed.new_images ? adding.new_image : adding.layer;
            if (count++ == 0) first = {place.rect.width, place.rect.height};
        }
        if (adding.detour == Detour::None) adding.detour = placed.detour;
    }
    adding.linked = placement == Placement::Link && adding.layers > 0;
    return adding;
}

}  // namespace upscale
