// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/settings/number.hpp"

#include <cmath>
#include <optional>
#include <utility>

#include "base/text_number.hpp"
#include "common/words/i18n.hpp"
#include "window/widgets.hpp"

namespace upscale {
namespace {

struct Field {
    std::string name;
    RefusedFn refused;
    double before = 0;  ///< the value before the editing began
};

/// The typed number; nullopt if the text is none.
std::optional<double> typed_number(GtkWidget* spin) {
    char* end = nullptr;
    const char* text = gtk_entry_get_text(GTK_ENTRY(spin));
    const double typed = g_strtod(text, &end);
    if (end == text || *end != '\0' || !std::isfinite(typed)) return std::nullopt;
    return typed;
}

bool is_in_range(GtkWidget* spin, double number) {
    double lower = 0, upper = 0;
    gtk_spin_button_get_range(GTK_SPIN_BUTTON(spin), &lower, &upper);
    return number >= lower && number <= upper;
}

/// Sets the value at each keystroke, so that the price follows what is typed.
void on_typed(GtkWidget* spin, gpointer) noexcept {
    const auto typed = typed_number(spin);
    if (typed && is_in_range(spin, *typed))
        gtk_spin_button_set_value(GTK_SPIN_BUTTON(spin), *typed);
}

/// Keeps a text that says the value: GTK would write "2.00" while "2.5" is being typed.
gboolean on_output(GtkWidget* spin, gpointer) noexcept {
    const auto typed = typed_number(spin);
    return typed && std::abs(*typed - gtk_spin_button_get_value(GTK_SPIN_BUTTON(spin))) < 1e-9;
}

/// Runs before GTK reads the text: GTK would change it to the nearest valid number.
void check(GtkWidget* spin, Field& field) {
    const auto typed = typed_number(spin);
    if (typed && is_in_range(spin, *typed)) {
        field.before = *typed;
        return;
    }
    gtk_spin_button_set_value(GTK_SPIN_BUTTON(spin), field.before);
    const int digits = static_cast<int>(gtk_spin_button_get_digits(GTK_SPIN_BUTTON(spin)));
    gtk_entry_set_text(GTK_ENTRY(spin), format("%.*f", digits, field.before).c_str());
    double lower = 0, upper = 0;
    gtk_spin_button_get_range(GTK_SPIN_BUTTON(spin), &lower, &upper);
    // Translators: the name of a setting; its range
    field.refused(format(_("%s: %s to %s"), field.name.c_str(), number_text(lower).c_str(),
                         number_text(upper).c_str()));
}

void on_activate(GtkWidget* spin, gpointer field) noexcept {
    guard([&] { check(spin, *static_cast<Field*>(field)); });
}

gboolean on_focus_in(GtkWidget* spin, GdkEvent*, gpointer field) noexcept {
    static_cast<Field*>(field)->before = gtk_spin_button_get_value(GTK_SPIN_BUTTON(spin));
    return FALSE;
}

gboolean on_focus_out(GtkWidget* spin, GdkEvent*, gpointer field) noexcept {
    on_activate(spin, field);
    return FALSE;
}

/// GIMP's spin scale reads the text before "activate" is emitted.
gboolean on_key(GtkWidget* spin, GdkEventKey* key, gpointer field) noexcept {
    if (key->keyval == GDK_KEY_Return || key->keyval == GDK_KEY_KP_Enter ||
        key->keyval == GDK_KEY_ISO_Enter)
        on_activate(spin, field);
    return FALSE;
}

void forget_field(gpointer field, GClosure*) noexcept { delete static_cast<Field*>(field); }

}  // namespace

void refuse_out_of_range(GtkWidget* spin, const std::string& name, RefusedFn refused) {
    auto* field = new Field{name, std::move(refused)};
    g_signal_connect_data(spin, "activate", G_CALLBACK(on_activate), field, forget_field,
                          static_cast<GConnectFlags>(0));
    g_signal_connect(spin, "key-press-event", G_CALLBACK(on_key), field);
    g_signal_connect(spin, "changed", G_CALLBACK(on_typed), nullptr);
    g_signal_connect(spin, "output", G_CALLBACK(on_output), nullptr);
    g_signal_connect(spin, "focus-in-event", G_CALLBACK(on_focus_in), field);
    g_signal_connect(spin, "focus-out-event", G_CALLBACK(on_focus_out), field);
}

}  // namespace upscale
