// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace upscale {

/// Starts GEGL for buffers only, and makes freed pixels go back to the system. Call it once, before
/// the first buffer.
void start_gegl();

}  // namespace upscale
