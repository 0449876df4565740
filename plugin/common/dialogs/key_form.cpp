// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/dialogs/key_form.hpp"

#include <utility>

#include "api/client.hpp"
#include "common/boundary.hpp"
#include "common/dialogs/frozen_window.hpp"
#include "common/dialogs/progress_window.hpp"
#include "common/dialogs/question.hpp"
#include "common/dialogs/wrapped_label.hpp"
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

std::string status_text(const KeyStatus& status) {
    std::string text = place_text(status.place);
    if (status.place == KeyPlace::RefusedFile) text += "\n" + message_for(*status.problem);
    return text;
}

/// What was saved, and whether it works.
std::string saved_text(KeySaved saved, const Status& checked) {
    const std::string text = saved == KeySaved::InKeyring
                                 ? _("The key is saved in the keyring.")
                                 : _("The key is saved in a file that only you can read.");
    if (checked) return text + " " + _("The key works.");
    return text + " " + _("It could not be tested.") + " " + message_for(checked.error());
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
    for (GtkWidget* part : {row, start, new_kept(), new_buttons()})
        gtk_box_pack_start(GTK_BOX(m_box), part, FALSE, FALSE, 0);
    g_signal_connect(m_box, "map", G_CALLBACK(on_map), this);
}

KeyForm::~KeyForm() {
    if (m_refreshing != 0) g_source_remove(m_refreshing);
}

/// Where the key is, with the button that removes it: away from *Save*.
GtkWidget* KeyForm::new_kept() {
    m_remove = new_button(_("_Remove"), G_CALLBACK(on_remove), this);
    gtk_widget_set_no_show_all(m_remove, TRUE);
    GtkWidget* row = gtk_hbox_new(FALSE, 12);
    gtk_box_pack_start(GTK_BOX(row), m_status, TRUE, TRUE, 0);
    GtkWidget* top = gtk_vbox_new(FALSE, 0);  // the button stays beside the first line
    gtk_box_pack_start(GTK_BOX(top), m_remove, FALSE, FALSE, 0);
    gtk_box_pack_start(GTK_BOX(row), top, FALSE, FALSE, 0);
    return row;
}

GtkWidget* KeyForm::new_buttons() {
    GtkWidget* row = gtk_hbox_new(FALSE, 6);
    for (GtkWidget* button : {new_button(_("_Save"), G_CALLBACK(on_save), this),
                              new_button(_("_Test"), G_CALLBACK(on_test), this)})
        gtk_box_pack_end(GTK_BOX(row), button, FALSE, FALSE, 0);
    return row;
}

GtkWindow* KeyForm::window() { return GTK_WINDOW(gtk_widget_get_toplevel(m_box)); }

void KeyForm::refresh() {
    const KeyStatus status = key_status();
    tell(status_text(status));
    gtk_widget_set_visible(
        m_remove, status.place != KeyPlace::Nowhere && status.place != KeyPlace::Environment);
}

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
    auto tried = key();
    if (!tried) {
        const bool is_refused = tried.error().reason != Reason::None;
        return tell(is_refused ? message_for(tried.error())
                               : _("Type a key first: letters, digits and signs without blanks."));
    }
    const Status checked = check(*tried);
    tell(checked ? _("The key works.") : message_for(checked.error()));
}

Status KeyForm::check(const SecretString& key) {
    auto service = service_from_environment();
    if (!service) return service.error();
    service->key = key;
    Status checked = Error{.kind = ErrorKind::Cancelled};
    const auto view = make_progress_window(window());
    run_in_worker(*view, [&](const std::stop_token& stop, const ProgressFn& progress) {
        progress({Stage::Waiting});
        checked = Client(*service, stop, progress).check_key();
    });
    return checked;
}

void KeyForm::remove() {
    if (!ask_user(window(), _("Remove the key from this computer?"), _("_Cancel"), _("_Remove")))
        return;
    const FrozenWindow frozen(window());
    const Status removed = remove_key();
    gtk_entry_set_text(GTK_ENTRY(m_entry), "");
    refresh();
    if (!removed) tell(message_for(removed.error()));
}

std::optional<KeySaved> KeyForm::store(const SecretString& key) {
    const auto saved = [&] {
        const FrozenWindow frozen(window());
        return store_key(key);
    }();
    if (!saved) {
        tell(message_for(saved.error()));
        return std::nullopt;
    }
    if (*saved != KeySaved::Refused) return *saved;
    if (!ask_user(window(),
                  _("The keyring did not take the key. Save it in a file that only you can read?"),
                  _("_Cancel"), _("_Save"))) {
        tell(_("The keyring did not take the key, so it is not saved."));
        return std::nullopt;
    }
    const FrozenWindow frozen(window());
    if (const Status written = store_key_in_file(key); !written) {
        tell(message_for(written.error()));
        return std::nullopt;
    }
    return KeySaved::InFile;
}

void KeyForm::save() {
    const std::string typed = gtk_entry_get_text(GTK_ENTRY(m_entry));
    // Pressed twice: the key of the first press is kept already.
    if (typed.empty() && is_known(key_status())) return refresh();
    const auto key = key_from_text(typed);
    if (!key) return tell(_("Type a key first: letters, digits and signs without blanks."));
    const Status checked = check(*key);
    // A key that does not work must not replace one that may.
    if (!checked && (checked.error().kind == ErrorKind::Unauthorized ||
                     checked.error().kind == ErrorKind::Cancelled))
        return tell(message_for(checked.error()));
    const auto saved = store(*key);
    if (!saved) return;
    gtk_entry_set_text(GTK_ENTRY(m_entry), "");
    refresh();
    const auto tell_saved = on_saved;  // a copy, because the callback may delete this form
    tell_saved(saved_text(*saved, checked));
}

void KeyForm::on_test(GtkWidget*, gpointer self) noexcept {
    guard([&] { static_cast<KeyForm*>(self)->test(); });
}

void KeyForm::on_remove(GtkWidget*, gpointer self) noexcept {
    guard([&] { static_cast<KeyForm*>(self)->remove(); });
}

/// Finding the key may run the main loop, which a handler of "map" must not do.
void KeyForm::on_map(GtkWidget*, gpointer data) noexcept {
    auto* self = static_cast<KeyForm*>(data);
    if (self->m_refreshing == 0) self->m_refreshing = g_idle_add(on_shown, self);
}

gboolean KeyForm::on_shown(gpointer data) noexcept {
    auto* self = static_cast<KeyForm*>(data);
    self->m_refreshing = 0;
    guard([&] { self->refresh(); });
    return G_SOURCE_REMOVE;
}

void KeyForm::on_save(GtkWidget*, gpointer self) noexcept {
    guard([&] { static_cast<KeyForm*>(self)->save(); });
}

}  // namespace upscale
