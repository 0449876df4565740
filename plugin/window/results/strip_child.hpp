// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// A child of a flow box that tells assistive technology whether it is selected. GTK's own does not.
#pragma once

#include <gtk/gtk.h>

namespace upscale {

GtkWidget* new_strip_child();

}  // namespace upscale
