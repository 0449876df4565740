// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The user's own networks: where their files lie, what each does or why it cannot be used.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <string>
#include <vector>

#include "local_engine/networks.hpp"

namespace upscale {

class NetworksDialog {
  public:
    explicit NetworksDialog(GtkWindow* parent);
    NetworksDialog(const NetworksDialog&) = delete;
    NetworksDialog& operator=(const NetworksDialog&) = delete;
    ~NetworksDialog();

    void present();
    /// `busy`: others are being tried.
    void show(const std::vector<OwnNetwork>& networks, bool busy);

    /// Files that the user chose or dropped.
    std::function<void(const std::vector<std::string>&)> on_files =
        [](const std::vector<std::string>&) {};
    /// The dialog was closed; it may be deleted.
    std::function<void()> on_closed = [] {};

  private:
    void respond(int response);
    void choose_files();

    GtkWidget* m_dialog;
    GtkWidget* m_list;
    GtkWidget* m_spinner;
};

}  // namespace upscale
