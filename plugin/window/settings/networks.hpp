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

#include "common/runs/background.hpp"
#include "local_engine/networks.hpp"
#include "window/settings/controls.hpp"
#include "window/settings/networks_dialog.hpp"

namespace upscale {

class Networks {
  public:
    /// Lists the networks in these controls, chooses there what the user adds, and shows the folder
    /// when they ask for it. Both are kept by reference.
    void serve(Controls& controls, GtkWindow* window);
    /// Looks what is in the folder now. What was never tried is tried, which may take minutes.
    void look();
    /// look(), if files came or went since.
    void look_if_others();
    /// Copies files into the folder, and looks at them. A file of the same name is not replaced.
    void add(const std::vector<std::string>& paths);
    /// Something is to be said to the user.
    std::function<void(GtkMessageType, const std::string&)> on_said = [](GtkMessageType,
                                                                         const std::string&) {};

  private:
    void show();
    void changed();
    void choose(const OwnNetwork& network);
    void listed(const OwnNetwork& network);
    void looked(std::vector<OwnNetwork> found);
    void refresh_dialog();

    Controls* m_controls = nullptr;
    GtkWindow* m_window = nullptr;
    std::vector<OwnNetwork> m_list;    ///< what is known of the folder so far, by name
    std::vector<std::string> m_added;  ///< names of files that are to be spoken of when tried
    bool m_looking = false;
    std::unique_ptr<NetworksDialog> m_dialog;  ///< null: it is not open
    Background m_copying;
    Background m_trying;
};

/// The paths that end like a network's name.
std::vector<std::string> network_files(const std::vector<std::string>& paths);

}  // namespace upscale
