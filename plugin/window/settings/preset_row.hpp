// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The row for presets: choose one, save the current values as one, rename or delete one's own.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <string>

#include "base/parameters.hpp"
#include "presentation/presets.hpp"

namespace upscale {

class PresetRow {
  public:
    explicit PresetRow(GtkSizeGroup* labels);
    GtkWidget* widget() { return m_row; }
    /// Reads the presets. Call it once, after the callbacks are set.
    void load();
    /// Shows the name of the preset that has these values, if there is one.
    void show(const Parameters& values);

    /// Called when the user has chosen a preset.
    std::function<void(const Preset&)> on_chosen = [](const Preset&) {};
    /// Called with a message when something failed.
    std::function<void(const std::string&)> on_trouble = [](const std::string&) {};

  private:
    void chosen();
    void save();
    void rename();
    void remove();
    /// Asks for a name, and hands it over unless the user cancels.
    void ask_name(const char* title, const std::string& name,
                  std::function<void(const std::string&)> named);
    const Preset* own_preset() const;

    GtkWidget* m_row;
    GtkWidget* m_box;
    GtkWidget* m_rename = nullptr;
    GtkWidget* m_delete = nullptr;
    PresetList m_list;
    Parameters m_values;
    bool m_filling = false;
};

}  // namespace upscale
