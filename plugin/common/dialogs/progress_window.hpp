// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// A progress window of our own. Its Cancel stops the job properly, while GIMP's kills the plug-in.
#pragma once

#include <gtk/gtk.h>

#include <memory>

#include "common/dialogs/progress_view.hpp"

namespace upscale {

/// A window above `parent` (may be NULL), shown as long as the object lives.
std::unique_ptr<ProgressView> make_progress_window(GtkWindow* parent);

}  // namespace upscale
