// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gimp2/editor/pixels.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/gobject_ptr.hpp"
#include "common/import/own_space.hpp"
#include "image/pixels/alpha.hpp"
#include "image/pixels/depth.hpp"

namespace upscale {
namespace {

// "Y u8" and not "Y' u8" for selections and masks: their numbers are strengths, not brightness.
constexpr const char* kStrength = "Y u8";

// Pixels that are converted in floating point are read one row of tiles at a time, so that each
// tile is fetched only once.
constexpr int kTileRows = 64;

const Babl* srgb_format(int channels) {
    return babl_format(channels == 4 ? "R'G'B'A u8" : "R'G'B' u8");
}

const Babl* srgb_floats(bool alpha) {
    return babl_format(alpha ? "R'G'B'A float" : "R'G'B' float");
}

/// The format of the drawable's own numbers, with or without alpha: the one that an ICC profile
/// describes. An empty `type` means the drawable's own.
const Babl* native_format(ItemId drawable, bool alpha, std::string type = {}) {
    if (gimp_drawable_is_indexed(drawable)) return srgb_format(alpha ? 4 : 3);
    const Babl* format = gimp_drawable_get_format(drawable);
    std::string model = babl_get_name(babl_format_get_model(format));  // "R'G'B'", "RGBA", "Y'A", …
    if (model.back() == 'A') model.pop_back();
    if (alpha) model += 'A';
    if (type.empty()) type = babl_get_name(babl_format_get_type(format, 0));
    return babl_format((model + ' ' + type).c_str());
}

using ProfilePtr = ObjectPtr<GimpColorProfile>;
using TransformPtr = ObjectPtr<GimpColorTransform>;

/// The profile of the drawable's image. Null if that means the same colours as the formats of GIMP
/// 2.10, which carry no profile.
ProfilePtr foreign_profile(ItemId drawable) {
    return adopt(gimp_image_get_effective_color_profile(gimp_item_get_image(drawable)));
}

TransformPtr make_transform(GimpColorProfile* from, const Babl* from_format, GimpColorProfile* to,
                            const Babl* to_format) {
    return adopt(gimp_color_transform_new(from, from_format, to, to_format,
                                          GIMP_COLOR_RENDERING_INTENT_RELATIVE_COLORIMETRIC,
                                          GIMP_COLOR_TRANSFORM_FLAGS_BLACK_POINT_COMPENSATION));
}

/// The transform from the drawable's colours to sRGB. Null: GEGL's plain conversion is right.
TransformPtr to_srgb(ItemId drawable, const Babl* native, const Babl* format) {
    const ProfilePtr own = foreign_profile(drawable);
    if (!own) return nullptr;
    return make_transform(own.get(), native, adopt(gimp_color_profile_new_rgb_srgb()).get(),
                          format);
}

/// From sRGB to the drawable's colours. Null: as above.
TransformPtr from_srgb(ItemId drawable, const Babl* format, const Babl* native) {
    const ProfilePtr own = foreign_profile(drawable);
    if (!own) return nullptr;
    return make_transform(adopt(gimp_color_profile_new_rgb_srgb()).get(), format, own.get(),
                          native);
}

/// True if babl would convert the colours, by itself or because GIMP prefers it to lcms, and would
/// first make a table of all 16.7 million 8-bit colours. That takes a second and 300 MB; in
/// floating point babl makes no table.
bool wants_floating_point(ItemId drawable, bool alpha) {
    if (gimp_drawable_is_indexed(drawable)) return false;
    if (to_srgb(drawable, native_format(drawable, alpha, "float"), srgb_floats(alpha)))
        return gimp_color_profile_get_space(foreign_profile(drawable).get(),
                                            GIMP_COLOR_RENDERING_INTENT_RELATIVE_COLORIMETRIC,
                                            nullptr);
    const Babl* const native = native_format(drawable, alpha);  // may be linear light
    return babl_format_get_type(native, 0) == babl_type("u8") &&
           native != srgb_format(alpha ? 4 : 3) && !gimp_drawable_is_gray(drawable);
}

GeglRectangle whole(const Bitmap& bitmap) { return {0, 0, bitmap.width, bitmap.height}; }

/// A GEGL buffer over the bitmap's own memory; the bitmap must outlive it.
ObjectPtr<GeglBuffer> wrap(const Bitmap& bitmap) {
    const GeglRectangle extent = whole(bitmap);
    // GEGL has no read-only buffers. Only buffers that are the target of a transform are written
    // to.
    auto* pixels = const_cast<std::uint8_t*>(bitmap.pixels.data());
    return adopt(gegl_buffer_linear_new_from_data(pixels, srgb_format(bitmap.channels), &extent,
                                                  GEGL_AUTO_ROWSTRIDE, nullptr, nullptr));
}

/// Converts `from_area` of a buffer to `to_area` of another, of the same size.
void convert(GimpColorTransform* transform, GeglBuffer* from, GeglRectangle from_area,
             GeglBuffer* to, GeglRectangle to_area) {
    // In strips, because babl puts everything that it gets at once onto the stack, and a million
    // pixels overflow it.
    constexpr int kStripPixels = 65536;
    const int rows = std::max(1, kStripPixels / from_area.width);
    const int bottom = from_area.y + from_area.height;
    while (from_area.y < bottom) {
        from_area.height = to_area.height = std::min(rows, bottom - from_area.y);
        gimp_color_transform_process_buffer(transform, from, &from_area, to, &to_area);
        from_area.y += from_area.height;
        to_area.y += to_area.height;
    }
}

/// Sets `clipped` if a value was brighter than white.
std::optional<Bitmap> read_in_floating_point(ItemId drawable, const GeglRectangle& area, bool alpha,
                                             bool& clipped) {
    const auto buffer = adopt(gimp_drawable_get_buffer(drawable));
    if (!buffer) return std::nullopt;
    // In the drawable's own colours, because infinities must be removed before any conversion.
    const Babl* const given = native_format(drawable, alpha, "float");
    const Babl* const wanted = srgb_floats(alpha);
    // For RGBA babl makes its table even if only the data type differs.
    const Babl* const native = native_format(drawable, alpha);
    const bool is_bytes = babl_format_get_type(native, 0) == babl_type("u8");
    const auto transform = to_srgb(drawable, given, wanted);
    const Babl* const fish = transform ? nullptr : babl_fish(given, wanted);
    const auto width = static_cast<std::size_t>(area.width);
    const auto stride = width * static_cast<std::size_t>(babl_format_get_n_components(given));
    Bitmap bitmap(area.width, area.height, alpha ? 4 : 3);
    std::vector<float> values(stride * kTileRows), colours(bitmap.stride());
    std::vector<std::uint8_t> bytes(is_bytes ? values.size() : 0);
    for (int y = 0; y < area.height; ++y) {
        float* const row = &values[stride * static_cast<std::size_t>(y % kTileRows)];
        if (y % kTileRows == 0) {
            const GeglRectangle strip{area.x, area.y + y, area.width,
                                      std::min(kTileRows, area.height - y)};
            void* const target = is_bytes ? static_cast<void*>(bytes.data()) : values.data();
            gegl_buffer_get(buffer.get(), &strip, 1.0, is_bytes ? native : given, target,
                            GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
            from_8bit(bytes, values);
            make_finite(values);
        }
        if (transform)
            gimp_color_transform_process_pixels(transform.get(), given, row, wanted, colours.data(),
                                                width);
        else
            babl_process(fish, row, colours.data(), area.width);
        clipped |= to_8bit(colours, {bitmap.row(y), bitmap.stride()});
    }
    return bitmap;
}

void write_in_floating_point(ItemId layer, GeglBuffer* buffer, const NewLayer& content) {
    const bool alpha = !content.alpha.empty();
    const Babl* const given = srgb_floats(alpha);
    const Babl* const own = native_format(layer, alpha, "float");
    const auto transform = from_srgb(layer, given, own);
    const Babl* const fish = transform ? nullptr : babl_fish(given, own);
    const auto width = static_cast<std::size_t>(content.pixels.width);
    const auto stride = width * static_cast<std::size_t>(babl_format_get_n_components(own));
    std::vector<float> colours(width * (alpha ? 4 : 3)), values(stride * kTileRows);
    for (int y = 0; y < content.pixels.height; y += kTileRows) {
        const Bitmap strip = with_alpha(content.pixels, content.alpha, y, kTileRows);
        for (int row = 0; row < strip.height; ++row) {
            from_8bit({strip.row(row), strip.stride()}, colours);
            float* const target = &values[stride * static_cast<std::size_t>(row)];
            if (transform)
                gimp_color_transform_process_pixels(transform.get(), given, colours.data(), own,
                                                    target, width);
            else
                babl_process(fish, colours.data(), target, strip.width);
        }
        const GeglRectangle area{0, y, strip.width, strip.height};
        gegl_buffer_set(buffer, &area, 0, own, values.data(), GEGL_AUTO_ROWSTRIDE);
    }
}

void write_bytes(ItemId layer, GeglBuffer* buffer, const NewLayer& content) {
    constexpr int kStripRows = 512;
    const int channels = content.alpha.empty() ? 3 : 4;
    const auto transform =
        from_srgb(layer, srgb_format(channels), native_format(layer, channels == 4));
    for (int y = 0; y < content.pixels.height; y += kStripRows) {
        const Bitmap strip = with_alpha(content.pixels, content.alpha, y, kStripRows);
        const GeglRectangle area{0, y, strip.width, strip.height};
        if (transform)
            convert(transform.get(), wrap(strip).get(), whole(strip), buffer, area);
        else
            gegl_buffer_set(buffer, &area, 0, srgb_format(channels), strip.pixels.data(),
                            GEGL_AUTO_ROWSTRIDE);
    }
}

/// Nullopt: it is 8-bit sRGB.
std::optional<OwnSpace> own_space_of(ItemId drawable) {
    if (gimp_drawable_is_indexed(drawable)) return std::nullopt;
    const Babl* const native = native_format(drawable, false);
    const bool linear = std::string_view(babl_get_name(babl_format_get_model(native))).find('\'') ==
                        std::string_view::npos;
    const bool bytes = babl_format_get_type(native, 0) == babl_type("u8");
    OwnSpace space;
    space.gray = gimp_drawable_is_gray(drawable);
    space.stored = native_format(drawable, false, "float");
    space.own = babl_format(space.gray ? "Y' float" : "R'G'B' float");
    space.written = babl_format(space.gray ? "Y'A float" : "R'G'B'A float");
    space.name = space.gray ? "gray" : "RGB";
    const Babl* const rgb = srgb_format(3);
    // shared, because a std::function is copied
    const std::shared_ptr<GimpColorTransform> transform(
        from_srgb(drawable, rgb, space.stored).release(),
        [](GimpColorTransform* gone) { g_clear_object(&gone); });
    if (!transform) {  // the colours of GIMP 2.10's formats
        if (bytes && !linear) return std::nullopt;
        space.from_srgb = [fish = babl_fish(rgb, space.own)](const std::uint8_t* shown, float* own,
                                                             int pixels) {
            babl_process(fish, shown, own, pixels);
        };
        return space;
    }
    gsize size = 0;
    const ProfilePtr profile = foreign_profile(drawable);
    const guint8* const icc = gimp_color_profile_get_icc_profile(profile.get(), &size);
    space.name += adopt(g_compute_checksum_for_data(G_CHECKSUM_SHA256, icc, size)).get();
    space.from_srgb = [transform, rgb, stored = space.stored,
                       fish = babl_fish(space.stored, space.own)](const std::uint8_t* shown,
                                                                  float* own, int pixels) {
        gimp_color_transform_process_pixels(transform.get(), rgb, shown, stored, own,
                                            static_cast<gsize>(pixels));
        babl_process(fish, own, own, pixels);
    };
    return space;
}

}  // namespace

bool is_floating_point(ImageId image) {
    switch (gimp_image_get_precision(image)) {
        case GIMP_PRECISION_HALF_LINEAR:
        case GIMP_PRECISION_HALF_GAMMA:
        case GIMP_PRECISION_FLOAT_LINEAR:
        case GIMP_PRECISION_FLOAT_GAMMA:
        case GIMP_PRECISION_DOUBLE_LINEAR:
        case GIMP_PRECISION_DOUBLE_GAMMA:
            return true;
        default:
            return false;
    }
}

std::optional<Bitmap> read_colours(ItemId drawable, const GeglRectangle& area) {
    const bool alpha = gimp_drawable_has_alpha(drawable);
    const int channels = alpha ? 4 : 3;
    if (wants_floating_point(drawable, alpha)) {
        bool beyond = false;  // ignored: colours outside sRGB are not HDR
        return read_in_floating_point(drawable, area, alpha, beyond);
    }
    const auto buffer = adopt(gimp_drawable_get_buffer(drawable));
    if (!buffer) return std::nullopt;
    Bitmap pixels(area.width, area.height, channels);
    if (const auto transform =
            to_srgb(drawable, native_format(drawable, alpha), srgb_format(channels))) {
        convert(transform.get(), buffer.get(), area, wrap(pixels).get(), whole(pixels));
    } else {
        gegl_buffer_get(buffer.get(), &area, 1.0, srgb_format(channels), pixels.pixels.data(),
                        GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
    }
    return pixels;
}

std::optional<Bitmap> read_float_colours(ItemId drawable, const GeglRectangle& area,
                                         bool& clipped) {
    return read_in_floating_point(drawable, area, true, clipped);
}

SlowPart read_slow_colours(ItemId drawable, const GeglRectangle& area, const Bitmap& shown) {
    const auto space = own_space_of(drawable);
    const auto buffer = space ? adopt(gimp_drawable_get_buffer(drawable)) : nullptr;
    return buffer ? read_slow_part(buffer.get(), *space, area, shown) : SlowPart();
}

Bitmap read_selection(ImageId image, const Rect& area) {
    Bitmap strength(area.width, area.height, 1);
    const GeglRectangle rectangle{area.x, area.y, area.width, area.height};
    if (const auto buffer = adopt(gimp_drawable_get_buffer(gimp_image_get_selection(image))))
        gegl_buffer_get(buffer.get(), &rectangle, 1.0, babl_format(kStrength),
                        strength.pixels.data(), GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
    return strength;
}

bool write_colours(ItemId layer, const NewLayer& content) {
    const auto buffer = adopt(gimp_drawable_get_buffer(layer));
    if (!buffer) return false;
    const Bitmap& pixels = content.pixels;
    if (const auto space = own_space_of(layer); space && has_own_colours(content, *space))
        write_own_colours(buffer.get(), *space, content);
    else if (wants_floating_point(layer, !content.alpha.empty()))
        write_in_floating_point(layer, buffer.get(), content);
    else
        write_bytes(layer, buffer.get(), content);
    gegl_buffer_flush(buffer.get());
    return gimp_drawable_update(layer, 0, 0, pixels.width, pixels.height);
}

bool add_mask(ItemId layer, const Bitmap& strength) {
    const ItemId mask = gimp_layer_create_mask(layer, GIMP_ADD_MASK_BLACK);
    if (mask == -1 || !gimp_layer_add_mask(layer, mask)) return false;
    const auto buffer = adopt(gimp_drawable_get_buffer(mask));
    if (!buffer) return false;
    const GeglRectangle extent = whole(strength);
    gegl_buffer_set(buffer.get(), &extent, 0, babl_format(kStrength), strength.pixels.data(),
                    GEGL_AUTO_ROWSTRIDE);
    gegl_buffer_flush(buffer.get());
    // so that the next brush stroke goes onto the picture, not onto the mask
    gimp_layer_set_edit_mask(layer, FALSE);
    return gimp_drawable_update(mask, 0, 0, strength.width, strength.height);
}

}  // namespace upscale
