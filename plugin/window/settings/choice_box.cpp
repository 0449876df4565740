// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/settings/choice_box.hpp"

#include "common/words/i18n.hpp"
#include "window/widgets.hpp"

namespace upscale {

GtkWidget* new_list_box(GtkListStore* store, const char* help) {
    GtkWidget* box = gtk_combo_box_new_with_model(GTK_TREE_MODEL(store));
    GtkCellRenderer* cell = gtk_cell_renderer_text_new();
    // A long text must not make the window wider.
    g_object_set(cell, "ellipsize", PANGO_ELLIPSIZE_END, nullptr);
    gtk_cell_layout_pack_start(GTK_CELL_LAYOUT(box), cell, TRUE);
    gtk_cell_layout_set_attributes(GTK_CELL_LAYOUT(box), cell, "text", kChoiceLabel, "sensitive",
                                   kChoicePossible, nullptr);
    gtk_widget_set_tooltip_text(box, help);
    return box;
}

GtkWidget* new_choice_box(const Parameter& entry) {
    const auto store = adopt(gtk_list_store_new(kChoiceColumns, G_TYPE_STRING, G_TYPE_BOOLEAN));
    for (const Choice& choice : std::get<ChoiceParameter>(entry.kind).choices)
        gtk_list_store_insert_with_values(store.get(), nullptr, -1, kChoiceLabel, _(choice.label),
                                          kChoicePossible, TRUE, -1);
    return new_list_box(store.get(), _(entry.help));
}

void set_possible(GtkWidget* choice_box, int choice, bool possible) {
    GtkTreeModel* model = gtk_combo_box_get_model(GTK_COMBO_BOX(choice_box));
    GtkTreeIter row;
    if (!gtk_tree_model_iter_nth_child(model, &row, nullptr, choice)) return;
    gboolean before = FALSE;
    gtk_tree_model_get(model, &row, kChoicePossible, &before, -1);
    if (before != static_cast<gboolean>(possible))
        gtk_list_store_set(GTK_LIST_STORE(model), &row, kChoicePossible,
                           static_cast<gboolean>(possible), -1);
}

}  // namespace upscale
