// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The last-used parameters across sessions: GIMP 2.10 keeps none for plug-ins.
#pragma once

#include "app/editor.hpp"
#include "base/parameters.hpp"

namespace upscale {

/// From the user's GIMP folder; defaults for what is not there or does not fit.
Parameters load_last_values();

/// The same to begin a dialog on an image with: prompt, seed and variations belong to the image
/// that they were entered for.
Parameters load_last_values_for(ImageId image);

/// Failing to save costs no more than a line on stderr.
void save_last_values(const Parameters& values, ImageId image);

}  // namespace upscale
