// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gimp2/dialog_controls.hpp"

#include <libgimp/gimp.h>
#include <libgimp/gimpui.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "base/text_number.hpp"
#include "common/boundary.hpp"
#include "common/dialogs/wheel.hpp"
#include "common/words/format.hpp"
#include "common/words/i18n.hpp"
#include "state/networks.hpp"

namespace upscale {
namespace {

constexpr int kTextMargin = 4;
constexpr int kScaleWidth = 180;
constexpr int kSpinChars = 5;

/// A parameter's label without its mnemonic.
std::string plain_label(const Parameter& entry) {
    std::string label = _(entry.label);
    std::erase(label, '_');
    return label;
}

void describe_widget(GtkWidget* widget, const Parameter& entry) {
    gimp_help_set_help_data(widget, _(entry.help), nullptr);
    atk_object_set_name(gtk_widget_get_accessible(widget), plain_label(entry).c_str());
}

/// The typed number; nullopt if the text is none, or if it is out of the field's range.
std::optional<double> typed_in_range(GtkSpinButton* spin) {
    double minimum = 0, maximum = 0;
    gtk_spin_button_get_range(spin, &minimum, &maximum);
    char* end = nullptr;
    const char* text = gtk_entry_get_text(GTK_ENTRY(spin));
    const double typed = g_strtod(text, &end);
    const bool valid = end != text && *end == '\0' && typed >= minimum && typed <= maximum;
    return valid ? std::optional(typed) : std::nullopt;
}

}  // namespace

/// A dialog's table with a label in the first of three columns.
struct DialogControls::Grid {
    GtkWidget* table;
    int row = 0;

    explicit Grid(int rows) : table(gtk_table_new(rows, 3, FALSE)) {
        gtk_table_set_col_spacings(GTK_TABLE(table), kRowSpacing);
        gtk_table_set_row_spacings(GTK_TABLE(table), kRowSpacing);
    }
    GtkTable* operator*() const { return GTK_TABLE(table); }
};

DialogControls::DialogControls(std::function<void()> changed,
                               std::function<void(const std::string&)> refused)
    : m_changed(std::move(changed)),
      m_refused(std::move(refused)),
      m_main(new_page(Page::Basic)),
      m_advanced(new_page(Page::Advanced)) {}

GtkWidget* DialogControls::new_page(Page page) {
    const auto entries = parameters_of(page);
    Grid grid(static_cast<int>(entries.size()) + 3);  // more rows for a hint and the tiles
    for (const Parameter* entry : entries) {
        add_control(grid, *entry);
        if (std::string_view(entry->name) == "engine") add_hint(grid);
    }
    return grid.table;
}

void DialogControls::add_control(Grid& grid, const Parameter& entry) {
    std::visit(Overload{[&](const StringParameter& kind) { add_prompt(grid, entry, kind); },
                        [&](const IntParameter& kind) {
                            if (entry.control == Control::Seed)
                                add_seed(grid, entry, kind);
                            else
                                add_scale(grid, entry, kind);
                        },
                        [&](const DoubleParameter& kind) { add_number(grid, entry, kind); },
                        [&](const BoolParameter& kind) { add_check(grid, entry, kind); },
                        [&](const ChoiceParameter& kind) {
                            if (entry.control == Control::Size)
                                add_size(grid, entry);
                            else if (entry.control == Control::Engine)
                                add_engine(grid, entry, kind);
                            else
                                add_combo(grid, entry, kind);
                        }},
               entry.kind);
}

GtkWidget* DialogControls::add_row(Grid& grid, const Parameter& entry, GtkWidget* widget,
                                   float yalign) {
    GtkWidget* label = gimp_table_attach_aligned(*grid, 0, grid.row, _(entry.label), 0.0, yalign,
                                                 widget, 2, FALSE);
    gtk_label_set_mnemonic_widget(GTK_LABEL(label), widget);
    gtk_size_group_add_widget(m_labels.get(), label);
    g_object_bind_property(widget, "sensitive", label, "sensitive", G_BINDING_SYNC_CREATE);
    gimp_help_set_help_data(label, _(entry.help), nullptr);
    ++grid.row;
    return label;
}

void DialogControls::add_combo(Grid& grid, const Parameter& entry, const ChoiceParameter& kind) {
    GtkWidget* combo = GTK_WIDGET(g_object_new(GIMP_TYPE_INT_COMBO_BOX, nullptr));
    auto* box = GIMP_INT_COMBO_BOX(combo);
    // GIMP 2.10 has no link layers
    const std::size_t count =
        kind.field == &Parameters::placement ? std::size_t{Placement::Link} : kind.choices.size();
    for (std::size_t i = 0; i < count; ++i)
        gimp_int_combo_box_append(box, GIMP_INT_STORE_VALUE, static_cast<int>(i),
                                  GIMP_INT_STORE_LABEL, _(kind.choices[i].label), -1);
    describe_widget(combo, entry);
    keep_from_wheel(combo);
    add_row(grid, entry, combo, 0.5);
    g_signal_connect(combo, "changed", G_CALLBACK(on_change), this);
    m_rows.push_back(
        {[=](const Parameters& values) { gimp_int_combo_box_set_active(box, values.*kind.field); },
         [=](Parameters& values) { gimp_int_combo_box_get_active(box, &(values.*kind.field)); }});
    if (kind.field == &Parameters::placement) m_placement = combo;
    note(entry, combo);
}

void DialogControls::add_engine(Grid& grid, const Parameter& entry, const ChoiceParameter& kind) {
    GtkWidget* combo = GTK_WIDGET(g_object_new(GIMP_TYPE_INT_COMBO_BOX, nullptr));
    auto* box = GIMP_INT_COMBO_BOX(combo);
    const auto append = [box](std::size_t value, const char* label) {
        gimp_int_combo_box_append(box, GIMP_INT_STORE_VALUE, static_cast<int>(value),
                                  GIMP_INT_STORE_LABEL, label, -1);
    };
    const std::size_t engines = kind.choices.size();
    for (std::size_t i = 0; i < engines; ++i) append(i, _(kind.choices[i].label));
    // The user's networks come after the engines, in the order of their names.
    const auto networks = network_names();
    for (std::size_t i = 0; i < networks.size(); ++i)
        // Translators: the name of a network of the user's
        append(engines + i,
               format(_("This computer: %s"), network_title(networks[i]).c_str()).c_str());
    describe_widget(combo, entry);
    keep_from_wheel(combo);
    add_row(grid, entry, combo, 0.5);
    g_signal_connect(combo, "changed", G_CALLBACK(on_change), this);
    m_rows.push_back(
        {[=](const Parameters& values) {
             const auto own = std::ranges::find(networks, values.model);
             const bool is_own = values.engine == Engine::Local && own != networks.end();
             gimp_int_combo_box_set_active(
                 box, is_own ? static_cast<int>(engines) + static_cast<int>(own - networks.begin())
                             : values.engine);
         },
         [=](Parameters& values) {
             int active = 0;
             gimp_int_combo_box_get_active(box, &active);
             const int own = active - static_cast<int>(engines);
             values.engine = own < 0 ? active : int{Engine::Local};
             values.model = own < 0 ? "" : networks[static_cast<std::size_t>(own)];
         }});
    note(entry, combo);
}

void DialogControls::add_hint(Grid& grid) {
    m_engine_hint = gtk_label_new(nullptr);
    gtk_misc_set_alignment(GTK_MISC(m_engine_hint), 0.0, 0.0);
    gimp_label_set_attributes(GTK_LABEL(m_engine_hint), PANGO_ATTR_STYLE, PANGO_STYLE_ITALIC, -1);
    gtk_table_attach(*grid, m_engine_hint, 1, 3, grid.row, grid.row + 1, GTK_FILL, GTK_FILL, 0, 0);
    gtk_table_set_row_spacing(*grid, grid.row, kSpacing);
    ++grid.row;
}

void DialogControls::add_prompt(Grid& grid, const Parameter& entry, const StringParameter& kind) {
    m_prompt = gtk_text_view_new();
    auto* view = GTK_TEXT_VIEW(m_prompt);
    gtk_text_view_set_wrap_mode(view, GTK_WRAP_WORD_CHAR);
    gtk_text_view_set_accepts_tab(view, FALSE);
    gtk_text_view_set_left_margin(view, kTextMargin);
    gtk_text_view_set_right_margin(view, kTextMargin);
    describe_widget(m_prompt, entry);
    GtkWidget* scrolled = gtk_scrolled_window_new(nullptr, nullptr);
    gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(scrolled), GTK_POLICY_NEVER,
                                   GTK_POLICY_AUTOMATIC);
    gtk_scrolled_window_set_shadow_type(GTK_SCROLLED_WINDOW(scrolled), GTK_SHADOW_IN);
    gtk_widget_set_size_request(scrolled, -1, kPromptHeight);
    gtk_container_add(GTK_CONTAINER(scrolled), m_prompt);
    GtkWidget* label = add_row(grid, entry, scrolled, 0.0);
    gtk_label_set_mnemonic_widget(GTK_LABEL(label), m_prompt);
    gtk_container_child_set(GTK_CONTAINER(grid.table), scrolled, "y-options", GTK_EXPAND | GTK_FILL,
                            nullptr);  // the prompt gets the room of a taller window
    note(entry, scrolled);

    GtkTextBuffer* buffer = gtk_text_view_get_buffer(view);
    m_rows.push_back({[=](const Parameters& values) {
                          const std::string& text = values.*kind.field;
                          gtk_text_buffer_set_text(buffer, text.data(),
                                                   static_cast<gint>(text.size()));
                      },
                      [=](Parameters& values) {
                          GtkTextIter start, end;
                          gtk_text_buffer_get_bounds(buffer, &start, &end);
                          values.*kind.field =
                              adopt(gtk_text_buffer_get_text(buffer, &start, &end, FALSE)).get();
                      }});
}

void DialogControls::add_scale(Grid& grid, const Parameter& entry, const IntParameter& kind) {
    const int page = kind.maximum - kind.minimum >= 100 ? 10 : 1;
    GtkObject* adjustment = gimp_scale_entry_new(
        *grid, 0, grid.row, _(entry.label), kScaleWidth, kSpinChars, kind.minimum, kind.minimum,
        kind.maximum, 1, page, 0, TRUE, 0, 0, _(entry.help), nullptr);
    gtk_size_group_add_widget(m_labels.get(), GTK_WIDGET(GIMP_SCALE_ENTRY_LABEL(adjustment)));
    describe_widget(GTK_WIDGET(GIMP_SCALE_ENTRY_SCALE(adjustment)), entry);
    keep_from_wheel(GTK_WIDGET(GIMP_SCALE_ENTRY_SCALE(adjustment)));
    guard_entry(GTK_WIDGET(GIMP_SCALE_ENTRY_SPINBUTTON(adjustment)), entry);
    g_signal_connect(GIMP_SCALE_ENTRY_SPINBUTTON(adjustment), "changed", G_CALLBACK(on_typed),
                     nullptr);
    ++grid.row;
    for (GtkWidget* widget : {GTK_WIDGET(GIMP_SCALE_ENTRY_LABEL(adjustment)),
                              GTK_WIDGET(GIMP_SCALE_ENTRY_SCALE(adjustment)),
                              GTK_WIDGET(GIMP_SCALE_ENTRY_SPINBUTTON(adjustment))})
        note(entry, widget);
    g_signal_connect(adjustment, "value-changed", G_CALLBACK(on_change), this);
    m_rows.push_back({[=](const Parameters& values) {
                          gtk_adjustment_set_value(GTK_ADJUSTMENT(adjustment), values.*kind.field);
                      },
                      [=](Parameters& values) {
                          values.*kind.field = static_cast<int>(
                              gtk_adjustment_get_value(GTK_ADJUSTMENT(adjustment)) + 0.5);
                      }});
}

void DialogControls::add_number(Grid& grid, const Parameter& entry, const DoubleParameter& kind) {
    GtkWidget* field = gtk_spin_button_new_with_range(kind.minimum, kind.maximum, 1);
    gtk_spin_button_set_digits(GTK_SPIN_BUTTON(field), 2);
    keep_from_wheel(field);
    guard_entry(field, entry);
    note(entry, field);
    note(entry, add_row(grid, entry, field, 0.5F));
    auto* spin = GTK_SPIN_BUTTON(field);
    m_rows.push_back(
        {[=](const Parameters& values) { gtk_spin_button_set_value(spin, values.*kind.field); },
         [=](Parameters& values) { values.*kind.field = gtk_spin_button_get_value(spin); }});
}

void DialogControls::add_check(Grid& grid, const Parameter& entry, const BoolParameter& kind) {
    GtkWidget* check = gtk_check_button_new_with_mnemonic(_(entry.label));
    gimp_help_set_help_data(check, _(entry.help), nullptr);
    gtk_table_attach(*grid, check, 1, 3, grid.row, grid.row + 1, GTK_FILL, GTK_FILL, 0, 0);
    ++grid.row;
    note(entry, check);
    auto* button = GTK_TOGGLE_BUTTON(check);
    m_rows.push_back(
        {[=](const Parameters& values) {
             gtk_toggle_button_set_active(button, values.*kind.field);
         },
         [=](Parameters& values) { values.*kind.field = gtk_toggle_button_get_active(button); }});
}

void DialogControls::add_seed(Grid& grid, const Parameter& entry, const IntParameter& kind) {
    GtkWidget* spin = gtk_spin_button_new_with_range(0, kind.maximum, 1);
    GtkWidget* random = gtk_check_button_new_with_mnemonic(_("Randomi_ze"));
    GtkWidget* box = gtk_hbox_new(FALSE, kRowSpacing);
    gtk_box_pack_start(GTK_BOX(box), spin, TRUE, TRUE, 0);
    gtk_box_pack_start(GTK_BOX(box), random, FALSE, FALSE, 0);
    guard_entry(spin, entry);
    gimp_help_set_help_data(random, _(entry.help), nullptr);
    GtkWidget* label = add_row(grid, entry, box, 0.5);
    gtk_label_set_mnemonic_widget(GTK_LABEL(label), spin);
    note(entry, box);
    g_object_bind_property(
        random, "active", spin, "sensitive",
        static_cast<GBindingFlags>(G_BINDING_SYNC_CREATE | G_BINDING_INVERT_BOOLEAN));
    m_rows.push_back({[=](const Parameters& values) {
                          const int seed = values.*kind.field;
                          gtk_toggle_button_set_active(GTK_TOGGLE_BUTTON(random), seed < 0);
                          if (seed >= 0) gtk_spin_button_set_value(GTK_SPIN_BUTTON(spin), seed);
                      },
                      [=](Parameters& values) {
                          values.*kind.field =
                              gtk_toggle_button_get_active(GTK_TOGGLE_BUTTON(random))
                                  ? kind.minimum
                                  : gtk_spin_button_get_value_as_int(GTK_SPIN_BUTTON(spin));
                      }});
}

void DialogControls::add_size(Grid& grid, const Parameter& entry) {
    m_target = GTK_WIDGET(g_object_new(GIMP_TYPE_INT_COMBO_BOX, nullptr));
    const auto& choices = std::get<ChoiceParameter>(entry.kind).choices;
    for (std::size_t i = 0; i < choices.size(); ++i)
        gimp_int_combo_box_append(GIMP_INT_COMBO_BOX(m_target), GIMP_INT_STORE_VALUE,
                                  static_cast<int>(i), GIMP_INT_STORE_LABEL, _(choices[i].label),
                                  -1);
    describe_widget(m_target, entry);
    keep_from_wheel(m_target);
    const ValueField field = field_of(Target::Factor);
    m_size = gtk_spin_button_new_with_range(field.minimum, field.maximum, field.step);
    guard_entry(m_size, parameter("target-value"));
    m_size_unit = gtk_label_new(nullptr);
    GtkWidget* box = gtk_hbox_new(FALSE, kRowSpacing);
    gtk_box_pack_start(GTK_BOX(box), m_target, TRUE, TRUE, 0);
    for (GtkWidget* part : {m_size, m_size_unit}) {
        gtk_box_pack_start(GTK_BOX(box), part, FALSE, FALSE, 0);
        gtk_widget_set_no_show_all(part, TRUE);
    }
    gtk_widget_show(m_target);
    GtkWidget* label = add_row(grid, entry, box, 0.5);
    gtk_label_set_mnemonic_widget(GTK_LABEL(label), m_target);

    const Parameter& tiles = parameter("tiles");
    m_tiles = gtk_check_button_new_with_mnemonic(_(tiles.label));
    gimp_help_set_help_data(m_tiles, _(tiles.help), nullptr);
    m_tiles_words = gtk_label_new(nullptr);
    gtk_misc_set_alignment(GTK_MISC(m_tiles_words), 0.0, 0.0);
    gimp_label_set_attributes(GTK_LABEL(m_tiles_words), PANGO_ATTR_STYLE, PANGO_STYLE_ITALIC, -1);
    gtk_widget_set_no_show_all(m_tiles_words, TRUE);
    for (GtkWidget* widget : {m_tiles, m_tiles_words}) {
        gtk_table_attach(*grid, widget, 1, 3, grid.row, grid.row + 1, GTK_FILL, GTK_FILL, 0, 0);
        ++grid.row;
    }
    g_signal_connect(m_target, "changed", G_CALLBACK(on_target), this);
    g_signal_connect(m_size, "changed", G_CALLBACK(on_size_typed), this);
    g_signal_connect(m_tiles, "toggled", G_CALLBACK(on_change), this);
    m_rows.push_back(
        {[this](const Parameters& values) {
             m_size_values.target = values.target;
             m_size_values.target_value = values.target_value;
             gtk_toggle_button_set_active(GTK_TOGGLE_BUTTON(m_tiles), values.tiles == Tiles::On);
             show_size();
         },
         [this](Parameters& values) {
             values.target = m_size_values.target;
             values.target_value = m_size_values.target_value;
             values.tiles =
                 gtk_toggle_button_get_active(GTK_TOGGLE_BUTTON(m_tiles)) ? Tiles::On : Tiles::Off;
         }});
}

void DialogControls::show_size() {
    const int target = m_size_values.target;
    const ValueField field = field_of(target);
    auto* spin = GTK_SPIN_BUTTON(m_size);
    m_showing_size = true;
    gimp_int_combo_box_set_active(GIMP_INT_COMBO_BOX(m_target), target);
    gtk_spin_button_set_digits(spin, static_cast<guint>(field.digits));
    gtk_spin_button_set_range(spin, field.minimum, field.maximum);
    gtk_spin_button_set_increments(spin, field.step, field.step * 10);
    gtk_spin_button_set_value(spin, m_size_values.target_value);
    m_showing_size = false;
    // Translators: after a factor, "2 times"
    const char* unit = target == Target::Factor        ? _("times")
                       : target == Target::LongestSide ? "px"
                       // Translators: megapixels
                       : target == Target::Megapixels ? _("MP")
                                                      : "ppi";
    gtk_label_set_text(GTK_LABEL(m_size_unit), unit);
    for (GtkWidget* part : {m_size, m_size_unit})
        gtk_widget_set_visible(part, target != Target::AsItComes);
}

void DialogControls::show_tiles(const std::string& words) {
    gtk_label_set_text(GTK_LABEL(m_tiles_words), words.c_str());
    gtk_widget_set_visible(m_tiles_words, !words.empty());
}

void DialogControls::on_target(GtkWidget*, gpointer self) noexcept {
    guard([&] {
        auto* controls = static_cast<DialogControls*>(self);
        if (controls->m_showing_size) return;
        int target = Target::AsItComes;
        gimp_int_combo_box_get_active(GIMP_INT_COMBO_BOX(controls->m_target), &target);
        controls->m_size_values = with_target(controls->m_size_values, target, controls->m_picture);
        controls->show_size();
        controls->m_changed();
    });
}

gboolean DialogControls::on_focus(GtkSpinButton* spin, GdkEvent*, gpointer self) noexcept {
    guard([&] {
        auto* controls = static_cast<DialogControls*>(self);
        std::ranges::find(controls->m_spins, spin, &Spin::widget)->before =
            gtk_spin_button_get_value(spin);
    });
    return FALSE;
}

/// The value follows each keystroke, and with it the price.
void DialogControls::on_typed(GtkSpinButton* spin, gpointer) noexcept {
    if (const auto typed = typed_in_range(spin)) gtk_spin_button_set_value(spin, *typed);
}

/// The same for the size. Its field keeps its text, which may get more digits.
void DialogControls::on_size_typed(GtkWidget*, gpointer self) noexcept {
    guard([&] {
        auto* controls = static_cast<DialogControls*>(self);
        if (controls->m_showing_size) return;
        const auto typed = typed_in_range(GTK_SPIN_BUTTON(controls->m_size));
        if (!typed) return;
        controls->m_size_values.target_value = *typed;
        controls->m_changed();
    });
}

void DialogControls::guard_entry(GtkWidget* spin, const Parameter& entry) {
    describe_widget(spin, entry);
    keep_from_wheel(spin);
    gtk_spin_button_set_update_policy(GTK_SPIN_BUTTON(spin), GTK_UPDATE_IF_VALID);
    g_signal_connect(spin, "input", G_CALLBACK(on_input), this);
    g_signal_connect(spin, "focus-in-event", G_CALLBACK(on_focus), this);
    m_spins.push_back({GTK_SPIN_BUTTON(spin), plain_label(entry)});
}

void DialogControls::on_change(GtkWidget*, gpointer self) noexcept {
    guard([&] { static_cast<DialogControls*>(self)->m_changed(); });
}

gint DialogControls::on_input(GtkSpinButton* spin, gdouble*, gpointer self) noexcept {
    guard([&] {
        auto* controls = static_cast<DialogControls*>(self);
        const auto field = std::ranges::find(controls->m_spins, spin, &Spin::widget);
        if (const auto typed = typed_in_range(spin)) {
            field->before = *typed;
            return;
        }
        // it may have followed the first digits
        gtk_spin_button_set_value(spin, field->before);
        double minimum = 0, maximum = 0;
        gtk_spin_button_get_range(spin, &minimum, &maximum);
        // Translators: the name of a setting; its range
        controls->m_refused(format(_("%s: %s to %s"), field->label.c_str(),
                                   number_text(minimum).c_str(), number_text(maximum).c_str()));
    });
    return FALSE;  // GTK reads the text now, and puts the previous number back if it is not a valid
                   // one
}

void DialogControls::show(const Parameters& values) {
    for (const Row& row : m_rows) row.show(values);
}

Parameters DialogControls::shown() const {
    Parameters values;
    for (const Row& row : m_rows) row.take(values);
    return values;
}

void DialogControls::show_placement(int placement) {
    gimp_int_combo_box_set_active(GIMP_INT_COMBO_BOX(m_placement), placement);
}

void DialogControls::follow(int engine) {
    const bool local = engine == Engine::Local;
    gtk_label_set_text(GTK_LABEL(m_engine_hint),
                       local
                           ? _("Nothing leaves this computer.")
                           : _("The layer is uploaded to 1min.ai. Each variation costs credits."));
    for (const auto& [entry, widget] : m_widgets)
        gtk_widget_set_sensitive(widget, concerns(*entry, engine));
}

void DialogControls::finish_typing() {
    for (const Spin& spin : m_spins) gtk_spin_button_update(spin.widget);
}

}  // namespace upscale
