// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/files/limits.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/parameters.hpp"

namespace upscale {
namespace {

// The result, which is twice as large, must be within the limits for results.
constexpr int kLongestSide = kMaxResultSide / 2;
constexpr long long kMostPixels = kMaxResultPixels / 4;

constexpr std::array kLadder{ImageFormat::Png, ImageFormat::Webp, ImageFormat::Jpeg};
constexpr std::array kLossless{ImageFormat::Png};

// A PNG of noise is a little larger than its pixels, for its rows and blocks.
constexpr long long png_bytes(long long pixels) { return 3 * pixels * 102 / 100; }

constexpr EngineLimits kIdeogram{.size = {kLongestSide, kMostPixels},
                                 .most_tile_pixels = 1792 * 1792,
                                 .most_bytes = 10'000'000,  // "10 MB"
                                 .automatic = kLadder,
                                 .reduces = true};

// Nothing is uploaded, so no quality need be lost for the size of a file. The engine works in
// strips: beside the files it needs about 100 MB, whatever the size. Only the result of pure noise
// can be larger than kMaxResultBytes, from 47 megapixels on.
constexpr EngineLimits kLocal{.size = {kLongestSide, kMostPixels},
                              .most_tile_pixels = 16'000'000,
                              .most_bytes = 200'000'000,
                              .automatic = kLossless,
                              .reduces = false};

static_assert(kLocal.most_bytes > png_bytes(kLocal.size.most_pixels));
// Every tile can be sent without loss.
static_assert(kIdeogram.most_bytes > png_bytes(kIdeogram.most_tile_pixels));

bool is_within(Size picture, const EngineLimits& limits) {
    return std::max(picture.width, picture.height) <= limits.size.longest_side &&
           static_cast<long long>(picture.width) * picture.height <= limits.size.most_pixels;
}

}  // namespace

const EngineLimits& limits_of(int engine) { return engine == Engine::Local ? kLocal : kIdeogram; }

const EngineLimits& limits_of_this_computer() { return kLocal; }

Size sendable_size(Size picture, const EngineLimits& limits) {
    if (!limits.reduces || is_within(picture, limits)) return picture;
    const double scale =
        std::min({1.0, double(limits.size.longest_side) / std::max(picture.width, picture.height),
                  std::sqrt(static_cast<double>(limits.size.most_pixels) /
                            (static_cast<double>(picture.width) * picture.height))});
    return {std::max(1, static_cast<int>(picture.width * scale)),
            std::max(1, static_cast<int>(picture.height * scale))};
}

Status check_sendable(Size picture, const EngineLimits& limits) {
    if (!limits.reduces && !is_within(picture, limits))
        return Error{.kind = ErrorKind::TooLarge,
                     .detail = std::to_string(picture.width) + " × " +
                               std::to_string(picture.height) + " pixels, of at most " +
                               std::to_string(limits.size.most_pixels) + " in all and " +
                               std::to_string(limits.size.longest_side) + " a side",
                     .size_limit = limits.size};
    return check_enlarged(picture, sendable_size(picture, limits));
}

Status check_enlarged(Size picture, Size sent) {
    if (2 * std::max(sent.width, sent.height) > std::max(picture.width, picture.height))
        return Done{};
    return Error{.kind = ErrorKind::BadInput, .reason = Reason::NotLarger};
}

}  // namespace upscale
