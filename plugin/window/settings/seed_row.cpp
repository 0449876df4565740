// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/settings/seed_row.hpp"

#include <utility>

#include "base/parameter_table.hpp"
#include "common/dialogs/wheel.hpp"
#include "common/words/i18n.hpp"
#include "window/widgets.hpp"

namespace upscale {

SeedRow::SeedRow(GtkSizeGroup* labels, RefusedFn refused)
    : m_number(gtk_spin_button_new_with_range(
          0, std::get<IntParameter>(parameter("seed").kind).maximum, 1)),
      m_new(gtk_button_new_with_mnemonic(_("New Seed"))),
      m_random(gtk_check_button_new_with_mnemonic(_("Randomi_ze"))) {
    const Parameter& entry = parameter("seed");
    GtkWidget* line = new_labelled(_(entry.label), m_number, labels);
    gtk_entry_set_width_chars(GTK_ENTRY(m_number), 10);
    gtk_spin_button_set_value(GTK_SPIN_BUTTON(m_number), g_random_int_range(0, G_MAXINT));
    wrap_label(m_random);
    pack(line, m_new);
    m_row = new_column();
    pack(m_row, line);
    pack(m_row, m_random);
    for (GtkWidget* widget : {m_number, m_new, m_random})
        gtk_widget_set_tooltip_text(widget, _(entry.help));
    keep_from_wheel(m_number);
    refuse_out_of_range(m_number, _("Seed"), std::move(refused));
    connect(m_number, "value-changed", [this] { on_changed(); });
    connect(m_new, "clicked", [this] { set_seed(g_random_int_range(0, G_MAXINT)); });
    connect(m_random, "toggled", [this] {
        const bool random = gtk_toggle_button_get_active(GTK_TOGGLE_BUTTON(m_random));
        gtk_widget_set_sensitive(m_number, !random);
        gtk_widget_set_sensitive(m_new, !random);
        on_changed();
    });
}

int SeedRow::seed() const {
    if (gtk_toggle_button_get_active(GTK_TOGGLE_BUTTON(m_random))) return -1;
    return gtk_spin_button_get_value_as_int(GTK_SPIN_BUTTON(m_number));
}

void SeedRow::set_seed(int seed) {
    gtk_toggle_button_set_active(GTK_TOGGLE_BUTTON(m_random), seed < 0);
    if (seed >= 0) gtk_spin_button_set_value(GTK_SPIN_BUTTON(m_number), seed);
}

}  // namespace upscale
