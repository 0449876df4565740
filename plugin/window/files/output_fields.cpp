// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/files/output_fields.hpp"

#include <array>

#include "common/dialogs/wheel.hpp"
#include "common/gobject_ptr.hpp"
#include "common/words/i18n.hpp"
#include "window/widgets.hpp"

namespace upscale {
namespace {

constexpr const char* kAsSource = "source";
constexpr int kNameWidth = 20;  // characters

/// The formats that are offered, by their extension.
constexpr std::array<const char*, 6> kFormats{"png", "jpg", "webp", "tif", "jxl", "xcf"};

}  // namespace

OutputFields::OutputFields(GtkSizeGroup* labels)
    : m_box(new_column()),
      m_chooser(
          gtk_file_chooser_button_new(_("Output folder"), GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER)),
      m_names(gtk_entry_new()),
      m_format(gtk_combo_box_text_new()),
      m_overwrite(gtk_check_button_new_with_mnemonic(_("Overwrite"))) {
    gtk_widget_set_tooltip_text(m_chooser, _("Where the results go"));
    gtk_entry_set_width_chars(GTK_ENTRY(m_names), kNameWidth);
    gtk_widget_set_tooltip_text(
        m_names, _("The names of the results, of {name} {factor} {width} {height} {index} {seed}"));
    auto* const formats = GTK_COMBO_BOX_TEXT(m_format);
    gtk_combo_box_text_append(formats, kAsSource, _("As the source"));
    for (const char* extension : kFormats) gtk_combo_box_text_append(formats, extension, extension);
    keep_from_wheel(m_format);
    gtk_widget_set_tooltip_text(m_overwrite, _("Results replace files of their names"));
    wrap_label(m_overwrite);
    pack(m_box, new_labelled(_("Output folder"), m_chooser, labels));
    pack(m_box, new_labelled(_("Names"), m_names, labels));
    pack(m_box, new_labelled(_("Format"), m_format, labels));
    pack(m_box, m_overwrite);
    connect(m_chooser, "file-set", [this] {
        const auto chosen = adopt(gtk_file_chooser_get_filename(GTK_FILE_CHOOSER(m_chooser)));
        if (chosen) m_folder = chosen.get();
        changed();
    });
    for (GtkWidget* field : {m_names, m_format}) connect(field, "changed", [this] { changed(); });
    connect(m_overwrite, "toggled", [this] { changed(); });
    gtk_widget_show_all(m_box);
}

void OutputFields::show(const Batch& batch) {
    m_setting = true;
    m_folder = batch.output_folder;
    if (!m_folder.empty())
        gtk_file_chooser_set_current_folder(GTK_FILE_CHOOSER(m_chooser), m_folder.c_str());
    gtk_entry_set_text(GTK_ENTRY(m_names), batch.name_pattern.c_str());
    auto* const format = GTK_COMBO_BOX(m_format);
    if (batch.format.empty()) {
        gtk_combo_box_set_active_id(format, kAsSource);
    } else if (!gtk_combo_box_set_active_id(format, batch.format.c_str())) {
        gtk_combo_box_text_append(GTK_COMBO_BOX_TEXT(m_format), batch.format.c_str(),
                                  batch.format.c_str());
        gtk_combo_box_set_active_id(format, batch.format.c_str());
    }
    gtk_toggle_button_set_active(GTK_TOGGLE_BUTTON(m_overwrite), batch.overwrite);
    m_setting = false;
}

void OutputFields::take(Batch& batch) const {
    batch.output_folder = m_folder;
    batch.name_pattern = gtk_entry_get_text(GTK_ENTRY(m_names));
    const std::string format = gtk_combo_box_get_active_id(GTK_COMBO_BOX(m_format));
    batch.format = format == kAsSource ? std::string() : format;
    batch.overwrite = gtk_toggle_button_get_active(GTK_TOGGLE_BUTTON(m_overwrite));
}

void OutputFields::suggest_folder(const std::string& folder) {
    if (!m_folder.empty()) return;
    m_folder = folder;
    gtk_file_chooser_set_current_folder(GTK_FILE_CHOOSER(m_chooser), folder.c_str());
    changed();
}

void OutputFields::changed() {
    if (!m_setting) on_changed();
}

}  // namespace upscale
