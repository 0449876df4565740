// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/placement.hpp"

#include <gtest/gtest.h>

namespace upscale {
namespace {

/// A result that shows all of the source, doubled.
Registration doubled(Rect region) {
    return {.covered = {0, 0, double(region.width), double(region.height)},
            .part = {0, 0, 2 * region.width, 2 * region.height},
            .scale_x = 2,
            .scale_y = 2};
}

struct Case {
    const char* what;
    Rect region;
    Size canvas;
    int placement;
    Rect layer;
    Size image;
    Rect grown;
};

// The source doubled, unless said otherwise.
const Case kCases[] = {
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

TEST(Placement, PutsResultsWhereTheyBelong) {
    for (const Case& c : kCases) {
        const Size result{c.region.width * 2, c.region.height * 2};
        const auto found = doubled(c.region);
        const Rect layer = layer_rect(c.region, found, result, c.placement);
        EXPECT_EQ(layer, c.layer) << c.what;
        const Size image = scaled_image(c.canvas, found, c.placement);
        EXPECT_EQ(image, c.image) << c.what;
        EXPECT_EQ(grown_canvas(image, layer, c.placement), c.grown) << c.what;
    }
}

TEST(Placement, ACroppedResultStartsWhereTheCropDoes) {
    const auto found = Registration{
        .covered = {10, 0, 40, 40}, .part = {}, .scale_x = 2, .scale_y = 2};  // the middle 40 × 40
    const Rect region{5, 7, 60, 40};
    EXPECT_EQ(layer_rect(region, found, {80, 80}, Placement::GrowCanvas), (Rect{15, 7, 80, 80}));
    EXPECT_EQ(layer_rect(region, found, {80, 80}, Placement::Fit), (Rect{15, 7, 40, 40}));
    EXPECT_EQ(layer_rect(region, found, {80, 80}, Placement::ScaleImage), (Rect{30, 14, 80, 80}));
}

TEST(Placement, FinishedPixelsHaveTheLayersSizeAndAlpha) {
    Bitmap result(8, 4, 3), alpha(4, 2, 1);
    std::fill(result.pixels.begin(), result.pixels.end(), 77);
    std::fill(alpha.pixels.begin(), alpha.pixels.end(), 130);
    const Rect region{0, 0, 4, 2};
    const auto found = doubled(region);
    for (const int placement : {Placement::GrowCanvas, Placement::Fit}) {
        const Rect target = layer_rect(region, found, {8, 4}, placement);
        const Bitmap pixels = finish_pixels(result, found, region, target, placement, alpha);
        EXPECT_EQ(pixels.channels, 4);
        EXPECT_EQ((Size{pixels.width, pixels.height}), (Size{target.width, target.height}));
        for (std::size_t i = 0; i < pixels.pixels.size(); ++i)
            EXPECT_EQ(pixels.pixels[i], i % 4 == 3 ? 130 : 77);
        EXPECT_EQ(finish_pixels(result, found, region, target, placement, {}).channels, 3);
    }
}

}  // namespace
}  // namespace upscale
