// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/pixels/resample.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace upscale {
namespace {

constexpr Kernel kKernels[] = {Kernel::Box, Kernel::CatmullRom, Kernel::Lanczos3};

/// A smooth wave, so that every kernel can follow it.
double wave(double x, double y) { return 128 + 60 * std::sin(x / 9) + 50 * std::cos(y / 7); }

Bitmap wave_bitmap(int width, int height, double pitch, double x0, double y0, int channels) {
    Bitmap bitmap(width, height, channels);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int c = 0; c < channels; ++c)
                bitmap.row(y)[x * channels + c] = static_cast<std::uint8_t>(
                    std::lround(wave(x0 + (x + 0.5) * pitch, y0 + (y + 0.5) * pitch)));
    return bitmap;
}

int largest_difference(const Bitmap& a, const Bitmap& b, int margin) {
    int largest = 0;
    for (int y = margin; y < a.height - margin; ++y)
        for (int i = margin * a.channels; i < (a.width - margin) * a.channels; ++i)
            largest = std::max(largest, std::abs(a.row(y)[i] - b.row(y)[i]));
    return largest;
}

TEST(Resample, TheSameSizeIsTheSamePicture) {
    const Bitmap source = wave_bitmap(31, 17, 1, 0, 0, 3);
    for (const Kernel kernel : kKernels)
        EXPECT_EQ(resample(source, {31, 17}, kernel).pixels, source.pixels);
}

TEST(Resample, WholePixelsAreTakenAsTheyAre) {
    const Bitmap source = wave_bitmap(31, 17, 1, 0, 0, 3);
    const auto pixels = [&](RectF area, Size size) {
        return resample(source, area, size, Kernel::Lanczos3).pixels;
    };
    const std::vector<std::uint8_t> part = pixels({3, 2, 20, 10}, {20, 10});
    for (int y = 0; y < 10; ++y)
        for (int i = 0; i < 60; ++i) EXPECT_EQ(part[y * 60 + i], source.row(y + 2)[9 + i]);
    EXPECT_EQ(pixels({3.00005, 1.99995, 20, 10.00005}, {20, 10}), part) << "rounding";
    EXPECT_NE(pixels({3.1, 2, 20, 10}, {20, 10}), part);
    // outside the source its edge is repeated
    const std::vector<std::uint8_t> beyond = pixels({-1, 0, 31, 17}, {31, 17});
    EXPECT_EQ(beyond[0], source.pixels[0]);
    EXPECT_EQ(beyond[3], source.pixels[0]);
    EXPECT_EQ(beyond[6], source.pixels[3]);
}

TEST(Resample, AFlatPictureStaysFlat) {
    Bitmap source(13, 7, 4);
    std::fill(source.pixels.begin(), source.pixels.end(), 201);
    for (const Kernel kernel : kKernels)
        for (const Size size : {Size{26, 14}, Size{5, 3}, Size{1, 1}, Size{40, 2}})
            for (const auto value : resample(source, size, kernel).pixels) EXPECT_EQ(value, 201);
}

TEST(Resample, KeepsEverythingInPlace) {
    // Coordinates are pixel edges: a shift by half a pixel would show as an error of several
    // levels.
    const Bitmap source = wave_bitmap(80, 60, 1, 0, 0, 1);
    for (const Kernel kernel : {Kernel::CatmullRom, Kernel::Lanczos3}) {
        EXPECT_LE(largest_difference(resample(source, {160, 120}, kernel),
                                     wave_bitmap(160, 120, 0.5, 0, 0, 1), 8),
                  1);
        EXPECT_LE(largest_difference(resample(source, {40, 30}, kernel),
                                     wave_bitmap(40, 30, 2, 0, 0, 1), 4),
                  2);
        EXPECT_LE(largest_difference(resample(source, {10.25, 5.5, 40, 30}, {80, 60}, kernel),
                                     wave_bitmap(80, 60, 0.5, 10.25, 5.5, 1), 0),
                  1);
    }
}

/// Catmull-Rom's kernel, widened `width` times.
double catmull_rom(double x, double width) {
    x = std::abs(x) / width;
    return x < 1   ? 1.5 * x * x * x - 2.5 * x * x + 1
           : x < 2 ? -0.5 * x * x * x + 2.5 * x * x - 4 * x + 2
                   : 0;
}

/// One value computed by the formula, in double precision.
double exact(const Bitmap& source, RectF area, Size target, int x, int y, int c) {
    const double across = area.width / target.width, down = area.height / target.height;
    const double wide = std::max(across, 1.0), high = std::max(down, 1.0);
    const double at_x = area.x + (x + 0.5) * across, at_y = area.y + (y + 0.5) * down;
    double sum = 0, weights = 0;
    for (int j = static_cast<int>(at_y - 2 * high) - 2; j < at_y + 2 * high + 2; ++j)
        for (int i = static_cast<int>(at_x - 2 * wide) - 2; i < at_x + 2 * wide + 2; ++i) {
            const double w = catmull_rom(i + 0.5 - at_x, wide) * catmull_rom(j + 0.5 - at_y, high);
            weights += w;
            sum +=
                w *
                source.row(std::clamp(
                    j, 0,
                    source.height - 1))[std::clamp(i, 0, source.width - 1) * source.channels + c];
        }
    return std::clamp(sum / weights, 0.0, 255.0);
}

TEST(Resample, IsWithinOneLevelOfTheFormula) {
    std::minstd_rand random(1);
    for (const int channels : {1, 3, 4}) {
        Bitmap noise(53, 37, channels);
        for (auto& value : noise.pixels) value = static_cast<std::uint8_t>(random() >> 8);
        for (const RectF area :
             {RectF{0, 0, 53, 37}, RectF{7.3, -2.5, 31.9, 20.2}, RectF{30, 20, 29, 17}})
            for (const Size size : {Size{53, 37}, Size{106, 80}, Size{26, 18}, Size{9, 40}}) {
                const Bitmap made = resample(noise, area, size, Kernel::CatmullRom);
                for (int y = 0; y < size.height; ++y)
                    for (int x = 0; x < size.width; ++x)
                        for (int c = 0; c < channels; ++c)
                            ASSERT_NEAR(made.row(y)[x * channels + c],
                                        exact(noise, area, size, x, y, c), 1)
                                << channels << " channels, " << size.width << " at " << x << ", "
                                << y;
            }
    }
}

TEST(Resample, BoxIsTheMean) {
    Bitmap source(4, 2, 1);
    source.pixels = {0, 100, 50, 50, 100, 200, 50, 250};
    EXPECT_EQ(resample(source, {2, 1}, Kernel::Box).pixels, (std::vector<std::uint8_t>{100, 100}));
    EXPECT_EQ(resample(source, {1, 1}, Kernel::Box).pixels, (std::vector<std::uint8_t>{100}));
}

TEST(Resample, CatmullRomLeavesNoGhostBesideAnEdge) {
    Bitmap edge(40, 1, 1);
    for (int x = 20; x < 40; ++x) edge.pixels[x] = 255;
    const Bitmap doubled = resample(edge, {80, 1}, Kernel::CatmullRom);
    for (int x = 0; x < 38; ++x) EXPECT_EQ(doubled.pixels[x], 0) << x;
    for (int x = 42; x < 80; ++x) EXPECT_EQ(doubled.pixels[x], 255) << x;
}

TEST(Resample, OnePixelGrows) {
    Bitmap one(1, 1, 3);
    one.pixels = {9, 8, 7};
    const Bitmap big = resample(one, {2, 3}, Kernel::Lanczos3);
    for (std::size_t i = 0; i < big.pixels.size(); ++i) EXPECT_EQ(big.pixels[i], 9 - i % 3);
}

}  // namespace
}  // namespace upscale
