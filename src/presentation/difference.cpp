// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "presentation/difference.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>

#include "image/pixels/resample.hpp"

namespace upscale {
namespace {

constexpr double kMostPixels = 1e6;  // of a copy
constexpr int kEdge = 2;  // pixels of a copy at the edges of a result, which may be padded
constexpr int kMostDifference = 64;  // so that a few spots do not count more than a whole structure
constexpr int kRounding = 2;         // a difference, of 255, that scaling alone makes
constexpr double kFarther = 0.1;     // how much less a place at the edge counts than the middle

/// One of three colours of a pixel.
int colour(const Bitmap& bitmap, int x, int y, int channel) {
    const std::uint8_t* pixel = bitmap.row(y) + static_cast<std::ptrdiff_t>(x) * bitmap.channels;
    return pixel[bitmap.channels < 3 ? 0 : channel];
}

int alpha(const Bitmap& bitmap, int x, int y) {
    if (bitmap.channels != 4) return 255;
    return bitmap.row(y)[static_cast<std::ptrdiff_t>(x) * 4 + 3];
}

/// By how much each colour of the picture is brighter, on average.
std::array<int, 3> brighter(const Bitmap& picture, const Bitmap& than, Rect where) {
    std::array<std::int64_t, 3> sums{};
    for (int y = where.y; y < where.y + where.height; ++y)
        for (int x = where.x; x < where.x + where.width; ++x)
            for (int c = 0; c < 3; ++c) sums[c] += colour(picture, x, y, c) - colour(than, x, y, c);
    const double pixels = static_cast<double>(where.width) * where.height;
    std::array<int, 3> means{};
    for (int c = 0; c < 3; ++c) means[c] = static_cast<int>(std::lround(sums[c] / pixels));
    return means;
}

/// Sums over rectangles of a field of differences.
class Sums {
  public:
    explicit Sums(Size size)
        : m_width(size.width + 1),
          m_sums(static_cast<std::size_t>(size.width + 1) *
                 static_cast<std::size_t>(size.height + 1)) {}
    void add(int x, int y, int difference) { at(x + 1, y + 1) += difference; }
    void finish(Size size) {
        for (int y = 1; y <= size.height; ++y)
            for (int x = 1; x <= size.width; ++x)
                at(x, y) += at(x - 1, y) + at(x, y - 1) - at(x - 1, y - 1);
    }
    std::int64_t of(Rect rect) const {
        const int right = rect.x + rect.width, bottom = rect.y + rect.height;
        return at(right, bottom) - at(rect.x, bottom) - at(right, rect.y) + at(rect.x, rect.y);
    }

  private:
    std::int64_t& at(int x, int y) { return m_sums[index(x, y)]; }
    std::int64_t at(int x, int y) const { return m_sums[index(x, y)]; }
    std::size_t index(int x, int y) const {
        return static_cast<std::size_t>(y) * static_cast<std::size_t>(m_width) +
               static_cast<std::size_t>(x);
    }
    int m_width;
    std::vector<std::int64_t> m_sums;
};

/// Adds the differences of two pictures within `where`.
void add_differences(Sums& sums, const Bitmap& a, const Bitmap& b, Rect where) {
    const std::array<int, 3> shift = brighter(a, b, where);
    for (int y = where.y; y < where.y + where.height; ++y) {
        for (int x = where.x; x < where.x + where.width; ++x) {
            int difference = 0;
            for (int c = 0; c < 3; ++c)
                difference += std::abs(colour(a, x, y, c) - colour(b, x, y, c) - shift[c]);
            // What is transparent is not seen.
            difference = difference * std::min(alpha(a, x, y), alpha(b, x, y)) / (3 * 255);
            sums.add(x, y, std::clamp(difference - kRounding, 0, kMostDifference));
        }
    }
}

Rect without_edge(Rect rect) {
    if (std::min(rect.width, rect.height) <= 4 * kEdge) return rect;
    return {rect.x + kEdge, rect.y + kEdge, rect.width - 2 * kEdge, rect.height - 2 * kEdge};
}

PointF middle_of(Rect rect) { return {rect.x + rect.width / 2.0, rect.y + rect.height / 2.0}; }

/// The place of this size within `area` with the largest sum, in favour of the middle.
Rect most_different(const Sums& sums, Rect area, Size place) {
    const PointF middle = middle_of(area);
    const double farthest = std::hypot(area.width, area.height) / 2;
    Rect best{};
    double most = -1;
    for (int y = area.y; y <= area.y + area.height - place.height; ++y) {
        for (int x = area.x; x <= area.x + area.width - place.width; ++x) {
            const Rect here{x, y, place.width, place.height};
            const PointF at = middle_of(here);
            const double distance = std::hypot(at.x - middle.x, at.y - middle.y) / farthest;
            const double score = static_cast<double>(sums.of(here)) * (1 - kFarther * distance);
            if (score <= most) continue;
            most = score;
            best = here;
        }
    }
    return best;
}

}  // namespace

Size copy_size(Size source) {
    const double pixels = static_cast<double>(source.width) * source.height;
    const double scale = std::min(1.0, std::sqrt(kMostPixels / std::max(pixels, 1.0)));
    const auto side = [&](int length) {
        return std::max(1, static_cast<int>(std::lround(length * scale)));
    };
    return {side(source.width), side(source.height)};
}

Copy reduced_copy(const Bitmap& picture, RectF covers, Size source) {
    const Size size = copy_size(source);
    const double x = picture.width / covers.width, y = picture.height / covers.height;
    const RectF area{-covers.x * x, -covers.y * y, source.width * x, source.height * y};
    const double to_x = double(size.width) / source.width;
    const double to_y = double(size.height) / source.height;
    const auto edge = [](double at, int end) {
        return static_cast<int>(std::clamp<double>(std::round(at), 0, end));
    };
    const int left = edge(covers.x * to_x, size.width), top = edge(covers.y * to_y, size.height);
    return {resample(picture, area, size, Kernel::Box),
            {left, top, edge((covers.x + covers.width) * to_x, size.width) - left,
             edge((covers.y + covers.height) * to_y, size.height) - top}};
}

PointF place_of_difference(const Copy& before, const std::vector<Copy>& results, Size source,
                           Size seen) {
    const Size size = copy_size(source);
    const double to_x = double(source.width) / size.width;
    const double to_y = double(source.height) / size.height;
    Rect area = before.covers;
    for (const Copy& result : results) {
        const Rect common = intersection(area, result.covers);
        // Results of places that do not overlap can only be compared with the source.
        if (common.width > 0 && common.height > 0) area = common;
    }
    const PointF middle = middle_of(area);
    area = without_edge(area);
    Sums sums(size);
    for (std::size_t i = 0; i < results.size(); ++i) {
        const Rect where = intersection(area, results[i].covers);
        if (where.width == 0 || where.height == 0) continue;
        add_differences(sums, results[i].pixels, before.pixels, where);
        if (i == 0) continue;
        const Rect shared = intersection(where, results[i - 1].covers);
        if (shared.width > 0 && shared.height > 0)
            add_differences(sums, results[i].pixels, results[i - 1].pixels, shared);
    }
    sums.finish(size);
    const auto side = [](double length, double scale, int most) {
        return std::clamp(static_cast<int>(std::lround(length / scale)), 1, most);
    };
    const Size place{side(seen.width, to_x, std::max(1, area.width)),
                     side(seen.height, to_y, std::max(1, area.height))};
    const Rect best = most_different(sums, area, place);
    const PointF at = sums.of(best) > 0 ? middle_of(best) : middle;
    return {at.x * to_x, at.y * to_y};
}

}  // namespace upscale
