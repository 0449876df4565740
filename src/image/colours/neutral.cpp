// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/colours/neutral.hpp"

#include <algorithm>

#include "image/colours/grid.hpp"

namespace upscale {
namespace {

// what is taken for noise, and what for something new
constexpr float kFaintColour = 10 * kLevel, kNewColour = 20 * kLevel;

}  // namespace

std::vector<float> neutral_cells(const SlowPart& source) {
    std::vector<float> coloured(source.kind.size());
    for (std::size_t i = 0; i < coloured.size(); ++i)
        coloured[i] = source.kind[i] & SlowPart::Neutral ? 0 : 1;
    coloured = widened(coloured, source.cells);
    for (float& value : coloured) value = 1 - value;
    return coloured;
}

void take_colour(float* rgb, float share, const Colour& shown) {
    const float fading = (kNewColour - spread(shown)) / (kNewColour - kFaintColour);
    const float part = std::clamp(share, 0.0f, 1.0f) * std::clamp(fading, 0.0f, 1.0f);
    if (part <= 0) return;
    const float luma = luma_of(rgb);
    for (std::size_t c = 0; c < 3; ++c) rgb[c] = part < 1 ? rgb[c] + part * (luma - rgb[c]) : luma;
}

}  // namespace upscale
