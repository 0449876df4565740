// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/import/gegl.hpp"

#include <vector>

#include "platform/process.hpp"

namespace upscale {

void start_gegl() {
    constexpr guint64 kTileCache = 2 << 20;  // bytes; small, because each tile is used only once
    platform::give_back_freed_memory();
    // Loads no GEGL operations, which takes 50 ms and more: buffers do not need them, and what GIMP
    // does with layers runs in GIMP's own process.
    g_setenv("GEGL_PATH", "", TRUE);
    gegl_init(nullptr, nullptr);
    g_object_set(gegl_config(), "tile-cache-size", kTileCache, nullptr);
}

void copy_strength(GeglBuffer* from, const GeglRectangle& area, GeglBuffer* to) {
    const GeglRectangle here{0, 0, area.width, area.height};
    gegl_buffer_copy(from, &area, GEGL_ABYSS_NONE, to, &here);
    gegl_buffer_flush(to);
}

void multiply_strength(GeglBuffer* from, const GeglRectangle& area, GeglBuffer* to) {
    const Babl* const format = babl_format("Y float");
    std::vector<float> factors(static_cast<std::size_t>(area.width)), values(factors.size());
    for (int y = 0; y < area.height; ++y) {
        const GeglRectangle there{area.x, area.y + y, area.width, 1}, here{0, y, area.width, 1};
        gegl_buffer_get(from, &there, 1, format, factors.data(), GEGL_AUTO_ROWSTRIDE,
                        GEGL_ABYSS_NONE);
        gegl_buffer_get(to, &here, 1, format, values.data(), GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
        for (std::size_t i = 0; i < values.size(); ++i) values[i] *= factors[i];
        gegl_buffer_set(to, &here, 0, format, values.data(), GEGL_AUTO_ROWSTRIDE);
    }
    gegl_buffer_flush(to);
}

void mark_parts(GeglBuffer* mask, std::span<const Rect> parts) {
    const auto fill = [mask](const GeglRectangle& area, float strength) {
        gegl_buffer_set_color_from_pixel(mask, &area, &strength, babl_format("Y float"));
    };
    fill(*gegl_buffer_get_extent(mask), 0);
    for (const Rect& part : parts) fill({part.x, part.y, part.width, part.height}, 1);
}

}  // namespace upscale
