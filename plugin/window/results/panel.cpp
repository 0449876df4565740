// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/results/panel.hpp"

#include "app/preferences.hpp"
#include "common/i18n.hpp"
#include "window/widgets.hpp"

namespace upscale {

ResultsPanel::ResultsPanel() : m_box(new_column()) {
    m_add = new_button(_("A_dd to Image"), [this] { on_add(m_strip.chosen()); });
    m_compare = new_button(_("_Compare"), [this] { on_look(m_strip.chosen()); });
    gtk_widget_set_tooltip_text(m_compare, _("Shows the first two chosen results side by side"));
    m_again = new_button(_("_Again"), [this] { on_again(m_strip.chosen().front()); });
    gtk_widget_set_tooltip_text(m_again, _("Sets the values of this result with a new seed"));
    m_vary = new_button(_("_Vary from This"), [this] { on_vary(m_strip.chosen().front()); });
    gtk_widget_set_tooltip_text(m_vary, _("Sets the seed and the prompt of this result"));
    m_use = new_button(_("Use These Settin_gs"), [this] { on_use(m_strip.chosen().front()); });
    GtkWidget* history = new_button(_("_History..."), [this] { on_history(); });
    m_at_once = gtk_check_button_new_with_mnemonic(_("Add results at _once"));
    gtk_toggle_button_set_active(GTK_TOGGLE_BUTTON(m_at_once), load_preferences().add_at_once);
    connect(m_at_once, "toggled", [this] {
        Preferences preferences = load_preferences();
        preferences.add_at_once = add_at_once();
        // if it cannot be written it holds as long as the window
        static_cast<void>(save_preferences(preferences));
    });

    GtkWidget* row = new_row();
    for (GtkWidget* button : {m_add, m_compare, m_again, m_vary, m_use}) pack(row, button);
    gtk_box_pack_end(GTK_BOX(row), history, FALSE, FALSE, 0);
    gtk_box_pack_end(GTK_BOX(row), m_at_once, FALSE, FALSE, 0);
    pack(m_box, m_strip.widget());
    pack(m_box, row);
    m_strip.on_chosen = [this] { chosen(); };
    m_strip.on_activated = [this] { on_add(m_strip.chosen()); };
    chosen();
}

bool ResultsPanel::add_at_once() const {
    return gtk_toggle_button_get_active(GTK_TOGGLE_BUTTON(m_at_once));
}

void ResultsPanel::allow(bool can_make) {
    m_can_make = can_make;
    const auto items = m_strip.chosen();
    gtk_widget_set_sensitive(m_add, !items.empty() && can_make);
}

void ResultsPanel::chosen() {
    const auto items = m_strip.chosen();
    gtk_widget_set_sensitive(m_add, !items.empty() && m_can_make);
    gtk_widget_set_sensitive(m_compare, items.size() > 1);
    for (GtkWidget* button : {m_again, m_vary, m_use})
        gtk_widget_set_sensitive(button, items.size() == 1);
    on_look(items);
}

}  // namespace upscale
