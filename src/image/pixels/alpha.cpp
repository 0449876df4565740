// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/pixels/alpha.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>
#include <vector>

namespace upscale {
namespace {

constexpr std::uint8_t kWellVisible = 32;  ///< from this alpha on the colour is reliable
constexpr std::uint8_t kUnset = 255;       ///< no colour yet
constexpr std::uint8_t kFar = 254;         ///< largest distance; beyond it any colour will do

/// Takes the neighbour's colour if that is nearer than what the pixel has. The fourth byte holds
/// the distance.
void offer(std::uint8_t* pixel, const std::uint8_t* neighbour, int step) {
    if (neighbour[3] == kUnset) return;
    const int distance = std::min<int>(neighbour[3] + step, kFar);
    if (distance >= pixel[3]) return;
    std::copy_n(neighbour, 3, pixel);
    pixel[3] = static_cast<std::uint8_t>(distance);
}

/// One chamfer pass; `row_step` and `x_step` are +1 for the forward and -1 for the backward one.
void sweep(Bitmap& image, int row_step) {
    const std::ptrdiff_t x_step = row_step;
    const int width = image.width, height = image.height;
    for (int i = 0; i < height; ++i) {
        const int y = row_step > 0 ? i : height - 1 - i;
        std::uint8_t* row = image.row(y);
        const std::uint8_t* before = i > 0 ? image.row(y - row_step) : nullptr;
        for (int j = 0; j < width; ++j) {
            const int x = row_step > 0 ? j : width - 1 - j;
            std::uint8_t* pixel = row + static_cast<std::ptrdiff_t>(x) * 4;
            if (pixel[3] == 0) continue;
            if (j > 0) offer(pixel, pixel - 4 * x_step, 3);
            if (!before) continue;
            const std::uint8_t* above = before + static_cast<std::ptrdiff_t>(x) * 4;
            offer(pixel, above, 3);
            if (j > 0) offer(pixel, above - 4 * x_step, 4);
            if (j + 1 < width) offer(pixel, above + 4 * x_step, 4);
        }
    }
}

}  // namespace

Bitmap take_alpha(const Bitmap& rgba) {
    if (rgba.channels == 3) return {};
    assert(rgba.channels == 4);
    Bitmap alpha(rgba.width, rgba.height, 1);
    std::uint8_t all = 255;
    const std::uint8_t* pixel = rgba.pixels.data();
    for (auto& value : alpha.pixels) {
        value = pixel[3];
        all &= value;
        pixel += 4;
    }
    return all == 255 ? Bitmap() : alpha;
}

Bitmap without_idle_alpha(Bitmap rgba) {
    return take_alpha(rgba).empty() ? bleed(std::move(rgba)) : rgba;
}

bool is_invisible(const Bitmap& alpha) {
    return !alpha.empty() &&
           std::all_of(alpha.pixels.begin(), alpha.pixels.end(), [](auto a) { return a == 0; });
}

Bitmap rgb_of_gray(const Bitmap& gray) {
    assert(gray.channels < 3);
    const bool alpha = gray.channels == 2;
    Bitmap rgb(gray.width, gray.height, gray.channels + 2);
    const std::uint8_t* from = gray.pixels.data();
    for (auto to = rgb.pixels.begin(); to != rgb.pixels.end();) {
        to = std::fill_n(to, 3, *from++);
        if (alpha) *to++ = *from++;
    }
    return rgb;
}

Bitmap bleed(Bitmap rgba) {
    if (rgba.channels == 3) return rgba;
    assert(rgba.channels == 4);
    std::uint8_t strongest = 0;
    for (std::size_t i = 3; i < rgba.pixels.size(); i += 4)
        strongest = std::max(strongest, rgba.pixels[i]);
    const std::uint8_t threshold = std::min(strongest, kWellVisible);

    struct Faint {
        std::size_t at;
        std::array<std::uint8_t, 4> own;
    };
    std::vector<Faint> faint;  // alpha between 0 and the threshold; usually edges
    bool hidden = false;
    for (std::size_t i = 0; i < rgba.pixels.size(); i += 4) {
        std::uint8_t* pixel = rgba.pixels.data() + i;
        const std::uint8_t alpha = pixel[3];
        hidden |= alpha < threshold;
        if (alpha > 0 && alpha < threshold)
            faint.push_back({i, {pixel[0], pixel[1], pixel[2], alpha}});
        pixel[3] = alpha < threshold ? kUnset : 0;
    }
    if (hidden) {
        sweep(rgba, +1);
        sweep(rgba, -1);
    }
    for (const Faint& one : faint)
        for (std::size_t c = 0; c < 3; ++c) {
            std::uint8_t& value = rgba.pixels[one.at + c];
            const int alpha = one.own[3];
            value = static_cast<std::uint8_t>(
                (alpha * one.own[c] + (threshold - alpha) * value + threshold / 2) / threshold);
        }
    std::uint8_t* out = rgba.pixels.data();
    for (std::size_t i = 0; i < rgba.pixels.size(); i += 4, out += 3)
        std::copy_n(rgba.pixels.data() + i, 3, out);
    rgba.channels = 3;
    rgba.pixels.resize(rgba.pixels.size() / 4 * 3);
    return rgba;
}

Bitmap with_bled_colours(Bitmap picture) {
    const Bitmap alpha = take_alpha(picture);
    if (alpha.empty() || is_invisible(alpha)) return picture;
    const int height = picture.height;
    return with_alpha(bleed(std::move(picture)), alpha, 0, height);
}

Bitmap with_alpha(const Bitmap& rgb, const Bitmap& alpha, int first, int count) {
    assert(rgb.channels == 3 && (alpha.empty() || rgb.pixels.size() == alpha.pixels.size() * 3));
    Bitmap strip(rgb.width, std::min(count, rgb.height - first), alpha.empty() ? 3 : 4);
    const std::uint8_t* colour = rgb.row(first);
    if (alpha.empty()) {
        std::copy_n(colour, strip.pixels.size(), strip.pixels.begin());
        return strip;
    }
    const std::uint8_t* strength = alpha.row(first);
    for (auto to = strip.pixels.begin(); to != strip.pixels.end(); colour += 3) {
        to = std::copy_n(colour, 3, to);
        *to++ = *strength++;
    }
    return strip;
}

}  // namespace upscale
