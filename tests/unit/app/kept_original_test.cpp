// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/kept_original.hpp"

#include <gtest/gtest.h>

#include "image/pixels/resample.hpp"

namespace upscale {
namespace {

/// A picture without symmetry.
Bitmap picture(int width, int height, int channels = 3) {
    Bitmap bitmap(width, height, channels);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int c = 0; c < channels; ++c)
                bitmap.row(y)[x * channels + c] = static_cast<std::uint8_t>(
                    c == 3 ? 255 : 255 * x / width / (1 + c) + 60 * y / height);
    return bitmap;
}

/// The layer at (10, 20) that was 60×40, in an image that was scaled by 2 since.
KeptOriginal kept_of(double image_scale = 1) {
    return {{10, 20, 60, 40}, {10, 20, 60, 40}, false, image_scale};
}

Source scaled_source(const Bitmap& kept, double factor) {
    Source now;
    now.layer = now.region = {static_cast<int>(10 * factor), static_cast<int>(20 * factor),
                              static_cast<int>(kept.width * factor),
                              static_cast<int>(kept.height * factor)};
    now.canvas = {static_cast<int>(100 * factor), static_cast<int>(80 * factor)};
    now.pixels = resample(kept, {0, 0, double(kept.width), double(kept.height)},
                          {now.layer.width, now.layer.height}, Kernel::CatmullRom);
    now.image_scale = factor;
    return now;
}

TEST(KeptOriginal, ItsRecordIsReadAgain) {
    KeptOriginal kept{{-3, 4, 60, 40}, {-5, 2, 64, 44}, true, 2.5};
    const auto read = kept_original_from_json(to_json(kept));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->layer, kept.layer);
    EXPECT_EQ(read->region, kept.region);
    EXPECT_TRUE(read->clipped);
    EXPECT_EQ(read->image_scale, 2.5);
}

TEST(KeptOriginal, ADamagedRecordIsNone) {
    const std::string good = to_json(kept_of());
    for (const auto& [from, to] : {std::pair{"\"version\":1", "\"version\":2"},
                                   {"\"width\":60", "\"width\":0"},
                                   {"\"width\":60", "\"width\":99999999999"},
                                   {"\"x\":10", "\"z\":10"},
                                   {"\"image_scale\":1", "\"image_scale\":-1"}}) {
        std::string bad = good;
        const auto at = bad.find(from);
        ASSERT_NE(at, bad.npos) << from;
        bad.replace(at, std::string(from).size(), to);
        EXPECT_FALSE(kept_original_from_json(bad)) << bad;
    }
    for (const char* text : {"", "{}", "[]", "x"}) EXPECT_FALSE(kept_original_from_json(text));
}

TEST(ImageScale, IsOneUnlessAnImportNotedAnother) {
    for (const double scale : {1.0, 2.0, 1.0 / 3, 1e-5, 4096.5})
        EXPECT_EQ(image_scale_from(image_scale_text(scale)), scale);
    for (const char* text : {"", "x", "0", "-2", "1e300", "nan", "inf"})
        EXPECT_EQ(image_scale_from(text), 1) << text;
}

TEST(PixelsHash, DependsOnPixelsAndShape) {
    const Bitmap bitmap = picture(6, 4);
    EXPECT_EQ(hash_of(bitmap).size(), 16u);
    EXPECT_EQ(hash_of(bitmap), hash_of(Bitmap(bitmap)));
    Bitmap other = bitmap;
    other.pixels[5] ^= 1;
    EXPECT_NE(hash_of(bitmap), hash_of(other));
    other = bitmap;
    std::swap(other.width, other.height);
    EXPECT_NE(hash_of(bitmap), hash_of(other));
}

TEST(KeptOriginal, KnowsTheSizeThatOurImportsGaveIt) {
    EXPECT_TRUE(has_size_of(kept_of(), {0, 0, 120, 80}, 2));
    EXPECT_TRUE(has_size_of(kept_of(), {0, 0, 80, 120}, 2)) << "turned";
    EXPECT_TRUE(has_size_of(kept_of(), {0, 0, 122, 79}, 2)) << "rounded";
    EXPECT_TRUE(has_size_of(kept_of(), {0, 0, 60, 40}, 1)) << "the scaling was undone";
    EXPECT_TRUE(has_size_of(kept_of(2), {0, 0, 90, 60}, 3));
    EXPECT_FALSE(has_size_of(kept_of(), {0, 0, 60, 40}, 2)) << "the user scaled it back";
    EXPECT_FALSE(has_size_of(kept_of(), {0, 0, 120, 40}, 2));
}

TEST(KeptOriginal, AnEditedLayerIsAnother) {
    const Bitmap pixels = picture(60, 40);
    Source now = scaled_source(pixels, 2);
    EXPECT_EQ(turn_since(kept_of(), pixels, now), Turn{});
    now.pixels = turned(std::move(now.pixels), {true, 0});
    EXPECT_EQ(turn_since(kept_of(), pixels, now), (Turn{true, 0}));
    for (int y = 20; y < 60; ++y)
        for (int x = 0; x < 3 * 40; ++x) now.pixels.row(y)[x] = 0;
    EXPECT_EQ(turn_since(kept_of(), pixels, now), std::nullopt) << "painted on";
    now = scaled_source(pixels, 3);
    now.image_scale = 2;
    EXPECT_EQ(turn_since(kept_of(), pixels, now), std::nullopt) << "resized";
}

TEST(KeptOriginal, StandsForItsLayer) {
    const Bitmap pixels = picture(60, 40);
    const Source source = with_kept_pixels(kept_of(), pixels, {}, scaled_source(pixels, 2));
    EXPECT_EQ(source.pixels.pixels, pixels.pixels);
    EXPECT_EQ(source.layer, (Rect{10, 20, 60, 40}));
    EXPECT_EQ(source.region, source.layer);
    EXPECT_EQ(source.canvas, (Size{100, 80}));
    EXPECT_EQ(source.image_scale, 1) << "the image was scaled by 2 since";
}

TEST(KeptOriginal, IsTurnedLikeItsLayer) {
    const Bitmap pixels = picture(60, 40);
    const Turn turn{false, 1};
    Source now = scaled_source(pixels, 2);
    std::swap(now.layer.width, now.layer.height);
    now.region = now.layer;
    now.pixels = turned(std::move(now.pixels), turn);
    ASSERT_EQ(turn_since(kept_of(), pixels, now), turn);
    const Source source = with_kept_pixels(kept_of(), pixels, turn, now);
    EXPECT_EQ(source.pixels.pixels, turned(pixels, turn).pixels);
    EXPECT_EQ(source.layer, (Rect{10, 20, 40, 60}));
    EXPECT_EQ(source.image_scale, 1);
}

TEST(KeptOriginal, IsCutToTheSelection) {
    const Bitmap pixels = picture(60, 40);
    Source now = scaled_source(pixels, 2);
    now.region = {20 + 30, 40 + 20, 40, 30};  // of a layer at (20, 40)
    now.selection = Bitmap(40, 30, 1);
    now.selection.pixels.assign(now.selection.pixels.size(), 200);
    const Source source = with_kept_pixels(kept_of(), pixels, {}, now);
    EXPECT_EQ(source.region, (Rect{10 + 15, 20 + 10, 20, 15}));
    EXPECT_EQ(source.pixels.pixels, crop(pixels, {15, 10, 20, 15}).pixels);
    ASSERT_EQ(source.selection.width, 20);
    ASSERT_EQ(source.selection.height, 15);
    EXPECT_EQ(source.selection.row(7)[9], 200);
}

TEST(KeptOriginal, OfAResizedLayerFollowsTheNewSize) {
    const Bitmap pixels = picture(60, 40);
    Source now = scaled_source(pixels, 3);
    now.image_scale = 2;  // the user enlarged it further
    const Source source = with_kept_pixels(kept_of(), pixels, {}, now);
    EXPECT_EQ(source.layer, (Rect{10, 20, 60, 40}));
    EXPECT_DOUBLE_EQ(now.image_scale / source.image_scale, 3);
}

}  // namespace
}  // namespace upscale
