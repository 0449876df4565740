// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/import/own_space.hpp"

#include <algorithm>
#include <vector>

#include "image/pixels/alpha.hpp"
#include "image/pixels/depth.hpp"

namespace upscale {
namespace {

constexpr int kTileRows = 64;  // so that each tile is fetched only once

/// Gray values as colours.
void spread(const float* gray, float* rgb, std::size_t pixels) {
    for (std::size_t i = 0; i < pixels; ++i) rgb[3 * i] = rgb[3 * i + 1] = rgb[3 * i + 2] = gray[i];
}

/// Rows of pixels in an own space, as three channels whatever it is.
class OwnRow {
  public:
    OwnRow(const OwnSpace& space, int width)
        : m_space(space),
          m_width(static_cast<std::size_t>(width)),
          m_gray(space.gray ? m_width : 0),
          m_rgb(3 * m_width) {}

    /// Sets the row with `convert`, which writes floats of the own space.
    template <class Convert>
    std::vector<float>& set(const Convert& convert) {
        convert(m_space.gray ? m_gray.data() : m_rgb.data());
        if (m_space.gray) spread(m_gray.data(), m_rgb.data(), m_width);
        return m_rgb;
    }

  private:
    const OwnSpace& m_space;
    std::size_t m_width;
    std::vector<float> m_gray, m_rgb;
};

}  // namespace

SlowPart read_slow_part(GeglBuffer* buffer, const OwnSpace& space, const GeglRectangle& area,
                        const Bitmap& pixels) {
    const Bitmap shown = with_bled_colours(pixels);
    const auto width = static_cast<std::size_t>(area.width);
    const std::size_t stride = width * (space.gray ? 1 : 3);
    const Babl* const to_own = babl_fish(space.stored, space.own);
    std::vector<float> values(stride * kTileRows);
    std::vector<std::uint8_t> rgb(3 * width);
    OwnRow own(space, area.width), own_of_shown(space, area.width);
    SlowPartMaker maker({area.width, area.height}, true);
    for (int y = 0; y < area.height; ++y) {
        if (y % kTileRows == 0) {
            const GeglRectangle strip{area.x, area.y + y, area.width,
                                      std::min(kTileRows, area.height - y)};
            gegl_buffer_get(buffer, &strip, 1.0, space.stored, values.data(), GEGL_AUTO_ROWSTRIDE,
                            GEGL_ABYSS_NONE);
            make_finite(values);
        }
        const float* const stored = &values[stride * static_cast<std::size_t>(y % kTileRows)];
        const std::uint8_t* const sent = shown.row(y);
        for (std::size_t x = 0; x < width; ++x)
            std::copy_n(sent + x * static_cast<std::size_t>(shown.channels), 3, &rgb[3 * x]);
        maker.add_row(
            {sent, shown.stride()}, shown.channels,
            own.set([&](float* to) { babl_process(to_own, stored, to, area.width); }),
            own_of_shown.set([&](float* to) { space.from_srgb(rgb.data(), to, area.width); }));
    }
    SlowPart part = maker.end();
    part.space = space.name;
    return part;
}

bool has_own_colours(const NewLayer& content, const OwnSpace& space) {
    return content.colours && content.colours->deep && content.colours->deep->space() == space.name;
}

void write_own_colours(GeglBuffer* buffer, const OwnSpace& space, const NewLayer& content) {
    const Bitmap& pixels = content.pixels;
    const auto width = static_cast<std::size_t>(pixels.width);
    const bool alpha = !content.alpha.empty();
    const std::size_t colours = space.gray ? 1 : 3, channels = colours + (alpha ? 1 : 0);
    std::vector<float> strip(width * channels * kTileRows);
    OwnRow row(space, pixels.width);
    for (int top = 0; top < pixels.height; top += kTileRows) {
        const GeglRectangle area{0, top, pixels.width, std::min(kTileRows, pixels.height - top)};
        float* to = strip.data();
        for (int y = top; y < top + area.height; ++y) {
            auto& rgb =
                row.set([&](float* own) { space.from_srgb(pixels.row(y), own, pixels.width); });
            content.colours->deep->restore(y, pixels.row(y), rgb.data());
            for (std::size_t x = 0; x < width; ++x, to += channels) {
                std::copy_n(&rgb[3 * x], colours, to);
                if (alpha) to[colours] = static_cast<float>(content.alpha.row(y)[x]) / 255;
            }
        }
        gegl_buffer_set(buffer, &area, 0, alpha ? space.written : space.own, strip.data(),
                        GEGL_AUTO_ROWSTRIDE);
    }
}

}  // namespace upscale
