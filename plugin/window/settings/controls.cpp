// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/settings/controls.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "common/dialogs/wheel.hpp"
#include "common/words/i18n.hpp"
#include "state/preferences.hpp"
#include "window/settings/choice_box.hpp"
#include "window/settings/number.hpp"
#include "window/widgets.hpp"

namespace upscale {
namespace {

constexpr int kMinHeight = 200;  // pixels; below that it scrolls
constexpr int kWidth = 52;       // characters

bool is_on(GtkWidget* check) { return gtk_toggle_button_get_active(GTK_TOGGLE_BUTTON(check)); }

/// A hint under the right column of a row.
GtkWidget* new_indented(GtkWidget* hint, GtkSizeGroup* labels) {
    GtkWidget* space = gtk_label_new("");
    gtk_size_group_add_widget(labels, space);
    GtkWidget* row = new_row();
    pack(row, space);
    pack(row, hint, true);
    return row;
}

}  // namespace

Controls::Controls(Host& host, Of of)
    : m_host(host),
      m_of(of),
      m_labels(adopt(gtk_size_group_new(GTK_SIZE_GROUP_HORIZONTAL))),
      m_presets(m_labels.get()),
      m_seed(m_labels.get(), [this](const std::string& text) { on_trouble(text); }),
      m_scroll(gtk_scrolled_window_new(nullptr, nullptr)),
      m_engine_hint(new_hint()),
      m_region_hint(new_hint()),
      m_effect(new_hint()) {
    m_presets.on_chosen = [this](const Preset& preset) {
        Parameters values = this->values();
        apply(preset, values);
        set_values(values);
        changed();
    };
    m_presets.on_trouble = [this](const std::string& text) { on_trouble(text); };

    GtkWidget* page = new_page(Page::Basic);
    if (m_of == Of::Image) pack(page, new_at_once());
    gtk_widget_show_all(page);
    pack(page, new_advanced());
    gtk_widget_set_margin_end(page,
                              kMargin);  // the scroll bar lies beside the fields, not over them
    gtk_container_add(GTK_CONTAINER(m_scroll), page);
    auto* scrolled = GTK_SCROLLED_WINDOW(m_scroll);
    gtk_scrolled_window_set_policy(scrolled, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
    gtk_scrolled_window_set_min_content_height(scrolled, kMinHeight);
    gtk_scrolled_window_set_propagate_natural_height(scrolled, TRUE);
    // As wide as with Advanced open and with every size, so that the picture stays.
    gtk_widget_set_size_request(
        m_scroll,
        std::max(width_of_characters(m_scroll, kWidth),
                 std::max(m_advanced_width, m_size->most_width()) + kMargin),
        -1);
}

GtkWidget* Controls::new_page(Page page) {
    GtkWidget* box = new_column();
    for (const Parameter* entry : parameters_of(page)) {
        if (m_of == Of::Files && !entry->in_batch) continue;
        pack(box, new_control(*entry));
        for (GtkWidget* widget : below(*entry)) pack(box, widget);
    }
    return box;
}

std::vector<GtkWidget*> Controls::below(const Parameter& entry) {
    const std::string_view name = entry.name;
    if (name == "engine")
        return {new_indented(m_engine_hint, m_labels.get()), new_source_choice(),
                m_presets.widget()};
    if (name == "region") return {new_indented(m_region_hint, m_labels.get())};
    if (name == "placement") return {new_indented(m_effect, m_labels.get())};
    return {};
}

GtkWidget* Controls::new_control(const Parameter& entry) {
    return std::visit(Overload{[&](const StringParameter& kind) { return new_prompt(entry, kind); },
                               [&](const IntParameter& kind) {
                                   if (entry.control == Control::Seed) return new_seed(entry, kind);
                                   if (entry.control == Control::Count)
                                       return new_count(entry, kind);
                                   return new_scale(entry, kind);
                               },
                               [&](const DoubleParameter& kind) { return new_number(entry, kind); },
                               [&](const BoolParameter& kind) { return new_check(entry, kind); },
                               [&](const ChoiceParameter& kind) {
                                   if (entry.control == Control::Size) return new_size(entry);
                                   if (entry.control == Control::Engine) return new_engine(entry);
                                   return new_combo(entry, kind);
                               }},
                      entry.kind);
}

GtkWidget* Controls::new_prompt(const Parameter& entry, const StringParameter& kind) {
    m_prompt.on_changed = [this] { changed(); };
    m_rows.push_back(
        {&entry, m_prompt.widget(),
         [this, kind](const Parameters& values) { m_prompt.set_text(values.*kind.field); },
         [this, kind](Parameters& values) { values.*kind.field = m_prompt.text(); }});
    return m_prompt.widget();
}

GtkWidget* Controls::new_seed(const Parameter& entry, const IntParameter& kind) {
    m_seed.on_changed = [this] { changed(); };
    m_rows.push_back(
        {&entry, m_seed.widget(),
         [this, kind](const Parameters& values) { m_seed.set_seed(values.*kind.field); },
         [this, kind](Parameters& values) { values.*kind.field = m_seed.seed(); }});
    return m_seed.widget();
}

GtkWidget* Controls::new_count(const Parameter& entry, const IntParameter& kind) {
    m_count = std::make_unique<CountRow>(entry, m_labels.get(),
                                         [this](const std::string& text) { on_trouble(text); });
    m_count->on_changed = [this] { changed(); };
    m_rows.push_back(
        {&entry, m_count->widget(),
         [this, kind](const Parameters& values) { m_count->set_count(values.*kind.field); },
         [this, kind](Parameters& values) { values.*kind.field = m_count->count(); }});
    return m_count->widget();
}

GtkWidget* Controls::new_size(const Parameter& entry) {
    m_size = std::make_unique<SizeRow>(entry, m_labels.get(),
                                       [this](const std::string& text) { on_trouble(text); });
    if (m_of == Of::Files) m_size->set_many();
    m_size->on_changed = [this] { changed(); };
    m_rows.push_back({&entry, m_size->widget(),
                      [this](const Parameters& values) { m_size->show(values); },
                      [this](Parameters& values) { m_size->take(values); }});
    return m_size->widget();
}

GtkWidget* Controls::new_engine(const Parameter& entry) {
    m_engine = std::make_unique<EngineBox>(entry, m_labels.get());
    m_engine->on_changed = [this] { changed(); };
    m_rows.push_back({&entry, m_engine->box(),
                      [this](const Parameters& values) { m_engine->show(values); },
                      [this](Parameters& values) { m_engine->take(values); }});
    return m_engine->row();
}

GtkWidget* Controls::new_combo(const Parameter& entry, const ChoiceParameter& kind) {
    GtkWidget* combo = new_choice_box(entry);
    keep_from_wheel(combo);
    connect(combo, "changed", [this] { changed(); });
    auto* box = GTK_COMBO_BOX(combo);
    m_rows.push_back(
        {&entry, combo,
         [=](const Parameters& values) { gtk_combo_box_set_active(box, values.*kind.field); },
         [=](Parameters& values) { values.*kind.field = gtk_combo_box_get_active(box); }});
    return new_labelled(_(entry.label), combo, m_labels.get());
}

GtkWidget* Controls::new_check(const Parameter& entry, const BoolParameter& kind) {
    GtkWidget* check = gtk_check_button_new_with_mnemonic(_(entry.label));
    wrap_label(check);
    gtk_widget_set_tooltip_text(check, _(entry.help));
    connect(check, "toggled", [this] { changed(); });
    auto* button = GTK_TOGGLE_BUTTON(check);
    m_rows.push_back(
        {&entry, check,
         [=](const Parameters& values) {
             gtk_toggle_button_set_active(button, values.*kind.field);
         },
         [=](Parameters& values) { values.*kind.field = gtk_toggle_button_get_active(button); }});
    return check;
}

GtkWidget* Controls::new_scale(const Parameter& entry, const IntParameter& kind) {
    GtkAdjustment* adjustment =
        gtk_adjustment_new(kind.minimum, kind.minimum, kind.maximum, 1, 10, 0);
    GtkWidget* scale = m_host.new_spin_scale(adjustment, _(entry.label));
    gtk_widget_set_tooltip_text(scale, _(entry.help));
    keep_from_wheel(scale);
    set_accessible_name(scale, _(entry.label));
    refuse_out_of_range(scale, atk_object_get_name(gtk_widget_get_accessible(scale)),
                        [this](const std::string& text) { on_trouble(text); });
    connect(adjustment, "value-changed", [this] { changed(); });
    auto* spin = GTK_SPIN_BUTTON(scale);
    m_rows.push_back(
        {&entry, scale,
         [=](const Parameters& values) { gtk_spin_button_set_value(spin, values.*kind.field); },
         [=](Parameters& values) { values.*kind.field = gtk_spin_button_get_value_as_int(spin); }});
    return scale;
}

GtkWidget* Controls::new_number(const Parameter& entry, const DoubleParameter& kind) {
    GtkWidget* field = gtk_spin_button_new_with_range(kind.minimum, kind.maximum, 1);
    gtk_widget_set_tooltip_text(field, _(entry.help));
    keep_from_wheel(field);
    refuse_out_of_range(field, name_of_label(_(entry.label)),
                        [this](const std::string& text) { on_trouble(text); });
    connect(field, "value-changed", [this] { changed(); });
    auto* spin = GTK_SPIN_BUTTON(field);
    m_rows.push_back(
        {&entry, field,
         [=](const Parameters& values) { gtk_spin_button_set_value(spin, values.*kind.field); },
         [=](Parameters& values) { values.*kind.field = gtk_spin_button_get_value(spin); }});
    return new_labelled(_(entry.label), field, m_labels.get());
}

GtkWidget* Controls::control_of(const char* name) const {
    const Parameter* entry = &parameter(name);
    return std::ranges::find(m_rows, entry, &Row::entry)->control;
}

GtkWidget* Controls::new_source_choice() {
    m_source = new_column(0);
    m_source_text = new_text("");
    pack(m_source, m_source_text);
    // Translators: what is to be upscaled; the other choice is "this result further"
    m_original = gtk_radio_button_new_with_mnemonic(nullptr, _("the origina_l again"));
    m_further = gtk_radio_button_new_with_mnemonic_from_widget(GTK_RADIO_BUTTON(m_original),
                                                               _("this result further"));
    for (GtkWidget* choice : {m_original, m_further}) wrap_label(choice);
    pack(m_source, m_original);
    pack(m_source, m_further);
    connect(m_original, "toggled", [this] { changed(); });
    gtk_widget_show_all(m_source);
    gtk_widget_set_no_show_all(m_source, TRUE);
    gtk_widget_hide(m_source);
    return m_source;
}

GtkWidget* Controls::new_at_once() {
    m_at_once = gtk_check_button_new_with_mnemonic(_("Add results at _once"));
    gtk_toggle_button_set_active(GTK_TOGGLE_BUTTON(m_at_once), load_preferences().add_at_once);
    wrap_label(m_at_once);
    connect(m_at_once, "toggled", [this] {
        Preferences preferences = load_preferences();
        preferences.add_at_once = add_at_once();
        // if it cannot be saved, the choice holds only while the window is open
        static_cast<void>(save_preferences(preferences));
    });
    return m_at_once;
}

bool Controls::add_at_once() const { return is_on(m_at_once); }

GtkWidget* Controls::new_advanced() {
    GtkWidget* box = new_page(Page::Advanced);
    GtkWidget* expander = gtk_expander_new_with_mnemonic(_("Adva_nced"));
    m_advanced = expander;
    // otherwise GTK leaves it on the left in mirrored layouts
    gtk_expander_set_label_fill(GTK_EXPANDER(expander), TRUE);
    gtk_label_set_xalign(GTK_LABEL(gtk_expander_get_label_widget(GTK_EXPANDER(expander))), 0);
    gtk_widget_set_margin_top(box, 6);
    gtk_container_add(GTK_CONTAINER(expander), box);
    // Otherwise Tab goes through what a closed expander hides.
    gtk_widget_show_all(box);
    gtk_widget_get_preferred_width(box, &m_advanced_width, nullptr);
    gtk_widget_set_no_show_all(box, TRUE);
    g_object_bind_property(expander, "expanded", box, "visible", G_BINDING_SYNC_CREATE);
    return expander;
}

void Controls::changed() {
    if (m_setting) return;
    m_presets.show(values());
    on_changed();
}

Parameters Controls::values() const {
    Parameters values;
    for (const Row& row : m_rows) row.take(values);
    return values;
}

void Controls::set_values(const Parameters& values) {
    m_setting = true;
    for (const Row& row : m_rows) row.show(values);
    m_setting = false;
    m_presets.show(values);
}

void Controls::show_seed() {
    if (!gtk_widget_get_sensitive(m_seed.widget())) return;
    gtk_expander_set_expanded(GTK_EXPANDER(m_advanced), TRUE);
    scroll_into_view(m_seed.widget(), m_scroll);
}

bool Controls::from_original() const { return is_on(m_original); }

void Controls::show_effect(const std::string& text) { set_hint(m_effect, text); }

void Controls::show_possible(const Subject& subject, const Parameters& values) {
    const bool local = values.engine == Engine::Local;
    set_hint(m_engine_hint, local ? _("Nothing leaves this computer. It takes no prompt.")
                                  : _("What is sent goes to 1min.ai. Each image costs credits."));
    for (const Row& row : m_rows) {
        const bool concerned = concerns(*row.entry, values.engine);
        gtk_widget_set_sensitive(row.control, concerned);
        // An empty white box would look as if something could be typed.
        if (row.entry->control == Control::Prompt) gtk_widget_set_visible(row.control, concerned);
        if (row.entry->only_engine == Engine::Local)
            gtk_widget_set_visible(gtk_widget_get_parent(row.control), concerned);
    }

    // the networks that clean are those that come along
    gtk_widget_set_sensitive(control_of("denoise"), local && values.model.empty());

    if (m_of == Of::Files) return;
    set_possible(control_of("region"), Region::Selection, subject.selection.has_value());
    set_hint(m_region_hint, subject.selection ? "" : _("Nothing is selected in the image."));
    for (const int placement : {Placement::GrowCanvas, Placement::Fit, Placement::ScaleImage})
        set_possible(control_of("placement"), placement, !subject.indexed);
    set_possible(control_of("placement"), Placement::Link, !subject.indexed && subject.takes_links);

    bool original = false, edited = false;
    for (const Subject::Chosen& chosen : subject.chosen) {
        original |= chosen.original.has_value();
        edited |= chosen.is_edited();
    }
    gtk_widget_set_visible(m_source, original);
    set_text(m_source_text, edited ? _("This layer was changed after its upscale. Enlarge")
                                   : _("This layer is a result of an upscale. Enlarge"));
    gtk_button_set_label(GTK_BUTTON(m_further),
                         edited ? _("the layer as it is now") : _("this result further"));
    // The results of what it was before could not be put over an edited layer.
    if (std::exchange(m_edited, edited) == edited) return;
    m_setting = true;
    gtk_toggle_button_set_active(GTK_TOGGLE_BUTTON(edited ? m_further : m_original), TRUE);
    m_setting = false;
}

}  // namespace upscale
