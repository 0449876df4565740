// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The window of the plug-in. It stays open until the user closes it, and GIMP remains usable.
#pragma once

#include "base/parameters.hpp"
#include "common/runs/outcome.hpp"
#include "window/host.hpp"

namespace upscale {

/// Shows the window for the host's image until it is closed. `values` are at first GIMP's last-used
/// values, and afterwards those of the last run. Returns success with the added layers or images if
/// anything was made or added; else Cancel. It is also Cancel if the image already has a window,
/// which is then brought to the front.
Outcome run_window(Host& host, Parameters& values);

}  // namespace upscale
