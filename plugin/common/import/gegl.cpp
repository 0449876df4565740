// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/import/gegl.hpp"

#include <gegl.h>

#include "platform/process.hpp"

namespace upscale {

void start_gegl() {
    constexpr guint64 kTileCache = 2 << 20;  // bytes; a tile is read or written once
    platform::give_back_freed_memory();
    // no operations, which take 50 ms and more to load: buffers need none, and what GIMP does with
    // layers is done in its own process
    g_setenv("GEGL_PATH", "", TRUE);
    gegl_init(nullptr, nullptr);
    g_object_set(gegl_config(), "tile-cache-size", kTileCache, nullptr);
}

}  // namespace upscale
