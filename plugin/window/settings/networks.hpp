// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The user's own networks as the window knows them. Main thread; looks at them and copies them
// beside the main loop.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/networks.hpp"
#include "common/runs/background.hpp"
#include "window/settings/networks_dialog.hpp"

namespace upscale {

class Networks {
  public:
    /// What is known of the folder so far, in the order of the names.
    const std::vector<OwnNetwork>& list() const { return m_list; }
    /// Looks what is in the folder now. What was never tried is tried, which may take minutes.
    void look();
    /// Copies files into the folder, and looks at them. A file of the same name is not replaced.
    void add(const std::vector<std::string>& paths);
    /// Shows the folder and what is in it.
    void show(GtkWindow* parent);

    /// The list is another one.
    std::function<void()> on_changed = [] {};
    /// Something is to be said to the user.
    std::function<void(GtkMessageType, const std::string&)> on_said = [](GtkMessageType,
                                                                         const std::string&) {};
    /// A network that the user added has been tried and can be used.
    std::function<void(const OwnNetwork&)> on_added = [](const OwnNetwork&) {};

  private:
    void listed(const OwnNetwork& network);
    void looked(std::vector<OwnNetwork> found);
    void refresh_dialog();

    std::vector<OwnNetwork> m_list;
    std::vector<std::string> m_added;  ///< names of files that are to be spoken of when tried
    bool m_looking = false;
    std::unique_ptr<NetworksDialog> m_dialog;  ///< null: it is not open
    Background m_copying;
    Background m_trying;
};

/// The paths that end like a network's name.
std::vector<std::string> network_files(const std::vector<std::string>& paths);

}  // namespace upscale
