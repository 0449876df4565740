// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/settings/size_row.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "common/dialogs/wheel.hpp"
#include "common/words/i18n.hpp"
#include "state/preferences.hpp"
#include "window/settings/choice_box.hpp"
#include "window/widgets.hpp"

namespace upscale {
namespace {

constexpr int kNumberWidth = 6;                       // characters
constexpr ValueField kPpi{1, 10000, 10, 0};           // pixels per inch
constexpr ValueField kLength{0.01, 1'000'000, 1, 2};  // in any unit
constexpr std::array kUnits{"in", "mm", "cm", "px"};  // as GIMP calls them everywhere
static_assert(kUnits.size() == static_cast<std::size_t>(kLengthUnits));

double value_of(GtkWidget* number) { return gtk_spin_button_get_value(GTK_SPIN_BUTTON(number)); }

/// Shows a value with as many digits as the field has. GTK takes over what the text says when the
/// focus leaves, so it must be the field's value, too.
void show_value(GtkWidget* number, double value) {
    const double scale = std::pow(10.0, gtk_spin_button_get_digits(GTK_SPIN_BUTTON(number)));
    gtk_spin_button_set_value(GTK_SPIN_BUTTON(number), std::round(value * scale) / scale);
}

void hide_until_needed(GtkWidget* widget) {
    gtk_widget_show_all(widget);
    gtk_widget_set_no_show_all(widget, TRUE);
    gtk_widget_hide(widget);
}

}  // namespace

SizeRow::SizeRow(const Parameter& entry, GtkSizeGroup* labels, RefusedFn refused)
    : m_refused(std::move(refused)), m_box(new_column()), m_target(new_choice_box(entry)) {
    const Preferences preferences = load_preferences();
    m_print.ppi = preferences.print_ppi;
    m_print.unit = preferences.print_unit;
    keep_from_wheel(m_target);
    GtkWidget* line = new_labelled(_(entry.label), m_target, labels);
    // Translators: after a factor, "2 times"
    m_fields = {new_value(Target::Factor, _("times")), new_value(Target::LongestSide, "px"),
                // Translators: megapixels
                new_value(Target::Megapixels, _("MP"))};
    for (const Value& field : m_fields) {
        connect(field.number, "value-changed",
                [this, number = field.number] { entered(value_of(number)); });
        pack(line, field.row);
    }
    m_ppi = new_number(kPpi, _("Pixels per inch"));
    connect(m_ppi, "value-changed", [this] {
        if (m_setting) return;
        if (m_many) return entered(value_of(m_ppi));
        m_print.ppi = value_of(m_ppi);
        print_entered();
    });
    m_ppi_row = new_row();
    pack(m_ppi_row, m_ppi);
    pack(m_ppi_row, gtk_label_new("ppi"));
    hide_until_needed(m_ppi_row);
    pack(line, m_ppi_row);
    pack(m_box, line);
    m_print_line = new_print_line();
    pack(m_box, m_print_line);
    GtkWidget* below_label = gtk_label_new("");
    gtk_size_group_add_widget(labels, below_label);
    m_each_hint = new_row();
    pack(m_each_hint, below_label);
    pack(m_each_hint, new_hint(_("Each file keeps the print size that it has.")), true);
    hide_until_needed(m_each_hint);
    pack(m_box, m_each_hint);

    m_tiles_words = new_hint();
    const Parameter& tiles = parameter("tiles");
    m_tiles = gtk_check_button_new_with_mnemonic(_(tiles.label));
    gtk_widget_set_tooltip_text(m_tiles, _(tiles.help));
    wrap_label(m_tiles);
    GtkWidget* column = new_column(2);
    pack(column, m_tiles_words);
    pack(column, m_tiles);
    GtkWidget* space = gtk_label_new("");
    gtk_size_group_add_widget(labels, space);
    m_tiles_row = new_row();
    pack(m_tiles_row, space);
    pack(m_tiles_row, column, true);
    pack(m_box, m_tiles_row);
    hide_until_needed(m_tiles_row);

    connect(m_target, "changed",
            [this] { choose(gtk_combo_box_get_active(GTK_COMBO_BOX(m_target))); });
    connect(m_tiles, "toggled", [this] {
        m_values.tiles =
            gtk_toggle_button_get_active(GTK_TOGGLE_BUTTON(m_tiles)) ? Tiles::On : Tiles::Off;
        changed();
    });
    show_fields();
}

int SizeRow::most_width() {
    for (GtkWidget* shown : {m_ppi_row, m_print_line}) gtk_widget_show(shown);
    int width = 0;
    gtk_widget_get_preferred_width(m_box, &width, nullptr);
    show_fields();
    return width;
}

SizeRow::~SizeRow() {
    Preferences preferences = load_preferences();
    if (preferences.print_ppi == m_print.ppi && preferences.print_unit == m_print.unit) return;
    preferences.print_ppi = m_print.ppi;
    preferences.print_unit = m_print.unit;
    // If it cannot be saved, the usual ones are shown the next time.
    static_cast<void>(save_preferences(preferences));
}

GtkWidget* SizeRow::new_number(const ValueField& field, const std::string& name) {
    GtkWidget* number = gtk_spin_button_new_with_range(field.minimum, field.maximum, field.step);
    gtk_spin_button_set_digits(GTK_SPIN_BUTTON(number), static_cast<guint>(field.digits));
    gtk_entry_set_width_chars(GTK_ENTRY(number), kNumberWidth);
    keep_from_wheel(number);
    refuse_out_of_range(number, name, m_refused);
    set_accessible_name(number, name.c_str());
    return number;
}

SizeRow::Value SizeRow::new_value(int target, const char* unit) {
    const auto& choices = std::get<ChoiceParameter>(parameter("target").kind).choices;
    const Choice& choice = choices[static_cast<std::size_t>(target)];
    GtkWidget* number = new_number(field_of(target), _(choice.label));
    GtkWidget* row = new_row();
    pack(row, number);
    pack(row, gtk_label_new(unit));
    hide_until_needed(row);
    return {target, row, number};
}

GtkWidget* SizeRow::new_print_line() {
    // Translators: of a print
    m_width = new_number(kLength, _("Width"));
    // Translators: of a print
    m_height = new_number(kLength, _("Height"));
    connect(m_width, "value-changed", [this] {
        if (m_setting) return;
        m_print.width = value_of(m_width);
        print_entered();
    });
    connect(m_height, "value-changed", [this] {
        if (m_setting || m_picture.size.height == 0) return;
        m_print.width = value_of(m_height) * m_picture.size.width / m_picture.size.height;
        print_entered();
    });
    m_unit = gtk_combo_box_text_new();
    for (const char* unit : kUnits)
        gtk_combo_box_text_append_text(GTK_COMBO_BOX_TEXT(m_unit), unit);
    keep_from_wheel(m_unit);
    set_accessible_name(m_unit, _("Unit"));
    connect(m_unit, "changed", [this] {
        if (m_setting) return;
        m_print.unit = gtk_combo_box_get_active(GTK_COMBO_BOX(m_unit));
        show_print();
    });
    GtkWidget* line = new_row();
    pack(line, m_width, true);
    pack(line, gtk_label_new("×"));
    pack(line, m_height, true);
    pack(line, m_unit);
    hide_until_needed(line);
    return line;
}

void SizeRow::show(const Parameters& values) {
    const std::pair now(m_values.target, m_values.target_value);
    const bool same = now == std::pair(values.target, values.target_value);
    m_values.target = values.target;
    m_values.target_value = values.target_value;
    m_values.tiles = values.tiles;
    m_setting = true;
    gtk_combo_box_set_active(GTK_COMBO_BOX(m_target), m_values.target);
    gtk_toggle_button_set_active(GTK_TOGGLE_BUTTON(m_tiles), m_values.tiles == Tiles::On);
    m_setting = false;
    // Otherwise a field would lose what is being typed into it.
    if (!same || m_values.target == Target::AsItComes) show_fields();
}

void SizeRow::take(Parameters& values) const {
    values.target = m_values.target;
    values.target_value = m_values.target_value;
    values.tiles = m_values.tiles;
}

void SizeRow::set_picture(const Sized& picture) {
    if (picture == m_picture) return;
    m_picture = picture;
    show_fields();
}

void SizeRow::show_tiles(const std::string& words) {
    set_hint(m_tiles_words, words);
    gtk_widget_set_visible(m_tiles_row, !words.empty() || m_values.tiles == Tiles::On);
}

void SizeRow::choose(int target) {
    if (m_setting) return;
    m_values = with_target(m_values, target, m_picture);
    show_fields();
    changed();
}

void SizeRow::entered(double value) {
    if (m_setting) return;
    m_values.target_value = value;
    changed();
}

/// The value of a print whose width is m_print's. The field that it comes from keeps its text.
void SizeRow::print_entered() {
    if (m_picture.size.width == 0) return;
    m_values.target_value = value_for_width(m_print, m_picture);
    m_print = print_of(m_values, m_picture, m_print);
    m_setting = true;
    if (!gtk_widget_has_focus(m_width)) show_value(m_width, m_print.width);
    if (!gtk_widget_has_focus(m_height)) show_value(m_height, m_print.height);
    m_setting = false;
    changed();
}

void SizeRow::show_fields() {
    m_setting = true;
    for (const Value& field : m_fields) {
        gtk_widget_set_visible(field.row, field.target == m_values.target);
        if (field.target == m_values.target) show_value(field.number, m_values.target_value);
    }
    m_setting = false;
    const bool print = m_values.target == Target::Print;
    gtk_widget_set_visible(m_ppi_row, print);
    gtk_widget_set_visible(m_print_line, print && !m_many);
    gtk_widget_set_visible(m_each_hint, print && m_many);
    if (print) show_print();
}

void SizeRow::show_print() {
    m_setting = true;
    show_value(m_ppi, m_many ? m_values.target_value : m_print.ppi);
    gtk_combo_box_set_active(GTK_COMBO_BOX(m_unit), m_print.unit);
    const bool known = m_picture.size.width > 0;
    if (known) m_print = print_of(m_values, m_picture, m_print);
    for (GtkWidget* number : {m_width, m_height}) {
        gtk_spin_button_set_digits(GTK_SPIN_BUTTON(number),
                                   static_cast<guint>(digits_of(m_print.unit)));
        if (known) show_value(number, number == m_width ? m_print.width : m_print.height);
        gtk_widget_set_sensitive(number, known);
    }
    m_setting = false;
}

void SizeRow::changed() {
    if (!m_setting) on_changed();
}

}  // namespace upscale
