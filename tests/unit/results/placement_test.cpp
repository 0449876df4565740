// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "results/placement.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <ostream>

#include "base/parameters.hpp"

namespace upscale {

static void PrintTo(const Rect& rect, std::ostream* out) {
    *out << rect.width << "x" << rect.height << " at " << rect.x << "," << rect.y;
}
static void PrintTo(const RectF& rect, std::ostream* out) {
    *out << rect.width << "x" << rect.height << " at " << rect.x << "," << rect.y;
}

namespace {

using Fit = Registration::Fit;

constexpr double kMemory = 1e12;

/// A result that shows `covered` at one scale.
Registration shows(RectF covered, double scale, Fit fit = Fit::Cropped) {
    return {.fit = fit,
            .covered = covered,
            .part = {0, 0, static_cast<int>(std::lround(covered.width * scale)),
                     static_cast<int>(std::lround(covered.height * scale))},
            .scale_x = scale,
            .scale_y = scale};
}

RectF all_of(Rect region) { return {0, 0, double(region.width), double(region.height)}; }

/// A layer that is where it was, and results that show all of it.
Claim whole(Rect layer, std::initializer_list<double> scales = {2}) {
    Claim claim{layer, layer, layer, {}};
    for (const double scale : scales)
        claim.results.push_back(shows(all_of(layer), scale, Fit::Whole));
    return claim;
}

Plan plan_one(int placement, Size canvas, const Claim& claim) {
    return plan_placement(placement, {canvas, 1000}, std::span(&claim, 1), kMemory);
}

TEST(Placement, PutsResultsWhereTheyBelong) {
    const struct {
        const char* what;
        Rect region;
        Size canvas;
        int placement;
        Rect layer;
        Size image;
        Rect grown;
    } cases[] = {
        {"grow from the corner",
         {0, 0, 100, 50},
         {100, 50},
         Placement::GrowCanvas,
         {0, 0, 200, 100},
         {100, 50},
         {0, 0, 200, 100}},
        {"grow, canvas large enough",
         {10, 10, 20, 20},
         {100, 50},
         Placement::GrowCanvas,
         {10, 10, 40, 40},
         {100, 50},
         {0, 0, 100, 50}},
        {"grow to the left of the canvas",
         {-30, 5, 40, 10},
         {100, 50},
         Placement::GrowCanvas,
         {-30, 5, 80, 20},
         {100, 50},
         {-30, 0, 130, 50}},
        {"fit",
         {-30, 5, 40, 10},
         {100, 50},
         Placement::Fit,
         {-30, 5, 40, 10},
         {100, 50},
         {0, 0, 100, 50}},
        {"scale the image",
         {-30, 5, 40, 10},
         {100, 50},
         Placement::ScaleImage,
         {-60, 10, 80, 20},
         {200, 100},
         {0, 0, 200, 100}},
        {"new image",
         {-30, 5, 40, 10},
         {100, 50},
         Placement::NewImage,
         {0, 0, 80, 20},
         {100, 50},
         {0, 0, 100, 50}},
    };
    for (const auto& c : cases) {
        const Plan plan = plan_one(c.placement, c.canvas, whole(c.region));
        EXPECT_EQ(plan.claims[0].results[0].rect, c.layer) << c.what;
        EXPECT_EQ(plan.claims[0].results[0].shown, all_of(c.region)) << c.what;
        EXPECT_EQ(plan.image_size, c.image) << c.what;
        EXPECT_EQ(plan.canvas, c.grown) << c.what;
        EXPECT_EQ(plan.claims[0].new_images, c.placement == Placement::NewImage) << c.what;
        EXPECT_EQ(plan.claims[0].detour, Detour::None) << c.what;
    }
}

TEST(Placement, ACroppedResultStartsWhereTheCropDoes) {
    const Rect region{5, 7, 60, 40};
    // the middle of the layer
    const Claim claim{region, region, region, {shows({10, 0, 40, 40}, 2)}};
    const auto rect = [&](int placement) {
        return plan_one(placement, {100, 100}, claim).claims[0].results[0].rect;
    };
    EXPECT_EQ(rect(Placement::GrowCanvas), (Rect{15, 7, 80, 80}));
    EXPECT_EQ(rect(Placement::Fit), (Rect{15, 7, 40, 40}));
    EXPECT_EQ(rect(Placement::ScaleImage), (Rect{30, 14, 80, 80}));
    EXPECT_EQ(rect(Placement::NewImage), (Rect{0, 0, 80, 80}));
}

TEST(Placement, WhereFitRoundsItShowsWhatIsThere) {
    const Rect region{10, 20, 60, 40};
    const Claim claim{region, region, region, {shows({0.3, 1.4, 40.3, 30}, 2)}};
    const Place place = plan_one(Placement::Fit, {100, 100}, claim).claims[0].results[0];
    EXPECT_EQ(place.rect, (Rect{10, 21, 41, 30}));
    EXPECT_EQ(place.shown, (RectF{0, 1, 41, 30}));
}

TEST(Placement, FollowsALayerThatWasMoved) {
    Claim claim = whole({10, 10, 40, 20});
    claim.region = {14, 12, 20, 10};
    claim.results = {shows(all_of(claim.region), 2)};
    claim.now = {-20, 50, 40, 20};
    const auto rect = [&](int placement) {
        return plan_one(placement, {100, 80}, claim).claims[0].results[0].rect;
    };
    EXPECT_EQ(rect(Placement::GrowCanvas), (Rect{-16, 52, 40, 20}));
    EXPECT_EQ(rect(Placement::Fit), (Rect{-16, 52, 20, 10}));
    EXPECT_EQ(rect(Placement::ScaleImage), (Rect{-32, 104, 40, 20}));
}

TEST(Placement, UsesTheCanvasOfToday) {
    // The canvas had {100, 50} when the layer was read. The plan does not use that.
    for (const int placement : {Placement::GrowCanvas, Placement::Fit}) {
        const Plan plan = plan_one(placement, {300, 30}, whole({0, 0, 100, 50}));
        EXPECT_EQ(plan.image_size, (Size{300, 30}));
        EXPECT_EQ(plan.canvas,
                  placement == Placement::Fit ? (Rect{0, 0, 300, 30}) : (Rect{0, 0, 300, 100}));
    }
    EXPECT_EQ(plan_one(Placement::ScaleImage, {300, 30}, whole({0, 0, 100, 50})).image_size,
              (Size{600, 60}));
}

TEST(Placement, AMissingOrResizedLayerGetsNewImages) {
    for (const int placement : {Placement::GrowCanvas, Placement::Fit, Placement::ScaleImage}) {
        Claim gone = whole({0, 0, 100, 50});
        gone.now.reset();
        Claim resized = whole({0, 0, 100, 50});
        resized.now->width = 99;
        const std::pair<const Claim*, Detour> cases[] = {{&gone, Detour::SourceGone},
                                                         {&resized, Detour::SourceResized}};
        for (const auto& [claim, detour] : cases) {
            const Plan plan = plan_one(placement, {100, 50}, *claim);
            EXPECT_TRUE(plan.claims[0].new_images);
            EXPECT_EQ(plan.claims[0].detour, detour);
            EXPECT_EQ(plan.claims[0].results[0].rect, (Rect{0, 0, 200, 100}));
            EXPECT_EQ(plan.image_size, (Size{100, 50}));
            EXPECT_EQ(plan.canvas, (Rect{0, 0, 100, 50}));
        }
        // A layer that cannot be placed does not keep the other from being placed.
        const Claim both[] = {gone, whole({0, 0, 100, 50})};
        const Plan plan = plan_placement(placement, {{100, 50}, 1000}, both, kMemory);
        EXPECT_TRUE(plan.claims[0].new_images);
        EXPECT_FALSE(plan.claims[1].new_images);
    }
}

TEST(Placement, ResultsOfAnEditedLayerChangeNothingVisible) {
    Claim edited = whole({0, 0, 100, 50});
    edited.edited = true;
    for (const int placement : {Placement::GrowCanvas, Placement::Fit}) {
        const Plan plan = plan_one(placement, {100, 50}, edited);
        EXPECT_TRUE(plan.claims[0].hidden);
        EXPECT_FALSE(plan.claims[0].new_images);
        EXPECT_EQ(plan.claims[0].detour, Detour::None);
        EXPECT_EQ(plan.canvas, (Rect{0, 0, 100, 50}));
        EXPECT_EQ(plan.claims[0].results[0].rect,
                  placement == Placement::Fit ? (Rect{0, 0, 100, 50}) : (Rect{0, 0, 200, 100}));
    }
    const Plan plan = plan_one(Placement::ScaleImage, {100, 50}, edited);
    EXPECT_TRUE(plan.claims[0].new_images);
    EXPECT_EQ(plan.claims[0].detour, Detour::SourceEdited);
    EXPECT_EQ(plan.image_size, (Size{100, 50}));
    // the other layer is placed as always
    const Claim both[] = {edited, whole({0, 0, 100, 50})};
    const Plan grown = plan_placement(Placement::GrowCanvas, {{100, 50}, 1000}, both, kMemory);
    EXPECT_TRUE(grown.claims[0].hidden);
    EXPECT_FALSE(grown.claims[1].hidden);
    EXPECT_EQ(grown.canvas, (Rect{0, 0, 200, 100}));
}

TEST(Placement, AnImageIsScaledUpByFourAtMost) {
    const struct {
        std::initializer_list<double> scales;
        Size image;
        Detour detour;
    } cases[] = {
        {{2}, {200, 100}, Detour::None},
        {{1.5}, {150, 75}, Detour::None},
        {{1}, {100, 50}, Detour::None},
        {{0.999}, {100, 50}, Detour::None},  // smaller by a tenth of a pixel
        {{0.9}, {100, 50}, Detour::NotLarger},
        {{0.01}, {100, 50}, Detour::NotLarger},
        {{2, 0.5}, {100, 50}, Detour::NotLarger},
        {{4}, {400, 200}, Detour::None},
        {{4.1}, {100, 50}, Detour::MuchLarger},
        {{200}, {100, 50}, Detour::MuchLarger},
        {{200, 3}, {300, 150}, Detour::None},  // the smallest factor counts
    };
    for (const auto& c : cases) {
        const Plan plan =
            plan_one(Placement::ScaleImage, {100, 50}, whole({0, 0, 100, 50}, c.scales));
        EXPECT_EQ(plan.image_size, c.image) << c.scales.begin()[0];
        EXPECT_EQ(plan.claims[0].detour, c.detour) << c.scales.begin()[0];
        EXPECT_EQ(plan.claims[0].new_images, c.detour != Detour::None);
        if (c.detour != Detour::None) continue;
        for (const Place& place : plan.claims[0].results)
            EXPECT_EQ(place.rect, (Rect{0, 0, c.image.width, c.image.height}));
    }
    // the other placements take any factor
    for (const double scale : {0.5, 200.0})
        for (const int placement : {Placement::GrowCanvas, Placement::Fit})
            EXPECT_FALSE(plan_one(placement, {100, 50}, whole({0, 0, 100, 50}, {scale}))
                             .claims[0]
                             .new_images);
}

TEST(Placement, AnImageThatWouldBeTooLargeIsLeftAlone) {
    const Claim claim = whole({0, 0, 100, 50});
    const auto detour = [&](int placement, Size canvas, double bytes, const Claim& what) {
        const Plan plan = plan_placement(placement, {canvas, bytes}, std::span(&what, 1), 4e9);
        EXPECT_TRUE(
            !plan.claims[0].new_images ||
            (plan.image_size == canvas && plan.canvas == Rect{0, 0, canvas.width, canvas.height}));
        return plan.claims[0].detour;
    };
    EXPECT_EQ(detour(Placement::ScaleImage, {262144, 50}, 1e6, claim), Detour::None);
    EXPECT_EQ(detour(Placement::ScaleImage, {262145, 50}, 1e6, claim), Detour::ImageTooLarge);
    EXPECT_EQ(detour(Placement::ScaleImage, {100, 50}, 0.9e9, claim), Detour::None);
    EXPECT_EQ(detour(Placement::ScaleImage, {100, 50}, 1.1e9, claim), Detour::ImageTooLarge);
    // nothing is scaled at a factor of 1
    EXPECT_EQ(detour(Placement::ScaleImage, {100, 50}, 9e9, whole({0, 0, 100, 50}, {1})),
              Detour::None);
    const Claim far = whole({524200, 0, 100, 50});
    EXPECT_EQ(detour(Placement::GrowCanvas, {100, 50}, 1e6, far), Detour::ImageTooLarge);
    EXPECT_EQ(detour(Placement::Fit, {100, 50}, 1e6, far), Detour::None);
}

TEST(Placement, SeveralLayersAreScaledByTheSmallestFactor) {
    const Claim claims[] = {whole({0, 0, 100, 50}, {4}), whole({700, 700, 51, 51}, {2, 3})};
    const Plan plan = plan_placement(Placement::ScaleImage, {{1000, 1000}, 1000}, claims, kMemory);
    EXPECT_EQ(plan.image_size, (Size{2000, 2000}));
    EXPECT_EQ(plan.claims[0].results[0].rect, (Rect{0, 0, 200, 100}));
    for (const Place& place : plan.claims[1].results)
        EXPECT_EQ(place.rect, (Rect{1400, 1400, 102, 102}));
}

TEST(Placement, ScaledPlacesAreThoseOfGimpsOwnLayers) {
    // edges are rounded; half a pixel is rounded away from zero
    const Claim claim = whole({-3, 11, 33, 21}, {1.5});
    const Plan plan = plan_one(Placement::ScaleImage, {100, 80}, claim);
    EXPECT_EQ(plan.image_size, (Size{150, 120}));
    EXPECT_EQ(plan.claims[0].results[0].rect, (Rect{-5, 17, 50, 31}));
    EXPECT_EQ(plan.claims[0].results[0].shown, all_of(claim.region));
}

TEST(Placement, AStretchedResultIsAsLargeAsItsSmallerScaleMakesIt) {
    Claim claim = whole({0, 0, 640, 360});
    Registration& result = claim.results[0];
    result.fit = Fit::Stretched;  // sides to multiples of 64
    result.part = {0, 0, 1280, 704};
    result.scale_y = 704.0 / 360;
    EXPECT_EQ(natural_size(result), (Size{1252, 704}));
    const auto plan = [&](int placement) { return plan_one(placement, {640, 360}, claim); };
    EXPECT_EQ(plan(Placement::GrowCanvas).claims[0].results[0].rect, (Rect{0, 0, 1252, 704}));
    EXPECT_EQ(plan(Placement::Fit).claims[0].results[0].rect, (Rect{0, 0, 640, 360}));
    EXPECT_EQ(plan(Placement::NewImage).claims[0].results[0].rect, (Rect{0, 0, 1252, 704}));
    const Plan scaled = plan(Placement::ScaleImage);
    EXPECT_EQ(scaled.image_size, (Size{1252, 704}));
    EXPECT_EQ(scaled.claims[0].results[0].rect, (Rect{0, 0, 1252, 704}));
}

TEST(Placement, WhatCountsAsStretched) {
    const struct {
        Fit fit;
        RectF covered;
        Size part, natural;
    } cases[] = {
        {Fit::Whole, {0, 0, 12000, 4}, {16384, 4}, {16384, 4}},  // sent with 2.7 rows, rounded to 2
        {Fit::Stretched, {0, 0, 640, 360}, {1280, 704}, {1252, 704}},
        // measured with an error of a third of a pixel
        {Fit::Cropped, {3, 0, 600.3, 400}, {1200, 800}, {1200, 800}},
        {Fit::Cropped, {3, 0, 600, 400}, {1200, 832}, {1200, 800}},
        {Fit::Padded, {0, 0, 600, 400}, {1200, 800}, {1200, 800}},
    };
    for (const auto& c : cases) {
        const Registration result{.fit = c.fit,
                                  .covered = c.covered,
                                  .part = {0, 0, c.part.width, c.part.height},
                                  .scale_x = c.part.width / c.covered.width,
                                  .scale_y = c.part.height / c.covered.height};
        EXPECT_EQ(natural_size(result), c.natural) << c.part.width;
        EXPECT_EQ(is_stretched(result), c.part != c.natural) << c.part.width;
    }
}

TEST(Placement, WhatWasPaddedDoesNotCount) {
    Registration padded = shows({0, 0, 100, 50}, 2, Fit::Padded);
    padded.part.x = 17;
    padded.part.y = 30;
    EXPECT_EQ(natural_size(padded), (Size{200, 100}));
}

TEST(Placement, RecognisesALayerThatItScaledItself) {
    Claim claim = whole({10, 20, 100, 50});
    claim.region = {35, 45, 50, 20};
    claim.results = {shows(all_of(claim.region), 2, Fit::Whole)};
    claim.now = Rect{20, 40, 200, 100};
    EXPECT_EQ(plan_one(Placement::Fit, {400, 200}, claim).claims[0].detour, Detour::SourceResized)
        << "somebody else did";
    claim.scaled = 2;
    const struct {
        int placement;
        Rect rect;
    } cases[] = {{Placement::ScaleImage, {70, 90, 100, 40}},
                 {Placement::Fit, {70, 90, 100, 40}},
                 {Placement::GrowCanvas, {70, 90, 100, 40}}};
    for (const auto& c : cases) {
        const Plan plan = plan_one(c.placement, {400, 200}, claim);
        EXPECT_EQ(plan.claims[0].detour, Detour::None);
        EXPECT_EQ(plan.image_size, (Size{400, 200})) << "it has the size already";
        ASSERT_EQ(plan.claims[0].results.size(), 1u);
        EXPECT_EQ(plan.claims[0].results[0].rect, c.rect);
        EXPECT_EQ(plan.claims[0].results[0].shown, all_of(claim.region));
    }
    claim.now = claim.layer;  // the scaling was undone
    EXPECT_EQ(plan_one(Placement::Fit, {200, 100}, claim).claims[0].results[0].rect, claim.region);
    claim.scaled = 1.5;
    claim.now = Rect{15, 30, 150, 75};
    EXPECT_EQ(plan_one(Placement::Fit, {300, 150}, claim).claims[0].detour, Detour::None);
}

TEST(Placement, ResultsAsLargeAsThoseBeforeDoNotScaleTheImageAgain) {
    // 601×401 came back as 1200×800: the image became 1200×801
    Claim claim = whole({0, 0, 601, 401});
    claim.results = {shows(all_of(claim.region), 2, Fit::Whole)};
    claim.results[0].scale_x = 1200 / 601.0;
    claim.results[0].scale_y = 800 / 401.0;
    claim.now = Rect{0, 0, 1200, 801};
    claim.scaled = 1200 / 601.0;
    const Plan plan = plan_one(Placement::ScaleImage, {1200, 801}, claim);
    EXPECT_EQ(plan.claims[0].detour, Detour::None);
    EXPECT_EQ(plan.image_size, (Size{1200, 801}));
    EXPECT_EQ(plan.claims[0].results[0].rect, (Rect{0, 0, 1200, 801}));
}

TEST(Placement, ALargerResultScalesByTheDifferenceAlone) {
    Claim claim = whole({0, 0, 600, 400});
    claim.results = {shows(all_of(claim.region), 3, Fit::Whole)};
    claim.now = Rect{0, 0, 1200, 800};
    claim.scaled = 2;
    const Plan plan = plan_one(Placement::ScaleImage, {1200, 800}, claim);
    EXPECT_EQ(plan.image_size, (Size{1800, 1200}));
    EXPECT_EQ(plan.claims[0].results[0].rect, (Rect{0, 0, 1800, 1200}));
}

TEST(Placement, TellsThePartOfTheImage) {
    Claim claim = whole({10, 20, 100, 50});
    claim.region = {35, 45, 50, 20};
    const Registration result = shows({2, 1, 40, 10}, 2);
    EXPECT_EQ(part_of_image(claim, result), (RectF{37, 46, 40, 10}));
    claim.now = Rect{0, 0, 200, 100};  // moved and scaled
    EXPECT_EQ(part_of_image(claim, result), (RectF{54, 52, 80, 20}));
    claim.now = std::nullopt;
    EXPECT_EQ(part_of_image(claim, result), (RectF{37, 46, 40, 10})) << "as it was";
}

TEST(Placement, PutsANewResultInPlaceOfAnEarlierOne) {
    const RectF part{10, 5, 40, 30};
    const struct {
        const char* what;
        Rect region;
        RectF covered;
        InPlaceOf old;
        Rect layer;
        RectF shown;
    } cases[] = {
        {"just there",
         {0, 0, 100, 50},
         {0, 0, 100, 50},
         {{7, -3, 200, 100}, {100, 50}, {0, 0, 100, 50}},
         {7, -3, 200, 100},
         {0, 0, 100, 50}},
        {"as small as the user made it",
         {0, 0, 100, 50},
         {0, 0, 100, 50},
         {{7, -3, 90, 70}, {100, 50}, {0, 0, 100, 50}},
         {7, -3, 90, 70},
         {0, 0, 100, 50}},
        {"what is measured differs by a pixel",
         {0, 0, 100, 50},
         {10, 5, 41, 29.5},
         {{7, -3, 80, 60}, {100, 50}, part},
         {7, -3, 80, 60},
         part},
        {"a larger crop",
         {0, 0, 100, 50},
         {0, 0, 60, 50},
         {{27, 7, 80, 60}, {100, 50}, part},
         {7, -3, 120, 100},
         {0, 0, 60, 50}},
        {"of a source that was scaled",
         {0, 0, 200, 100},
         {20, 10, 80, 60},
         {{7, -3, 80, 60}, {100, 50}, part},
         {7, -3, 80, 60},
         {20, 10, 80, 60}},
        {"of a source that was turned",
         {0, 0, 50, 100},
         {0, 0, 50, 100},
         {{7, -3, 90, 70}, {100, 50}, part},
         {7, -3, 90, 70},
         {0, 0, 50, 100}},
        {"of a source that was cut",
         {0, 0, 60, 50},
         {0, 0, 60, 50},
         {{7, -3, 200, 100}, {100, 50}, {0, 0, 100, 50}},
         {7, -3, 120, 100},
         {0, 0, 60, 50}},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.what);
        Claim claim{c.region, c.region, c.region, {shows(c.covered, 2)}};
        claim.replaces = c.old;
        claim.edited = true;
        for (const std::optional<Rect> now : {std::optional(c.region), std::optional<Rect>()})
            for (const int placement : {Placement::Fit, Placement::ScaleImage, Placement::NewImage,
                                        Placement::GrowCanvas, Placement::Link}) {
                claim.now = now;
                const Plan plan = plan_one(placement, {100, 50}, claim);
                EXPECT_EQ(plan.image_size, (Size{100, 50}));
                EXPECT_EQ(plan.canvas, (Rect{0, 0, 100, 50}));
                EXPECT_FALSE(plan.claims[0].new_images || plan.claims[0].hidden);
                EXPECT_EQ(plan.claims[0].results[0].rect, c.layer);
                EXPECT_EQ(plan.claims[0].results[0].shown, c.shown);
            }
    }
}

TEST(Placement, PutsALinkLayerOnTheCoveredRectangle) {
    Claim claim = whole({10, 10, 20, 20});
    const Plan plan = plan_one(Placement::Link, {100, 50}, claim);
    EXPECT_EQ(plan.claims[0].results[0].rect, (Rect{10, 10, 20, 20}));
    EXPECT_EQ(plan.canvas, (Rect{0, 0, 100, 50}));
    claim.now = std::nullopt;
    EXPECT_TRUE(plan_one(Placement::Link, {100, 50}, claim).claims[0].new_images);
}

}  // namespace
}  // namespace upscale
