// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/settings_dialog.hpp"

#include <optional>

#include "api/client.hpp"
#include "app/key.hpp"
#include "base/log.hpp"
#include "base/parameters.hpp"
#include "common/diagnostics.hpp"
#include "common/frozen_window.hpp"
#include "common/i18n.hpp"
#include "common/key_store.hpp"
#include "common/messages.hpp"
#include "common/progress_window.hpp"
#include "common/worker.hpp"
#include "common/wrapped_label.hpp"

namespace upscale {
namespace {

constexpr int kStatusWidth = 560;  ///< pixels

enum Response { kTest = 1, kRemove, kDiagnostics };

const char* place_text(KeyPlace place) {
    switch (place) {
        case KeyPlace::Nowhere:
            return _("No key is set. You find yours at app.1min.ai, API.");
        case KeyPlace::Environment:
            return _(
                "The key comes from the environment variable ONEMIN_API_KEY, which goes before "
                "one set here.");
        case KeyPlace::Keyring:
            return _("A key is kept in the keyring.");
        case KeyPlace::LockedKeyring:
            return _("A key is kept in the keyring, which is locked.");
        case KeyPlace::File:
            return _("A key is kept in a file that only you can read.");
        case KeyPlace::MendedFile:
            return _(
                "A key is kept in a file. Others could read it until now; from now on only you "
                "can. If others use this computer, make a new key at app.1min.ai, API.");
        case KeyPlace::RefusedFile:
            return _("There is a key file, but it is not used.");
    }
    return "";
}

std::string status_text() {
    const KeyStatus status = key_status();
    std::string text = place_text(status.place);
    if (status.place == KeyPlace::RefusedFile) text += "\n" + status.problem;
    return text;
}

// Only widgets that GTK 2 and GTK 3 have in common.
class SettingsDialog {
  public:
    explicit SettingsDialog(GtkWindow* parent) : m_dialog(gtk_dialog_new()) {
        auto* dialog = GTK_DIALOG(m_dialog);
        gtk_window_set_title(window(), _("Ideogram Upscale Settings"));
        gtk_window_set_role(window(), "ideogram-upscale-settings");
        gtk_window_set_resizable(window(), FALSE);
        if (parent) {
            gtk_window_set_transient_for(window(), parent);
            gtk_window_set_position(window(), GTK_WIN_POS_CENTER_ON_PARENT);
        }
        gtk_container_set_border_width(GTK_CONTAINER(m_dialog), 6);
        gtk_dialog_add_button(dialog, _("Copy _Diagnostics"), kDiagnostics);
        gtk_dialog_add_button(dialog, _("_Test"), kTest);
        gtk_dialog_add_button(dialog, _("_Remove"), kRemove);
        gtk_dialog_add_button(dialog, _("_Cancel"), GTK_RESPONSE_CANCEL);
        gtk_dialog_add_button(dialog, _("_Save"), GTK_RESPONSE_OK);
        gtk_dialog_set_default_response(dialog, GTK_RESPONSE_OK);

        GtkWidget* area = gtk_dialog_get_content_area(dialog);
        gtk_box_set_spacing(GTK_BOX(area), 12);
        m_entry = gtk_entry_new();
        gtk_entry_set_visibility(GTK_ENTRY(m_entry), FALSE);
        gtk_entry_set_activates_default(GTK_ENTRY(m_entry), TRUE);
        gtk_entry_set_width_chars(GTK_ENTRY(m_entry), 40);
        GtkWidget* label = gtk_label_new_with_mnemonic(_("API _key for 1min.ai"));
        gtk_label_set_mnemonic_widget(GTK_LABEL(label), m_entry);
        GtkWidget* row = gtk_hbox_new(FALSE, 12);
        gtk_box_pack_start(GTK_BOX(row), label, FALSE, FALSE, 0);
        gtk_box_pack_start(GTK_BOX(row), m_entry, TRUE, TRUE, 0);
        gtk_box_pack_start(GTK_BOX(area), row, FALSE, FALSE, 0);
        GtkWidget* link =
            gtk_link_button_new_with_label("https://app.1min.ai", _("Get a key at app.1min.ai"));
        GtkWidget* line = gtk_hbox_new(FALSE, 0);
        gtk_box_pack_start(GTK_BOX(line), link, FALSE, FALSE, 0);
        gtk_box_pack_start(GTK_BOX(area), line, FALSE, FALSE, 0);
        GtkWidget* what_is_sent = make_wrapped_label(kStatusWidth);
        gtk_label_set_text(
            GTK_LABEL(what_is_sent),
            _("With Ideogram, the pixels of the layer and your prompt go to 1min.ai; "
              "with this computer, nothing leaves it."));
        gtk_box_pack_start(GTK_BOX(area), what_is_sent, FALSE, FALSE, 0);
        m_status = make_wrapped_label(kStatusWidth);
        gtk_box_pack_start(GTK_BOX(area), m_status, FALSE, FALSE, 0);
        tell(status_text());
        gtk_widget_show_all(area);
        gtk_widget_grab_focus(m_entry);
    }
    SettingsDialog(const SettingsDialog&) = delete;
    SettingsDialog& operator=(const SettingsDialog&) = delete;
    ~SettingsDialog() { gtk_widget_destroy(m_dialog); }

    /// Until a key is saved (true) or the dialog closed.
    bool run() {
        for (;;) {
            switch (gtk_dialog_run(GTK_DIALOG(m_dialog))) {
                case kTest:
                    test();
                    break;
                case kRemove:
                    remove();
                    break;
                case kDiagnostics:
                    copy_diagnostics();
                    break;
                case GTK_RESPONSE_OK:
                    if (save()) return true;
                    break;
                default:
                    return false;
            }
        }
    }

  private:
    GtkWindow* window() { return GTK_WINDOW(m_dialog); }
    void tell(const std::string& text) { gtk_label_set_text(GTK_LABEL(m_status), text.c_str()); }

    /// What is typed, else what is kept.
    Result<SecretString> key() {
        const std::string typed = gtk_entry_get_text(GTK_ENTRY(m_entry));
        if (typed.empty()) {
            const FrozenWindow frozen(window());
            return find_key_asking();
        }
        if (auto key = key_from_text(typed)) return std::move(*key);
        return Error{.kind = ErrorKind::NoKey};
    }

    void test() {
        auto service = service_from_environment();
        if (!service) return tell(message_for(service.error()));
        auto tried = key();
        if (!tried)
            return tell(tried.error().detail.empty()
                            ? _("Type a key first: letters, digits and signs without blanks.")
                            : message_for(tried.error()));
        service->key = std::move(*tried);
        std::optional<Status> checked;
        {
            const auto view = make_progress_window(window());
            run_in_worker(*view, [&](const std::stop_token& stop, const ProgressFn& progress) {
                progress({Stage::Waiting});
                checked = Client(*service, stop, progress).check_key();
            });
        }
        tell(*checked ? _("The key works.") : message_for(checked->error()));
    }

    void remove() {
        const FrozenWindow frozen(window());
        const Status removed = remove_key();
        gtk_entry_set_text(GTK_ENTRY(m_entry), "");
        tell(removed ? status_text() : message_for(removed.error()));
    }

    /// Onto the clipboard, which is ours only as long as we run unless a manager keeps it.
    void copy_diagnostics() {
        GtkClipboard* clipboard = gtk_clipboard_get(GDK_SELECTION_CLIPBOARD);
        gtk_clipboard_set_text(clipboard, diagnostics(key_status().place).c_str(), -1);
        gtk_clipboard_set_can_store(clipboard, nullptr, 0);
        gtk_clipboard_store(clipboard);
        tell(_("The diagnostics are on the clipboard, without the key. Paste them before you close "
               "this window. The log is:") +
             ("\n" + log_path()));
    }

    bool save() {
        const auto key = key_from_text(gtk_entry_get_text(GTK_ENTRY(m_entry)));
        if (!key) {
            tell(_("Type a key first: letters, digits and signs without blanks."));
            return false;
        }
        const FrozenWindow frozen(window());
        const auto stored = store_key(*key);
        if (!stored) tell(message_for(stored.error()));
        return stored.has_value();
    }

    GtkWidget* m_dialog;
    GtkWidget* m_entry = nullptr;
    GtkWidget* m_status = nullptr;
};

}  // namespace

bool run_settings_dialog(GtkWindow* parent) { return SettingsDialog(parent).run(); }

}  // namespace upscale
