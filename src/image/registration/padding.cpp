// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/registration/padding.hpp"

#include <algorithm>
#include <cmath>

#include "image/pixels/ratios.hpp"

namespace upscale {
namespace {

/// The smallest size of this ratio, rounded up to whole pixels, that holds `size`.
Size enclosing(Size size, long long across, long long down) {
    const long long width = size.width, height = size.height;
    if (width * down >= height * across)
        return {size.width, static_cast<int>((width * down + across - 1) / across)};
    return {static_cast<int>((height * across + down - 1) / down), size.height};
}

}  // namespace

Frame frame_around(Size size) {
    Size best = enclosing(size, 1, 1);
    for (const Ratio ratio : kRatios) {
        const Size found = enclosing(size, ratio.width, ratio.height);
        if (static_cast<long long>(found.width) * found.height <
            static_cast<long long>(best.width) * best.height)
            best = found;
    }
    return {best, (best.width - size.width) / 2, (best.height - size.height) / 2};
}

Bitmap pad(const Bitmap& picture, const Frame& frame) {
    Bitmap padded(frame.size.width, frame.size.height, picture.channels);
    const auto channels = static_cast<std::size_t>(picture.channels);
    for (int y = 0; y < padded.height; ++y) {
        const std::uint8_t* from = picture.row(std::clamp(y - frame.y, 0, picture.height - 1));
        std::uint8_t* to = padded.row(y);
        for (int x = 0; x < frame.x; ++x) to = std::copy_n(from, channels, to);
        to = std::copy_n(from, picture.stride(), to);
        const std::uint8_t* last = from + picture.stride() - channels;
        for (int x = frame.x + picture.width; x < padded.width; ++x)
            to = std::copy_n(last, channels, to);
    }
    return padded;
}

Registration without_frame(const Registration& framed, const Frame& frame, Size picture,
                           Size result) {
    // The picture's edges in result pixels, rounded to whole pixels within the framed part.
    const auto edge = [](double place, double origin, double scale, int first, int last) {
        const double at = first + std::round((place - origin) * scale);
        return static_cast<int>(std::clamp<double>(at, first, last));
    };
    const RectF& covered = framed.covered;
    const Rect& part = framed.part;
    const int end_x = part.x + part.width, end_y = part.y + part.height;
    const int left = edge(frame.x, covered.x, framed.scale_x, part.x, end_x - 1);
    const int top = edge(frame.y, covered.y, framed.scale_y, part.y, end_y - 1);
    const int right = edge(frame.x + picture.width, covered.x, framed.scale_x, part.x, end_x);
    const int bottom = edge(frame.y + picture.height, covered.y, framed.scale_y, part.y, end_y);
    Registration cut = framed;
    cut.part = {left, top, std::max(1, right - left), std::max(1, bottom - top)};
    cut.covered = {covered.x + (left - part.x) / framed.scale_x - frame.x,
                   covered.y + (top - part.y) / framed.scale_y - frame.y,
                   cut.part.width / framed.scale_x, cut.part.height / framed.scale_y};
    cut.fit = cut.part == Rect{0, 0, result.width, result.height} ? Registration::Fit::Cropped
                                                                  : Registration::Fit::Padded;
    return cut;
}

}  // namespace upscale
