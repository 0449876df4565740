// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of the engine on this computer share: its models, sample photos, comparisons.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>

#include "base/bytes.hpp"
#include "image/pixels/resample.hpp"
#include "local/networks/network.hpp"
#include "local/picture/decode.hpp"

namespace upscale::local {

inline const std::string kRoot = UPSCALE_SOURCE_DIR;
inline const std::string kModels = kRoot + "/plugin/local/models";
inline const std::string kModel = kModels + "/scale2.0x_model.onnx";

inline Bytes bytes_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    EXPECT_TRUE(file) << path;
    return Bytes(std::istreambuf_iterator<char>(file), {});
}

inline Bitmap photo(const std::string& name) {
    return decode_rgb(bytes_of(kRoot + "/tests/data/" + name)).value();
}

inline Bitmap part_of(const Bitmap& bitmap, Rect area) {
    const RectF edges{double(area.x), double(area.y), double(area.width), double(area.height)};
    return resample(bitmap, edges, {area.width, area.height}, Kernel::Box);
}

inline Bitmap flat(int width, int height, std::uint8_t value, int channels = 3) {
    Bitmap bitmap(width, height, channels);
    std::fill(bitmap.pixels.begin(), bitmap.pixels.end(), value);
    return bitmap;
}

inline int largest_difference(const Bitmap& a, const Bitmap& b) {
    EXPECT_EQ(a.pixels.size(), b.pixels.size());
    int largest = 0;
    for (std::size_t i = 0; i < a.pixels.size(); ++i)
        largest = std::max(largest, std::abs(a.pixels[i] - b.pixels[i]));
    return largest;
}

/// Decibels; all channels count alike.
inline double psnr(const Bitmap& a, const Bitmap& b) {
    EXPECT_EQ(a.pixels.size(), b.pixels.size());
    double sum = 0;
    for (std::size_t i = 0; i < a.pixels.size(); ++i) {
        const double difference = a.pixels[i] - b.pixels[i];
        sum += difference * difference;
    }
    return 10 * std::log10(255 * 255 * static_cast<double>(a.pixels.size()) / sum);
}

inline Network load_network() { return std::move(Network::load(kModel)).value(); }

}  // namespace upscale::local
