// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The field for the key and its buttons. Uses only widgets that GTK 2 and GTK 3 share.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "common/key/key_store.hpp"

namespace upscale {

class KeyForm {
  public:
    explicit KeyForm(int width);  ///< pixels, approximately
    KeyForm(const KeyForm&) = delete;
    KeyForm& operator=(const KeyForm&) = delete;
    ~KeyForm();

    GtkWidget* widget() { return m_box; }
    /// The widget that should get the keyboard focus.
    GtkWidget* entry() { return m_entry; }
    /// Updates the line that says where the key is. This happens by itself when the form is shown.
    void refresh();
    void tell(const std::string& text);

    /// Called after a key was saved, with a text that says where it is and whether it works. Saving
    /// a key starts nothing else.
    std::function<void(const std::string&)> on_saved = [](const std::string&) {};

  private:
    GtkWidget* new_kept();
    GtkWidget* new_buttons();
    GtkWindow* window();
    Result<SecretString> key();
    /// Asks the service whether it accepts the key, which costs nothing.
    Status check(const SecretString& key);
    /// Where the key was saved; nullopt: nowhere, and the user was told.
    std::optional<KeySaved> store(const SecretString& key);
    void test();
    void remove();
    void save();
    static void on_test(GtkWidget*, gpointer self) noexcept;
    static void on_remove(GtkWidget*, gpointer self) noexcept;
    static void on_save(GtkWidget*, gpointer self) noexcept;
    static void on_map(GtkWidget*, gpointer self) noexcept;
    static gboolean on_shown(gpointer self) noexcept;

    GtkWidget* m_box;
    GtkWidget* m_entry;
    GtkWidget* m_status;
    GtkWidget* m_remove = nullptr;
    guint m_refreshing = 0;  ///< the source of on_shown()
};

}  // namespace upscale
