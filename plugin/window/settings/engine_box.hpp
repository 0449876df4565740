// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The row that says who does the work: an engine, or a network of the user's on this computer.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <string>
#include <vector>

#include "base/parameter_table.hpp"
#include "local_engine/networks.hpp"

namespace upscale {

class EngineBox {
  public:
    /// `entry`: that of the engine.
    EngineBox(const Parameter& entry, GtkSizeGroup* labels);
    /// The combo box, and the whole row with its title.
    GtkWidget* box() const { return m_box; }
    GtkWidget* row() const { return m_row; }

    /// Engine and model of the values. A model that is not listed is added to the list.
    void show(const Parameters& values);
    void take(Parameters& values) const;
    /// Those that cannot be used are listed, but cannot be chosen.
    void set_networks(std::vector<OwnNetwork> networks);

    std::function<void()> on_changed = [] {};
    /// The user wants to see the folder of networks.
    std::function<void()> on_networks = [] {};

  private:
    void fill();
    void append(int engine, const std::string& model, const std::string& label, bool usable);
    const OwnNetwork* network_named(const std::string& file) const;

    GtkWidget* m_box;
    GtkWidget* m_row;
    const Parameter& m_entry;
    std::vector<OwnNetwork> m_networks;
    Parameters m_values;  ///< only engine and model
    bool m_filling = false;
};

}  // namespace upscale
