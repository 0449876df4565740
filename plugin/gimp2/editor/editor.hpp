// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The port to the editor, for GIMP 2.10.
#pragma once

#include <memory>

#include "app/editor.hpp"

namespace upscale {

/// Starts GEGL, makes GIMP deliver pixels in the image's own precision, and stops GIMP from showing
/// messages about failed calls. All three hold for the rest of the process.
std::unique_ptr<Editor> make_editor();

}  // namespace upscale
