// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/run/progress_row.hpp"

#include "common/words/i18n.hpp"
#include "window/widgets.hpp"

namespace upscale {

ProgressRow::ProgressRow(Host& host)
    : m_host(host),
      m_row(gtk_stack_new()),
      m_bar(gtk_progress_bar_new()),
      m_text(new_text()),
      m_cost(new_hint()),
      m_fold(gtk_toggle_button_new()),
      m_stop(nullptr) {
    gtk_container_add(GTK_CONTAINER(m_fold),
                      gtk_image_new_from_icon_name("go-up-symbolic", GTK_ICON_SIZE_BUTTON));
    gtk_widget_set_tooltip_text(m_fold, _("Show only the progress"));
    set_accessible_name(m_fold, _("Show only the progress"));
    connect(m_fold, "toggled",
            [this] { on_folded(gtk_toggle_button_get_active(GTK_TOGGLE_BUTTON(m_fold))); });
    m_stop = new_button(_("_Stop"), [this] { stop(); });
    // a click must not leave the keyboard focus on it
    gtk_widget_set_focus_on_click(m_stop, FALSE);
    set_accessible_name(m_bar, _("Progress"));
    set_accessible_role(m_text, ATK_ROLE_STATUSBAR);
    make_one_line(m_text);
    make_one_line(m_cost);

    GtkWidget* texts = new_column(2);
    pack(texts, m_text);
    pack(texts, m_bar);
    pack(texts, m_cost);
    m_line = new_row();
    pack(m_line, m_fold);
    pack(m_line, texts, true);
    pack(m_line, m_stop);
    for (GtkWidget* part : {m_fold, texts, m_stop}) gtk_widget_set_valign(part, GTK_ALIGN_CENTER);
    m_idle = new_row();
    gtk_container_add(GTK_CONTAINER(m_row), m_idle);
    gtk_container_add(GTK_CONTAINER(m_row), m_line);
    gtk_widget_show_all(m_row);
}

void ProgressRow::unfold() { gtk_toggle_button_set_active(GTK_TOGGLE_BUTTON(m_fold), FALSE); }

void ProgressRow::begin() {
    m_stopping = m_resting = false;
    m_running = true;
    gtk_button_set_label(GTK_BUTTON(m_stop), _("_Stop"));
    gtk_widget_set_sensitive(m_stop, TRUE);
    set_text(m_text, "");
    set_text(m_cost, "");
    gtk_progress_bar_set_fraction(GTK_PROGRESS_BAR(m_bar), 0);
    gtk_stack_set_visible_child(GTK_STACK(m_row), m_line);
}

void ProgressRow::end() {
    unfold();
    gtk_stack_set_visible_child(GTK_STACK(m_row), m_idle);
    m_running = false;
    m_host.end_progress();
}

void ProgressRow::rest(const std::string& text) {
    m_resting = !text.empty();
    if (!m_running || m_stopping || !m_resting) return;
    set_text(m_text, text);
    set_text(m_cost, "");
    gtk_button_set_label(GTK_BUTTON(m_stop), _("_Stop"));
}

void ProgressRow::stop() {
    m_stopping = true;
    gtk_widget_set_sensitive(m_stop, FALSE);
    set_text(m_text, _("Cancelling"));
    on_stop();
}

void ProgressRow::show(const Progress& progress, const std::string& text) {
    if (!m_running || m_stopping || m_resting) return;
    set_text(m_text, text);
    set_text(m_cost, describe_cost(progress));
    gtk_button_set_label(GTK_BUTTON(m_stop), stop_label(progress));
    if (progress.fraction >= 0)
        gtk_progress_bar_set_fraction(GTK_PROGRESS_BAR(m_bar), progress.fraction);
    else
        gtk_progress_bar_pulse(GTK_PROGRESS_BAR(m_bar));
    m_host.show_progress(text, progress.fraction);
}

}  // namespace upscale
