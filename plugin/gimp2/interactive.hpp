// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// A run from the dialog of GIMP 2.10.
#pragma once

#include "app/editor.hpp"
#include "app/report.hpp"
#include "base/parameters.hpp"

namespace upscale {

/// Runs plug-in-ideogram-upscale from its dialog. `values` come in as what is shown first and go
/// out as what the user chose, also if nothing came of it. Never throws.
Report run_interactively(Editor& editor, ImageId image, ItemId drawable,
                         Parameters& values) noexcept;

}  // namespace upscale
