// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Presets: to choose one, to save the present values as one, to rename and delete one's own.
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
    /// Reads the presets; to be called once after the callbacks are set.
    void load();
    /// Shows which preset these values are, if any.
    void show(const Parameters& values);

    /// The user chose one.
    std::function<void(const Preset&)> on_chosen = [](const Preset&) {};
    /// Something went wrong, in words.
    std::function<void(const std::string&)> on_trouble = [](const std::string&) {};

  private:
    void chosen();
    void save();
    void rename();
    void remove();
    void show_folder();
    /// Asks for a name; empty: the user thought better of it.
    std::string ask_name(const char* title, const std::string& name);
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
