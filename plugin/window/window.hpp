// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The window of the plug-in. It stays open until the user closes it, and GIMP remains usable.
#pragma once

#include "app/report.hpp"
#include "base/parameters.hpp"
#include "window/host.hpp"

namespace upscale {

/// Shows the window of the host's image until it is closed. `values` holds GIMP's last-used values,
/// and afterwards those of the last run. Success if anything was made or added; the report then
/// names the added layers or images. Else Cancel. If another window of this image is already open,
/// that one is brought to the front, and the status is Cancel. `with_history`: the history is open
/// from the start.
Report run_window(Host& host, Parameters& values, bool with_history);

}  // namespace upscale
