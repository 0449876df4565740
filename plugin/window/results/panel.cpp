// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/results/panel.hpp"

#include "common/words/i18n.hpp"

namespace upscale {
namespace {

constexpr int kButtons = 5;

}  // namespace

ResultsPanel::ResultsPanel() : m_box(new_column()), m_effect(new_hint()) {
    m_add = new_button(_("Add to Ima_ge"), [this] { on_add(m_strip.chosen()); });
    m_compare = new_button(_("Compare"), [this] { on_look(m_strip.chosen()); });
    gtk_widget_set_tooltip_text(m_compare, _("Shows the chosen results side by side"));
    m_again = new_button(_("Again"), [this] { on_again(m_strip.chosen().front()); });
    gtk_widget_set_tooltip_text(m_again, _("Sets the values of this result with a new seed"));
    m_vary = new_button(_("Vary from This"), [this] { on_vary(m_strip.chosen().front()); });
    gtk_widget_set_tooltip_text(m_vary, _("Sets the seed and the prompt of this result"));
    m_use = new_button(_("Use Settings"), [this] { on_use(m_strip.chosen().front()); });
    // Long translations need a second line.
    GtkWidget* row = gtk_flow_box_new();
    gtk_flow_box_set_selection_mode(GTK_FLOW_BOX(row), GTK_SELECTION_NONE);
    gtk_flow_box_set_max_children_per_line(GTK_FLOW_BOX(row), kButtons);
    gtk_flow_box_set_column_spacing(GTK_FLOW_BOX(row), 6);
    gtk_flow_box_set_row_spacing(GTK_FLOW_BOX(row), 6);
    set_accessible_role(row, ATK_ROLE_TOOL_BAR);
    set_accessible_name(row, _("What to do with the chosen results"));
    for (GtkWidget* button : {m_add, m_compare, m_again, m_vary, m_use}) {
        gtk_container_add(GTK_CONTAINER(row), button);
        gtk_widget_set_can_focus(gtk_widget_get_parent(button), FALSE);
        // otherwise it is an item of a list, which has no name
        set_accessible_role(gtk_widget_get_parent(button), ATK_ROLE_FILLER);
    }
    pack(m_box, m_strip.widget());
    pack(m_box, m_effect);
    pack(m_box, row);
    atk_object_add_relationship(gtk_widget_get_accessible(m_add), ATK_RELATION_DESCRIBED_BY,
                                gtk_widget_get_accessible(m_effect));
    m_strip.on_chosen = [this] { chosen(); };
    m_strip.on_activated = [this] { on_add(m_strip.chosen()); };
    chosen();
}

void ResultsPanel::show_adding(bool adding) {
    m_adding = adding;
    gtk_button_set_label(GTK_BUTTON(m_add), adding ? _("Adding...") : _("Add to Ima_ge"));
    gtk_widget_set_sensitive(m_add, !adding && !m_strip.chosen().empty());
}

void ResultsPanel::chosen() {
    const auto items = m_strip.chosen();
    gtk_widget_set_sensitive(m_add, !items.empty() && !m_adding);
    gtk_widget_set_sensitive(m_compare, items.size() > 1);
    for (GtkWidget* button : {m_again, m_vary, m_use})
        gtk_widget_set_sensitive(button, items.size() == 1);
    on_look(items);
}

}  // namespace upscale
