// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The parameter dialog for GIMP 2.10.
#pragma once

#include <gtk/gtk.h>

#include <memory>
#include <string>

#include "app/editor.hpp"
#include "base/parameters.hpp"
#include "presentation/situation.hpp"

namespace upscale {

class Dialog {
  public:
    virtual ~Dialog() = default;

    /// Shows the dialog, starting with `values`, until the user makes a choice. Returns true and
    /// sets `values` if the run should go on, false if the dialog was closed or cancelled. The
    /// window stays open while the object lives, so that a failed run loses no input.
    virtual bool ask(Parameters& values) = 0;

    /// What the user chose to upscale: the layer, or its original.
    virtual const Subject::Layer& target() const = 0;

    /// Shows in the dialog why a run failed (GTK_MESSAGE_ERROR) or other information
    /// (GTK_MESSAGE_INFO), until the next ask() is answered.
    virtual void tell(const std::string& message, GtkMessageType type) = 0;

    /// How many images the dialog said that the run makes.
    virtual int images() const = 0;

    virtual GtkWindow* window() = 0;
};

/// gimp_ui_init() must have been called before. The size of the source is read only once, here.
std::unique_ptr<Dialog> make_dialog(ImageId image, const Subject::Chosen& chosen);

}  // namespace upscale
