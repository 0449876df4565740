// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/dialogs/key_form.hpp"

#include <optional>
#include <utility>

#include "api/client.hpp"
#include "common/boundary.hpp"
#include "common/dialogs/frozen_window.hpp"
#include "common/dialogs/progress_window.hpp"
#include "common/dialogs/wrapped_label.hpp"
#include "common/key/key_store.hpp"
#include "common/runs/worker.hpp"
#include "common/words/i18n.hpp"
#include "common/words/messages.hpp"
#include "state/key.hpp"

namespace upscale {
namespace {

constexpr int kKeyWidth = 32;  // characters
constexpr const char* kAccountPage = "https://app.1min.ai";

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
    if (status.place == KeyPlace::RefusedFile) text += "\n" + message_for(*status.problem);
    return text;
}

GtkWidget* new_button(const char* label, GCallback pressed, gpointer self) {
    GtkWidget* button = gtk_button_new_with_mnemonic(label);
    g_signal_connect(button, "clicked", pressed, self);
    return button;
}

}  // namespace

KeyForm::KeyForm(int width)
    : m_box(gtk_vbox_new(FALSE, 12)),
      m_entry(gtk_entry_new()),
      m_status(make_wrapped_label(width)) {
    gtk_entry_set_visibility(GTK_ENTRY(m_entry), FALSE);
    gtk_entry_set_width_chars(GTK_ENTRY(m_entry), kKeyWidth);
    g_signal_connect(m_entry, "activate", G_CALLBACK(on_save), this);
    GtkWidget* label = gtk_label_new_with_mnemonic(_("API _key for 1min.ai"));
    gtk_label_set_mnemonic_widget(GTK_LABEL(label), m_entry);
    atk_object_set_name(gtk_widget_get_accessible(m_entry), gtk_label_get_text(GTK_LABEL(label)));
    GtkWidget* row = gtk_hbox_new(FALSE, 12);
    gtk_box_pack_start(GTK_BOX(row), label, FALSE, FALSE, 0);
    gtk_box_pack_start(GTK_BOX(row), m_entry, TRUE, TRUE, 0);
    GtkWidget* link = gtk_link_button_new_with_label(kAccountPage, _("Get a key at app.1min.ai"));
    GtkWidget* start = gtk_hbox_new(FALSE, 0);
    gtk_box_pack_start(GTK_BOX(start), link, FALSE, FALSE, 0);
    for (GtkWidget* part : {row, start, m_status, new_buttons()})
        gtk_box_pack_start(GTK_BOX(m_box), part, FALSE, FALSE, 0);
    refresh();
}

GtkWidget* KeyForm::new_buttons() {
    GtkWidget* row = gtk_hbox_new(FALSE, 6);
    for (GtkWidget* button : {new_button(_("_Save"), G_CALLBACK(on_save), this),
                              new_button(_("_Remove"), G_CALLBACK(on_remove), this),
                              new_button(_("_Test"), G_CALLBACK(on_test), this)})
        gtk_box_pack_end(GTK_BOX(row), button, FALSE, FALSE, 0);
    return row;
}

GtkWindow* KeyForm::window() { return GTK_WINDOW(gtk_widget_get_toplevel(m_box)); }

void KeyForm::refresh() { tell(status_text()); }

void KeyForm::tell(const std::string& text) {
    gtk_label_set_text(GTK_LABEL(m_status), text.c_str());
}

/// The key that is typed, else the stored one.
Result<SecretString> KeyForm::key() {
    const std::string typed = gtk_entry_get_text(GTK_ENTRY(m_entry));
    if (typed.empty()) {
        const FrozenWindow frozen(window());
        return find_key_asking();
    }
    if (auto key = key_from_text(typed)) return std::move(*key);
    return Error{.kind = ErrorKind::NoKey};
}

void KeyForm::test() {
    auto service = service_from_environment();
    if (!service) return tell(message_for(service.error()));
    auto tried = key();
    if (!tried) {
        const bool is_refused = tried.error().reason != Reason::None;
        return tell(is_refused ? message_for(tried.error())
                               : _("Type a key first: letters, digits and signs without blanks."));
    }
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

void KeyForm::remove() {
    const FrozenWindow frozen(window());
    const Status removed = remove_key();
    gtk_entry_set_text(GTK_ENTRY(m_entry), "");
    tell(removed ? status_text() : message_for(removed.error()));
}

void KeyForm::save() {
    const auto key = key_from_text(gtk_entry_get_text(GTK_ENTRY(m_entry)));
    if (!key) return tell(_("Type a key first: letters, digits and signs without blanks."));
    const Status stored = [&] {
        const FrozenWindow frozen(window());
        return store_key(*key);
    }();
    if (!stored) return tell(message_for(stored.error()));
    gtk_entry_set_text(GTK_ENTRY(m_entry), "");
    refresh();
    const auto saved = on_saved;  // a copy, because the callback may delete this form
    saved();
}

void KeyForm::on_test(GtkWidget*, gpointer self) noexcept {
    guard([&] { static_cast<KeyForm*>(self)->test(); });
}

void KeyForm::on_remove(GtkWidget*, gpointer self) noexcept {
    guard([&] { static_cast<KeyForm*>(self)->remove(); });
}

void KeyForm::on_save(GtkWidget*, gpointer self) noexcept {
    guard([&] { static_cast<KeyForm*>(self)->save(); });
}

}  // namespace upscale
