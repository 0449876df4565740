// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// How the pictures of one order differ, as the networks know no seed.
#pragma once

#include <vector>

namespace upscale::local {

struct Variation {
    int detail = 50;  ///< 0..100
    int denoise = 0;  ///< a Denoise, not Auto
    bool operator==(const Variation&) const = default;
};

/// The variations of an order: first what was asked for, then cleaner, crisper, both, softer, and
/// so on, all different. `denoise`: a Denoise, not Auto; `can_denoise`: false if the network cannot
/// clean, so that only the detail varies. `count`: at most 8.
std::vector<Variation> variations(int detail, int denoise, bool can_denoise, int count);

}  // namespace upscale::local
