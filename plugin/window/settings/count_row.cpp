// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/settings/count_row.hpp"

#include <string>

#include "common/dialogs/wheel.hpp"
#include "common/words/i18n.hpp"
#include "window/widgets.hpp"

namespace upscale {
namespace {

constexpr int kDigits = 2;  // characters of the field

bool is_pressed(GtkWidget* button) {
    return gtk_toggle_button_get_active(GTK_TOGGLE_BUTTON(button));
}

}  // namespace

CountRow::CountRow(const Parameter& entry, GtkSizeGroup* labels, RefusedFn refused)
    : m_number(gtk_spin_button_new_with_range(std::get<IntParameter>(entry.kind).minimum,
                                              std::get<IntParameter>(entry.kind).maximum, 1)),
      m_row(new_labelled(_(entry.label), m_number, labels)) {
    gtk_entry_set_width_chars(GTK_ENTRY(m_number), kDigits);
    gtk_widget_set_tooltip_text(m_number, _(entry.help));
    gtk_box_set_child_packing(GTK_BOX(m_row), m_number, FALSE, FALSE, 0, GTK_PACK_START);
    GtkWidget* buttons = new_buttons(entry);
    pack(m_row, buttons, true);
    gtk_box_reorder_child(GTK_BOX(m_row), buttons, 1);  // after the label
    keep_from_wheel(m_number);
    refuse_out_of_range(m_number, name_of_label(_(entry.label)), std::move(refused));
    connect(m_number, "value-changed", [this] {
        show();
        on_changed();
    });
    show();
}

/// A button for each power of two in the parameter's range.
GtkWidget* CountRow::new_buttons(const Parameter& entry) {
    const auto& kind = std::get<IntParameter>(entry.kind);
    GtkWidget* box = new_row(0);
    gtk_box_set_homogeneous(GTK_BOX(box), TRUE);
    gtk_style_context_add_class(gtk_widget_get_style_context(box), GTK_STYLE_CLASS_LINKED);
    m_other = gtk_radio_button_new(nullptr);
    gtk_widget_set_no_show_all(m_other, TRUE);
    pack(box, m_other);
    for (int count = 1; count <= kind.maximum; count *= 2) {
        GtkWidget* button = gtk_radio_button_new_with_label_from_widget(
            GTK_RADIO_BUTTON(m_other), std::to_string(count).c_str());
        gtk_toggle_button_set_mode(GTK_TOGGLE_BUTTON(button), FALSE);
        gtk_widget_set_tooltip_text(button, _(entry.help));
        const std::string name = name_of_label(_(entry.label)) + " " + std::to_string(count);
        atk_object_set_name(gtk_widget_get_accessible(button), name.c_str());
        connect(button, "toggled", [this, count, button] {
            if (is_pressed(button)) set_count(count);
        });
        pack(box, button, true);
        m_buttons.emplace_back(count, button);
    }
    return box;
}

void CountRow::show() {
    GtkWidget* pressed = m_other;
    for (const auto& [number, button] : m_buttons)
        if (number == count()) pressed = button;
    gtk_toggle_button_set_active(GTK_TOGGLE_BUTTON(pressed), TRUE);
}

}  // namespace upscale
