// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The field for the key and its buttons. Uses only widgets that GTK 2 and GTK 3 share.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <string>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "common/key/key_store.hpp"
#include "common/runs/background.hpp"

namespace upscale {

/// Never waits: the keyring and the service are asked beside the main loop.
class KeyForm {
  public:
    explicit KeyForm(int width);  ///< pixels, approximately
    KeyForm(const KeyForm&) = delete;
    KeyForm& operator=(const KeyForm&) = delete;

    GtkWidget* widget() { return m_box; }
    /// The widget that should get the keyboard focus.
    GtkWidget* entry() { return m_entry; }
    /// Updates the line that says where the key is. This happens by itself when the form is shown.
    void refresh();
    void tell(const std::string& text);

    /// Called after a key was saved, with a text that says where it is and whether it works. Saving
    /// a key starts nothing else. The form may be deleted meanwhile.
    std::function<void(const std::string&)> on_saved = [](const std::string&) {};

  private:
    GtkWidget* new_kept();
    GtkWidget* new_buttons();
    GtkWindow* window();
    std::string typed() const;
    void show(const KeyStatus& status);
    /// Does `work` beside the main loop. Until it ends, the form can only be stopped.
    void begin(Background::Work work);
    void end();
    void test();
    void remove();
    void remove_now();
    void save();
    void store(const SecretString& key);
    void store_in_file(const SecretString& key, const Status& checked);
    void saved(KeySaved where, const Status& checked);
    static void on_test(GtkWidget*, gpointer self) noexcept;
    static void on_remove(GtkWidget*, gpointer self) noexcept;
    static void on_save(GtkWidget*, gpointer self) noexcept;
    static void on_stop(GtkWidget*, gpointer self) noexcept;
    static void on_map(GtkWidget*, gpointer self) noexcept;

    GtkWidget* m_box;
    GtkWidget* m_entry;
    GtkWidget* m_status;
    GtkWidget *m_remove = nullptr, *m_save = nullptr, *m_test = nullptr, *m_stop = nullptr;
    GtkWidget* m_focus = nullptr;  ///< the part of the form that had the focus before begin()
    bool m_working = false;        ///< between begin() and end()
    Background m_background;       ///< last member: its thread uses the others
};

}  // namespace upscale
