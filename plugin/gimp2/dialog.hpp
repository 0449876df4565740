// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The parameter dialog for GIMP 2.10.
#pragma once

#include <gtk/gtk.h>

#include <memory>
#include <string>

#include "app/editor.hpp"
#include "base/parameters.hpp"

namespace upscale {

class Dialog {
  public:
    virtual ~Dialog() = default;

    /// Shows the dialog until the user chooses. True: go on with the values in `values`, which come
    /// in as what is shown first. False: closed or cancelled. The window stays open until the
    /// object ends, so that a failed run loses no input.
    virtual bool ask(Parameters& values) = 0;

    /// Shows why a run failed (GTK_MESSAGE_ERROR), or what else there is to know
    /// (GTK_MESSAGE_INFO), inside the dialog, until the next ask() is answered.
    virtual void tell(const std::string& message, GtkMessageType type) = 0;

    virtual GtkWindow* window() = 0;
};

/// gimp_ui_init() must have been called. The source's size is read once, now.
std::unique_ptr<Dialog> make_dialog(ImageId image, ItemId drawable);

}  // namespace upscale
