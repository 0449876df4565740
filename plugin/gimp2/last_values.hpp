// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The last-used parameters across sessions: GIMP 2.10 keeps none for plug-ins.
#pragma once

#include "app/editor.hpp"
#include "base/parameters.hpp"

namespace upscale {

/// Reads them from the user's GIMP folder. A value that is missing or invalid gets its default.
Parameters load_last_values();

/// The values that a dialog for an image starts with. Prompt, seed and variations are only taken
/// over if they were entered for the same image.
Parameters load_last_values_for(ImageId image);

/// If they cannot be saved, a line is printed to stderr and nothing else happens.
void save_last_values(const Parameters& values, ImageId image);

}  // namespace upscale
