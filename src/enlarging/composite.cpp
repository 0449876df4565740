// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "enlarging/composite.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "image/colours/keep_colours.hpp"
#include "image/pixels/resample.hpp"
#include "image/tiling/joiner.hpp"

namespace upscale {
namespace {

/// A result that lacks less than this of its tile, in pixels of the tile, shows all of it.
constexpr double kUnseen = 2;

int rounded(double value) { return static_cast<int>(std::lround(value)); }

/// A straight map of one rectangle onto another.
struct Map {
    RectF from, to;
    double scale_x() const { return to.width / from.width; }
    double scale_y() const { return to.height / from.height; }
    RectF operator()(const RectF& rect) const {
        return {to.x + (rect.x - from.x) * scale_x(), to.y + (rect.y - from.y) * scale_y(),
                rect.width * scale_x(), rect.height * scale_y()};
    }
    Map inverse() const { return {to, from}; }
};

RectF exact(const Rect& rect) {
    return {double(rect.x), double(rect.y), double(rect.width), double(rect.height)};
}
RectF whole_of(const Bitmap& bitmap) { return {0, 0, double(bitmap.width), double(bitmap.height)}; }

/// The pixels between the edges of a rectangle, each edge at the nearest one: neighbours stay
/// neighbours.
Rect to_pixels(const RectF& rect) {
    const int left = rounded(rect.x), top = rounded(rect.y);
    return {left, top, std::max(1, rounded(rect.x + rect.width) - left),
            std::max(1, rounded(rect.y + rect.height) - top)};
}

/// The part of the result that shows `shown` (pixels of the tile), scaled to `size`.
Bitmap shown_by(const TilePixels& tile, const RectF& shown, Size size,
                const std::stop_token& stop) {
    const Registration& place = tile.place;
    const RectF area{place.part.x + (shown.x - place.covered.x) * place.scale_x,
                     place.part.y + (shown.y - place.covered.y) * place.scale_y,
                     shown.width * place.scale_x, shown.height * place.scale_y};
    return resample(tile.rgb, area, size, Kernel::Lanczos3, stop);
}

void put_into(Bitmap& whole, const Bitmap& part, int x, int y) {
    for (int row = 0; row < part.height; ++row)
        std::copy_n(part.row(row), part.stride(),
                    whole.row(y + row) + static_cast<std::size_t>(x) * part.channels);
}

/// The pixels of one tile for the composite.
class TileMaker {
  public:
    TileMaker(const Composite& from, const Map& to_target, const Map& to_source,
              const ColourSource& colours, const std::stop_token& stop)
        : m_from(from),
          m_to_target(to_target),
          m_to_source(to_source),
          m_colours(colours),
          m_stop(stop) {}

    Bitmap make(const Rect& tile, const std::optional<TilePixels>& pixels, const Rect& place,
                std::vector<Rect>& plain) const {
        const RectF needed = m_to_target.inverse()(exact(place));  // pixels of `from`
        if (!pixels) {
            plain.push_back(to_pixels(needed));
            return plain_of(needed, place);
        }
        const RectF& covered = pixels->place.covered;
        const RectF shown{tile.x + covered.x, tile.y + covered.y, covered.width, covered.height};
        const auto missing = around(to_pixels(needed), shown, kUnseen);
        if (missing.empty()) return new_detail(*pixels, tile, needed, place);
        plain.insert(plain.end(), missing.begin(), missing.end());
        Bitmap rgb = plain_of(needed, place);
        const Rect inner = intersection(place, to_pixels(m_to_target(shown)));
        if (inner.width == 0 || inner.height == 0) return rgb;
        put_into(rgb, new_detail(*pixels, tile, m_to_target.inverse()(exact(inner)), inner),
                 inner.x - place.x, inner.y - place.y);
        return rgb;
    }

  private:
    Bitmap plain_of(const RectF& needed, const Rect& place) const {
        return resample(m_from.rgb, needed, {place.width, place.height}, Kernel::Lanczos3, m_stop);
    }

    Bitmap new_detail(const TilePixels& pixels, const Rect& tile, const RectF& needed,
                      const Rect& place) const {
        const Size size{place.width, place.height};
        Bitmap rgb =
            shown_by(pixels, {needed.x - tile.x, needed.y - tile.y, needed.width, needed.height},
                     size, m_stop);
        const bool certain = pixels.place.quality == Registration::Quality::Measured;
        if (m_colours.slow.empty() || !certain) return rgb;
        const RectF shown = m_to_source(needed);
        const Bitmap alpha = m_colours.alpha.empty() ? Bitmap()
                                                     : resample(m_colours.alpha, shown, size,
                                                                Kernel::CatmullRom, m_stop);
        keep_colours(m_colours.slow, shown, alpha, rgb, m_stop);
        return rgb;
    }

    const Composite& m_from;
    const Map& m_to_target;  ///< from pixels of `from`
    const Map& m_to_source;  ///< from pixels of `from`
    const ColourSource& m_colours;
    const std::stop_token& m_stop;
};

}  // namespace

double Composite::factor() const {
    return std::min(rgb.width / covered.width, rgb.height / covered.height);
}

Rect Composite::in_source(const Rect& part) const {
    return to_pixels(Map{whole_of(rgb), covered}(exact(part)));
}

std::vector<Rect> around(const Rect& whole, const RectF& inner, double least) {
    const int left = rounded(inner.x), top = rounded(inner.y);
    const int right = rounded(inner.x + inner.width), bottom = rounded(inner.y + inner.height);
    const int end_x = whole.x + whole.width, end_y = whole.y + whole.height;
    std::vector<Rect> parts;
    const auto add = [&](int thickness, const Rect& part) {
        if (thickness > least && part.width > 0 && part.height > 0) parts.push_back(part);
    };
    add(top - whole.y, {whole.x, whole.y, whole.width, std::min(top, end_y) - whole.y});
    add(end_y - bottom,
        {whole.x, std::max(bottom, whole.y), whole.width, end_y - std::max(bottom, whole.y)});
    const int from_y = std::max(whole.y, top), height = std::min(bottom, end_y) - from_y;
    add(left - whole.x, {whole.x, from_y, std::min(left, end_x) - whole.x, height});
    add(end_x - right,
        {std::max(right, whole.x), from_y, end_x - std::max(right, whole.x), height});
    return parts;
}

Composite compose(const Composite& from, std::span<const Rect> tiles,
                  const std::function<std::optional<TilePixels>(std::size_t)>& pixels_of,
                  double scale, double most_factor, const ColourSource& colours,
                  const std::stop_token& stop) {
    const RectF whole = whole_of(from.rgb);
    const Map to_source{whole, from.covered};
    RectF shown = whole;  // what the composite shows, in pixels of `from`
    std::optional<TilePixels> first = pixels_of(0);
    if (tiles.size() == 1 && first) shown = first->place.covered;
    Composite made;
    made.covered = to_source(shown);
    const double possible = from.factor() * scale;
    const double factor = most_factor > 0 ? std::min(possible, most_factor) : possible;
    const Size size{std::max(1, rounded(made.covered.width * factor)),
                    std::max(1, rounded(made.covered.height * factor))};
    const Map to_target{shown, {0, 0, double(size.width), double(size.height)}};
    const TileMaker maker(from, to_target, to_source, colours, stop);
    TileJoiner joiner(size);
    std::vector<Rect> plain;  // pixels of `from`
    for (std::size_t i = 0; i < tiles.size() && !stop.stop_requested(); ++i) {
        const auto pixels = i == 0 ? std::exchange(first, {}) : pixels_of(i);
        const Rect place = tiles.size() == 1 ? Rect{0, 0, size.width, size.height}
                                             : to_pixels(to_target(exact(tiles[i])));
        joiner.add(place, maker.make(tiles[i], pixels, place, plain), stop);
    }
    made.rgb = joiner.take(stop);
    made.plain = from.plain;
    for (const Rect& part : plain) made.plain.push_back(from.in_source(part));
    return made;
}

}  // namespace upscale
