// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The port to the editor, for GIMP 2.10.
#pragma once

#include <memory>

#include "app/editor.hpp"

namespace upscale {

/// Starts GEGL, asks GIMP for pixels in the image's own precision, and keeps GIMP from showing
/// failed calls itself; all for the rest of the process.
std::unique_ptr<Editor> make_editor();

}  // namespace upscale
