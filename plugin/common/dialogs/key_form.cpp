// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/dialogs/key_form.hpp"

#include <utility>

#include "api/client.hpp"
#include "common/boundary.hpp"
#include "common/dialogs/question.hpp"
#include "common/dialogs/wrapped_label.hpp"
#include "common/words/format.hpp"
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

/// Asks the service whether it accepts the key, which costs nothing.
Status check(const SecretString& key, const std::stop_token& stop) {
    auto service = service_from_environment();
    if (!service) return service.error();
    service->key = key;
    return Client(*service, stop, [](const Progress&) {}).check_key();
}

std::string type_first() {
    return _("Type a key first: letters, digits and signs without blanks.");
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
    m_save = new_button(_("_Save"), G_CALLBACK(on_save), this);
    m_test = new_button(_("_Test"), G_CALLBACK(on_test), this);
    // without a mnemonic, which would be that of *Save* as well
    m_stop = new_button(without_mnemonic(_("_Stop")).c_str(), G_CALLBACK(on_stop), this);
    gtk_widget_set_no_show_all(m_stop, TRUE);
    GtkWidget* row = gtk_hbox_new(FALSE, 6);
    for (GtkWidget* button : {m_save, m_test, m_stop})
        gtk_box_pack_end(GTK_BOX(row), button, FALSE, FALSE, 0);
    return row;
}

GtkWindow* KeyForm::window() { return GTK_WINDOW(gtk_widget_get_toplevel(m_box)); }

std::string KeyForm::typed() const { return gtk_entry_get_text(GTK_ENTRY(m_entry)); }

void KeyForm::tell(const std::string& text) {
    gtk_label_set_text(GTK_LABEL(m_status), text.c_str());
}

void KeyForm::show(const KeyStatus& status) {
    tell(status_text(status));
    gtk_widget_set_visible(
        m_remove, status.place != KeyPlace::Nowhere && status.place != KeyPlace::Environment);
}

void KeyForm::refresh() {
    if (m_working) return;
    m_background.start([this](const std::stop_token& stop) -> Background::Answer {
        return [this, status = key_status(stop)] { show(status); };
    });
}

void KeyForm::begin(Background::Work work) {
    if (m_working) return;
    m_working = true;
    m_focus = gtk_window_get_focus(window());
    if (m_focus && !gtk_widget_is_ancestor(m_focus, m_box)) m_focus = nullptr;
    for (GtkWidget* part : {m_entry, m_remove, m_save, m_test})
        gtk_widget_set_sensitive(part, FALSE);
    gtk_widget_show(m_stop);
    tell(_("Waiting for an answer..."));
    m_background.start([this, work = std::move(work)](const std::stop_token& stop) {
        return [this, answer = work(stop), stopped = stop.stop_requested()] {
            end();
            if (stopped)
                tell(message_for(cancelled()));
            else
                answer();
        };
    });
}

void KeyForm::end() {
    m_working = false;
    gtk_widget_hide(m_stop);
    for (GtkWidget* part : {m_entry, m_remove, m_save, m_test})
        gtk_widget_set_sensitive(part, TRUE);
    if (m_focus && !gtk_window_get_focus(window())) gtk_widget_grab_focus(m_focus);
}

/// Tests the key that is typed, else the stored one.
void KeyForm::test() {
    const std::string text = typed();
    begin([this, text](const std::stop_token& stop) -> Background::Answer {
        Result<SecretString> key = Error{.kind = ErrorKind::NoKey};
        if (text.empty())
            key = find_key_asking(stop);
        else if (auto typed_key = key_from_text(text))
            key = std::move(*typed_key);
        const Status checked = key ? check(*key, stop) : Status(key.error());
        std::string words = _("The key works.");
        if (!checked) {
            const Error& error = checked.error();
            const bool none = error.kind == ErrorKind::NoKey && error.reason == Reason::None;
            words = none ? type_first() : message_for(error);
        }
        return [this, words] { tell(words); };
    });
}

void KeyForm::remove() {
    ask_user(window(), _("Remove the key from this computer?"), _("_Cancel"), _("_Remove"),
             [this](bool agreed) {
                 if (agreed) remove_now();
             });
}

void KeyForm::remove_now() {
    begin([this](const std::stop_token& stop) -> Background::Answer {
        const Status removed = remove_key(stop);
        return [this, removed, status = key_status(stop)] {
            gtk_entry_set_text(GTK_ENTRY(m_entry), "");
            show(status);
            if (!removed) tell(message_for(removed.error()));
        };
    });
}

void KeyForm::save() {
    const std::string text = typed();
    const auto key = key_from_text(text);
    if (key) return store(*key);
    if (!text.empty()) return tell(type_first());
    begin([this](const std::stop_token& stop) -> Background::Answer {
        return [this, status = key_status(stop)] {
            show(status);
            // Pressed twice: the key of the first press is kept already.
            if (!is_known(status)) tell(type_first());
        };
    });
}

void KeyForm::store(const SecretString& key) {
    begin([this, key](const std::stop_token& stop) -> Background::Answer {
        const Status checked = check(key, stop);
        // A key that does not work must not replace one that may.
        if (!checked && checked.error().kind == ErrorKind::Unauthorized)
            return [this, checked] { tell(message_for(checked.error())); };
        if (stop.stop_requested()) return [] {};
        const auto where = store_key(key, stop);
        return [this, key, checked, where] {
            if (!where) return tell(message_for(where.error()));
            if (*where != KeySaved::Refused) return saved(*where, checked);
            tell(_("The keyring did not take the key, so it is not saved."));
            ask_user(
                window(),
                _("The keyring did not take the key. Save it in a file that only you can read?"),
                _("_Cancel"), _("_Save"), [this, key, checked](bool agreed) {
                    if (agreed) store_in_file(key, checked);
                });
        };
    });
}

void KeyForm::store_in_file(const SecretString& key, const Status& checked) {
    begin([this, key, checked](const std::stop_token& stop) -> Background::Answer {
        const Status written = store_key_in_file(key, stop);
        return [this, checked, written] {
            if (!written) return tell(message_for(written.error()));
            saved(KeySaved::InFile, checked);
        };
    });
}

void KeyForm::saved(KeySaved where, const Status& checked) {
    gtk_entry_set_text(GTK_ENTRY(m_entry), "");
    const std::string words = saved_text(where, checked);
    tell(words);
    const auto tell_saved = on_saved;  // a copy, because the callback may delete this form
    tell_saved(words);
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

void KeyForm::on_stop(GtkWidget*, gpointer self) noexcept {
    guard([&] { static_cast<KeyForm*>(self)->m_background.cancel(); });
}

void KeyForm::on_map(GtkWidget*, gpointer self) noexcept {
    guard([&] { static_cast<KeyForm*>(self)->refresh(); });
}

}  // namespace upscale
