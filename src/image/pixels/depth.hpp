// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Between floating point and 8 bits, with the one rule for values that 8 bits cannot say.
#pragma once

#include <cstdint>
#include <span>

namespace upscale {

/// To be done before any conversion of colours, which would make anything of these: NaN becomes 0,
/// infinities and what is beyond become ±65504, the largest half float.
void make_finite(std::span<float> values);

/// 0..1 to 0..255, rounded to the nearest; what is beyond goes to the ends, NaN to 0. `bytes` is as
/// long as `values`. True if a value was beyond white.
bool to_8bit(std::span<const float> values, std::span<std::uint8_t> bytes);

/// 0..255 to 0..1; to_8bit() gives the same bytes back. `values` is as long as `bytes`.
void from_8bit(std::span<const std::uint8_t> bytes, std::span<float> values);

}  // namespace upscale
