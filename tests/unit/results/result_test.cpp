// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "results/result.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

#include "json/json.hpp"
#include "support/photo.hpp"

namespace upscale {
namespace {

using Fit = Registration::Fit;

/// A job whose source is of this size, with as many results.
Job job_of(Size source, std::size_t results = 1) {
    Job job;
    job.source.name = "Photo";
    job.source.layer = job.source.region = {0, 0, source.width, source.height};
    job.upload.size = source;
    job.results.resize(results);
    return job;
}

Registration whole(Size source, Size result) {
    return {.covered = {0, 0, double(source.width), double(source.height)},
            .part = {0, 0, result.width, result.height},
            .scale_x = double(result.width) / source.width,
            .scale_y = double(result.height) / source.height};
}

/// Pixel (x, y) has the channels {10x, 10y, 100} and the alpha that is given.
Bitmap numbered(Size size, int channels = 3, std::uint8_t alpha = 255) {
    Bitmap bitmap(size.width, size.height, channels);
    for (int y = 0; y < size.height; ++y)
        for (int x = 0; x < size.width; ++x) {
            std::uint8_t* pixel = bitmap.row(y) + x * channels;
            pixel[0] = static_cast<std::uint8_t>(10 * x);
            pixel[1] = static_cast<std::uint8_t>(10 * y);
            pixel[2] = 100;
            if (channels == 4) pixel[3] = alpha;
        }
    return bitmap;
}

Bitmap plane(Size size, std::uint8_t level) {
    Bitmap bitmap(size.width, size.height, 1);
    std::fill(bitmap.pixels.begin(), bitmap.pixels.end(), level);
    return bitmap;
}

Place full(Size size, const Registration& registration) {
    return {{0, 0, size.width, size.height}, registration.covered};
}

TEST(TakeApart, KeepsColourAndTransparencyApart) {
    EXPECT_TRUE(take_apart(numbered({3, 2})).alpha.empty());
    EXPECT_EQ(take_apart(numbered({3, 2})).rgb.pixels, numbered({3, 2}).pixels);
    // it has an alpha channel, but is opaque
    EXPECT_TRUE(take_apart(numbered({3, 2}, 4)).alpha.empty());
    EXPECT_EQ(take_apart(numbered({3, 2}, 4)).rgb.pixels, numbered({3, 2}).pixels);

    Bitmap half = numbered({4, 1}, 4);
    for (const int x : {2, 3}) {  // magenta is hidden here
        std::uint8_t* pixel = half.row(0) + x * 4;
        pixel[0] = pixel[2] = 255;
        pixel[1] = pixel[3] = 0;
    }
    const ResultPixels parts = take_apart(half);
    EXPECT_EQ(parts.alpha.pixels, (std::vector<std::uint8_t>{255, 255, 0, 0}));
    EXPECT_EQ(parts.rgb.pixels,
              (std::vector<std::uint8_t>{0, 0, 100, 10, 0, 100, 10, 0, 100, 10, 0, 100}));

    const ResultPixels nothing = take_apart(numbered({2, 1}, 4, 0));
    EXPECT_EQ(nothing.rgb.pixels, std::vector<std::uint8_t>(6, 0));
    EXPECT_EQ(nothing.alpha.pixels, std::vector<std::uint8_t>(2, 0));
}

NewLayer made(const Job& job, const SourcePlanes& planes, const Bitmap& decoded,
              const Registration& registration, const Place& place) {
    return make_new_layer(job, planes, 0, take_apart(decoded), registration, {}, place, {});
}

TEST(MakeNewLayer, LeavesPixelsThatFitAsTheyAre) {
    const Registration registration = whole({4, 2}, {8, 4});
    const Place place = full({8, 4}, registration);
    const NewLayer layer = made(job_of({4, 2}), {}, numbered({8, 4}), registration, place);
    EXPECT_EQ(layer.pixels.pixels, numbered({8, 4}).pixels);
    EXPECT_TRUE(layer.mask.empty());
    EXPECT_EQ(layer.name, "Photo – upscale R50 D50");
}

TEST(MakeNewLayer, HasThePlacesSizeAndTheSourcesTransparency) {
    const Registration registration = whole({4, 2}, {8, 4});
    SourcePlanes planes;
    planes.alpha = plane({4, 2}, 130);
    planes.selection = plane({4, 2}, 60);
    for (const Size size : {Size{8, 4}, Size{4, 2}, Size{6, 3}}) {
        const Place place = full(size, registration);
        Job job = job_of({4, 2});
        const NewLayer layer = made(job, planes, numbered({8, 4}), registration, place);
        EXPECT_EQ((Size{layer.pixels.width, layer.pixels.height}), size);
        EXPECT_EQ(layer.alpha.pixels, plane(size, 130).pixels);
        EXPECT_EQ(layer.mask.pixels, plane(size, 60).pixels);
        job.parameters.keep_alpha = false;
        EXPECT_TRUE(made(job, planes, numbered({8, 4}), registration, place).alpha.empty());
    }
}

TEST(MakeNewLayer, TheResultsOwnTransparencyIsKeptWithTheSources) {
    const Registration registration = whole({4, 2}, {8, 4});
    const Place place = full({8, 4}, registration);
    const auto alpha = [&](const SourcePlanes& planes, bool keep) -> int {
        Job job = job_of({4, 2});
        job.parameters.keep_alpha = keep;
        const NewLayer layer = made(job, planes, numbered({8, 4}, 4, 128), registration, place);
        return layer.alpha.empty() ? -1 : layer.alpha.pixels[0];
    };
    SourcePlanes half;
    half.alpha = plane({4, 2}, 128);
    EXPECT_EQ(alpha({}, true), 128);
    EXPECT_EQ(alpha(half, true), 64);
    EXPECT_EQ(alpha({}, false), -1);
    EXPECT_EQ(alpha(half, false), -1);
}

TEST(MakeNewLayer, ColoursAreKeptWhereThatIsWishedAndThePlaceIsCertain) {
    const Size size{64, 48}, twice{128, 96};
    Bitmap source(size.width, size.height, 3), darker(twice.width, twice.height, 3);
    for (std::size_t i = 0; i < source.pixels.size(); ++i)
        source.pixels[i] = static_cast<std::uint8_t>(60 + i / 3 % 64 * 2);
    for (std::size_t i = 0; i < darker.pixels.size(); ++i)
        darker.pixels[i] = static_cast<std::uint8_t>(50 + i / 3 % 128);
    SourcePlanes planes;
    planes.slow = slow_part_of(source);
    const auto state = [&](Registration::Quality quality, bool keep, const SourcePlanes& kept) {
        Registration registration = whole(size, twice);
        registration.quality = quality;
        Job job = job_of(size);
        job.parameters.keep_colors = keep;
        const auto layer = made(job, kept, darker, registration, full(twice, registration));
        EXPECT_EQ(layer.colours.has_value(), layer.pixels.pixels != darker.pixels);
        return layer.colours ? std::optional(layer.colours->state) : std::nullopt;
    };
    using Quality = Registration::Quality;
    EXPECT_EQ(state(Quality::Measured, true, planes), KeptColours::State::PutRight);
    EXPECT_EQ(state(Quality::Measured, false, planes), std::nullopt);
    EXPECT_EQ(state(Quality::Measured, true, {}), std::nullopt);
    EXPECT_EQ(state(Quality::Guessed, true, planes), std::nullopt);
    EXPECT_EQ(state(Quality::Different, true, planes), std::nullopt);
}

TEST(MakeNewLayer, APictureOfOneColourGetsThatColour) {
    const Size size{8, 6}, twice{16, 12};
    Bitmap source(size.width, size.height, 3), result(twice.width, twice.height, 3);
    std::fill(source.pixels.begin(), source.pixels.end(), std::uint8_t{90});
    std::fill(result.pixels.begin(), result.pixels.end(), std::uint8_t{93});
    SourcePlanes planes;
    planes.slow = slow_part_of(source);
    Registration registration = whole(size, twice);
    registration.quality = Registration::Quality::Guessed;  // it shows nothing to measure by
    const NewLayer layer =
        made(job_of(size), planes, result, registration, full(twice, registration));
    EXPECT_EQ(layer.pixels.pixels, std::vector<std::uint8_t>(result.pixels.size(), 90));
}

TEST(MakeNewLayer, WhatIsPaddedIsCutOff) {
    Registration registration = whole({4, 2}, {8, 4});
    registration.fit = Fit::Padded;
    registration.part = {3, 2, 8, 4};
    Bitmap framed = plane({15, 9}, 255);
    framed.channels = 3;
    framed.pixels.assign(15 * 9 * 3, 255);
    const Bitmap picture = numbered({8, 4});
    for (int y = 0; y < 4; ++y)
        std::copy_n(picture.row(y), picture.stride(), framed.row(y + 2) + 3 * 3);
    const NewLayer layer =
        made(job_of({4, 2}), {}, framed, registration, full({8, 4}, registration));
    EXPECT_EQ(layer.pixels.pixels, picture.pixels);
    // nor does it get into visible pixels when the picture is scaled
    const NewLayer scaled =
        made(job_of({4, 2}), {}, framed, registration, full({4, 2}, registration));
    EXPECT_LT(*std::max_element(scaled.pixels.pixels.begin(), scaled.pixels.pixels.end()), 110);
}

TEST(MakeNewLayer, AStretchedResultIsScaledBackAndSaysSo) {
    Registration registration = whole({20, 10}, {40, 24});
    registration.fit = Fit::Stretched;
    const Size size = natural_size(registration);
    EXPECT_EQ(size, (Size{40, 20}));
    const NewLayer layer =
        made(job_of({20, 10}), {}, numbered({40, 24}), registration, full(size, registration));
    EXPECT_EQ((Size{layer.pixels.width, layer.pixels.height}), size);
    const auto told = json::parse(layer.parasite);
    EXPECT_EQ(json::string_at(*told, {"fit"}), "stretched");
}

TEST(RegisterOnRegion, IsWithoutTheFrame) {
    Job job = job_of({450, 400});
    job.source.frame = frame_around({450, 400});
    job.upload.size = job.source.sent();
    const Size sent = job.source.sent(), result{2 * sent.width, 2 * sent.height};
    const ResultView views[] = {{result, plane({10, 8}, 50)}, {result, plane({10, 8}, 50)}};
    const auto found = register_on_region(job, plane({10, 8}, 50), views);
    ASSERT_EQ(found.size(), 2u);
    for (const Registration& one : found) {
        EXPECT_EQ(one.part, (Rect{50, 0, 900, 800}));
        EXPECT_EQ(one.covered, (RectF{0, 0, 450, 400}));
    }
}

TEST(RegisterOnRegion, AResultOfTheSourcesSizeFitsUnscaled) {
    const Bitmap photo = load_photo("coffee.png");
    Bitmap brighter = photo;
    for (auto& value : brighter.pixels)
        value = static_cast<std::uint8_t>(255 - (255 - value) * 0.9);
    const Size size{photo.width, photo.height};
    const Job job = job_of(size);
    const ResultView view{size, preview_of(brighter)};
    const auto found = register_on_region(job, preview_of(photo), {&view, 1});
    const Rect at{-7, 13, size.width, size.height};
    const Claim claim{at, at, at, found};
    const Plan plan = plan_placement(Placement::Fit, {size, 1000}, {&claim, 1}, 1e12);
    const Place& place = plan.claims[0].results[0];
    EXPECT_EQ(place.rect, at);
    // unchanged, because none of their pixels is resampled
    EXPECT_EQ(place.shown, found[0].covered);
    EXPECT_EQ(place.shown, (RectF{0, 0, double(size.width), double(size.height)}));
    EXPECT_EQ(made(job, {}, brighter, found[0], place).pixels.pixels, brighter.pixels);
}

}  // namespace
}  // namespace upscale
