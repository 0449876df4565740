// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The window's port for GIMP 3.0 and later.
#pragma once

#include <vector>

#include "gimp3/editor/editor.hpp"
#include "window/host.hpp"

namespace upscale {

class Gimp3Host : public Host {
  public:
    /// `image`: -1: none. `drawables`: the ones the procedure was called with; empty: the selected
    /// layers. They are the subject until the user selects others.
    Gimp3Host(ImageId image, std::vector<ItemId> drawables);
    Editor& editor() override { return m_editor; }
    Subject subject() override;
    GtkWidget* new_dialog(const char* title, const char* role, const char* help_id) override;
    GtkWidget* new_spin_scale(GtkAdjustment* adjustment, const char* label) override;
    void show_progress(const std::string& text, double fraction) override;
    void end_progress() override;
    Status open_file(const std::string& path) override;
    std::vector<std::string> files_of_open_images(const std::string& folder) override;
    std::vector<std::string> files_of_selected_layers(const std::string& folder) override;
    void tell(const std::string& text) override;

  private:
    std::vector<ItemId> chosen();

    Gimp3Editor m_editor;
    ImageId m_image;
    std::vector<ItemId> m_drawables;
    std::vector<ItemId> m_selected;  ///< selected in GIMP when the procedure was called
    std::string m_progress_text;
    bool m_progress = false;
};

}  // namespace upscale
