// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The window's port to GIMP: all that it asks for beside the editor's port.
#pragma once

#include <gtk/gtk.h>

#include <string>

#include "app/editor.hpp"
#include "presentation/situation.hpp"

namespace upscale {

class Host {
  public:
    virtual ~Host() = default;
    virtual Editor& editor() = 0;
    /// The image that the window belongs to, as it is now.
    virtual Subject subject() = 0;
    /// A dialog with GIMP's help key and, if the user wants it, its help button; the caller's to
    /// destroy.
    virtual GtkWidget* new_dialog(const char* title, const char* role) = 0;
    /// GIMP's spin scale. `label` with its mnemonic.
    virtual GtkWidget* new_spin_scale(GtkAdjustment* adjustment, const char* label) = 0;
    /// Shows a run in GIMP's own progress bar; `fraction` < 0: unknown.
    virtual void show_progress(const std::string& text, double fraction) = 0;
    virtual void end_progress() = 0;
};

}  // namespace upscale
