// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The last-used parameters across sessions: GIMP 2.10 keeps none for plug-ins.
#pragma once

#include "base/parameters.hpp"

namespace upscale {

/// From the user's GIMP folder; defaults for what is not there or does not fit.
Parameters load_last_values();

/// Failing to save costs no more than a line on stderr.
void save_last_values(const Parameters& values);

}  // namespace upscale
