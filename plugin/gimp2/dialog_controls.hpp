// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The parameters' controls in the dialog for GIMP 2.10.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/parameter_table.hpp"
#include "common/gobject_ptr.hpp"
#include "presentation/sizing.hpp"

namespace upscale {

// pixels
constexpr int kSpacing = 12, kRowSpacing = 6;
constexpr int kPromptHeight = 64;

class DialogControls {
  public:
    /// `changed` is called after another choice was made. `refused` is called with a message if the
    /// typed text is no number within the range; the field then keeps its number.
    DialogControls(std::function<void()> changed, std::function<void(const std::string&)> refused);
    DialogControls(const DialogControls&) = delete;
    DialogControls& operator=(const DialogControls&) = delete;

    /// The widgets. The caller puts each into a container; before that, nobody owns them.
    GtkWidget* main() { return m_main; }
    GtkWidget* advanced() { return m_advanced; }

    void show(const Parameters& values);
    Parameters shown() const;
    void show_placement(int placement);  ///< a Placement
    /// Says what the engine (an Engine) means for the user, and makes insensitive what it does not
    /// use.
    void follow(int engine);
    /// The picture whose size is asked for: another choice of size is made to say the same one.
    void set_picture(const Sized& picture) { m_picture = picture; }
    /// Says what tiles would change; empty: nothing.
    void show_tiles(const std::string& words);
    /// Takes over what was typed without Enter; may call `refused`.
    void finish_typing();
    void focus_on_prompt() { gtk_widget_grab_focus(m_prompt); }

  private:
    struct Grid;
    /// How a parameter gets into its widget and back.
    struct Row {
        std::function<void(const Parameters&)> show;
        std::function<void(Parameters&)> take;
    };
    /// A field for a number.
    struct Spin {
        GtkSpinButton* widget;
        std::string label;
        double before = 0;  ///< the value before the editing began
    };

    /// All parameters of a page, from the top.
    GtkWidget* new_page(Page page);
    void add_control(Grid& grid, const Parameter& entry);
    /// A label in the first column and `widget` in the others; returns the label.
    GtkWidget* add_row(Grid& grid, const Parameter& entry, GtkWidget* widget, float yalign);
    void add_combo(Grid& grid, const Parameter& entry, const ChoiceParameter& kind);
    void add_engine(Grid& grid, const Parameter& entry, const ChoiceParameter& kind);
    void add_hint(Grid& grid);
    void add_prompt(Grid& grid, const Parameter& entry, const StringParameter& kind);
    void add_scale(Grid& grid, const Parameter& entry, const IntParameter& kind);
    void add_number(Grid& grid, const Parameter& entry, const DoubleParameter& kind);
    /// The target with a field for its value, and the tiles.
    void add_size(Grid& grid, const Parameter& entry);
    void show_size();
    void add_check(Grid& grid, const Parameter& entry, const BoolParameter& kind);
    void add_seed(Grid& grid, const Parameter& entry, const IntParameter& kind);
    /// Remembers the widget, so that it becomes insensitive when the engine does not use the
    /// parameter.
    void note(const Parameter& entry, GtkWidget* widget) { m_widgets.emplace_back(&entry, widget); }
    /// If a typed number is out of range, the field keeps its number and says why.
    void guard_entry(GtkWidget* spin, const Parameter& entry);

    static void on_change(GtkWidget*, gpointer self) noexcept;
    static gboolean on_focus(GtkSpinButton* spin, GdkEvent*, gpointer self) noexcept;
    static void on_typed(GtkSpinButton* spin, gpointer) noexcept;
    static void on_target(GtkWidget*, gpointer self) noexcept;
    static void on_size_typed(GtkWidget*, gpointer self) noexcept;
    static gint on_input(GtkSpinButton* spin, gdouble*, gpointer self) noexcept;

    std::function<void()> m_changed;
    std::function<void(const std::string&)> m_refused;
    std::vector<Row> m_rows;
    std::vector<Spin> m_spins;
    /// Lines up the widgets of the two grids.
    ObjectPtr<GtkSizeGroup> m_labels = adopt(gtk_size_group_new(GTK_SIZE_GROUP_HORIZONTAL));
    Sized m_picture;
    Parameters m_size_values;     ///< only target and its value
    bool m_showing_size = false;  ///< what is shown does not come from the user
    GtkWidget *m_target = nullptr, *m_size = nullptr, *m_size_unit = nullptr, *m_tiles = nullptr,
              *m_tiles_words = nullptr;
    GtkWidget* m_placement = nullptr;
    GtkWidget* m_engine_hint = nullptr;
    GtkWidget* m_prompt = nullptr;
    std::vector<std::pair<const Parameter*, GtkWidget*>> m_widgets;
    GtkWidget* m_main;
    GtkWidget* m_advanced;
};

}  // namespace upscale
