// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "presentation/difference.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "image/pixels/resample.hpp"

namespace upscale {
namespace {

Bitmap smooth(Size size, int channels = 3) {
    Bitmap bitmap(size.width, size.height, channels);
    for (int y = 0; y < size.height; ++y)
        for (int x = 0; x < size.width; ++x)
            for (int c = 0; c < channels; ++c)
                bitmap.row(y)[x * channels + c] =
                    static_cast<std::uint8_t>(c == 3 ? 255 : 60 + 40 * x / size.width + 20 * c);
    return bitmap;
}

/// A checkerboard over a part of the picture.
Bitmap with_detail(Bitmap bitmap, Rect where, int strength = 20) {
    for (int y = where.y; y < where.y + where.height; ++y)
        for (int x = where.x; x < where.x + where.width; ++x)
            for (int c = 0; c < std::min(bitmap.channels, 3); ++c) {
                std::uint8_t& value = bitmap.row(y)[x * bitmap.channels + c];
                value =
                    static_cast<std::uint8_t>(value + ((x / 2 + y / 2) % 2 ? 1 : -1) * strength);
            }
    return bitmap;
}

Bitmap twice(const Bitmap& bitmap) {
    return resample(bitmap, {2 * bitmap.width, 2 * bitmap.height}, Kernel::Box);
}

RectF all_of(Size size) { return {0, 0, double(size.width), double(size.height)}; }

PointF place(const Bitmap& source, const std::vector<Bitmap>& results, Size seen) {
    const Size size{source.width, source.height};
    std::vector<Copy> copies;
    for (const Bitmap& result : results) copies.push_back(reduced_copy(result, all_of(size), size));
    return place_of_difference(reduced_copy(source, all_of(size), size), copies, size, seen);
}

void expect_near(PointF at, PointF wanted, double reach) {
    EXPECT_NEAR(at.x, wanted.x, reach);
    EXPECT_NEAR(at.y, wanted.y, reach);
}

TEST(PlaceOfDifference, IsWhereAResultHasOtherDetail) {
    const Bitmap source = smooth({200, 120});
    const Bitmap result = twice(with_detail(source, {140, 70, 30, 30}));
    expect_near(place(source, {result}, {30, 30}), {155, 85}, 2);
}

TEST(PlaceOfDifference, IsTheMiddleOfAFlatPicture) {
    const Bitmap flat(200, 120, 3);
    EXPECT_EQ(place(flat, {twice(flat), twice(flat)}, {30, 30}), (PointF{100, 60}));
    const Bitmap source = smooth({200, 120});
    EXPECT_EQ(place(source, {twice(source)}, {30, 30}), (PointF{100, 60}));
}

TEST(PlaceOfDifference, FindsASmallMarkInALargePlace) {
    const Bitmap source = smooth({600, 400});
    const Bitmap result = twice(with_detail(source, {40, 300, 4, 4}, 60));
    const PointF at = place(source, {result}, {160, 110});
    EXPECT_NEAR(at.x, 42, 80);
    EXPECT_NEAR(at.y, 302, 55);
}

TEST(PlaceOfDifference, IgnoresABrightnessThatChangedEverywhere) {
    const Bitmap source = smooth({200, 120});
    Bitmap brighter = source;
    for (std::uint8_t& value : brighter.pixels) value = static_cast<std::uint8_t>(value + 50);
    EXPECT_EQ(place(source, {twice(brighter)}, {30, 30}), (PointF{100, 60}));
    expect_near(place(source, {twice(with_detail(brighter, {20, 20, 30, 30}))}, {30, 30}), {35, 35},
                2);
}

TEST(PlaceOfDifference, IgnoresWhatPaddingDoesToTheEdges) {
    const Bitmap source = smooth({200, 120});
    Bitmap result = with_detail(source, {90, 50, 20, 20});
    for (int y = 0; y < 120; ++y)
        for (int c = 0; c < 3; ++c) result.row(y)[c] = 0;
    expect_near(place(source, {twice(result)}, {20, 20}), {100, 60}, 2);
}

TEST(PlaceOfDifference, PrefersAStructureToASpot) {
    const Bitmap source = smooth({200, 120});
    Bitmap result = with_detail(source, {140, 70, 30, 30}, 30);
    for (int y = 20; y < 23; ++y)
        for (int x = 20; x < 23; ++x)
            for (int c = 0; c < 3; ++c) result.row(y)[x * 3 + c] = 255;
    expect_near(place(source, {twice(result)}, {30, 30}), {155, 85}, 2);
}

TEST(PlaceOfDifference, IsWhereResultsDifferFromEachOther) {
    const Bitmap source = smooth({200, 120});
    const Bitmap both = with_detail(source, {20, 20, 30, 30});
    Bitmap other = both;
    for (int y = 70; y < 100; ++y)
        for (int x = 140; x < 170; ++x)
            for (int c = 0; c < 3; ++c)
                other.row(y)[x * 3 + c] = static_cast<std::uint8_t>(both.row(y)[x * 3 + c] + 40);
    expect_near(place(source, {twice(both), twice(other)}, {30, 30}), {155, 85}, 2);
}

TEST(PlaceOfDifference, DoesNotSeeWhatIsTransparent) {
    const Bitmap source = smooth({200, 120}, 4);
    Bitmap result = with_detail(with_detail(source, {20, 20, 30, 30}, 60), {140, 70, 30, 30});
    for (int y = 0; y < 60; ++y)
        for (int x = 0; x < 60; ++x) result.row(y)[x * 4 + 3] = 0;
    expect_near(place(source, {result}, {30, 30}), {155, 85}, 2);
}

TEST(PlaceOfDifference, LiesWithinWhatAResultCovers) {
    const Size size{200, 120};
    const Bitmap source = smooth(size);
    const Bitmap part = twice(with_detail(crop(source, {100, 60, 60, 40}), {30, 10, 20, 20}));
    const PointF at =
        place_of_difference(reduced_copy(source, all_of(size), size),
                            {reduced_copy(part, {100, 60, 60, 40}, size)}, size, {20, 20});
    expect_near(at, {140, 80}, 2);
}

TEST(PlaceOfDifference, TakesAnyPlaceSize) {
    const Bitmap source = smooth({200, 120});
    const Bitmap result = twice(with_detail(source, {140, 70, 30, 30}));
    expect_near(place(source, {result}, {5000, 5000}), {100, 60}, 1);
    EXPECT_LT(place(source, {result}, {1, 1}).x, 200);
    const Bitmap tiny(1, 1, 1);
    EXPECT_EQ(place(tiny, {tiny}, {30, 30}), (PointF{0.5, 0.5}));
}

TEST(PlaceOfDifference, WorksOnReducedCopies) {
    const Size size{3000, 2000};
    EXPECT_LE(copy_size(size).width * copy_size(size).height, 1001000);
    Bitmap source(size.width, size.height, 1);
    Bitmap result = source;
    for (int y = 1500; y < 1600; ++y)
        for (int x = 2000; x < 2100; ++x) result.row(y)[x] = 80;
    expect_near(place(source, {result}, {100, 100}), {2050, 1550}, 5);
}

}  // namespace
}  // namespace upscale
