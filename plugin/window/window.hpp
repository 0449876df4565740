// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The window of the plug-in. It stays open until the user closes it, and GIMP remains usable.
#pragma once

#include "app/report.hpp"
#include "base/parameters.hpp"
#include "window/host.hpp"

namespace upscale {

/// Shows the window of the host's image until it is closed. `values` come in as GIMP's last-used
/// ones and go out as those of the last run. Success if anything was made or added: then with the
/// layers or images that were added; else Cancel, also if another window of this image was open,
/// which is brought to the front.
Report run_window(Host& host, Parameters& values);

}  // namespace upscale
