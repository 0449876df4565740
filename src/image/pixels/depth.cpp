// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/pixels/depth.hpp"

#include <algorithm>
#include <cmath>

namespace upscale {

void make_finite(std::span<float> values) {
    constexpr float kLargest = 65504;
    for (float& value : values)
        value = std::isnan(value) ? 0 : std::clamp(value, -kLargest, kLargest);
}

bool to_8bit(std::span<const float> values, std::span<std::uint8_t> bytes) {
    unsigned beyond = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const float level = values[i] * 255 + 0.5f;
        beyond += level >= 256;
        bytes[i] = static_cast<std::uint8_t>(
            static_cast<int>(std::min(std::max(0.0f, level), 255.0f)));  // NaN becomes 0
    }
    return beyond > 0;
}

void from_8bit(std::span<const std::uint8_t> bytes, std::span<float> values) {
    for (std::size_t i = 0; i < bytes.size(); ++i) values[i] = static_cast<float>(bytes[i]) / 255;
}

}  // namespace upscale
