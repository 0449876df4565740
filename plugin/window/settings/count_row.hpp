// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// A small number: one click for the usual ones, a field for every other.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <utility>
#include <vector>

#include "base/parameter_table.hpp"
#include "window/settings/number.hpp"

namespace upscale {

class CountRow {
  public:
    /// `entry` must be an IntParameter.
    CountRow(const Parameter& entry, GtkSizeGroup* labels, RefusedFn refused);
    CountRow(const CountRow&) = delete;
    CountRow& operator=(const CountRow&) = delete;
    GtkWidget* widget() { return m_row; }
    int count() const { return gtk_spin_button_get_value_as_int(GTK_SPIN_BUTTON(m_number)); }
    void set_count(int count) { gtk_spin_button_set_value(GTK_SPIN_BUTTON(m_number), count); }

    std::function<void()> on_changed = [] {};

  private:
    GtkWidget* new_buttons(const Parameter& entry);
    /// Presses the button of the present number.
    void show();

    GtkWidget* m_number;
    GtkWidget* m_row;
    GtkWidget* m_other = nullptr;  ///< never shown: pressed while no button has the number
    std::vector<std::pair<int, GtkWidget*>> m_buttons;
};

}  // namespace upscale
