// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/settings/controls.hpp"

#include "common/words/i18n.hpp"
#include "state/preferences.hpp"
#include "window/settings/choice_box.hpp"
#include "window/settings/number.hpp"
#include "window/widgets.hpp"

namespace upscale {
namespace {

constexpr int kMinHeight = 200;  // pixels; below that it scrolls

int chosen(GtkWidget* combo) { return gtk_combo_box_get_active(GTK_COMBO_BOX(combo)); }
int number(GtkWidget* spin) { return gtk_spin_button_get_value_as_int(GTK_SPIN_BUTTON(spin)); }
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

Controls::Controls(Host& host)
    : m_host(host),
      m_labels(adopt(gtk_size_group_new(GTK_SIZE_GROUP_HORIZONTAL))),
      m_presets(m_labels.get()),
      m_seed(m_labels.get(), [this](const std::string& text) { on_trouble(text); }),
      m_scroll(gtk_scrolled_window_new(nullptr, nullptr)),
      m_engine(new_combo("engine")),
      m_magic_prompt(new_combo("magic-prompt")),
      m_region(new_combo("region")),
      m_placement(new_combo("placement")),
      m_upload_format(new_combo("upload-format")),
      m_num_images(new_scale("num-images")),
      m_resemblance(new_scale("resemblance")),
      m_detail(new_scale("detail")),
      m_keep_alpha(new_check("keep-alpha")),
      m_protect_edges(new_check("protect-edges")),
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
    m_prompt.on_changed = [this] { changed(); };
    m_seed.on_changed = [this] { changed(); };

    const auto row = [&](const char* name, GtkWidget* widget) {
        return new_labelled(_(parameter(name).label), widget, m_labels.get());
    };
    GtkWidget* page = new_column();
    pack(page, row("engine", m_engine));
    pack(page, new_indented(m_engine_hint, m_labels.get()));
    pack(page, new_source_choice());
    pack(page, m_presets.widget());
    pack(page, m_prompt.widget(), true);
    pack(page, row("magic-prompt", m_magic_prompt));
    for (GtkWidget* scale : {m_resemblance, m_detail, m_num_images}) pack(page, scale);
    pack(page, row("region", m_region));
    pack(page, new_indented(m_region_hint, m_labels.get()));
    pack(page, row("placement", m_placement));
    pack(page, new_indented(m_effect, m_labels.get()));
    pack(page, new_at_once());
    pack(page, new_advanced());
    gtk_widget_set_margin_end(page, 12);  // the scroll bar lies beside the fields, not over them
    gtk_container_add(GTK_CONTAINER(m_scroll), page);
    auto* scrolled = GTK_SCROLLED_WINDOW(m_scroll);
    gtk_scrolled_window_set_policy(scrolled, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
    gtk_scrolled_window_set_min_content_height(scrolled, kMinHeight);
    gtk_scrolled_window_set_propagate_natural_height(scrolled, TRUE);
}

GtkWidget* Controls::new_combo(const char* name) {
    GtkWidget* combo = new_choice_box(parameter(name));
    connect(combo, "changed", [this] { changed(); });
    return combo;
}

GtkWidget* Controls::new_check(const char* name) {
    const Parameter& entry = parameter(name);
    GtkWidget* check = gtk_check_button_new_with_mnemonic(_(entry.label));
    gtk_widget_set_tooltip_text(check, _(entry.help));
    connect(check, "toggled", [this] { changed(); });
    return check;
}

GtkWidget* Controls::new_scale(const char* name) {
    const Parameter& entry = parameter(name);
    const auto& range = std::get<IntParameter>(entry.kind);
    GtkAdjustment* adjustment =
        gtk_adjustment_new(range.minimum, range.minimum, range.maximum, 1, 10, 0);
    GtkWidget* scale = m_host.new_spin_scale(adjustment, _(entry.label));
    gtk_widget_set_tooltip_text(scale, _(entry.help));
    set_accessible_name(scale, _(entry.label));
    refuse_out_of_range(scale, atk_object_get_name(gtk_widget_get_accessible(scale)),
                        [this](const std::string& text) { on_trouble(text); });
    connect(adjustment, "value-changed", [this] { changed(); });
    return scale;
}

GtkWidget* Controls::new_source_choice() {
    m_source = new_column(0);
    pack(m_source, new_text(_("This layer is a result of an upscale. Enlarge")));
    // Translators: what is to be upscaled; the other choice is "this result further"
    m_original = gtk_radio_button_new_with_mnemonic(nullptr, _("the origina_l again"));
    m_further = gtk_radio_button_new_with_mnemonic_from_widget(GTK_RADIO_BUTTON(m_original),
                                                               _("this result further"));
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
    connect(m_at_once, "toggled", [this] {
        Preferences preferences = load_preferences();
        preferences.add_at_once = add_at_once();
        // if it cannot be written it holds as long as the window
        static_cast<void>(save_preferences(preferences));
    });
    return m_at_once;
}

bool Controls::add_at_once() const { return is_on(m_at_once); }

GtkWidget* Controls::new_advanced() {
    GtkWidget* box = new_column();
    pack(box, m_seed.widget());
    pack(box, new_labelled(_(parameter("upload-format").label), m_upload_format, m_labels.get()));
    pack(box, m_keep_alpha);
    pack(box, m_protect_edges);
    GtkWidget* expander = gtk_expander_new_with_mnemonic(_("Adva_nced"));
    // else GTK leaves it on the left where everything is mirrored
    gtk_expander_set_label_fill(GTK_EXPANDER(expander), TRUE);
    gtk_label_set_xalign(GTK_LABEL(gtk_expander_get_label_widget(GTK_EXPANDER(expander))), 0);
    gtk_widget_set_margin_top(box, 6);
    gtk_container_add(GTK_CONTAINER(expander), box);
    return expander;
}

void Controls::changed() {
    if (m_setting) return;
    m_presets.show(values());
    on_changed();
}

Parameters Controls::values() const {
    Parameters values;
    values.prompt = m_prompt.text();
    values.num_images = number(m_num_images);
    values.magic_prompt = chosen(m_magic_prompt);
    values.resemblance = number(m_resemblance);
    values.detail = number(m_detail);
    values.seed = m_seed.seed();
    values.region = chosen(m_region);
    values.placement = chosen(m_placement);
    values.keep_alpha = is_on(m_keep_alpha);
    values.protect_edges = is_on(m_protect_edges);
    values.upload_format = chosen(m_upload_format);
    values.engine = chosen(m_engine);
    return values;
}

void Controls::set_values(const Parameters& values) {
    m_setting = true;
    m_prompt.set_text(values.prompt);
    const auto set_number = [](GtkWidget* spin, int number) {
        gtk_spin_button_set_value(GTK_SPIN_BUTTON(spin), number);
    };
    set_number(m_num_images, values.num_images);
    set_number(m_resemblance, values.resemblance);
    set_number(m_detail, values.detail);
    const auto choose = [](GtkWidget* combo, int choice) {
        gtk_combo_box_set_active(GTK_COMBO_BOX(combo), choice);
    };
    choose(m_magic_prompt, values.magic_prompt);
    choose(m_region, values.region);
    choose(m_placement, values.placement);
    choose(m_upload_format, values.upload_format);
    choose(m_engine, values.engine);
    const auto tick = [](GtkWidget* check, bool on) {
        gtk_toggle_button_set_active(GTK_TOGGLE_BUTTON(check), on);
    };
    tick(m_keep_alpha, values.keep_alpha);
    tick(m_protect_edges, values.protect_edges);
    m_seed.set_seed(values.seed);
    m_setting = false;
    m_presets.show(values);
}

bool Controls::from_original() const { return is_on(m_original); }

void Controls::show_effect(const std::string& text) { set_hint(m_effect, text); }

void Controls::show_possible(const Subject& subject, const Parameters& values) {
    const bool local = values.engine == Engine::Local;
    set_hint(m_engine_hint, local ? _("Nothing leaves this computer. It takes no prompt.")
                                  : _("What is sent goes to 1min.ai. Each image costs credits."));
    gtk_widget_set_sensitive(m_prompt.widget(), !local);
    gtk_widget_set_sensitive(m_magic_prompt, !local);

    set_possible(m_region, Region::Selection, subject.selection.has_value());
    set_hint(m_region_hint, subject.selection ? "" : _("Nothing is selected in the image."));
    for (const int placement : {Placement::GrowCanvas, Placement::Fit, Placement::ScaleImage})
        set_possible(m_placement, placement, !subject.indexed);

    bool result = false;
    for (const Subject::Chosen& chosen : subject.chosen) result |= chosen.original.has_value();
    gtk_widget_set_visible(m_source, result);
}

}  // namespace upscale
