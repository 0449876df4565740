// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// A small dialog to compare the variations that a run has added, in the image itself.
#pragma once

#include "results/report.hpp"

namespace upscale {

/// If the run added several results as one layer group that is visible, asks which of them to keep.
/// Afterwards `report.layers` has only layers that are in the image. gimp_ui_init() must have been
/// called before.
///
/// Looking at results leaves no undo steps. *Keep All* leaves one step, the import; *Keep This One*
/// leaves a second one, which brings the others back. (They cannot be one step: GIMP does not
/// reopen an undo group, and while one is open, the user can undo nothing.)
void compare_results(Report& report) noexcept;

}  // namespace upscale
