// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/settings/networks_dialog.hpp"

#include "common/dialogs/question.hpp"
#include "common/words/i18n.hpp"
#include "common/words/network_words.hpp"
#include "state/networks.hpp"
#include "window/paths.hpp"
#include "window/widgets.hpp"

namespace upscale {
namespace {

enum Response { kOpenFolder = 1, kAdd };

}  // namespace

NetworksDialog::NetworksDialog(GtkWindow* parent)
    : m_dialog(gtk_dialog_new_with_buttons(
          _("Networks of Your Own"), parent, static_cast<GtkDialogFlags>(0), _("_Add..."), kAdd,
          _("Open _Folder"), kOpenFolder, _("_Close"), GTK_RESPONSE_CLOSE, nullptr)),
      m_list(gtk_list_box_new()),
      m_spinner(gtk_spinner_new()) {
    gtk_window_set_default_size(GTK_WINDOW(m_dialog), 520, 360);
    gtk_dialog_set_default_response(GTK_DIALOG(m_dialog), GTK_RESPONSE_CLOSE);
    GtkWidget* page = new_column();
    gtk_container_set_border_width(GTK_CONTAINER(page), 12);
    pack(page, new_text(_("Networks that enlarge pictures, as .onnx files, can do the work of this "
                          "computer. Put them into this folder, or drop them here:")));
    GtkWidget* path = new_text(networks_folder().c_str());
    gtk_label_set_selectable(GTK_LABEL(path), TRUE);
    pack(page, path);
    auto* list = GTK_LIST_BOX(m_list);
    gtk_list_box_set_selection_mode(list, GTK_SELECTION_NONE);
    gtk_list_box_set_placeholder(list, [] {
        GtkWidget* empty = new_hint(_("There is none yet."));
        gtk_widget_set_halign(empty, GTK_ALIGN_CENTER);
        gtk_widget_show(empty);
        return empty;
    }());
    set_accessible_name(m_list, _("Networks of Your Own"));
    GtkWidget* scrolled = gtk_scrolled_window_new(nullptr, nullptr);
    gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(scrolled), GTK_POLICY_NEVER,
                                   GTK_POLICY_AUTOMATIC);
    gtk_scrolled_window_set_shadow_type(GTK_SCROLLED_WINDOW(scrolled), GTK_SHADOW_IN);
    gtk_container_add(GTK_CONTAINER(scrolled), m_list);
    pack(page, scrolled, true);
    pack(page, m_spinner);
    gtk_box_pack_start(GTK_BOX(gtk_dialog_get_content_area(GTK_DIALOG(m_dialog))), page, TRUE, TRUE,
                       0);
    gtk_widget_show_all(page);
    take_dropped(m_dialog, [this](const auto& paths) { on_files(paths); });
    g_signal_connect(m_dialog, "response",
                     G_CALLBACK(+[](GtkDialog*, int response, gpointer self) noexcept {
                         guard([&] { static_cast<NetworksDialog*>(self)->respond(response); });
                     }),
                     this);
}

NetworksDialog::~NetworksDialog() { gtk_widget_destroy(m_dialog); }

void NetworksDialog::present() { gtk_window_present(GTK_WINDOW(m_dialog)); }

void NetworksDialog::show(const std::vector<OwnNetwork>& networks, bool busy) {
    gtk_container_foreach(
        GTK_CONTAINER(m_list), [](GtkWidget* row, gpointer) { gtk_widget_destroy(row); }, nullptr);
    for (const OwnNetwork& network : networks) {
        GtkWidget* texts = new_column(2);
        gtk_container_set_border_width(GTK_CONTAINER(texts), 6);
        GtkWidget* name = new_text(network.file.c_str());
        make_one_line(name);
        pack(texts, name);
        pack(texts, new_hint(network_words(network).c_str()));
        gtk_widget_show_all(texts);
        gtk_list_box_insert(GTK_LIST_BOX(m_list), texts, -1);
    }
    if (busy)
        gtk_spinner_start(GTK_SPINNER(m_spinner));
    else
        gtk_spinner_stop(GTK_SPINNER(m_spinner));
}

void NetworksDialog::choose_files() {
    GtkWidget* chooser = gtk_file_chooser_dialog_new(
        _("Add Networks"), GTK_WINDOW(m_dialog), GTK_FILE_CHOOSER_ACTION_OPEN, _("_Cancel"),
        GTK_RESPONSE_CANCEL, _("_Add"), GTK_RESPONSE_OK, nullptr);
    gtk_window_set_modal(GTK_WINDOW(chooser), TRUE);
    gtk_file_chooser_set_select_multiple(GTK_FILE_CHOOSER(chooser), TRUE);
    GtkFileFilter* filter = gtk_file_filter_new();
    gtk_file_filter_set_name(filter, "ONNX (*.onnx)");
    gtk_file_filter_add_pattern(filter, "*.[oO][nN][nN][xX]");
    gtk_file_chooser_add_filter(GTK_FILE_CHOOSER(chooser), filter);
    ask(chooser, [this, chooser](int response) {
        if (response == GTK_RESPONSE_OK) on_files(chosen_paths(chooser));
    });
}

void NetworksDialog::respond(int response) {
    switch (response) {
        case kAdd:
            return choose_files();
        case kOpenFolder:
            return show_folder(networks_folder(), m_dialog);
        default:
            gtk_widget_hide(m_dialog);
            on_closed();
    }
}

}  // namespace upscale
