// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Runs and recoveries from the dialogs of GIMP 2.10.
#pragma once

#include "app/editor.hpp"
#include "base/parameters.hpp"
#include "results/report.hpp"

namespace upscale {

/// Runs plug-in-ideogram-upscale from its dialog. `values` holds what is shown first, and
/// afterwards what the user chose, even if the run failed or was cancelled. Never throws.
Report run_interactively(Editor& editor, ImageId image, ItemId drawable,
                         Parameters& values) noexcept;

/// Runs plug-in-ideogram-upscale-recover from its list. `placement` is chosen there first. Never
/// throws.
Report recover_interactively(Editor& editor, int placement) noexcept;

}  // namespace upscale
