// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The parameter dialog for GIMP 2.10.
#pragma once

#include <memory>

#include "app/editor.hpp"
#include "common/dialog.hpp"

namespace upscale {

/// gimp_ui_init() must have been called. The source's size is read once, now.
std::unique_ptr<Dialog> make_dialog(ImageId image, ItemId drawable);

}  // namespace upscale
