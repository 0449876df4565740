// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/settings/preset_row.hpp"

#include "common/dialogs/question.hpp"
#include "common/dialogs/wheel.hpp"
#include "common/words/i18n.hpp"
#include "common/words/messages.hpp"
#include "window/paths.hpp"
#include "window/widgets.hpp"

namespace upscale {
namespace {

/// The names of built-in presets are translated; those of the user's presets are not.
std::string shown_name(const Preset& preset) {
    return preset.builtin ? _(preset.name.c_str()) : preset.name;
}

GtkWidget* add_item(GtkWidget* menu, const char* label, std::function<void()> chosen) {
    GtkWidget* item = gtk_menu_item_new_with_mnemonic(label);
    connect(item, "activate", std::move(chosen));
    gtk_menu_shell_append(GTK_MENU_SHELL(menu), item);
    return item;
}

}  // namespace

PresetRow::PresetRow(GtkSizeGroup* labels) : m_row(nullptr), m_box(gtk_combo_box_text_new()) {
    gtk_widget_set_tooltip_text(m_box, _("Sets resemblance, detail and magic prompt together"));
    GList* cells = gtk_cell_layout_get_cells(GTK_CELL_LAYOUT(m_box));
    // A long name must not make the window wider.
    g_object_set(cells->data, "ellipsize", PANGO_ELLIPSIZE_END, nullptr);
    g_list_free(cells);
    m_row = new_labelled(_("Prese_t"), m_box, labels);
    keep_from_wheel(m_box);
    connect(m_box, "changed", [this] { chosen(); });

    GtkWidget* add = gtk_button_new_from_icon_name("list-add-symbolic", GTK_ICON_SIZE_BUTTON);
    gtk_widget_set_tooltip_text(add, _("Save these values as a preset"));
    set_accessible_name(add, _("Save these values as a preset"));
    connect(add, "clicked", [this] { save(); });
    pack(m_row, add);

    GtkWidget* menu = gtk_menu_new();
    m_rename = add_item(menu, _("_Rename Preset..."), [this] { rename(); });
    m_delete = add_item(menu, _("_Delete Preset"), [this] { remove(); });
    add_item(menu, _("Show in _File Manager"), [this] { show_folder(presets_folder(), m_row); });
    gtk_widget_show_all(menu);
    GtkWidget* more = gtk_menu_button_new();
    gtk_menu_button_set_popup(GTK_MENU_BUTTON(more), menu);
    gtk_button_set_image(GTK_BUTTON(more),
                         gtk_image_new_from_icon_name("open-menu-symbolic", GTK_ICON_SIZE_BUTTON));
    gtk_widget_set_tooltip_text(more, _("Manage presets"));
    set_accessible_name(more, _("Manage presets"));
    pack(m_row, more);
}

void PresetRow::load() {
    m_list = load_presets(presets_folder());
    m_filling = true;
    auto* box = GTK_COMBO_BOX_TEXT(m_box);
    gtk_combo_box_text_remove_all(box);
    for (const Preset& preset : m_list.presets)
        gtk_combo_box_text_append_text(box, shown_name(preset).c_str());
    gtk_combo_box_text_append_text(box, _("Custom"));
    m_filling = false;
    for (const std::string& broken : m_list.broken)
        on_trouble(format(_("A preset could not be read: %s"), broken.c_str()));
    show(m_values);
}

void PresetRow::show(const Parameters& values) {
    m_values = values;
    const Preset* found = matching(m_list, values);
    const auto custom = static_cast<int>(m_list.presets.size());
    m_filling = true;
    gtk_combo_box_set_active(GTK_COMBO_BOX(m_box),
                             found ? static_cast<int>(found - m_list.presets.data()) : custom);
    m_filling = false;
    gtk_widget_set_sensitive(m_rename, own_preset() != nullptr);
    gtk_widget_set_sensitive(m_delete, own_preset() != nullptr);
}

const Preset* PresetRow::own_preset() const {
    const Preset* found = matching(m_list, m_values);
    return found && !found->builtin ? found : nullptr;
}

void PresetRow::chosen() {
    const int active = gtk_combo_box_get_active(GTK_COMBO_BOX(m_box));
    if (m_filling || active < 0 || active >= static_cast<int>(m_list.presets.size())) return;
    on_chosen(Preset(m_list.presets[static_cast<std::size_t>(active)]));
}

void PresetRow::ask_name(const char* title, const std::string& name,
                         std::function<void(const std::string&)> named) {
    GtkWidget* top = gtk_widget_get_toplevel(m_row);
    GtkWidget* dialog =
        gtk_dialog_new_with_buttons(title, GTK_WINDOW(top), GTK_DIALOG_MODAL, _("_Cancel"),
                                    GTK_RESPONSE_CANCEL, _("_Save"), GTK_RESPONSE_OK, nullptr);
    gtk_dialog_set_default_response(GTK_DIALOG(dialog), GTK_RESPONSE_OK);
    GtkWidget* entry = gtk_entry_new();
    gtk_entry_set_text(GTK_ENTRY(entry), name.c_str());
    gtk_entry_set_activates_default(GTK_ENTRY(entry), TRUE);
    GtkWidget* row = new_labelled(_("_Name"), entry, nullptr);
    gtk_container_set_border_width(GTK_CONTAINER(row), 12);
    pack(gtk_dialog_get_content_area(GTK_DIALOG(dialog)), row);
    gtk_widget_show_all(row);
    ask(dialog, [entry, named = std::move(named)](int response) {
        const std::string given = gtk_entry_get_text(GTK_ENTRY(entry));
        if (response == GTK_RESPONSE_OK && !given.empty()) named(given);
    });
}

void PresetRow::save() {
    ask_name(_("Save Preset"), "", [this, values = m_values](const std::string& name) {
        const Status saved = save_preset(presets_folder(), preset_from(name, values));
        if (!saved) on_trouble(message_for(saved.error()));
        load();
    });
}

void PresetRow::rename() {
    const Preset* preset = own_preset();
    if (!preset) return;
    ask_name(_("Rename Preset"), preset->name, [this, old = preset->name](const std::string& name) {
        const Status renamed = rename_preset(presets_folder(), old, name);
        if (!renamed) on_trouble(message_for(renamed.error()));
        load();
    });
}

void PresetRow::remove() {
    const Preset* preset = own_preset();
    if (!preset) return;
    const std::string name = preset->name;
    const std::string text = format(_("Delete the preset “%s”?"), name.c_str());
    GtkWidget* question = new_question(GTK_WINDOW(gtk_widget_get_toplevel(m_row)), text.c_str(),
                                       _("_Keep"), _("_Delete"));
    ask(question, [this, name](int response) {
        if (response != GTK_RESPONSE_OK) return;
        const Status removed = delete_preset(presets_folder(), name);
        if (!removed) on_trouble(message_for(removed.error()));
        load();
    });
}

}  // namespace upscale
