// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "presentation/comparison.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>

namespace upscale {

static void PrintTo(const Visibility& v, std::ostream* out) {
    *out << v.layer << (v.visible ? " visible" : " invisible");
}

namespace {

constexpr ItemId kGroup = 10, kSource = 20;

Comparison three() { return Comparison({kGroup, {1, 2, 3}, {kSource}}); }

bool forget(Comparison& comparison, std::vector<ItemId> gone) {
    return comparison.forget_gone(
        [&](ItemId layer) { return std::ranges::count(gone, layer) == 0; });
}

TEST(Comparison, ShowsOneAtATime) {
    Comparison comparison = three();
    EXPECT_EQ(comparison.visibilities(),
              (std::vector<Visibility>{
                  {kGroup, true}, {1, true}, {2, false}, {3, false}, {kSource, false}}));
    comparison.show_next();
    EXPECT_EQ(comparison.visibilities(),
              (std::vector<Visibility>{
                  {kGroup, true}, {1, false}, {2, true}, {3, false}, {kSource, false}}));
    EXPECT_EQ(comparison.others(), (std::vector<ItemId>{1, 3}));
}

TEST(Comparison, GoesRound) {
    Comparison comparison = three();
    comparison.show_previous();
    EXPECT_EQ(comparison.shown(), 3);
    EXPECT_EQ(comparison.position(), 2u);
    comparison.show_next();
    EXPECT_EQ(comparison.shown(), 1);
}

TEST(Comparison, ShowsWhatWasBefore) {
    Comparison comparison = three();
    comparison.show_next();
    comparison.show_before(true);
    EXPECT_EQ(comparison.visibilities(),
              (std::vector<Visibility>{
                  {kGroup, false}, {1, false}, {2, true}, {3, false}, {kSource, true}}));
    comparison.show_before(false);
    EXPECT_EQ(comparison.shown(), 2);
    comparison.show_before(true);
    comparison.show_next();
    EXPECT_FALSE(comparison.is_before());
    EXPECT_EQ(comparison.shown(), 3);
}

TEST(Comparison, ForgetsWhatIsGone) {
    const struct {
        std::size_t steps;
        std::vector<ItemId> gone;
        ItemId shown;
        std::size_t count;
    } cases[] = {
        {0, {}, 1, 3},     {1, {1}, 2, 2},    {1, {2}, 3, 2},    {2, {3}, 2, 2},
        {2, {1, 2}, 3, 1}, {1, {1, 2}, 3, 1}, {2, {2, 3}, 1, 1},
    };
    for (const auto& c : cases) {
        Comparison comparison = three();
        for (std::size_t i = 0; i < c.steps; ++i) comparison.show_next();
        EXPECT_TRUE(forget(comparison, c.gone));
        EXPECT_EQ(comparison.shown(), c.shown);
        EXPECT_EQ(comparison.count(), c.count);
    }
    Comparison comparison = three();
    EXPECT_TRUE(forget(comparison, {kSource}));
    EXPECT_EQ(comparison.visibilities().size(), 4u);
}

TEST(Comparison, IsOverWhenNothingIsLeft) {
    Comparison undone = three(), emptied = three();
    EXPECT_FALSE(forget(undone, {kGroup, 1, 2, 3}));
    EXPECT_FALSE(forget(emptied, {1, 2, 3}));
}

TEST(Comparison, OfOneResultStaysThere) {
    Comparison comparison({kGroup, {1}, {}});
    comparison.show_next();
    comparison.show_previous();
    EXPECT_EQ(comparison.shown(), 1);
    EXPECT_TRUE(comparison.others().empty());
}

}  // namespace
}  // namespace upscale
