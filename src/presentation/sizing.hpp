// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The fields in which users say how large the results are to be. Pure.
#pragma once

#include "base/parameters.hpp"
#include "image/pixels/bitmap.hpp"

namespace upscale {

/// The picture that gets another size.
struct Sized {
    Size size = {};   ///< pixels; 0: there is none
    double ppi = 72;  ///< pixels per inch at which it is printed today
    bool operator==(const Sized&) const = default;
};

/// What can be entered for a target's value.
struct ValueField {
    double minimum = 0, maximum = 0, step = 0;
    int digits = 0;  ///< after the point
};
/// `target`: a Target, not AsItComes.
ValueField field_of(int target);

/// The values with another target (a Target) that gives the same size, as far as its field has
/// digits for it. Without a picture the value is a usual one.
Parameters with_target(Parameters values, int target, const Sized& picture);

// Units of a print's width and height.
struct LengthUnit {
    enum : int { Inch, Millimetre, Centimetre, Pixel };
};
constexpr int kLengthUnits = 4;
int digits_of(int unit);

/// A print of the result.
struct Print {
    double width = 0, height = 0;  ///< in the unit
    double ppi = 300;              ///< pixels of the result per inch
    int unit = LengthUnit::Inch;   ///< a LengthUnit
};

/// Fills in width and height of the print for the values' size. There must be a picture.
Print print_of(const Parameters& values, const Sized& picture, Print print);
/// The value of Target::Print for a print of this width. There must be a picture.
double value_for_width(const Print& print, const Sized& picture);

}  // namespace upscale
