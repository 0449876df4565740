// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// A combo box for a choice parameter. Single choices can be made insensitive.
#pragma once

#include <gtk/gtk.h>

#include "base/parameter_table.hpp"

namespace upscale {

/// The first two columns of a list for new_list_box().
enum ChoiceColumn { kChoiceLabel, kChoicePossible, kChoiceColumns };

/// A combo box over a list of labels (string) that say whether they can be chosen (boolean).
GtkWidget* new_list_box(GtkListStore* store, const char* help);

/// `entry` must be a ChoiceParameter. Its rows are in the order of the choices.
GtkWidget* new_choice_box(const Parameter& entry);

/// Makes one choice insensitive or sensitive.
void set_possible(GtkWidget* choice_box, int choice, bool possible);

}  // namespace upscale
