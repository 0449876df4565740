// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/depth.hpp"

#include <algorithm>
#include <cmath>

namespace upscale {

void make_finite(std::span<float> values) {
    constexpr float kLargest = 65504;
    for (float& value : values)
        value = std::isnan(value) ? 0 : std::clamp(value, -kLargest, kLargest);
}

bool to_8bit(std::span<const float> values, std::span<std::uint8_t> bytes) {
    bool beyond = false;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const float level = values[i] * 255 + 0.5f;
        beyond |= level >= 256;
        bytes[i] = level >= 1 ? static_cast<std::uint8_t>(std::min(level, 255.0f)) : 0;
    }
    return beyond;
}

}  // namespace upscale
