// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/import/gegl.hpp"

#include <gegl.h>

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

}  // namespace upscale
