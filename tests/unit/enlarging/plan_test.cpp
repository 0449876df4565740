// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "enlarging/plan.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "enlarging/composite.hpp"

namespace upscale {
namespace {

Parameters asking(int target, double value) {
    Parameters values;
    values.target = target;
    values.target_value = value;
    return values;
}

TEST(Target, NamesTheSizeOfTheResult) {
    struct Case {
        Size picture;
        double ppi;
        Parameters values;
        Size result;
        std::size_t passes;
    };
    const Case cases[] = {
        {{100, 50}, 72, {}, {200, 100}, 1},
        {{100, 50}, 72, asking(Target::Factor, 2), {200, 100}, 1},
        {{100, 50}, 72, asking(Target::Factor, 1.1), {110, 55}, 1},
        {{100, 50}, 72, asking(Target::Factor, 2.02), {202, 101}, 2},
        {{100, 50}, 72, asking(Target::Factor, 16), {1600, 800}, 4},
        {{1500, 1000}, 72, asking(Target::LongestSide, 6000), {6000, 4000}, 2},
        {{1000, 1500}, 72, asking(Target::LongestSide, 6000), {4000, 6000}, 2},
        {{1000, 1500}, 72, asking(Target::LongestSide, 1500), {1000, 1500}, 1},
        {{3000, 2000}, 72, asking(Target::Megapixels, 24), {6000, 4000}, 1},
        {{720, 360}, 72, asking(Target::Print, 300), {3000, 1500}, 3},
        {{720, 360}, 300, asking(Target::Print, 300), {720, 360}, 1},
    };
    for (const Case& c : cases) {
        const auto plan = plan_enlargement(c.picture, c.ppi, c.values);
        ASSERT_TRUE(plan) << c.values.target_value;
        EXPECT_EQ(plan->result, c.result) << c.values.target_value;
        EXPECT_EQ(plan->passes.size(), c.passes) << c.values.target_value;
        EXPECT_EQ(plan->is_plain(), c.values.target == Target::AsItComes);
    }
}

TEST(Target, WhatCannotBeIsRefusedWithItsReason) {
    struct Case {
        Size picture;
        Parameters values;
        Reason reason;
    };
    const Case cases[] = {
        {{100, 50}, asking(Target::Factor, 1), Reason::None},
        {{100, 50}, asking(Target::Factor, 16.1), Reason::None},
        {{100, 50}, asking(Target::LongestSide, 99), Reason::TargetSmaller},
        {{100, 50}, asking(Target::LongestSide, 0), Reason::TargetSmaller},
        {{100, 50}, asking(Target::Megapixels, 0.004), Reason::TargetSmaller},
        {{100, 50}, asking(Target::Print, 71), Reason::TargetSmaller},
        {{100, 50}, asking(Target::LongestSide, 16385), Reason::TargetTooLarge},
        {{8001, 8000}, asking(Target::Factor, 2), Reason::TargetTooLarge},
        {{1000, 1000}, asking(Target::Megapixels, 257), Reason::TargetTooLarge},
    };
    for (const Case& c : cases) {
        const auto plan = plan_enlargement(c.picture, 72, c.values);
        ASSERT_FALSE(plan) << c.values.target_value;
        EXPECT_EQ(plan.error().kind, ErrorKind::BadInput);
        EXPECT_EQ(plan.error().reason, c.reason) << c.values.target_value;
        EXPECT_EQ(plan.error().detail.starts_with("target-value"), c.reason == Reason::None);
    }
}

TEST(Images, AreCountedOverPassesTilesAndVariations) {
    Parameters values = asking(Target::Factor, 4);
    values.num_images = 3;
    EXPECT_EQ(images_for({1000, 1000}, 72, values), 6);
    values.tiles = Tiles::On;
    const auto plan = plan_enlargement({1000, 1000}, 72, values);
    ASSERT_TRUE(plan);
    EXPECT_EQ(plan->passes[0].tiles.size(), 1u);
    const auto second = plan->passes[1].tiles.size();
    EXPECT_GE(second, 2u) << "4 MP are too much for one picture without loss";
    EXPECT_EQ(plan->images, static_cast<int>(3 + 3 * second));
    EXPECT_EQ(images_for({1000, 1000}, 72, asking(Target::Factor, 17)), 0);
}

TEST(Images, MoreThanAllowedAreRefusedWithTheirNumber) {
    Parameters values;
    EXPECT_TRUE(check_most_images(1000, values)) << "0: no limit";
    values.max_images = 5;
    EXPECT_TRUE(check_most_images(5, values));
    const auto refused = check_most_images(6, values);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::BadInput);
    EXPECT_EQ(refused.error().images_needed, 6);
}

TEST(Tiles, TheEngineOnThisComputerGetsThemOnlyWhereItMust) {
    Parameters values;
    values.engine = Engine::Local;
    EXPECT_EQ(tiles_of({8000, 5000}, 1, values).size(), 1u) << "its own limit says so";
    EXPECT_GT(tiles_of({8000, 5000}, 2, values).size(), 1u);
    values.engine = Engine::Ideogram;
    EXPECT_EQ(tiles_of({8000, 5000}, 2, values).size(), 1u) << "each one would be paid for";
}

TEST(Around, GivesWhatIsMissing) {
    EXPECT_TRUE(around({0, 0, 10, 10}, {0.4, 0.4, 9.3, 9.3}, 2).empty());
    EXPECT_TRUE(around({0, 0, 10, 10}, {-5, -5, 30, 30}, 2).empty());
    const std::vector<Rect> sides{{0, 0, 10, 3}, {0, 3, 4, 7}};
    EXPECT_EQ(around({0, 0, 10, 10}, {4, 3, 6, 7}, 2), sides);
    int pixels = 0;
    for (const Rect& part : around({10, 20, 100, 100}, {30, 30, 50, 60}, 2))
        pixels += part.width * part.height;
    EXPECT_EQ(pixels, 100 * 100 - 50 * 60);
}

}  // namespace
}  // namespace upscale
