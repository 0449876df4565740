// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/resample.hpp"

#include <gtest/gtest.h>

#include <cmath>

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

TEST(Resample, AFlatPictureStaysFlat) {
    Bitmap source(13, 7, 4);
    std::fill(source.pixels.begin(), source.pixels.end(), 201);
    for (const Kernel kernel : kKernels)
        for (const Size size : {Size{26, 14}, Size{5, 3}, Size{1, 1}, Size{40, 2}})
            for (const auto value : resample(source, size, kernel).pixels) EXPECT_EQ(value, 201);
}

TEST(Resample, KeepsEverythingInPlace) {
    // pixel edges are the coordinates: a shift of half a pixel would show as several levels
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
