// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/source_now.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <utility>

#include "image/pixels/alpha.hpp"
#include "image/pixels/resample.hpp"
#include "image/registration/padding.hpp"
#include "results/result.hpp"
#include "support/photo.hpp"

namespace upscale {
namespace {

constexpr Rect kLayer{30, 20, 600, 400};  // of the photo

const Bitmap& photo() {
    static const Bitmap bitmap = load_photo("coffee.png");
    return bitmap;
}

/// A job's source as it was sent.
struct Sent {
    SourceRecord source;
    SourcePlanes planes;
};

Sent sent(const Bitmap& pixels, const Rect& layer, const Rect& region, bool protect = false) {
    Sent made;
    made.source.layer = layer;
    made.source.region = region;
    const Bitmap part =
        crop(pixels, {region.x - layer.x, region.y - layer.y, region.width, region.height});
    if (protect) made.source.frame = frame_around({region.width, region.height});
    const Bitmap rgb = bleed(part);
    made.planes.alpha = take_alpha(part);
    made.planes.preview = preview_of(protect ? pad(rgb, *made.source.frame) : rgb);
    return made;
}

Sent sent(const Bitmap& pixels) {
    const Rect layer{30, 20, pixels.width, pixels.height};
    return sent(pixels, layer, layer);
}

/// The layer as it is read today.
Source today(Bitmap pixels, int x = 30, int y = 20) {
    Source now;
    now.layer = now.region = {x, y, pixels.width, pixels.height};
    now.pixels = std::move(pixels);
    return now;
}

SourceNow compared(const Sent& job, const Source& now) {
    return compare_source(job.source, job.planes, now);
}

std::uint8_t level_of(double value) {
    return static_cast<std::uint8_t>(std::clamp(value + 0.5, 0.0, 255.0));
}

/// Every value of an RGB picture changed by a function of the value and the pixel's place.
template <class Change>
Bitmap changed(Bitmap bitmap, Change change) {
    std::uint8_t* level = bitmap.pixels.data();
    for (int y = 0; y < bitmap.height; ++y)
        for (int x = 0; x < bitmap.width; ++x)
            for (int c = 0; c < 3; ++c, ++level) *level = level_of(change(*level, x, y));
    return bitmap;
}

Bitmap with_stroke(Bitmap bitmap, int thickness, int length, double opacity = 1) {
    for (int y = 150; y < 150 + thickness; ++y)
        for (int x = 100; x < 100 + length; ++x)
            for (int c = 0; c < 3; ++c) {
                std::uint8_t& level = bitmap.row(y)[x * bitmap.channels + c];
                level = level_of(level + opacity * (250 - level));
            }
    return bitmap;
}

TEST(SourceNow, KnowsWhatCountsAsAnEdit) {
    std::minstd_rand random(3);
    const auto noise = [&](int range) {
        return changed(photo(), [&](int value, int, int) {
            return value + static_cast<int>(random() % static_cast<unsigned>(2 * range + 1)) -
                   range;
        });
    };
    /// Each block of 8 × 8 pixels a little off, as JPEG leaves it.
    const Bitmap jpeg = changed(photo(), [&](int value, int x, int y) {
        return value + ((x / 8 * 7 + y / 8 * 5) % 5 - 2) * 0.8 + static_cast<int>(random() % 9) - 4;
    });
    Bitmap erased(photo().width, photo().height, 4);
    for (std::size_t i = 0; i < erased.pixels.size(); ++i)
        erased.pixels[i] =
            i % 4 == 3 ? (i / 4 % 600 < 40 ? 0 : 255) : photo().pixels[i / 4 * 3 + i % 4];
    const struct {
        const char* what;
        Bitmap pixels;
        bool edited;
    } cases[] = {
        {"nothing", photo(), false},
        {"dither", noise(1), false},
        {"noise", noise(12), false},
        {"JPEG", jpeg, false},
        {"a stroke", with_stroke(photo(), 12, 60), true},
        {"a thin stroke", with_stroke(photo(), 3, 200), true},
        {"a faint stroke", with_stroke(photo(), 20, 100, 0.25), true},
        {"a dot", with_stroke(photo(), 8, 8), true},
        {"one pixel", with_stroke(photo(), 1, 1), false},
        {"brighter", changed(photo(), [](int value, int, int) { return value + 4; }), true},
        {"levels", changed(photo(), [](int value, int, int) { return 1.1 * value - 10; }), true},
        {"gamma",
         changed(photo(), [](int value, int, int) { return 255 * std::pow(value / 255.0, 0.85); }),
         true},
        {"erased", erased, true},
        {"another picture", resample(load_photo("astronaut.png"), {600, 400}, Kernel::Box), true},
        {"black", Bitmap(600, 400, 3), true},
    };
    for (const auto& c : cases) {
        const SourceNow now = compared(sent(photo()), today(c.pixels));
        EXPECT_EQ(now.edited, c.edited) << c.what;
        EXPECT_EQ(now.turn, Turn()) << c.what;
    }
}

TEST(SourceNow, FindsHowItWasTurned) {
    const Bitmap small = resample(photo(), {300, 200}, Kernel::Box);
    Bitmap transparent(300, 200, 4);
    for (int y = 0; y < 200; ++y)
        for (int x = 0; x < 300; ++x)
            for (int c = 0; c < 4; ++c)
                transparent.row(y)[4 * x + c] =
                    c < 3 ? small.row(y)[3 * x + c]
                          : static_cast<std::uint8_t>(std::hypot(x - 125, y - 110) < 85 ? 255 : 0);
    for (const Bitmap& picture : {small, crop(small, {50, 0, 200, 200}), transparent}) {
        const Sent job = sent(picture);
        for (const Turn& turn : kTurns)
            EXPECT_EQ(compared(job, today(turned(picture, turn), -7, 300)),
                      (SourceNow{false, turn}))
                << picture.width << " " << picture.channels << ", " << turn.flipped
                << turn.quarters;
        const Bitmap painted = with_stroke(picture, 12, 60);
        EXPECT_TRUE(compared(job, today(turned(painted, {true, 1}))).edited);
    }
}

TEST(SourceNow, ComparesTheRegionThatWasSent) {
    const Rect region{30 + 350, 20 + 40, 130, 160};
    for (const bool protect : {false, true}) {
        const Sent job = sent(photo(), kLayer, region, protect);
        for (const Turn& turn : kTurns)
            EXPECT_EQ(compared(job, today(turned(photo(), turn))), (SourceNow{false, turn}));
        // a stroke elsewhere is not on what was sent
        EXPECT_FALSE(compared(job, today(with_stroke(photo(), 12, 60))).edited);
        EXPECT_TRUE(compared(job, today(with_stroke(photo(), 12, 400))).edited);
    }
}

TEST(SourceNow, AScaledLayerIsCompared) {
    const Sent job = sent(photo());
    for (const Size size : {Size{1200, 800}, Size{301, 201}, Size{1801, 1201}})
        for (const Turn& turn : {Turn{}, Turn{true, 0}, Turn{false, 1}}) {
            const Bitmap now = turned(resample(photo(), size, Kernel::Lanczos3), turn);
            EXPECT_EQ(compared(job, today(now)), (SourceNow{false, turn})) << size.width;
        }
    const Bitmap painted = resample(with_stroke(photo(), 12, 60), {1200, 800}, Kernel::Lanczos3);
    EXPECT_TRUE(compared(job, today(painted)).edited);
}

TEST(SourceNow, LargeLayersAreComparedAsTheirPreviews) {
    const Bitmap large = resample(photo(), {2400, 1600}, Kernel::CatmullRom);
    const Sent job = sent(large);
    for (const Turn& turn : {Turn{}, Turn{true, 0}, Turn{false, 2}, Turn{false, 3}})
        EXPECT_EQ(compared(job, today(turned(large, turn))), (SourceNow{false, turn}));
    EXPECT_TRUE(compared(job, today(with_stroke(large, 30, 100))).edited);
}

TEST(SourceNow, EffectsBeyondTheLayerAreCompared) {
    const Rect region{20, 15, 640, 420};  // of a layer at 30, 20
    const Bitmap merged = resample(photo(), {640, 420}, Kernel::Lanczos3);
    Sent job = sent(merged, region, region);
    job.source.layer = kLayer;
    Source now = today(merged, 20, 15);
    now.layer = kLayer;
    EXPECT_EQ(compared(job, now), SourceNow());
    EXPECT_TRUE(compared(job, today(photo())).edited) << "without its effects";
}

TEST(SourceNow, WhatCannotBeComparedCountsAsUnchanged) {
    Sent old = sent(photo());
    old.planes.preview = {};
    EXPECT_EQ(compared(old, today(Bitmap(600, 400, 3))), SourceNow());
    EXPECT_EQ(compared(sent(photo()), today(Bitmap(600, 300, 3))), SourceNow())
        << "another shape: it is not placed anyway";
    EXPECT_EQ(compare_source({}, old.planes, today(photo())), SourceNow());
    // of a picture that looks the same from all sides nothing is turned
    EXPECT_EQ(compared(sent(Bitmap(40, 40, 3)), today(Bitmap(40, 40, 3))), SourceNow());
}

// What is placed is the result that the service would have made of the turned source.
TEST(SourceNow, ATurnedResultIsTheResultOfTheTurnedSource) {
    const Rect layer{5, 6, 60, 40}, region{15, 16, 30, 20};
    const Size size{66, 40};  // twice as large, with a pixel of padding left and five right
    Bitmap result = resample(photo(), size, Kernel::Box);
    Job job;
    job.source.layer = layer;
    job.source.region = region;
    job.results.resize(1);
    SourcePlanes planes;
    planes.alpha = preview_of(resample(photo(), {30, 20}, Kernel::Box));
    planes.selection = planes.alpha;
    const Registration registration{.fit = Registration::Fit::Padded,
                                    .covered = {0, 0, 30, 20},
                                    .part = {1, 0, 60, 40},
                                    .scale_x = 2,
                                    .scale_y = 2};
    const NewLayer plain = make_new_layer(job, planes, 0, take_apart(result), registration, {},
                                          natural_place(registration), {});
    for (const Turn& turn : kTurns) {
        const SourceRecord source = turned(job.source, turn);
        EXPECT_EQ(source.region.x - layer.x, turned(Rect{10, 10, 30, 20}, {60, 40}, turn).x);
        EXPECT_EQ((Size{source.layer.width, source.layer.height}), turned(Size{60, 40}, turn));
        const Registration shown = turned(registration, {30, 20}, size, turn);
        const NewLayer layer_now = make_new_layer(job, planes, 0, take_apart(result), registration,
                                                  turn, natural_place(shown), {});
        EXPECT_EQ(layer_now.pixels.pixels, turned(plain.pixels, turn).pixels);
        for (const auto plane : {&NewLayer::alpha, &NewLayer::mask})
            for (std::size_t i = 0; i < (plain.*plane).pixels.size(); ++i)
                ASSERT_NEAR((layer_now.*plane).pixels[i], turned(plain.*plane, turn).pixels[i], 1);
    }
}

}  // namespace
}  // namespace upscale
