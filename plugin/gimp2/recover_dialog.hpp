// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The list of jobs that were not imported.
#pragma once

#include <gtk/gtk.h>

#include <optional>
#include <string>
#include <vector>

#include "common/dialogs/thumbnails.hpp"
#include "state/journal.hpp"

namespace upscale {

class RecoverDialog {
  public:
    explicit RecoverDialog(int placement);
    RecoverDialog(const RecoverDialog&) = delete;
    RecoverDialog& operator=(const RecoverDialog&) = delete;
    ~RecoverDialog();

    struct Chosen {
        std::string job_id;
        int placement;
    };
    /// Lets the user choose a job to import, or discard jobs. Nullopt: the dialog was closed.
    std::optional<Chosen> ask();
    /// Updates the list and shows above it why something failed.
    void show_error(const std::string& message);
    GtkWindow* window() { return GTK_WINDOW(m_dialog); }

  private:
    /// True if there are jobs.
    bool fill();
    void show_thumbnail(const std::string& id, GdkPixbuf* picture);
    std::string selected_id() const;
    void discard(const std::string& id);
    static void on_selected(GtkTreeSelection* selection, gpointer data) noexcept;

    GtkWidget* m_dialog;
    GtkWidget* m_message;
    GtkWidget* m_view;
    GtkWidget* m_placement;
    GtkListStore* m_store;  ///< owned by m_view
    Thumbnails m_thumbnails;
};

/// Asks whether to look at jobs that were not imported. False: not now.
bool offer_recovery(std::size_t jobs);

}  // namespace upscale
