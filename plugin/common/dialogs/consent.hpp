// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The questions before a paid run.
#pragma once

#include <gtk/gtk.h>

#include <string>

namespace upscale {

/// A dialog that asks whether to make `images` paid images: GTK_RESPONSE_OK is yes. No key answers
/// yes by itself. `parent` may be NULL. `extra` is shown below the text, if it is not NULL. The
/// caller shows and destroys it.
GtkWidget* new_question_to_pay(GtkWindow* parent, int images, const std::string& text,
                               GtkWidget* extra);

/// Asks that question and waits for the answer. Not for a window, see
/// tools/lib/check_main_loops.py.
bool agrees_to_pay(GtkWindow* parent, int images, const std::string& text);

/// Asks whether to make `images` paid images of `layer` (its name, or the names of several), unless
/// the user switched the question off for this session of GIMP. Returns true if the run may go on.
/// Needs a display.
bool may_pay_for(int images, const std::string& layer);

}  // namespace upscale
