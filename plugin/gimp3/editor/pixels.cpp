// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gimp3/editor/pixels.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/gobject_ptr.hpp"
#include "common/import/own_space.hpp"
#include "image/pixels/alpha.hpp"
#include "image/pixels/depth.hpp"

namespace upscale {
namespace {

// babl converts between these formats and that of the drawable. Formats without a space of their
// own are sRGB. Masks and selections are strengths and not light, so they use Y and not Y'.
constexpr const char* kRgb = "R'G'B' u8";
constexpr const char* kRgba = "R'G'B'A u8";
constexpr const char* kGray = "Y' u8";
constexpr const char* kGrayAlpha = "Y'A u8";
constexpr const char* kStrength = "Y u8";

// GEGL counts the bytes of a call with an int; this many rows of the widest image are below 2 GiB.
constexpr int kStripRows = 512;
// Pixels that are converted in floating point are read one row of tiles at a time, so that each
// tile is fetched only once.
constexpr int kTileRows = 64;

/// Calls `work` for strips of so many rows, from the top.
template <class Work>
void for_strips(const Rect& area, int rows, const Work& work) {
    for (int y = 0; y < area.height; y += rows)
        work(GeglRectangle{area.x, area.y + y, area.width, std::min(rows, area.height - y)});
}

/// The format's channels as floats.
const Babl* in_floating_point(const Babl* format) {
    std::string encoding = babl_format_get_encoding(format);  // "R'G'B'A half", "YA float", …
    encoding = encoding.substr(0, encoding.rfind(' ')) + " float";
    return babl_format_with_space(encoding.c_str(), babl_format_get_space(format));
}

/// Converts 8-bit colours to other 8-bit colours by way of floating point. Since babl then makes no
/// tables, it takes a third of the time.
class ByteConversion {
  public:
    ByteConversion(const Babl* from, const Babl* to)
        : m_fish(babl_fish(from, in_floating_point(to))),
          m_from_bytes(static_cast<std::size_t>(babl_format_get_bytes_per_pixel(from))),
          m_to_bytes(static_cast<std::size_t>(babl_format_get_bytes_per_pixel(to))),
          m_values(kAtOnce * m_to_bytes) {}

    /// True if both are 8-bit formats and not the same one.
    static bool is_needed(const Babl* from, const Babl* to) {
        const auto is_bytes = [](const Babl* format) {
            return !babl_format_is_palette(format) &&
                   babl_format_get_type(format, 0) == babl_type("u8");
        };
        return from != to && is_bytes(from) && is_bytes(to);
    }
    void operator()(const std::uint8_t* from, std::uint8_t* to, std::size_t pixels) {
        for (; pixels > 0;) {
            const std::size_t count = std::min(pixels, kAtOnce);
            babl_process(m_fish, from, m_values.data(), static_cast<glong>(count));
            to_8bit({m_values.data(), count * m_to_bytes}, {to, count * m_to_bytes});
            from += count * m_from_bytes;
            to += count * m_to_bytes;
            pixels -= count;
        }
    }

  private:
    static constexpr std::size_t kAtOnce = 4096;

    const Babl* m_fish;
    std::size_t m_from_bytes, m_to_bytes;  ///< bytes of one pixel
    std::vector<float> m_values;
};

Bitmap read_pixels(GimpDrawable* drawable, Rect area, const char* format, int channels) {
    Bitmap bitmap(area.width, area.height, channels);
    const auto buffer = adopt(gimp_drawable_get_buffer(drawable));
    const Babl* const own = gimp_drawable_get_format(drawable);
    const Babl* const wanted = babl_format(format);
    if (ByteConversion::is_needed(own, wanted)) {
        ByteConversion convert(own, wanted);
        const auto width = static_cast<std::size_t>(area.width);
        std::vector<std::uint8_t> bytes(
            width * kTileRows * static_cast<std::size_t>(babl_format_get_bytes_per_pixel(own)));
        for_strips(area, kTileRows, [&](const GeglRectangle& strip) {
            gegl_buffer_get(buffer.get(), &strip, 1.0, own, bytes.data(), GEGL_AUTO_ROWSTRIDE,
                            GEGL_ABYSS_NONE);
            convert(bytes.data(), bitmap.row(strip.y - area.y),
                    width * static_cast<std::size_t>(strip.height));
        });
        return bitmap;
    }
    for_strips(area, kStripRows, [&](const GeglRectangle& strip) {
        gegl_buffer_get(buffer.get(), &strip, 1.0, wanted, bitmap.row(strip.y - area.y),
                        GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
    });
    return bitmap;
}

/// Nullopt: it is 8-bit sRGB.
std::optional<OwnSpace> own_space_of(const Babl* format) {
    const Babl* const own_space = babl_format_get_space(format);
    std::string model = babl_format_get_encoding(format);  // "R'G'B'A half", "YA float", …
    const bool linear = model.find('\'') == model.npos;
    const bool bytes = babl_format_get_type(format, 0) == babl_type("u8");
    if (babl_format_is_palette(format) || (bytes && !linear && own_space == babl_space("sRGB")))
        return std::nullopt;
    const auto of = [&](const char* encoding) {
        return babl_format_with_space(encoding, own_space);
    };
    OwnSpace space;
    space.name = babl_get_name(own_space);
    space.gray = model.front() == 'Y';
    space.own = of(space.gray ? "Y' float" : "R'G'B' float");
    space.written = of(space.gray ? "Y'A float" : "R'G'B'A float");
    space.stored = !linear ? space.own : of(space.gray ? "Y float" : "RGB float");
    space.from_srgb = [fish = babl_fish(babl_format(kRgb), space.own)](const std::uint8_t* rgb,
                                                                       float* own, int pixels) {
        babl_process(fish, rgb, own, pixels);
    };
    return space;
}

}  // namespace

bool is_gray(GimpImage* image) { return gimp_image_get_base_type(image) == GIMP_GRAY; }

bool is_floating_point(GimpImage* image) {
    switch (gimp_image_get_precision(image)) {
        case GIMP_PRECISION_HALF_LINEAR:
        case GIMP_PRECISION_HALF_NON_LINEAR:
        case GIMP_PRECISION_HALF_PERCEPTUAL:
        case GIMP_PRECISION_FLOAT_LINEAR:
        case GIMP_PRECISION_FLOAT_NON_LINEAR:
        case GIMP_PRECISION_FLOAT_PERCEPTUAL:
        case GIMP_PRECISION_DOUBLE_LINEAR:
        case GIMP_PRECISION_DOUBLE_NON_LINEAR:
        case GIMP_PRECISION_DOUBLE_PERCEPTUAL:
            return true;
        default:
            return false;
    }
}

bool babl_knows_profile(GimpImage* image) {
    const auto profile = adopt(gimp_image_get_color_profile(image));
    return !profile ||
           gimp_color_profile_get_space(profile.get(),
                                        GIMP_COLOR_RENDERING_INTENT_RELATIVE_COLORIMETRIC, nullptr);
}

void convert_to_srgb(GimpImage* image) {
    const auto srgb = adopt(is_gray(image) ? gimp_color_profile_new_d65_gray_srgb_trc()
                                           : gimp_color_profile_new_rgb_srgb());
    gimp_image_convert_color_profile(image, srgb.get(),
                                     GIMP_COLOR_RENDERING_INTENT_RELATIVE_COLORIMETRIC, TRUE);
}

// Reads the channels that the drawable has. To add a channel, babl 0.1.128 would first make a table
// of all 16.7 million colours.
Bitmap read_colours(GimpDrawable* drawable, Rect area) {
    const bool alpha = gimp_drawable_has_alpha(drawable);
    if (!gimp_drawable_is_gray(drawable))
        return alpha ? read_pixels(drawable, area, kRgba, 4) : read_pixels(drawable, area, kRgb, 3);
    return rgb_of_gray(alpha ? read_pixels(drawable, area, kGrayAlpha, 2)
                             : read_pixels(drawable, area, kGray, 1));
}

Bitmap read_float_colours(GimpDrawable* drawable, Rect area, bool& clipped) {
    const Babl* const own = gimp_drawable_get_format(drawable);
    // In the drawable's own space, because infinities must be removed before any conversion.
    const Babl* const given = in_floating_point(own);
    const Babl* const wanted = babl_format("R'G'B'A float");
    const Babl* const fish = babl_fish(given, wanted);
    const auto channels = static_cast<std::size_t>(babl_format_get_n_components(given));
    const auto width = static_cast<std::size_t>(area.width);
    std::vector<float> values(width * channels * kTileRows), colours(width * 4);
    Bitmap bitmap(area.width, area.height, 4);
    const auto buffer = adopt(gimp_drawable_get_buffer(drawable));
    for_strips(area, kTileRows, [&](const GeglRectangle& strip) {
        gegl_buffer_get(buffer.get(), &strip, 1.0, given, values.data(), GEGL_AUTO_ROWSTRIDE,
                        GEGL_ABYSS_NONE);
        make_finite(values);
        for (int row = 0; row < strip.height; ++row) {
            babl_process(fish, &values[width * channels * static_cast<std::size_t>(row)],
                         colours.data(), area.width);
            clipped |= to_8bit(colours, {bitmap.row(strip.y - area.y + row), bitmap.stride()});
        }
    });
    return bitmap;
}

SlowPart read_slow_colours(GimpDrawable* drawable, Rect area, const Bitmap& shown) {
    const auto space = own_space_of(gimp_drawable_get_format(drawable));
    if (!space) return {};
    const auto buffer = adopt(gimp_drawable_get_buffer(drawable));
    return read_slow_part(buffer.get(), *space, {area.x, area.y, area.width, area.height}, shown);
}

Bitmap read_strength(GimpDrawable* drawable, Rect area) {
    return read_pixels(drawable, area, kStrength, 1);
}

void write_colours(GimpDrawable* drawable, const NewLayer& content) {
    const auto buffer = adopt(gimp_drawable_get_buffer(drawable));
    const Babl* const own = gimp_drawable_get_format(drawable);
    if (const auto space = own_space_of(own); space && has_own_colours(content, *space))
        return write_own_colours(buffer.get(), *space, content);
    const Babl* const given = babl_format(content.alpha.empty() ? kRgb : kRgba);
    std::optional<ByteConversion> convert;
    if (ByteConversion::is_needed(given, own)) convert.emplace(given, own);
    std::vector<std::uint8_t> converted;
    for_strips(
        {0, 0, content.pixels.width, content.pixels.height}, kStripRows,
        [&](const GeglRectangle& area) {
            const Bitmap strip = with_alpha(content.pixels, content.alpha, area.y, area.height);
            if (!convert) {
                gegl_buffer_set(buffer.get(), &area, 0, given, strip.pixels.data(),
                                GEGL_AUTO_ROWSTRIDE);
                return;
            }
            const auto pixels =
                static_cast<std::size_t>(area.width) * static_cast<std::size_t>(area.height);
            converted.resize(pixels *
                             static_cast<std::size_t>(babl_format_get_bytes_per_pixel(own)));
            (*convert)(strip.pixels.data(), converted.data(), pixels);
            gegl_buffer_set(buffer.get(), &area, 0, own, converted.data(), GEGL_AUTO_ROWSTRIDE);
        });
}

void write_strength(GimpDrawable* drawable, const Bitmap& strength) {
    const auto buffer = adopt(gimp_drawable_get_buffer(drawable));
    for_strips({0, 0, strength.width, strength.height}, kStripRows,
               [&](const GeglRectangle& strip) {
                   gegl_buffer_set(buffer.get(), &strip, 0, babl_format(kStrength),
                                   strength.row(strip.y), GEGL_AUTO_ROWSTRIDE);
               });
}

}  // namespace upscale
