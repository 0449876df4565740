// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gimp3/pixels.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "common/gobject_ptr.hpp"
#include "image/alpha.hpp"
#include "image/depth.hpp"

namespace upscale {
namespace {

// babl converts between these and whatever a drawable holds. Without a space of their own
// colours are sRGB; masks and selections are strengths, not light, hence Y and not Y'.
constexpr const char* kRgb = "R'G'B' u8";
constexpr const char* kRgba = "R'G'B'A u8";
constexpr const char* kGray = "Y' u8";
constexpr const char* kGrayAlpha = "Y'A u8";
constexpr const char* kStrength = "Y u8";

// GEGL counts the bytes of a call with an int; this many rows of the widest image stay below 2 GiB.
constexpr int kStripRows = 512;

Bitmap read_pixels(GimpDrawable* drawable, Rect area, const char* format, int channels) {
    Bitmap bitmap(area.width, area.height, channels);
    const auto buffer = adopt(gimp_drawable_get_buffer(drawable));
    for (int y = 0; y < area.height; y += kStripRows) {
        const GeglRectangle strip{area.x, area.y + y, area.width,
                                  std::min(kStripRows, area.height - y)};
        gegl_buffer_get(buffer.get(), &strip, 1.0, babl_format(format), bitmap.row(y),
                        GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
    }
    return bitmap;
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

// In the drawable's own channels: to add one, babl 0.1.128 first makes a table of all 16.7 million
// colours.
Bitmap read_colours(GimpDrawable* drawable, Rect area) {
    const bool alpha = gimp_drawable_has_alpha(drawable);
    if (!gimp_drawable_is_gray(drawable))
        return alpha ? read_pixels(drawable, area, kRgba, 4) : read_pixels(drawable, area, kRgb, 3);
    return rgb_of_gray(alpha ? read_pixels(drawable, area, kGrayAlpha, 2)
                             : read_pixels(drawable, area, kGray, 1));
}

Bitmap read_float_colours(GimpDrawable* drawable, Rect area, bool& clipped) {
    const Babl* const own = gimp_drawable_get_format(drawable);
    std::string encoding = babl_format_get_encoding(own);  // "R'G'B'A half", "YA float", …
    encoding = encoding.substr(0, encoding.rfind(' ')) + " float";
    // in the drawable's own space: an infinity must not meet a conversion
    const Babl* const given = babl_format_with_space(encoding.c_str(), babl_format_get_space(own));
    const Babl* const wanted = babl_format("R'G'B'A float");
    const Babl* const fish = babl_fish(given, wanted);
    const auto channels = static_cast<std::size_t>(babl_format_get_n_components(given));
    const auto width = static_cast<std::size_t>(area.width);
    std::vector<float> row(width * channels), colours(width * 4);
    Bitmap bitmap(area.width, area.height, 4);
    const auto buffer = adopt(gimp_drawable_get_buffer(drawable));
    for (int y = 0; y < area.height; ++y) {
        const GeglRectangle line{area.x, area.y + y, area.width, 1};
        gegl_buffer_get(buffer.get(), &line, 1.0, given, row.data(), GEGL_AUTO_ROWSTRIDE,
                        GEGL_ABYSS_NONE);
        make_finite(row);
        babl_process(fish, row.data(), colours.data(), area.width);
        clipped |= to_8bit(colours, {bitmap.row(y), bitmap.stride()});
    }
    return bitmap;
}

Bitmap read_strength(GimpDrawable* drawable, Rect area) {
    return read_pixels(drawable, area, kStrength, 1);
}

void write_colours(GimpDrawable* drawable, const NewLayer& content) {
    const auto buffer = adopt(gimp_drawable_get_buffer(drawable));
    for (int y = 0; y < content.pixels.height; y += kStripRows) {
        const Bitmap strip = with_alpha(content.pixels, content.alpha, y, kStripRows);
        const GeglRectangle area{0, y, strip.width, strip.height};
        gegl_buffer_set(buffer.get(), &area, 0, babl_format(strip.channels == 4 ? kRgba : kRgb),
                        strip.pixels.data(), GEGL_AUTO_ROWSTRIDE);
    }
}

void write_strength(GimpDrawable* drawable, const Bitmap& strength) {
    const auto buffer = adopt(gimp_drawable_get_buffer(drawable));
    for (int y = 0; y < strength.height; y += kStripRows) {
        const GeglRectangle strip{0, y, strength.width, std::min(kStripRows, strength.height - y)};
        gegl_buffer_set(buffer.get(), &strip, 0, babl_format(kStrength), strength.row(y),
                        GEGL_AUTO_ROWSTRIDE);
    }
}

}  // namespace upscale
