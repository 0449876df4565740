// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "presentation/sizing.hpp"

#include <cmath>

#include "enlarging/plan.hpp"

namespace upscale {
namespace {

double rounded(double value, int digits) {
    const double scale = std::pow(10.0, digits);
    return std::round(value * scale) / scale;
}

/// Pixels of the result per unit of length.
double pixels_per(const Print& print) {
    switch (print.unit) {
        case LengthUnit::Millimetre:
            return print.ppi / 25.4;
        case LengthUnit::Centimetre:
            return print.ppi / 2.54;
        case LengthUnit::Pixel:
            return 1;
        default:
            return print.ppi;
    }
}

double usual_value(int target) {
    switch (target) {
        case Target::LongestSide:
            return 4000;
        case Target::Megapixels:
            return 16;
        case Target::Print:
            return 300;
        default:
            return Parameters().target_value;
    }
}

}  // namespace

ValueField field_of(int target) {
    switch (target) {
        case Target::LongestSide:
            return {1, kMaxResultSide, 100, 0};
        case Target::Megapixels:
            return {0.01, static_cast<double>(kMaxResultPixels) / 1e6, 1, 2};
        case Target::Print:
            return {1, 100000, 10, 2};
        default:
            return {kLeastFactor, kMostFactor, 0.5, 2};
    }
}

Parameters with_target(Parameters values, int target, const Sized& picture) {
    const double factor = picture.size.width > 0
                              ? unchecked_factor(picture.size, picture.ppi, values)
                              : usual_scale(values);
    values.target = target;
    if (target == Target::AsItComes) {
        values.target_value = Parameters().target_value;
        return values;
    }
    values.target_value = usual_value(target);
    if (picture.size.width > 0)
        values.target_value = rounded(value_of_factor(target, factor, picture.size, picture.ppi),
                                      field_of(target).digits);
    return values;
}

int digits_of(int unit) {
    switch (unit) {
        case LengthUnit::Pixel:
            return 0;
        case LengthUnit::Millimetre:
            return 1;
        default:
            return 2;
    }
}

Print print_of(const Parameters& values, const Sized& picture, Print print) {
    const double factor = unchecked_factor(picture.size, picture.ppi, values);
    print.width = picture.size.width * factor / pixels_per(print);
    print.height = picture.size.height * factor / pixels_per(print);
    return print;
}

double value_for_width(const Print& print, const Sized& picture) {
    return print.width * pixels_per(print) / picture.size.width * picture.ppi;
}

}  // namespace upscale
