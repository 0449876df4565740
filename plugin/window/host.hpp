// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The window's port to GIMP: everything it needs besides the editor's port.
#pragma once

#include <gtk/gtk.h>

#include <string>
#include <vector>

#include "app/editor.hpp"
#include "base/result.hpp"
#include "presentation/situation.hpp"

namespace upscale {

class Host {
  public:
    virtual ~Host() = default;
    virtual Editor& editor() = 0;
    /// The current state of the image that the window belongs to.
    virtual Subject subject() = 0;
    /// A dialog with GIMP's help key and, if the user wants help buttons, one of those. `help_id`:
    /// a procedure's name. The caller destroys it.
    virtual GtkWidget* new_dialog(const char* title, const char* role, const char* help_id) = 0;
    /// GIMP's spin scale. `label` includes its mnemonic.
    virtual GtkWidget* new_spin_scale(GtkAdjustment* adjustment, const char* label) = 0;
    /// Shows a run in GIMP's own progress bar; `fraction` < 0: unknown.
    virtual void show_progress(const std::string& text, double fraction) = 0;
    virtual void end_progress() = 0;
    /// Opens a file as a new image with a display. LocalIo.
    virtual Status open_file(const std::string& path) = 0;
    /// The images that are open in GIMP, or the selected layers of all of them, as files. What has
    /// no file of its own as it is now is saved as XCF in a folder below `folder` that is called by
    /// its contents; the images stay as they are.
    /// Images that a batch has loaded count as open, so these must not be called during one.
    virtual std::vector<std::string> files_of_open_images(const std::string& folder) = 0;
    virtual std::vector<std::string> files_of_selected_layers(const std::string& folder) = 0;
    /// Says something where GIMP says it, when the window is closed. Nothing waits for the user.
    virtual void tell(const std::string& text) = 0;
};

}  // namespace upscale
