// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "results/stand_in.hpp"

#include <gtest/gtest.h>

#include "base/parameters.hpp"

namespace upscale {
namespace {

TEST(InPlaceOfTheSource, HidesASourceThatWouldCountTwice) {
    const Appearance plain{.visible = {1}, .plain = true}, faint{.visible = {1}, .plain = false},
        hidden{.visible = {}, .plain = false};
    const struct {
        const char* what;
        Appearance source;
        int placement;
        bool covers, opaque;
        bool looks, hides, rest;
    } cases[] = {
        {"what hides it by itself", plain, Placement::Fit, true, true, true, false, false},
        {"transparency", plain, Placement::Fit, true, false, true, true, false},
        {"a mask, or opacity or mode", faint, Placement::Fit, true, true, true, true, false},
        {"the same, scaled", faint, Placement::ScaleImage, true, true, true, true, false},
        {"a part of an opaque layer", plain, Placement::Fit, false, true, true, false, false},
        {"a part of a transparent one", plain, Placement::Fit, false, false, true, false, false},
        {"a part of another", faint, Placement::ScaleImage, false, true, true, true, true},
        {"an invisible source", hidden, Placement::Fit, true, true, true, false, false},
        {"a part of it", hidden, Placement::Fit, false, true, true, false, false},
        {"beside the source", faint, Placement::GrowCanvas, true, true, false, false, false},
        {"elsewhere", faint, Placement::NewImage, true, true, false, false, false},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.what);
        const StandIn stand_in = stand_in_for(c.source, c.placement, c.covers, c.opaque);
        EXPECT_EQ(stand_in.looks_like_source, c.looks);
        EXPECT_EQ(stand_in.hides_source, c.hides);
        EXPECT_EQ(stand_in.holds_rest, c.rest);
    }
}

TEST(InPlaceOfTheSource, CoversALayer) {
    const Rect layer{10, 20, 100, 50};
    const struct {
        const char* what;
        Rect region;
        RectF shown;
        bool covers;
    } cases[] = {
        {"all of it", layer, {0, 0, 100, 50}, true},
        {"with its shadow", {5, 15, 120, 70}, {0, 0, 120, 70}, true},
        {"but for a third of a pixel", layer, {0.3, 0, 99.4, 50}, true},
        {"a crop", layer, {4, 0, 92, 50}, false},
        {"without its lower edge", layer, {0, 0, 100, 49}, false},
        {"a part", {30, 30, 20, 10}, {0, 0, 20, 10}, false},
    };
    for (const auto& c : cases)
        EXPECT_EQ(covers_layer(layer, c.region, {{}, c.shown}), c.covers) << c.what;
}

TEST(InPlaceOfTheSource, IsWhatLiesWithinIt) {
    const Rect source{10, 20, 100, 50};
    EXPECT_TRUE(lies_within(source, source));
    EXPECT_TRUE(lies_within({9, 20, 102, 50}, source)) << "rounded";
    EXPECT_TRUE(lies_within({30, 30, 20, 10}, source)) << "a part";
    EXPECT_FALSE(lies_within({10, 20, 200, 100}, source)) << "grow-canvas";
    EXPECT_FALSE(lies_within({0, 20, 100, 50}, source)) << "moved away";
}

}  // namespace
}  // namespace upscale
