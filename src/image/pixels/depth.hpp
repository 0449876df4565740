// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Conversion between floating point and 8 bits, with one rule for values that 8 bits cannot
// represent.
#pragma once

#include <cstdint>
#include <span>

namespace upscale {

/// Call this before any colour conversion, whose result for such values is undefined: NaN becomes
/// 0, infinities and values beyond them become ±65504, the largest half float.
void make_finite(std::span<float> values);

/// 0..1 to 0..255, rounded to the nearest; values outside are clamped, NaN becomes 0. `bytes` is as
/// long as `values`. Returns true if a value was brighter than white.
bool to_8bit(std::span<const float> values, std::span<std::uint8_t> bytes);

/// 0..255 to 0..1; to_8bit() gives the same bytes back. `values` is as long as `bytes`.
void from_8bit(std::span<const std::uint8_t> bytes, std::span<float> values);

}  // namespace upscale
