// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// How different two colours look. Pure.
#pragma once

#include <array>
#include <span>
#include <vector>

namespace upscale {

/// CIE L*a*b* under D50.
using Lab = std::array<double, 3>;

/// `srgb`: R'G'B', 0..1; values outside are allowed. Matrix of sRGB adapted to D50 (ICC.1:2022).
Lab lab_of(std::span<const float, 3> srgb);

/// CIEDE2000 (Sharma, Wu and Dalal, "The CIEDE2000 Color-Difference Formula", 2005). Below 1 hardly
/// anybody sees a difference.
double difference_of(const Lab& one, const Lab& other);

/// How far the colours of a result are from those of its source.
struct ColourShift {
    double mean = 0;  ///< ΔE2000 of the slow parts
    double most = 0;  ///< that 95 % of the picture do not exceed
    bool operator==(const ColourShift&) const = default;
};
/// Of these differences, in any order; all zero if there are none.
ColourShift shift_of(std::vector<double> differences);

}  // namespace upscale
