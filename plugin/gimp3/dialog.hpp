// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The parameter dialog of GIMP 3.0 and later.
#pragma once

#include <libgimp/gimp.h>

#include <memory>

#include "common/dialog.hpp"

namespace upscale {

/// A dialog over the config, which it changes as the user does and which must outlive it.
/// `drawables` is NULL-terminated and says what will be upscaled. gimp_ui_init() must have been
/// called.
std::unique_ptr<Dialog> make_dialog(GimpProcedure* procedure, GimpProcedureConfig* config,
                                    GimpImage* image, GimpDrawable** drawables);

}  // namespace upscale
