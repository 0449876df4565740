// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What adding results does to the image, before it is done: pure.
#pragma once

#include <span>

#include "results/placement.hpp"

namespace upscale {

struct Adding {
    int layers = 0;      ///< how many results become layers
    int new_images = 0;  ///< how many become images of their own
    Size layer;          ///< pixels of the first new layer
    Size new_image;      ///< pixels of the first new image
    Size canvas;         ///< of the image afterwards
    /// What happens to the image itself.
    enum class Change { None, Scaled, Grown } change = Change::None;
    Detour detour = Detour::None;  ///< why results become new images that were to be layers
    bool linked = false;           ///< the layers show files, which have all pixels
    bool operator==(const Adding&) const = default;
};

/// Foretells plan_placement(), with the same arguments.
Adding adding(int placement, const ImageState& image, std::span<const Claim> claims, double memory);

}  // namespace upscale
