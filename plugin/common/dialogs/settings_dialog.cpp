// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/dialogs/settings_dialog.hpp"

#include <memory>

#include "base/log.hpp"
#include "common/boundary.hpp"
#include "common/diagnostics.hpp"
#include "common/dialogs/wrapped_label.hpp"
#include "common/gobject_ptr.hpp"
#include "common/help.hpp"
#include "common/installation_state.hpp"
#include "common/key/key_store.hpp"
#include "common/runs/procedure.hpp"
#include "common/words/i18n.hpp"
#include "common/words/messages.hpp"

namespace upscale {
namespace {

constexpr int kSettingsWidth = 560;  ///< pixels
constexpr int kDiagnostics = 1;      ///< response

/// A warning about the way the plug-in is installed; "" if there is none.
std::string installation_words(const InstallationState& state) {
    std::string text;
    if (!state.copies.empty()) {
        text =
            _("This plug-in is installed more than once. GIMP uses the first of these; remove the "
              "others:");
        text += "\n" + state.self.string();
        for (const auto& copy : state.copies) text += "\n" + copy.string();
    }
    if (!state.engine_fault.empty()) {
        if (!text.empty()) text += "\n";
        text += _("The engine on this computer does not start:");
        text += "\n" + state.engine_fault;
    }
    return text;
}

}  // namespace

SettingsDialog::SettingsDialog(GtkWindow* parent)
    : m_dialog(new_help_dialog(_("Ideogram Upscale Settings"), "ideogram-upscale-settings",
                               kSettingsProcedure)),
      m_form(kSettingsWidth) {
    auto* dialog = GTK_DIALOG(m_dialog);
    gtk_window_set_resizable(GTK_WINDOW(m_dialog), FALSE);
    if (parent) {
        gtk_window_set_transient_for(GTK_WINDOW(m_dialog), parent);
        gtk_window_set_position(GTK_WINDOW(m_dialog), GTK_WIN_POS_CENTER_ON_PARENT);
    }
    gtk_container_set_border_width(GTK_CONTAINER(m_dialog), 6);
    gtk_dialog_add_button(dialog, _("Copy _Diagnostics"), kDiagnostics);
    gtk_dialog_add_button(dialog, _("_Close"), GTK_RESPONSE_CLOSE);
    GtkWidget* area = gtk_dialog_get_content_area(dialog);
    gtk_box_set_spacing(GTK_BOX(area), 12);
    gtk_box_pack_start(GTK_BOX(area), m_form.widget(), FALSE, FALSE, 0);
    GtkWidget* what_is_sent = make_wrapped_label(kSettingsWidth);
    gtk_label_set_text(GTK_LABEL(what_is_sent),
                       _("With Ideogram, the pixels of the layer and your prompt go to 1min.ai; "
                         "with this computer, nothing leaves it."));
    gtk_box_pack_start(GTK_BOX(area), what_is_sent, FALSE, FALSE, 0);
    GtkWidget* made =
        new_check(_("Note in new images how they were _made (IPTC)"),
                  _("Digital Source Type in their metadata: enhanced by an algorithm, or made by a "
                    "trained one"),
                  &Preferences::name_source);
    GtkWidget* private_network =
        new_check(_("Fetch results from _private network addresses, too"),
                  _("For a VPN or a proxy that gives servers on the internet such addresses. "
                    "The connection stays encrypted and verified."),
                  &Preferences::allow_private);
    for (GtkWidget* check : {made, private_network})
        gtk_box_pack_start(GTK_BOX(area), check, FALSE, FALSE, 0);
    if (const auto words = installation_words(look_at_installation()); !words.empty()) {
        GtkWidget* installation = make_wrapped_label(kSettingsWidth);
        gtk_label_set_text(GTK_LABEL(installation), words.c_str());
        gtk_box_pack_start(GTK_BOX(area), installation, FALSE, FALSE, 0);
    }
    m_form.on_saved = [this](const std::string& words) {
        m_saved = words;
        gtk_dialog_response(GTK_DIALOG(m_dialog), GTK_RESPONSE_OK);
    };
    gtk_widget_show_all(area);
    gtk_widget_grab_focus(m_form.entry());
    g_signal_connect(m_dialog, "response",
                     G_CALLBACK(+[](GtkDialog*, int response, gpointer self) noexcept {
                         guard([&] { static_cast<SettingsDialog*>(self)->respond(response); });
                     }),
                     this);
    // it is destroyed by its owner only
    g_signal_connect(m_dialog, "delete-event", G_CALLBACK(gtk_true), nullptr);
}

SettingsDialog::~SettingsDialog() { gtk_widget_destroy(m_dialog); }

void SettingsDialog::present() { gtk_window_present(GTK_WINDOW(m_dialog)); }

void SettingsDialog::respond(int response) {
    if (response == GTK_RESPONSE_HELP) return;
    if (response == kDiagnostics) return copy_diagnostics();
    gtk_widget_hide(m_dialog);
    const auto closed = on_closed;  // copies, because the callback may delete this dialog
    const std::string saved = m_saved;
    closed(saved);
}

GtkWidget* SettingsDialog::new_check(const char* label, const char* tooltip,
                                     bool Preferences::*preference) {
    GtkWidget* check = gtk_check_button_new_with_mnemonic(label);
    gtk_widget_set_tooltip_text(check, tooltip);
    gtk_toggle_button_set_active(GTK_TOGGLE_BUTTON(check), load_preferences().*preference);
    g_signal_connect_data(
        check, "toggled", G_CALLBACK(on_toggled), new Toggle{this, preference},
        [](gpointer data, GClosure*) { delete static_cast<Toggle*>(data); },
        static_cast<GConnectFlags>(0));
    return check;
}

void SettingsDialog::on_toggled(GtkToggleButton* check, gpointer data) noexcept {
    guard([&] {
        const Toggle& toggle = *static_cast<Toggle*>(data);
        Preferences preferences = load_preferences();
        preferences.*toggle.preference = gtk_toggle_button_get_active(check);
        const Status saved = save_preferences(preferences);
        if (!saved) toggle.dialog->m_form.tell(message_for(saved.error()));
    });
}

/// Copies to the clipboard. Unless a clipboard manager keeps it, it is lost when this process ends.
void SettingsDialog::copy_diagnostics() {
    m_looking.start([this](const std::stop_token& stop) -> Background::Answer {
        return [this, place = key_status(stop).place] {
            GtkClipboard* clipboard = gtk_clipboard_get(GDK_SELECTION_CLIPBOARD);
            gtk_clipboard_set_text(clipboard, diagnostics(place).c_str(), -1);
            // gtk_clipboard_store() would wait in a main loop of its own
            gdk_display_store_clipboard(gtk_widget_get_display(m_dialog),
                                        gtk_widget_get_window(m_dialog), GDK_CURRENT_TIME, nullptr,
                                        0);
            m_form.tell(_("The diagnostics are on the clipboard, without the key. Paste them "
                          "before you close this window. The log is:") +
                        ("\n" + log_path()));
        };
    });
}

std::string run_settings_dialog(GtkWindow* parent) {
    SettingsDialog dialog(parent);
    const std::unique_ptr<GMainLoop, Release<&g_main_loop_unref>> loop(
        g_main_loop_new(nullptr, FALSE));
    std::string saved;
    dialog.on_closed = [&](const std::string& words) {
        saved = words;
        g_main_loop_quit(loop.get());
    };
    dialog.make_modal();
    dialog.present();
    g_main_loop_run(loop.get());
    return saved;
}

}  // namespace upscale
