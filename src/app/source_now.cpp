// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/source_now.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <utility>

#include "image/pixels/alpha.hpp"
#include "image/pixels/resample.hpp"

namespace upscale {
namespace {

constexpr int kBlock = 8;  ///< pixels of the preview: side of a block whose mean is compared
/// gray levels that the mean of a block may differ by; lossy compression changes it by 2
constexpr double kBlockLimit = 6;
/// gray levels that all blocks may differ by on average; a change of tone is a difference
/// everywhere
constexpr double kMeanLimit = 2;
constexpr int kUnderAlpha = 128;  ///< the gray that shows through where a picture is transparent
/// If the layer was scaled, each compared pixel is the mean of this many of its pixels a side: the
/// layer's size was rounded, so the two pictures do not lie on each other exactly.
constexpr int kScaledPixels = 4;

Size dimensions_of(const Bitmap& bitmap) { return {bitmap.width, bitmap.height}; }

/// A small gray copy of a picture, and how opaque it is.
struct Look {
    Bitmap gray;   ///< in front of kUnderAlpha
    Bitmap alpha;  ///< of the same size; empty: opaque
};

int over_gray(int value, int alpha) {
    return (value * alpha + kUnderAlpha * (255 - alpha) + 127) / 255;
}

Look look_at(const Bitmap& picture) {
    Look look;
    const Bitmap alpha = take_alpha(picture);
    if (alpha.empty()) {
        look.gray = preview_of(picture);
    } else {
        look.alpha = preview_of(alpha);
        Bitmap rgb(picture.width, picture.height, 3);
        for (std::size_t i = 0, n = rgb.pixels.size() / 3; i < n; ++i)
            for (std::size_t c = 0; c < 3; ++c)
                rgb.pixels[3 * i + c] = static_cast<std::uint8_t>(
                    over_gray(picture.pixels[4 * i + c], picture.pixels[4 * i + 3]));
        look.gray = preview_of(rgb);
    }
    return look;
}

/// What was sent, without the padding around it.
Look look_at_kept(const SourceRecord& source, const SourcePlanes& planes) {
    const Size sent = source.sent(), region{source.region.width, source.region.height};
    Look look{planes.preview, {}};
    if (source.frame) {
        const double across = static_cast<double>(planes.preview.width) / sent.width;
        const double down = static_cast<double>(planes.preview.height) / sent.height;
        const Size part{std::max(1, static_cast<int>(std::lround(region.width * across))),
                        std::max(1, static_cast<int>(std::lround(region.height * down)))};
        look.gray = resample(planes.preview,
                             {source.frame->x * across, source.frame->y * down,
                              region.width * across, region.height * down},
                             part, Kernel::Box);
    }
    if (planes.alpha.empty()) return look;
    look.alpha = resample(planes.alpha, dimensions_of(look.gray), Kernel::Box);
    for (std::size_t i = 0; i < look.gray.pixels.size(); ++i)
        look.gray.pixels[i] =
            static_cast<std::uint8_t>(over_gray(look.gray.pixels[i], look.alpha.pixels[i]));
    return look;
}

struct Difference {
    double most = 0, mean = 0;  ///< of the blocks' means, in levels
    bool is_small() const { return most <= kBlockLimit && mean <= kMeanLimit; }
};

/// The difference of two planes of one size; an empty one is 255 everywhere.
Difference difference_of(const Bitmap& a, const Bitmap& b) {
    const Size size = dimensions_of(a.empty() ? b : a);
    Difference difference;
    if (size.width == 0) return difference;
    const int across = (size.width + kBlock - 1) / kBlock;
    const int down = (size.height + kBlock - 1) / kBlock;
    for (int row = 0; row < down; ++row)
        for (int column = 0; column < across; ++column) {
            const int left = column * size.width / across;
            const int right = (column + 1) * size.width / across;
            const int top = row * size.height / down, bottom = (row + 1) * size.height / down;
            int sum = 0;
            for (int y = top; y < bottom; ++y)
                for (int x = left; x < right; ++x)
                    sum += (a.empty() ? 255 : a.row(y)[x]) - (b.empty() ? 255 : b.row(y)[x]);
            const double mean = std::abs(sum) / double((right - left) * (bottom - top));
            difference.most = std::max(difference.most, mean);
            difference.mean += mean / (across * down);
        }
    return difference;
}

Bitmap scaled(Bitmap plane, Size size) {
    if (plane.empty() || dimensions_of(plane) == size) return plane;
    return resample(plane, size, Kernel::Box);
}

Difference difference_of(const Look& kept, const Look& now, Size size, const Turn& turn) {
    const auto kept_plane = [&](const Bitmap& plane) { return turned(scaled(plane, size), turn); };
    const Size target = turned(size, turn);
    const Difference gray = difference_of(kept_plane(kept.gray), scaled(now.gray, target));
    const Difference alpha = difference_of(kept_plane(kept.alpha), scaled(now.alpha, target));
    return {std::max(gray.most, alpha.most), std::max(gray.mean, alpha.mean)};
}

/// Where the region is on a layer that was turned.
Rect turned_region(const SourceRecord& source, const Turn& turn) {
    const Rect on_layer{source.region.x - source.layer.x, source.region.y - source.layer.y,
                        source.region.width, source.region.height};
    return turned(on_layer, {source.layer.width, source.layer.height}, turn);
}

/// Which pixels of today's source would be the region if the layer had been turned like this.
/// Nullopt: the layer has another shape. Empty: they are not all there.
std::optional<Rect> part_of_now(const SourceRecord& source, const Source& now, const Turn& turn) {
    const Size layer = turned(Size{source.layer.width, source.layer.height}, turn);
    const double across = static_cast<double>(now.layer.width) / layer.width;
    const double down = static_cast<double>(now.layer.height) / layer.height;
    if (std::abs(layer.height * across - now.layer.height) > 1 &&
        std::abs(layer.width * down - now.layer.width) > 1)
        return std::nullopt;
    const Rect region = turned_region(source, turn);
    const auto edge = [](int at, double scale) {
        return static_cast<int>(std::lround(at * scale));
    };
    const int left = edge(region.x, across), top = edge(region.y, down);
    const Rect part{left + now.layer.x - now.region.x, top + now.layer.y - now.region.y,
                    std::max(1, edge(region.x + region.width, across) - left),
                    std::max(1, edge(region.y + region.height, down) - top)};
    const Rect there = intersection(part, {0, 0, now.pixels.width, now.pixels.height});
    return part == there ? part : Rect{};
}

}  // namespace

SourceNow compare_source(const SourceRecord& source, const SourcePlanes& planes,
                         const Source& now) {
    if (planes.preview.empty() || now.pixels.empty() || source.layer.width < 1 ||
        source.layer.height < 1 || source.region.width < 1 || source.region.height < 1)
        return {};
    const Look kept = look_at_kept(source, planes);
    std::optional<std::pair<Rect, Look>> seen;  // most turns show the same part
    bool comparable = false;
    std::optional<SourceNow> best;
    double least = 0;
    for (const Turn& turn : kTurns) {
        const auto part = part_of_now(source, now, turn);
        if (!part) continue;
        comparable = true;
        if (part->width == 0) continue;
        if (!seen || seen->first != *part) {
            const bool all = *part == Rect{0, 0, now.pixels.width, now.pixels.height};
            seen = {*part, all ? look_at(now.pixels) : look_at(crop(now.pixels, *part))};
        }
        Size size = dimensions_of(kept.gray);
        const Size whole = turned(Size{part->width, part->height}, turn);
        if (whole != Size{source.region.width, source.region.height})
            size = {std::clamp(whole.width / kScaledPixels, 1, size.width),
                    std::clamp(whole.height / kScaledPixels, 1, size.height)};
        const Difference difference = difference_of(kept, seen->second, size, turn);
        if (difference.is_small() && (!best || difference.mean < least)) {
            best = SourceNow{false, turn};
            least = difference.mean;
        }
        // as good as equal: the others need not be looked at
        if (best && difference.most < 1) break;
    }
    if (best) return *best;
    return {.edited = comparable, .turn = {}};
}

SourceRecord turned(SourceRecord source, const Turn& turn) {
    Rect region = turned_region(source, turn);
    region.x += source.layer.x;
    region.y += source.layer.y;
    const Size layer = turned(Size{source.layer.width, source.layer.height}, turn);
    source.region = region;
    source.layer.width = layer.width;
    source.layer.height = layer.height;
    return source;
}

Registration turned(Registration registration, Size region, Size result, const Turn& turn) {
    registration.covered = turned(registration.covered, region, turn);
    registration.part = turned(registration.part, result, turn);
    if (turn.quarters % 2) std::swap(registration.scale_x, registration.scale_y);
    return registration;
}

}  // namespace upscale
