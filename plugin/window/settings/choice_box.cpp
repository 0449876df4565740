// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/settings/choice_box.hpp"

#include "common/words/i18n.hpp"
#include "window/widgets.hpp"

namespace upscale {
namespace {

enum ChoiceColumn { kLabel, kPossible, kChoiceColumns };

}  // namespace

GtkWidget* new_choice_box(const Parameter& entry) {
    const auto store = adopt(gtk_list_store_new(kChoiceColumns, G_TYPE_STRING, G_TYPE_BOOLEAN));
    for (const Choice& choice : std::get<ChoiceParameter>(entry.kind).choices)
        gtk_list_store_insert_with_values(store.get(), nullptr, -1, kLabel, _(choice.label),
                                          kPossible, TRUE, -1);
    GtkWidget* box = gtk_combo_box_new_with_model(GTK_TREE_MODEL(store.get()));
    GtkCellRenderer* cell = gtk_cell_renderer_text_new();
    // A long translation must not make the window wider.
    g_object_set(cell, "ellipsize", PANGO_ELLIPSIZE_END, nullptr);
    gtk_cell_layout_pack_start(GTK_CELL_LAYOUT(box), cell, TRUE);
    gtk_cell_layout_set_attributes(GTK_CELL_LAYOUT(box), cell, "text", kLabel, "sensitive",
                                   kPossible, nullptr);
    gtk_widget_set_tooltip_text(box, _(entry.help));
    return box;
}

void set_possible(GtkWidget* choice_box, int choice, bool possible) {
    GtkTreeModel* model = gtk_combo_box_get_model(GTK_COMBO_BOX(choice_box));
    GtkTreeIter row;
    if (!gtk_tree_model_iter_nth_child(model, &row, nullptr, choice)) return;
    gboolean before = FALSE;
    gtk_tree_model_get(model, &row, kPossible, &before, -1);
    if (before != static_cast<gboolean>(possible))
        gtk_list_store_set(GTK_LIST_STORE(model), &row, kPossible, static_cast<gboolean>(possible),
                           -1);
}

}  // namespace upscale
