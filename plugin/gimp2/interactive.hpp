// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// A run from the dialog of GIMP 2.10.
#pragma once

#include "app/editor.hpp"
#include "app/report.hpp"
#include "base/parameters.hpp"

namespace upscale {

/// Runs plug-in-ideogram-upscale from its dialog. `values` holds what is shown first, and
/// afterwards what the user chose, even if the run failed or was cancelled. Never throws.
Report run_interactively(Editor& editor, ImageId image, ItemId drawable,
                         Parameters& values) noexcept;

}  // namespace upscale
