// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// How large the results are to be: a choice, and the field that it needs. Below it the tiles, where
// they would change something.
#pragma once

#include <gtk/gtk.h>

#include <array>
#include <functional>
#include <string>

#include "base/parameter_table.hpp"
#include "presentation/sizing.hpp"
#include "window/settings/number.hpp"

namespace upscale {

class SizeRow {
  public:
    /// `entry` must be the parameter "target".
    SizeRow(const Parameter& entry, GtkSizeGroup* labels, RefusedFn refused);
    SizeRow(const SizeRow&) = delete;
    SizeRow& operator=(const SizeRow&) = delete;
    ~SizeRow();
    GtkWidget* widget() { return m_box; }

    /// Pixels that it needs at most, whatever is chosen. It must be shown.
    int most_width();

    /// Target, its value and tiles.
    void show(const Parameters& values);
    void take(Parameters& values) const;
    /// The size is asked for many pictures, each of which has a print size of its own: a print is
    /// asked for by its resolution alone.
    void set_many() { m_many = true; }
    /// The picture whose size is asked for: another choice is made to say the same size of it.
    void set_picture(const Sized& picture);
    /// Shows the tiles if they are switched on or there is something to say of them.
    void show_tiles(const std::string& words);

    std::function<void()> on_changed = [] {};

  private:
    /// A target's field with its unit.
    struct Value {
        int target;
        GtkWidget *row, *number;
    };
    GtkWidget* new_number(const ValueField& field, const std::string& name);
    Value new_value(int target, const char* unit);
    GtkWidget* new_print_line();
    void choose(int target);
    void entered(double value);
    void print_entered();
    void show_fields();
    void show_print();
    void changed();

    RefusedFn m_refused;
    Sized m_picture;
    Parameters m_values;  ///< only those of this row
    Print m_print;
    bool m_many = false;     ///< see set_many()
    bool m_setting = false;  ///< what is shown does not come from the user
    GtkWidget* m_box;
    GtkWidget* m_target;
    std::array<Value, 3> m_fields{};
    GtkWidget *m_ppi_row = nullptr, *m_ppi = nullptr;
    GtkWidget *m_print_line = nullptr, *m_each_hint = nullptr, *m_width = nullptr,
              *m_height = nullptr, *m_unit = nullptr;
    GtkWidget *m_tiles_row = nullptr, *m_tiles_words = nullptr, *m_tiles = nullptr;
};

}  // namespace upscale
