// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace upscale {

/// Starts GEGL for buffers alone, and as a process whose pixels come and go. To be called once,
/// before the first buffer.
void start_gegl();

}  // namespace upscale
