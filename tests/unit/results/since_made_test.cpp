// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "results/since_made.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "app/kept_original.hpp"
#include "image/pixels/alpha.hpp"
#include "image/pixels/resample.hpp"
#include "image/pixels/turn.hpp"
#include "results/provenance.hpp"

namespace upscale {
namespace {

Bitmap noise(int width, int height, int channels = 3) {
    Bitmap picture(width, height, channels);
    unsigned state = 7;
    for (auto& value : picture.pixels)
        value = static_cast<std::uint8_t>((state = state * 1103515245 + 12345) >> 16);
    return picture;
}

/// A layer of these pixels at (5, 9).
Source layer_of(Bitmap pixels) {
    Source source;
    source.layer = source.region = {5, 9, pixels.width, pixels.height};
    source.pixels = std::move(pixels);
    return source;
}

/// A job for a part of a layer, in the layer's pixels.
Job job_for(const Source& source, const Rect& part) {
    Job job;
    job.id = "20260101T000000Z-1";
    job.source.name = "Photo";
    job.source.tattoo = 7;
    job.source.layer = source.layer;
    job.source.region = {source.region.x + part.x, source.region.y + part.y, part.width,
                         part.height};
    job.source.pixels_hash = hash_of(crop(source.pixels, part));
    job.results.resize(2);
    job.results[0].announced.seed = 4711;
    job.results[1].announced.seed = 4712;
    return job;
}

std::optional<MadeOf> made_from(const Source& source, const Rect& part) {
    Registration whole;
    whole.covered = {0, 0, double(part.width), double(part.height)};
    whole.scale_x = whole.scale_y = 2;
    return made_of(provenance(job_for(source, part), 0, 2, whole));
}

constexpr Rect kAll{0, 0, 24, 16}, kPart{3, 2, 10, 7};

TEST(MadeOf, IsWhatTheParasiteSays) {
    const auto made = made_from(layer_of(noise(24, 16)), kPart);
    ASSERT_TRUE(made);
    EXPECT_EQ(made->region, kPart);
    EXPECT_EQ(made->layer, (Size{24, 16}));
    EXPECT_EQ(made->covered, (RectF{0, 0, 10, 7}));
    EXPECT_EQ(made->hash.size(), 16u);
}

TEST(MadeOf, IsNothingOfADamagedOrOlderParasite) {
    for (
        const char* text :
        {"", "[]", "{", R"({"source":{"name":"Photo","width":24,"height":16}})",
         R"({"source_hash":"00","source":{"name":"Photo","width":24,"height":16}})",
         R"({"source_hash":"00","source":{"width":-4,"height":16,"x":0,"y":0,"layer_width":9,"layer_height":9}})",
         R"({"source_hash":7,"source":{"width":4,"height":16,"x":0,"y":0,"layer_width":9,"layer_height":9}})"})
        EXPECT_FALSE(made_of(text)) << text;
}

TEST(SinceMade, IsToldByThePixels) {
    const Bitmap pixels = noise(24, 16);
    const Source source = layer_of(pixels);
    Bitmap painted = pixels;
    painted.pixels[3 * (5 * 24 + 4)] ^= 1;  // within kPart
    Bitmap elsewhere = pixels;
    elsewhere.pixels.back() ^= 1;
    for (const Turn& turn : kTurns) {
        SCOPED_TRACE(turn.quarters + 10 * turn.flipped);
        for (const Rect& part : {kAll, kPart}) {
            const auto made = made_from(source, part);
            const Source same = layer_of(turned(pixels, turn));
            EXPECT_EQ(since_made(made, &same), SinceMade::Unchanged);
            const Source other = layer_of(turned(painted, turn));
            EXPECT_EQ(since_made(made, &other), SinceMade::Changed);
            const Source beside = layer_of(turned(elsewhere, turn));
            EXPECT_EQ(since_made(made, &beside),
                      part == kAll ? SinceMade::Changed : SinceMade::Unchanged);
        }
    }
}

TEST(SinceMade, DoesNotMindWhereTheLayerIsOrAnIdleAlphaChannel) {
    const Source source = layer_of(noise(24, 16));
    const auto made = made_from(source, kPart);
    Source moved = source;
    moved.layer.x = moved.region.x = -40;
    EXPECT_EQ(since_made(made, &moved), SinceMade::Unchanged);
    // a shadow that reaches beyond the layer is part of what is read
    Source larger = layer_of(Bitmap(30, 20, 3));
    for (int y = 0; y < 16; ++y)
        std::copy_n(source.pixels.row(y), 72, larger.pixels.row(y + 2) + 9);
    larger.layer = {8, 11, 24, 16};
    EXPECT_EQ(since_made(made, &larger), SinceMade::Unchanged);

    Bitmap with_alpha(24, 16, 4);
    for (std::size_t i = 0; i < 24 * 16; ++i) {
        std::copy_n(&source.pixels.pixels[3 * i], 3, &with_alpha.pixels[4 * i]);
        with_alpha.pixels[4 * i + 3] = 255;
    }
    Source opaque = layer_of(with_alpha);
    EXPECT_EQ(since_made(made, &opaque), SinceMade::Unchanged);
    EXPECT_EQ(since_made(made_from(opaque, kPart), &source), SinceMade::Unchanged);
    opaque.pixels.pixels[4 * (5 * 24 + 4) + 3] = 0;
    EXPECT_EQ(since_made(made, &opaque), SinceMade::Changed);
}

TEST(SinceMade, IsUnknownIfNothingCanBeCompared) {
    const Source source = layer_of(noise(24, 16));
    const auto made = made_from(source, kAll);
    EXPECT_EQ(since_made(std::nullopt, &source), SinceMade::Unknown);
    EXPECT_EQ(since_made(made, nullptr), SinceMade::SourceGone);
    const Source scaled = layer_of(noise(48, 32));
    EXPECT_EQ(since_made(made, &scaled), SinceMade::Unknown) << "scaled as a whole";
    const Source cut = layer_of(noise(20, 16));
    EXPECT_EQ(since_made(made, &cut), SinceMade::Changed);
}

TEST(PartToMake, IsTheSamePartOfTheLayerAsBefore) {
    Source source = layer_of(noise(24, 16));
    EXPECT_EQ(part_to_make(*made_from(source, kAll), source), std::nullopt);
    const auto made = made_from(source, kPart);
    EXPECT_EQ(part_to_make(*made, source), (Rect{8, 11, 10, 7}));
    source.layer.x = source.region.x = 105;
    EXPECT_EQ(part_to_make(*made, source), (Rect{108, 11, 10, 7}));
    const Source cut = layer_of(noise(8, 16));
    EXPECT_EQ(part_to_make(*made, cut), (Rect{8, 11, 5, 7}));
    const Source tiny = layer_of(noise(2, 2));
    EXPECT_EQ(part_to_make(*made, tiny), std::nullopt) << "nothing is left of it";
}

TEST(MadeWith, TakesTheRecordElseTheParasite) {
    Job job = job_for(layer_of(noise(24, 16)), kAll);
    job.parameters.prompt = "a wave";
    job.parameters.resemblance = 70;
    job.parameters.detail = 30;
    job.parameters.num_images = 2;
    job.parameters.keep_alpha = false;
    job.parameters.placement = Placement::ScaleImage;
    const std::string parasite = provenance(job, 1, 2, {});
    Parameters otherwise;
    otherwise.seed = 9;
    otherwise.max_images = 5;

    Parameters made = made_with(parasite, nullptr, otherwise);
    EXPECT_EQ(made.prompt, "a wave");
    EXPECT_EQ(made.resemblance, 70);
    EXPECT_EQ(made.detail, 30);
    EXPECT_EQ(made.num_images, 1);
    EXPECT_EQ(made.seed, -1) << "none was sent";
    EXPECT_EQ(made.placement, Placement::Fit);
    EXPECT_TRUE(made.keep_alpha) << "only the record knows";
    EXPECT_EQ(made.max_images, 5);

    made = made_with(parasite, &job, otherwise);
    EXPECT_FALSE(made.keep_alpha);
    EXPECT_EQ(made.seed, -1);
    EXPECT_EQ(made.max_images, 5);

    job.parameters.seed = 123;
    EXPECT_EQ(made_with(provenance(job, 1, 2, {}), &job, otherwise).seed, 4712)
        << "each of several has its own";
    EXPECT_EQ(made_with(provenance(job, 1, 2, {}), nullptr, otherwise).seed, 123);

    job.parameters.engine = Engine::Local;
    job.results[1].announced.detail = 50;
    job.results[1].announced.denoise = "medium";
    for (const Job* record : {static_cast<const Job*>(&job), static_cast<const Job*>(nullptr)}) {
        made = made_with(provenance(job, 1, 2, {}), record, otherwise);
        EXPECT_EQ(made.detail, 50) << "that of the second variation";
        EXPECT_EQ(made.denoise, Denoise::Medium) << "what was chosen";
    }
    EXPECT_EQ(made_with(provenance(job, 0, 2, {}), nullptr, otherwise).detail, 30);
    EXPECT_EQ(made_with("", nullptr, otherwise).seed, 9);
}

}  // namespace
}  // namespace upscale
