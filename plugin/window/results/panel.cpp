// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/results/panel.hpp"

#include <algorithm>

#include "common/words/i18n.hpp"

namespace upscale {
namespace {

constexpr int kButtons = 6;

}  // namespace

ResultsPanel::ResultsPanel() : m_box(new_column()), m_effect(new_hint()), m_changed(new_text()) {
    m_again = new_button("", [this] { on_again(); });
    gtk_widget_set_tooltip_text(
        m_again, _("Makes the result again with the same values and puts it in its place"));
    GtkWidget* changed = new_row();
    pack(changed, m_changed, true);
    pack(changed, m_again);
    gtk_widget_set_no_show_all(changed, TRUE);
    gtk_widget_show(m_changed);
    gtk_widget_show(m_again);
    m_add = new_button(_("Add to Ima_ge"), [this] { on_add(m_strip.chosen()); });
    m_compare = new_button(_("Compare"), [this] { on_look(m_strip.chosen()); });
    gtk_widget_set_tooltip_text(m_compare, _("Shows the chosen results side by side"));
    m_star = gtk_toggle_button_new_with_label(_("Star"));
    gtk_widget_set_tooltip_text(m_star, _("What has a star stays in the history until you discard "
                                          "it. In the strip, S does the same"));
    connect(m_star, "toggled", [this] {
        if (!m_updating)
            on_star(m_strip.chosen(), gtk_toggle_button_get_active(GTK_TOGGLE_BUTTON(m_star)));
    });
    m_takers = {{new_taker(_("Use Settings"), _("Sets all the values of this result"), Take::All),
                 Take::All},
                {new_taker(_("Use Settings with New Seed"),
                           _("Sets the values of this result with a new seed"), Take::Anew),
                 Take::Anew},
                {new_taker(_("Use Prompt and Seed"),
                           _("Sets the seed and the prompt of this result"), Take::SeedAndPrompt),
                 Take::SeedAndPrompt}};
    // Long translations need a second line.
    GtkWidget* row = gtk_flow_box_new();
    gtk_flow_box_set_selection_mode(GTK_FLOW_BOX(row), GTK_SELECTION_NONE);
    // Its least height is that of so few in a line, which low screens must have room for.
    gtk_flow_box_set_min_children_per_line(GTK_FLOW_BOX(row), 2);
    gtk_flow_box_set_max_children_per_line(GTK_FLOW_BOX(row), kButtons);
    gtk_flow_box_set_column_spacing(GTK_FLOW_BOX(row), 6);
    gtk_flow_box_set_row_spacing(GTK_FLOW_BOX(row), 6);
    set_accessible_role(row, ATK_ROLE_TOOL_BAR);
    set_accessible_name(row, _("What to do with the chosen results"));
    std::vector<GtkWidget*> buttons{m_add, m_compare, m_star};
    for (const auto& [button, take] : m_takers) buttons.push_back(button);
    for (GtkWidget* button : buttons) {
        gtk_container_add(GTK_CONTAINER(row), button);
        gtk_widget_set_can_focus(gtk_widget_get_parent(button), FALSE);
        // otherwise it is an item of a list, which has no name
        set_accessible_role(gtk_widget_get_parent(button), ATK_ROLE_FILLER);
    }
    pack(m_box, m_strip.widget());
    pack(m_box, changed);
    pack(m_box, m_effect);
    pack(m_box, row);
    atk_object_add_relationship(gtk_widget_get_accessible(m_add), ATK_RELATION_DESCRIBED_BY,
                                gtk_widget_get_accessible(m_effect));
    m_strip.on_chosen = [this] { chosen(); };
    m_strip.on_activated = [this] { on_add(m_strip.chosen()); };
    m_strip.on_star = [this] {
        if (gtk_widget_get_sensitive(m_star))
            gtk_toggle_button_set_active(GTK_TOGGLE_BUTTON(m_star),
                                         !gtk_toggle_button_get_active(GTK_TOGGLE_BUTTON(m_star)));
    };
    chosen();
}

void ResultsPanel::offer_again(const std::string& text, const std::string& label, bool sensitive) {
    set_text(m_changed, text);
    gtk_button_set_label(GTK_BUTTON(m_again), label.c_str());
    gtk_widget_set_sensitive(m_again, sensitive);
    gtk_widget_set_visible(gtk_widget_get_parent(m_again), !label.empty());
}

void ResultsPanel::show_adding(bool adding) {
    m_adding = adding;
    gtk_button_set_label(GTK_BUTTON(m_add), adding ? _("Adding...") : _("Add to Ima_ge"));
    gtk_widget_set_sensitive(m_add, !adding && !m_strip.chosen().empty());
}

GtkWidget* ResultsPanel::new_taker(const char* label, const char* help, Take take) {
    GtkWidget* button =
        new_button(label, [this, take] { on_take(m_strip.chosen().front(), take); });
    gtk_widget_set_tooltip_text(button, help);
    return button;
}

void ResultsPanel::show(const std::vector<ResultItem>& items) {
    m_strip.show(items);
    update();
}

void ResultsPanel::update() {
    const auto items = m_strip.chosen();
    gtk_widget_set_sensitive(m_add, !items.empty() && !m_adding);
    gtk_widget_set_sensitive(m_compare, items.size() > 1);
    m_updating = true;
    gtk_widget_set_sensitive(m_star, !items.empty());
    gtk_toggle_button_set_active(
        GTK_TOGGLE_BUTTON(m_star),
        !items.empty() && std::ranges::all_of(items, &ResultItem::starred));
    m_updating = false;
    for (const auto& [button, take] : m_takers)
        gtk_widget_set_sensitive(button, items.size() == 1 && can_take(items.front(), take));
}

void ResultsPanel::chosen() {
    update();
    on_look(m_strip.chosen());
}

}  // namespace upscale
