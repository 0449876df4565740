// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The field for the key and its buttons. Uses only widgets that GTK 2 and GTK 3 share.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <string>

#include "base/result.hpp"
#include "base/secret.hpp"

namespace upscale {

class KeyForm {
  public:
    explicit KeyForm(int width);  ///< pixels, approximately
    KeyForm(const KeyForm&) = delete;
    KeyForm& operator=(const KeyForm&) = delete;

    GtkWidget* widget() { return m_box; }
    /// The widget that should get the keyboard focus.
    GtkWidget* entry() { return m_entry; }
    /// Updates the line that says where the key is.
    void refresh();
    void tell(const std::string& text);

    /// Called after a key was saved. Saving a key starts nothing else.
    std::function<void()> on_saved = [] {};

  private:
    GtkWidget* new_buttons();
    GtkWindow* window();
    Result<SecretString> key();
    void test();
    void remove();
    void save();
    static void on_test(GtkWidget*, gpointer self) noexcept;
    static void on_remove(GtkWidget*, gpointer self) noexcept;
    static void on_save(GtkWidget*, gpointer self) noexcept;

    GtkWidget* m_box;
    GtkWidget* m_entry;
    GtkWidget* m_status;
};

}  // namespace upscale
