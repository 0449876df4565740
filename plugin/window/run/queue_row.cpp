// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/run/queue_row.hpp"

#include "common/words/i18n.hpp"
#include "window/widgets.hpp"

namespace upscale {
namespace {

// pixels: one run is always in view, and the price beside them is not cut
constexpr int kLeastRuns = 120, kMostRuns = 280;

std::string images_of(int images) {
    return format(
        dngettext("ideogram-upscale", "%d image", "%d images", static_cast<unsigned long>(images)),
        images);
}

}  // namespace

QueueRow::QueueRow() : m_row(new_row()), m_sum(new_hint()), m_runs(new_row(2)) {
    gtk_label_set_line_wrap(GTK_LABEL(m_sum), FALSE);
    // Many runs scroll; their height is that of a button, with or without a scroll bar.
    GtkWidget* scroll = gtk_scrolled_window_new(nullptr, nullptr);
    auto* scrolled = GTK_SCROLLED_WINDOW(scroll);
    gtk_scrolled_window_set_policy(scrolled, GTK_POLICY_AUTOMATIC, GTK_POLICY_NEVER);
    gtk_scrolled_window_set_propagate_natural_width(scrolled, TRUE);
    gtk_scrolled_window_set_min_content_width(scrolled, kLeastRuns);
    gtk_scrolled_window_set_max_content_width(scrolled, kMostRuns);
    gtk_container_add(GTK_CONTAINER(scroll), m_runs);
    pack(m_row, m_sum);
    pack(m_row, scroll, true);
    gtk_widget_show_all(m_row);
    gtk_widget_set_no_show_all(m_row, TRUE);
    gtk_widget_hide(m_row);
}

void QueueRow::show(const std::vector<WaitingRun>& runs) {
    gtk_container_foreach(
        GTK_CONTAINER(m_runs), [](GtkWidget* run, gpointer) { gtk_widget_destroy(run); }, nullptr);
    int sum = 0;
    for (const WaitingRun& run : runs) {
        sum += run.images;
        GtkWidget* button = new_button(images_of(run.images).c_str(), [this, number = run.number] {
            const auto withdrawn = on_withdrawn;  // a copy: this button is destroyed by it
            withdrawn(number);
        });
        gtk_button_set_image(
            GTK_BUTTON(button),
            gtk_image_new_from_icon_name("window-close-symbolic", GTK_ICON_SIZE_BUTTON));
        gtk_button_set_always_show_image(GTK_BUTTON(button), TRUE);
        gtk_button_set_image_position(GTK_BUTTON(button), GTK_POS_RIGHT);
        // a click must not leave the keyboard focus on it
        gtk_widget_set_focus_on_click(button, FALSE);
        // Translators: takes a run that waits for its turn out of the queue; %s are its values
        const std::string name = format(_("Do not make: %s"), run.words.c_str());
        gtk_widget_set_tooltip_text(button, name.c_str());
        set_accessible_name(button, name.c_str());
        pack(m_runs, button);
    }
    gtk_widget_show_all(m_runs);
    // Translators: after the present run; %s is "4 images"
    set_text(m_sum, format(_("Then %s:"), images_of(sum).c_str()));
    gtk_widget_set_visible(m_row, !runs.empty());
}

}  // namespace upscale
