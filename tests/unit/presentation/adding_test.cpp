// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "presentation/adding.hpp"

#include <gtest/gtest.h>

#include <ostream>

#include "base/parameters.hpp"

namespace upscale {

static void PrintTo(const Adding& adding, std::ostream* out) {
    *out << adding.layers << " layers " << adding.layer.width << "x" << adding.layer.height << ", "
         << adding.new_images << " images " << adding.new_image.width << "x"
         << adding.new_image.height << ", canvas " << adding.canvas.width << "x"
         << adding.canvas.height << ", change " << static_cast<int>(adding.change) << ", detour "
         << static_cast<int>(adding.detour);
}

namespace {

using Change = Adding::Change;

/// `count` results of twice the size of a layer, each of which shows all of it. `now`: the layer's
/// bounds today.
Claim twice(Rect layer, std::optional<Rect> now, int count = 1) {
    Claim claim{layer, layer, now, {}};
    const Registration result{.covered = {0, 0, double(layer.width), double(layer.height)},
                              .part = {0, 0, layer.width * 2, layer.height * 2},
                              .scale_x = 2,
                              .scale_y = 2};
    claim.results.assign(static_cast<std::size_t>(count), result);
    return claim;
}

TEST(Adding, SaysWhatThePlacementWillDo) {
    const Rect layer{0, 0, 600, 400};
    // 600 x 400 after an earlier result of the same size has scaled the image
    Claim again = twice(layer, Rect{0, 0, 1200, 800});
    again.scaled = 2;
    Claim larger = again;
    larger.results[0].part = {0, 0, 1800, 1200};
    larger.results[0].scale_x = larger.results[0].scale_y = 3;
    const struct {
        const char* what;
        int placement;
        Size canvas;
        Claim claim;
        Adding expected;
    } cases[] = {
        {"the canvas grows",
         Placement::GrowCanvas,
         {600, 400},
         twice(layer, layer),
         {1, 0, {1200, 800}, {}, {1200, 800}, Change::Grown, Detour::None}},
        {"the canvas is large enough",
         Placement::GrowCanvas,
         {1300, 900},
         twice(layer, layer, 2),
         {2, 0, {1200, 800}, {}, {1300, 900}, Change::None, Detour::None}},
        {"the size of the layer",
         Placement::Fit,
         {600, 400},
         twice(layer, layer),
         {1, 0, {600, 400}, {}, {600, 400}, Change::None, Detour::None}},
        {"the first result scales the image",
         Placement::ScaleImage,
         {600, 400},
         twice(layer, layer),
         {1, 0, {1200, 800}, {}, {1200, 800}, Change::Scaled, Detour::None}},
        {"one as large as before does not",
         Placement::ScaleImage,
         {1200, 800},
         again,
         {1, 0, {1200, 800}, {}, {1200, 800}, Change::None, Detour::None}},
        {"a larger one scales by the difference",
         Placement::ScaleImage,
         {1200, 800},
         larger,
         {1, 0, {1800, 1200}, {}, {1800, 1200}, Change::Scaled, Detour::None}},
        {"new images",
         Placement::NewImage,
         {600, 400},
         twice(layer, layer, 4),
         {0, 4, {}, {1200, 800}, {600, 400}, Change::None, Detour::None}},
        {"the layer is gone",
         Placement::ScaleImage,
         {600, 400},
         twice(layer, {}),
         {0, 1, {}, {1200, 800}, {600, 400}, Change::None, Detour::SourceGone}},
        {"the user resized the layer",
         Placement::Fit,
         {600, 400},
         twice(layer, Rect{0, 0, 300, 200}),
         {0, 1, {}, {1200, 800}, {600, 400}, Change::None, Detour::SourceResized}},
    };
    for (const auto& c : cases)
        EXPECT_EQ(adding(c.placement, {c.canvas, 0}, std::span(&c.claim, 1), 1e12), c.expected)
            << c.what;
}

TEST(Adding, CountsTheResultsOfAllJobs) {
    const Rect layer{0, 0, 60, 40};
    const Claim claims[] = {twice(layer, layer, 2), twice(layer, std::nullopt)};
    const Adding both = adding(Placement::GrowCanvas, {{60, 40}, 0}, claims, 1e12);
    EXPECT_EQ(both.layers, 2);
    EXPECT_EQ(both.new_images, 1);
    EXPECT_EQ(both.detour, Detour::SourceGone);
    EXPECT_EQ(both.canvas, (Size{120, 80}));
}

}  // namespace
}  // namespace upscale
