// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/decoding/exif.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>

namespace upscale {

int orientation_in(ByteView exif) {
    using namespace std::string_view_literals;
    if (as_text(exif).starts_with("Exif\0\0"sv)) exif = exif.subspan(6);
    if (exif.size() < 8) return 1;
    const bool little = as_text(exif).starts_with("II"sv);
    if (!little && !as_text(exif).starts_with("MM"sv)) return 1;
    const auto two = [&](std::size_t at) -> std::size_t {
        return little ? exif[at] | exif[at + 1] << 8 : exif[at] << 8 | exif[at + 1];
    };
    const std::size_t directory = little ? two(4) | two(6) << 16 : two(4) << 16 | two(6);
    constexpr std::size_t kEntry = 12, kOrientation = 0x0112, kShort = 3;
    if (directory > exif.size() - 2) return 1;
    const std::size_t entries = two(directory);
    for (std::size_t i = 0; i < entries; ++i) {
        const std::size_t at = directory + 2 + i * kEntry;
        if (at + kEntry > exif.size()) return 1;
        if (two(at) != kOrientation) continue;
        const std::size_t value = two(at + 8);
        return two(at + 2) == kShort && value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
    }
    return 1;
}

Bitmap upright(Bitmap bitmap, int orientation) {
    if (orientation <= 1 || orientation > 8) return bitmap;
    const bool transposed = orientation >= 5;
    // Where the first row and the first column of the file are in the upright picture.
    const bool from_right =
        orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
    const bool from_bottom =
        orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
    const auto channels = static_cast<std::size_t>(bitmap.channels);
    Bitmap turned = transposed ? Bitmap(bitmap.height, bitmap.width, bitmap.channels)
                               : Bitmap(bitmap.width, bitmap.height, bitmap.channels);
    for (int y = 0; y < turned.height; ++y) {
        const int from_y = from_bottom ? turned.height - 1 - y : y;
        std::uint8_t* to = turned.row(y);
        for (int x = 0; x < turned.width; ++x, to += channels) {
            const int from_x = from_right ? turned.width - 1 - x : x;
            const std::uint8_t* pixel =
                transposed ? bitmap.row(from_x) + static_cast<std::size_t>(from_y) * channels
                           : bitmap.row(from_y) + static_cast<std::size_t>(from_x) * channels;
            std::memcpy(to, pixel, channels);
        }
    }
    return turned;
}

}  // namespace upscale
