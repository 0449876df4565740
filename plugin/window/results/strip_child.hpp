// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// A child of a flow box that tells assistive technology whether it is selected, and can be asked so
// while it is being removed.
#pragma once

#include <gtk/gtk.h>

namespace upscale {

GtkWidget* new_strip_child();

}  // namespace upscale
