// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "presentation/sizing.hpp"

#include <gtest/gtest.h>

namespace upscale {
namespace {

const Sized kPhoto{{3000, 2000}, 300};

Parameters asked(int target, double value) {
    Parameters values;
    values.target = target;
    values.target_value = value;
    return values;
}

TEST(Sizing, AnotherTargetSaysTheSameSize) {
    const struct {
        const char* what;
        Parameters before;
        int target;
        double value;
    } cases[] = {
        {"twice", asked(Target::Factor, 2), Target::LongestSide, 6000},
        {"as it comes", asked(Target::AsItComes, 2), Target::LongestSide, 6000},
        {"pixels", asked(Target::LongestSide, 9000), Target::Factor, 3},
        {"as many digits as the field has", asked(Target::LongestSide, 6001), Target::Factor, 2},
        {"four times the pixels", asked(Target::Factor, 2), Target::Megapixels, 24},
        {"per inch of today's print", asked(Target::Factor, 2), Target::Print, 600},
        {"back", asked(Target::Print, 450), Target::Factor, 1.5},
        {"smaller than it is", asked(Target::LongestSide, 1500), Target::Factor, 0.5},
    };
    for (const auto& c : cases) {
        const Parameters after = with_target(c.before, c.target, kPhoto);
        EXPECT_EQ(after.target, c.target) << c.what;
        EXPECT_DOUBLE_EQ(after.target_value, c.value) << c.what;
    }
    EXPECT_EQ(with_target(asked(Target::LongestSide, 9000), Target::AsItComes, kPhoto),
              Parameters());
}

TEST(Sizing, WithoutAPictureTheValueIsAUsualOne) {
    for (const int target : {Target::Factor, Target::LongestSide, Target::Megapixels}) {
        const double value = with_target(asked(Target::Print, 1), target, {}).target_value;
        EXPECT_GE(value, field_of(target).minimum);
        EXPECT_LE(value, field_of(target).maximum);
    }
}

TEST(Sizing, APrintHasTheSizeInEachUnit) {
    const Parameters twice = asked(Target::Print, 600);
    const struct {
        int unit;
        double ppi, width, height;
    } cases[] = {
        {LengthUnit::Inch, 300, 20, 6000 / 450.0},
        {LengthUnit::Inch, 600, 10, 20 / 3.0},
        {LengthUnit::Centimetre, 300, 50.8, 50.8 / 1.5},
        {LengthUnit::Millimetre, 300, 508, 508 / 1.5},
        {LengthUnit::Pixel, 300, 6000, 4000},
        {LengthUnit::Pixel, 72, 6000, 4000},
    };
    for (const auto& c : cases) {
        const Print print = print_of(twice, kPhoto, {.ppi = c.ppi, .unit = c.unit});
        EXPECT_NEAR(print.width, c.width, 1e-9) << c.unit;
        EXPECT_NEAR(print.height, c.height, 1e-9) << c.unit;
        EXPECT_NEAR(value_for_width(print, kPhoto), 600, 1e-9) << c.unit;
    }
}

}  // namespace
}  // namespace upscale
