// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The right side of the window: every value of a run.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <string>
#include <vector>

#include "base/parameters.hpp"
#include "common/gobject_ptr.hpp"
#include "window/host.hpp"
#include "window/settings/preset_row.hpp"
#include "window/settings/prompt_box.hpp"
#include "window/settings/seed_row.hpp"

namespace upscale {

class Controls {
  public:
    explicit Controls(Host& host);
    /// Scrolls if there is not enough room.
    GtkWidget* widget() { return m_scroll; }
    /// To be called once after the callbacks are set.
    void load() { m_presets.load(); }

    Parameters values() const;
    /// Does not call on_changed.
    void set_values(const Parameters& values);
    void set_prompts(std::vector<std::string> prompts) { m_prompt.set_history(std::move(prompts)); }
    void focus_prompt() { gtk_widget_grab_focus(m_prompt.view()); }

    /// Makes insensitive what cannot be with this subject and these values, and says why.
    void show_possible(const Subject& subject, const Parameters& values);
    /// Says what a run does to the image.
    void show_effect(const std::string& text);
    /// Results become layers as soon as they arrive.
    bool add_at_once() const;
    /// The choice between a result and what it was made of; shown if there is one.
    bool from_original() const;

    std::function<void()> on_changed = [] {};
    std::function<void(const std::string&)> on_trouble = [](const std::string&) {};

  private:
    GtkWidget* new_scale(const char* name);
    GtkWidget* new_combo(const char* name);
    GtkWidget* new_check(const char* name);
    GtkWidget* new_source_choice();
    GtkWidget* new_at_once();
    GtkWidget* new_advanced();
    void changed();

    Host& m_host;
    ObjectPtr<GtkSizeGroup> m_labels;
    bool m_setting = false;  ///< values come from set_values(), not from the user
    PresetRow m_presets;
    PromptBox m_prompt;
    SeedRow m_seed;
    GtkWidget* m_scroll;
    GtkWidget *m_engine, *m_magic_prompt, *m_region, *m_placement, *m_upload_format;
    GtkWidget *m_num_images, *m_resemblance, *m_detail;
    GtkWidget *m_keep_alpha, *m_protect_edges, *m_at_once;
    GtkWidget *m_source = nullptr, *m_original = nullptr, *m_further = nullptr;
    GtkWidget *m_engine_hint, *m_region_hint, *m_effect;
};

}  // namespace upscale
