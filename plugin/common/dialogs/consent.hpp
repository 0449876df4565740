// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The questions before a paid run.
#pragma once

#include <gtk/gtk.h>

#include <string>

namespace upscale {

/// Asks whether to make `images` paid images. No key answers yes by itself. `parent` may be NULL.
/// `extra` is shown below the text; the caller gets a reference back, so that it can read the
/// value.
bool ask_to_pay(GtkWindow* parent, int images, const std::string& text, GtkWidget* extra);

/// Asks whether to make `images` paid images of `layer` (its name, or the names of several), unless
/// the user switched the question off for this session of GIMP. Returns true if the run may go on.
/// Needs a display.
bool may_pay_for(int images, const std::string& layer);

}  // namespace upscale
