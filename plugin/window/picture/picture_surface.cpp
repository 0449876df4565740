// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/picture/picture_surface.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace upscale {
namespace {

constexpr int kLongestSide = 32000;    // cairo's limit is 32767
constexpr int kSmallestLevel = 256;    // pixels of the longer side
constexpr double kSameScale = 0.001;   // a smaller difference is not scaled
constexpr double kSquarePixels = 2.0;  // from this zoom on, pixels are drawn as squares

std::uint32_t* row_of(cairo_surface_t* surface, int y) {
    return reinterpret_cast<std::uint32_t*>(cairo_image_surface_get_data(surface) +
                                            static_cast<std::ptrdiff_t>(y) *
                                                cairo_image_surface_get_stride(surface));
}

CairoSurfacePtr new_surface(cairo_format_t format, int width, int height) {
    CairoSurfacePtr surface(cairo_image_surface_create(format, width, height));
    // If there is not enough memory, the window works without a picture.
    if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS) return nullptr;
    return surface;
}

/// How many pixels on each axis are averaged into one.
int reduction_of(const Bitmap& bitmap, double most_pixels) {
    const double pixels = static_cast<double>(bitmap.width) * bitmap.height;
    const int longest = std::max(bitmap.width, bitmap.height);
    return std::max(static_cast<int>(std::ceil(std::sqrt(std::max(pixels / most_pixels, 1.0)))),
                    (longest + kLongestSide - 1) / kLongestSide);
}

std::uint32_t packed(std::uint32_t alpha, std::uint32_t red, std::uint32_t green,
                     std::uint32_t blue) {
    return alpha << 24 | red << 16 | green << 8 | blue;
}

/// value · alpha / 255, rounded.
std::uint32_t times(std::uint32_t value, std::uint32_t alpha) {
    const std::uint32_t product = value * alpha + 128;
    return (product + (product >> 8)) >> 8;
}

template <int Channels>
std::uint32_t to_cairo(const std::uint8_t* pixel) {
    if constexpr (Channels == 1) return packed(255, pixel[0], pixel[0], pixel[0]);
    if constexpr (Channels == 3) return packed(255, pixel[0], pixel[1], pixel[2]);
    const std::uint32_t alpha = pixel[3];
    if (alpha == 255) return packed(255, pixel[0], pixel[1], pixel[2]);
    return packed(alpha, times(pixel[0], alpha), times(pixel[1], alpha), times(pixel[2], alpha));
}

/// The average of `side` × `side` pixels, or fewer at the right and lower edges.
template <int Channels>
std::uint32_t average(const Bitmap& bitmap, int left, int top, int side) {
    const int right = std::min(left + side, bitmap.width);
    const int bottom = std::min(top + side, bitmap.height);
    std::array<std::uint32_t, 4> sums{};
    for (int y = top; y < bottom; ++y) {
        const std::uint8_t* pixel = bitmap.row(y) + static_cast<std::ptrdiff_t>(left) * Channels;
        for (int x = left; x < right; ++x, pixel += Channels) {
            if constexpr (Channels == 4) {
                const std::uint32_t value = to_cairo<4>(pixel);
                for (unsigned i = 0; i < 4; ++i) sums[i] += value >> (8 * (3 - i)) & 255;
            } else {
                for (unsigned i = 0; i < Channels; ++i) sums[i] += pixel[i];
            }
        }
    }
    const auto count = static_cast<std::uint32_t>((right - left) * (bottom - top));
    for (std::uint32_t& sum : sums) sum = (sum + count / 2) / count;
    if constexpr (Channels == 1) return packed(255, sums[0], sums[0], sums[0]);
    if constexpr (Channels == 3) return packed(255, sums[0], sums[1], sums[2]);
    return packed(sums[0], sums[1], sums[2], sums[3]);
}

template <int Channels>
void fill(cairo_surface_t* surface, const Bitmap& bitmap, int side) {
    const int width = cairo_image_surface_get_width(surface);
    const int height = cairo_image_surface_get_height(surface);
    for (int y = 0; y < height; ++y) {
        std::uint32_t* out = row_of(surface, y);
        if (side > 1) {
            for (int x = 0; x < width; ++x)
                out[x] = average<Channels>(bitmap, x * side, y * side, side);
            continue;
        }
        const std::uint8_t* pixel = bitmap.row(y);
        for (int x = 0; x < width; ++x, pixel += Channels) out[x] = to_cairo<Channels>(pixel);
    }
}

CairoSurfacePtr first_level(const Bitmap& bitmap, int side) {
    CairoSurfacePtr surface =
        new_surface(bitmap.channels == 4 ? CAIRO_FORMAT_ARGB32 : CAIRO_FORMAT_RGB24,
                    (bitmap.width + side - 1) / side, (bitmap.height + side - 1) / side);
    if (!surface) return nullptr;
    cairo_surface_flush(surface.get());
    if (bitmap.channels == 1) fill<1>(surface.get(), bitmap, side);
    if (bitmap.channels == 3) fill<3>(surface.get(), bitmap, side);
    if (bitmap.channels == 4) fill<4>(surface.get(), bitmap, side);
    cairo_surface_mark_dirty(surface.get());
    return surface;
}

/// The average of four pixels, computed for two channels at a time.
std::uint32_t average(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
    constexpr std::uint32_t kMask = 0x00ff00ff, kHalf = 0x00020002;
    const std::uint32_t low = (a & kMask) + (b & kMask) + (c & kMask) + (d & kMask) + kHalf;
    const std::uint32_t high =
        (a >> 8 & kMask) + (b >> 8 & kMask) + (c >> 8 & kMask) + (d >> 8 & kMask) + kHalf;
    return (low >> 2 & kMask) | (high >> 2 & kMask) << 8;
}

/// Half the size, rounded up.
CairoSurfacePtr half_of(cairo_surface_t* surface) {
    const int width = cairo_image_surface_get_width(surface);
    const int height = cairo_image_surface_get_height(surface);
    CairoSurfacePtr half =
        new_surface(cairo_image_surface_get_format(surface), (width + 1) / 2, (height + 1) / 2);
    if (!half) return nullptr;
    cairo_surface_flush(half.get());
    for (int y = 0; y < (height + 1) / 2; ++y) {
        const std::uint32_t* upper = row_of(surface, 2 * y);
        const std::uint32_t* lower = row_of(surface, std::min(2 * y + 1, height - 1));
        std::uint32_t* out = row_of(half.get(), y);
        for (int x = 0; x < width / 2; ++x) {
            out[x] = average(upper[0], upper[1], lower[0], lower[1]);
            upper += 2;
            lower += 2;
        }
        if (width % 2) out[width / 2] = average(upper[0], upper[0], lower[0], lower[0]);
    }
    cairo_surface_mark_dirty(half.get());
    return half;
}

}  // namespace

PictureSurface::PictureSurface(const Bitmap& bitmap, RectF covers, double most_pixels)
    : m_covers(covers), m_has_alpha(bitmap.channels == 4) {
    if (bitmap.width <= 0 || bitmap.height <= 0 || bitmap.empty()) return;
    // A larger picture is reduced by a whole number, so that a window needs a few hundred MB at
    // most.
    const int side = reduction_of(bitmap, most_pixels);
    m_reduced = side > 1;
    m_pitch = std::max(covers.width / bitmap.width, covers.height / bitmap.height);
    m_pitch_x = covers.width / bitmap.width * side;
    m_pitch_y = covers.height / bitmap.height * side;
    for (CairoSurfacePtr level = first_level(bitmap, side); level;) {
        cairo_surface_t* last = m_levels.emplace_back(std::move(level)).get();
        if (std::max(cairo_image_surface_get_width(last), cairo_image_surface_get_height(last)) >
            kSmallestLevel)
            level = half_of(last);
    }
}

bool PictureSurface::is_blurred_at(double scale) const {
    return m_reduced && scale * std::max(m_pitch_x, m_pitch_y) > 1 + kSameScale;
}

void PictureSurface::paint(cairo_t* cr, const Viewport& view, Rect where, Quality quality) const {
    if (empty() || where.width <= 0 || where.height <= 0) return;
    double zoom = view.scale() * std::max(m_pitch_x, m_pitch_y);
    std::size_t level = 0;
    for (; zoom <= 0.5 && level + 1 < m_levels.size(); ++level) zoom *= 2;

    cairo_filter_t filter = CAIRO_FILTER_BILINEAR;
    if (std::abs(zoom - 1) < kSameScale || (zoom > kSquarePixels - kSameScale && !m_reduced))
        filter = CAIRO_FILTER_NEAREST;
    else if (zoom < 1 && quality == Quality::Best)
        filter = CAIRO_FILTER_GOOD;

    const PointF origin = view.origin();
    const double halves = std::ldexp(1.0, static_cast<int>(level));
    cairo_save(cr);
    cairo_rectangle(cr, where.x, where.y, where.width, where.height);
    cairo_clip(cr);
    cairo_translate(cr, origin.x + m_covers.x * view.scale(), origin.y + m_covers.y * view.scale());
    cairo_scale(cr, m_pitch_x * halves * view.scale(), m_pitch_y * halves * view.scale());
    cairo_set_source_surface(cr, m_levels[level].get(), 0, 0);
    cairo_pattern_set_filter(cairo_get_source(cr), filter);
    cairo_pattern_set_extend(cairo_get_source(cr), CAIRO_EXTEND_PAD);
    cairo_paint(cr);
    cairo_restore(cr);
}

}  // namespace upscale
