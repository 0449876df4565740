// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The right side of the window: every value of a run.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/parameter_table.hpp"
#include "common/gobject_ptr.hpp"
#include "window/host.hpp"
#include "window/settings/count_row.hpp"
#include "window/settings/engine_box.hpp"
#include "window/settings/preset_row.hpp"
#include "window/settings/prompt_box.hpp"
#include "window/settings/seed_row.hpp"
#include "window/settings/size_row.hpp"

namespace upscale {

class Controls {
  public:
    /// What is upscaled. For files there are no controls for what only an image has: a region, a
    /// place for the results.
    enum class Of { Image, Files };
    Controls(Host& host, Of of);
    /// Scrolls if there is not enough room.
    GtkWidget* widget() { return m_scroll; }
    /// Aligns the labels of the controls.
    GtkSizeGroup* labels() { return m_labels.get(); }
    /// To be called once after the callbacks are set.
    void load() { m_presets.load(); }

    Parameters values() const;
    /// Does not call on_changed.
    void set_values(const Parameters& values);
    /// Opens the advanced settings and scrolls to the seed, if the engine takes one.
    void show_seed();
    void set_prompts(std::vector<std::string> prompts) { m_prompt.set_history(std::move(prompts)); }
    /// Does nothing if the engine takes no prompt.
    void focus_prompt() {
        if (gtk_widget_get_visible(m_prompt.widget())) gtk_widget_grab_focus(m_prompt.view());
    }

    /// Makes the controls insensitive that do not work with this subject and these values, and says
    /// why.
    void show_possible(const Subject& subject, const Parameters& values);
    /// The picture whose size is asked for.
    /// The row with the engines and the networks of the user's.
    EngineBox& engine() { return *m_engine; }
    void set_picture(const Sized& picture) { m_size->set_picture(picture); }
    /// Offers tiles if there is something to say of them or they are switched on.
    void show_tiles(const std::string& words) { m_size->show_tiles(words); }
    /// Says what a run does to the image.
    void show_effect(const std::string& text);
    /// True if results become layers as soon as they arrive.
    bool add_at_once() const;
    /// True if the user chose to upscale a result's original instead. The choice is shown only for
    /// a result.
    bool from_original() const;

    std::function<void()> on_changed = [] {};
    std::function<void(const std::string&)> on_trouble = [](const std::string&) {};

    /// Pixels that are kept free beside the fields, for the scroll bar.
    static constexpr int kMargin = 12;

  private:
    /// A parameter's control, and how its value gets into it and back.
    struct Row {
        const Parameter* entry;
        GtkWidget* control;
        std::function<void(const Parameters&)> show;
        std::function<void(Parameters&)> take;
    };

    /// All parameters of a page, from the top, with what belongs below some of them.
    GtkWidget* new_page(Page page);
    /// The control with its label, ready to be packed.
    GtkWidget* new_control(const Parameter& entry);
    GtkWidget* new_prompt(const Parameter& entry, const StringParameter& kind);
    GtkWidget* new_seed(const Parameter& entry, const IntParameter& kind);
    GtkWidget* new_count(const Parameter& entry, const IntParameter& kind);
    GtkWidget* new_size(const Parameter& entry);
    GtkWidget* new_engine(const Parameter& entry);
    GtkWidget* new_scale(const Parameter& entry, const IntParameter& kind);
    GtkWidget* new_number(const Parameter& entry, const DoubleParameter& kind);
    GtkWidget* new_combo(const Parameter& entry, const ChoiceParameter& kind);
    GtkWidget* new_check(const Parameter& entry, const BoolParameter& kind);
    /// What stands below a parameter's control.
    std::vector<GtkWidget*> below(const Parameter& entry);
    GtkWidget* control_of(const char* name) const;
    GtkWidget* new_source_choice();
    GtkWidget* new_at_once();
    GtkWidget* new_advanced();
    void changed();

    Host& m_host;
    Of m_of;
    ObjectPtr<GtkSizeGroup> m_labels;
    bool m_setting = false;  ///< values come from set_values(), not from the user
    PresetRow m_presets;
    PromptBox m_prompt;
    SeedRow m_seed;
    std::unique_ptr<CountRow> m_count;    ///< made with its row of the table
    std::unique_ptr<SizeRow> m_size;      ///< made with its row of the table
    std::unique_ptr<EngineBox> m_engine;  ///< the same
    std::vector<Row> m_rows;
    GtkWidget* m_scroll;
    GtkWidget* m_advanced = nullptr;
    int m_advanced_width = 0;  ///< pixels that Advanced needs
    GtkWidget* m_at_once = nullptr;
    GtkWidget *m_source = nullptr, *m_source_text = nullptr, *m_original = nullptr,
              *m_further = nullptr;
    bool m_edited = false;  ///< a chosen layer was changed after its upscale
    GtkWidget *m_engine_hint, *m_region_hint, *m_effect;
};

}  // namespace upscale
