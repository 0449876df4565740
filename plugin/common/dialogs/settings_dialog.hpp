// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The dialog for the key and for what belongs to no image. Only widgets that GTK 2 and GTK 3 have
// in common.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <string>

#include "common/dialogs/key_form.hpp"
#include "common/runs/background.hpp"
#include "state/preferences.hpp"

namespace upscale {

/// Lets the user test, remove and save a key, and set what belongs to no image.
class SettingsDialog {
  public:
    explicit SettingsDialog(GtkWindow* parent);  ///< `parent` may be null
    SettingsDialog(const SettingsDialog&) = delete;
    SettingsDialog& operator=(const SettingsDialog&) = delete;
    ~SettingsDialog();

    void present();
    /// Only this dialog can be used while it is shown.
    void make_modal() { gtk_window_set_modal(GTK_WINDOW(m_dialog), TRUE); }
    /// Called when the dialog closes. It is hidden by then and may be deleted. `saved` says where a
    /// key was saved and whether it works; empty: none was saved.
    std::function<void(const std::string& saved)> on_closed = [](const std::string&) {};

  private:
    struct Toggle {
        SettingsDialog* dialog;
        bool Preferences::*preference;
    };
    /// A check box for a preference, which is saved as soon as it is toggled.
    GtkWidget* new_check(const char* label, const char* tooltip, bool Preferences::*preference);
    void respond(int response);
    void copy_diagnostics();
    static void on_toggled(GtkToggleButton* check, gpointer data) noexcept;

    GtkWidget* m_dialog;
    KeyForm m_form;
    std::string m_saved;
    Background m_looking;  ///< last member: its thread uses the others
};

/// Shows the dialog and returns what was saved, as on_closed() says it. It runs the main loop: only
/// for a procedure that has no window, never for a handler.
std::string run_settings_dialog(GtkWindow* parent);

}  // namespace upscale
