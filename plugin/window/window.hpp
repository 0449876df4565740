// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The window of the plug-in. It stays open until the user closes it, and GIMP remains usable.
#pragma once

#include "base/parameters.hpp"
#include "common/batch/run_batch.hpp"
#include "results/report.hpp"
#include "window/host.hpp"

namespace upscale {

/// Shows the window of the host's image until it is closed. `values` holds GIMP's last-used values,
/// and afterwards those of the last run. Success if anything was made or added; the report then
/// names the added layers or images. Else Cancel. If another window of this image is already open,
/// that one is brought to the front, and the status is Cancel. `with_history`: the history is open
/// from the start.
Report run_window(Host& host, Parameters& values, bool with_history);

/// Shows the window for files until it is closed; `start` says what it begins with. Success if it
/// was shown; the end then has the list as it was when it was closed. If it is already open, it is
/// brought to the front, and the error is Cancelled.
BatchEnd run_files_window(Host& host, FilePort& files, const Batch& start);

}  // namespace upscale
