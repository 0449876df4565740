// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtk/gtk.h>

#include <optional>

#include "api/client.hpp"
#include "app/key.hpp"
#include "base/parameters.hpp"
#include "common/boundary.hpp"
#include "common/i18n.hpp"
#include "common/key_store.hpp"
#include "common/messages.hpp"
#include "common/procedure.hpp"
#include "common/progress_window.hpp"
#include "common/worker.hpp"

namespace upscale {
namespace {

enum Response { kTest = 1, kRemove };

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
        case KeyPlace::File:
            return _("A key is kept in a file that only you can read.");
    }
    return "";
}

// Only widgets that GTK 2 and GTK 3 have in common.
class SettingsDialog {
  public:
    SettingsDialog() : m_dialog(gtk_dialog_new()) {
        auto* dialog = GTK_DIALOG(m_dialog);
        gtk_window_set_title(window(), _("Ideogram Upscale Settings"));
        gtk_window_set_role(window(), "ideogram-upscale-settings");
        gtk_window_set_resizable(window(), FALSE);
        gtk_container_set_border_width(GTK_CONTAINER(m_dialog), 6);
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
        m_status = gtk_label_new("");
        gtk_label_set_line_wrap(GTK_LABEL(m_status), TRUE);
        gtk_misc_set_alignment(GTK_MISC(m_status), 0, 0.5);
        gtk_box_pack_start(GTK_BOX(area), m_status, FALSE, FALSE, 0);
        tell(place_text(key_place()));
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
        if (typed.empty()) return find_key();
        if (auto key = key_from_text(typed)) return std::move(*key);
        return Error{.kind = ErrorKind::NoKey};
    }

    void test() {
        auto service = service_from_environment();
        if (!service) return tell(message_for(service.error()));
        auto tried = key();
        if (!tried) return tell(_("Type a key first: letters, digits and signs without blanks."));
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
        const Status removed = remove_key();
        gtk_entry_set_text(GTK_ENTRY(m_entry), "");
        tell(removed ? place_text(key_place()) : message_for(removed.error()));
    }

    bool save() {
        const auto key = key_from_text(gtk_entry_get_text(GTK_ENTRY(m_entry)));
        if (!key) {
            tell(_("Type a key first: letters, digits and signs without blanks."));
            return false;
        }
        const auto stored = store_key(*key);
        if (!stored) tell(message_for(stored.error()));
        return stored.has_value();
    }

    GtkWidget* m_dialog;
    GtkWidget* m_entry = nullptr;
    GtkWidget* m_status = nullptr;
};

}  // namespace

Outcome run_settings(RunMode mode) noexcept {
    return guard(outcome_of({.kind = ErrorKind::Internal}), [&]() -> Outcome {
        if (mode != RunMode::Interactive)
            return {.status = Outcome::Status::CallingError,
                    .message = _("The settings are a dialog; scripts set ONEMIN_API_KEY instead.")};
        return {.status =
                    SettingsDialog().run() ? Outcome::Status::Success : Outcome::Status::Cancel};
    });
}

}  // namespace upscale
