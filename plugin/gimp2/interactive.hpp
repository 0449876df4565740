// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// A run from the dialog of GIMP 2.10.
#pragma once

#include "app/editor.hpp"
#include "base/parameters.hpp"
#include "common/runs/outcome.hpp"

namespace upscale {

/// Runs plug-in-ideogram-upscale from its dialog. The dialog starts with `values`, which are set to
/// what the user entered even if the run fails or is cancelled. Never throws.
Outcome run_interactively(Editor& editor, ImageId image, ItemId drawable,
                          Parameters& values) noexcept;

}  // namespace upscale
