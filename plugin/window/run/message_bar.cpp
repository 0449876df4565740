// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/run/message_bar.hpp"

#include <algorithm>
#include <utility>

#include "window/widgets.hpp"

namespace upscale {
namespace {

constexpr int kMessageWidth = 60;  // characters; a longer text gets more lines
constexpr int kLeastMessageWidth = 20;
constexpr int kAroundMessage = 120;  // pixels beside text and buttons
constexpr int kMostHeight = 130;     // pixels of the text; below that it scrolls

/// The height of a text of that width, both in pixels.
int height_of(GtkWidget* label, const std::string& text, int width) {
    const auto layout = adopt(gtk_widget_create_pango_layout(label, text.c_str()));
    pango_layout_set_width(layout.get(), width * PANGO_SCALE);
    pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
    int height = 0;
    pango_layout_get_pixel_size(layout.get(), nullptr, &height);
    return height;
}

const char* icon_for(GtkMessageType type) {
    switch (type) {
        case GTK_MESSAGE_ERROR:
            return "dialog-error";
        case GTK_MESSAGE_WARNING:
            return "dialog-warning";
        default:
            return "dialog-information";
    }
}

}  // namespace

MessageBar::MessageBar()
    : m_bar(gtk_info_bar_new()),
      m_icon(gtk_image_new()),
      m_text(new_text()),
      m_scroll(gtk_scrolled_window_new(nullptr, nullptr)) {
    GtkWidget* area = gtk_info_bar_get_content_area(GTK_INFO_BAR(m_bar));
    gtk_widget_set_valign(m_icon, GTK_ALIGN_START);
    pack(area, m_icon);
    gtk_label_set_selectable(GTK_LABEL(m_text), TRUE);
    gtk_label_set_max_width_chars(GTK_LABEL(m_text), kMessageWidth);
    gtk_label_set_line_wrap_mode(GTK_LABEL(m_text), PANGO_WRAP_WORD_CHAR);
    gtk_widget_set_can_focus(m_text, FALSE);  // text that is selected must not take the focus
    gtk_widget_set_valign(m_text, GTK_ALIGN_START);
    gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(m_scroll), GTK_POLICY_NEVER,
                                   GTK_POLICY_AUTOMATIC);
    gtk_container_add(GTK_CONTAINER(m_scroll), m_text);
    gtk_widget_set_valign(m_scroll, GTK_ALIGN_CENTER);
    pack(area, m_scroll, true);
    gtk_info_bar_set_show_close_button(GTK_INFO_BAR(m_bar), TRUE);
    set_accessible_role(m_bar, ATK_ROLE_ALERT);
    gtk_widget_show_all(area);
    gtk_widget_set_no_show_all(m_bar, TRUE);
    g_signal_connect(m_bar, "response", G_CALLBACK(on_response), this);
}

int MessageBar::show(GtkMessageType type, const std::string& text, std::vector<Action> actions) {
    GtkWidget* area = gtk_info_bar_get_action_area(GTK_INFO_BAR(m_bar));
    for (std::size_t i = 0; i < m_actions.size(); ++i) {
        GList* buttons = gtk_container_get_children(GTK_CONTAINER(area));
        gtk_widget_destroy(GTK_WIDGET(buttons->data));
        g_list_free(buttons);
    }
    m_actions = std::move(actions);
    for (std::size_t i = 0; i < m_actions.size(); ++i)
        gtk_info_bar_add_button(GTK_INFO_BAR(m_bar), m_actions[i].label, static_cast<int>(i));
    gtk_info_bar_set_message_type(GTK_INFO_BAR(m_bar), type);
    gtk_image_set_from_icon_name(GTK_IMAGE(m_icon), icon_for(type), GTK_ICON_SIZE_BUTTON);
    set_text(m_text, text);
    make_room(text);
    set_accessible_name(m_bar, text.c_str());
    gtk_widget_show(m_bar);
    on_shown();
    return ++m_number;
}

/// Buttons that would leave too little room beside them are put below each other.
void MessageBar::make_room(const std::string& text) {
    GtkWidget* buttons = gtk_info_bar_get_action_area(GTK_INFO_BAR(m_bar));
    const int all = gtk_widget_get_allocated_width(gtk_widget_get_parent(m_bar));
    gtk_orientable_set_orientation(GTK_ORIENTABLE(buttons), GTK_ORIENTATION_HORIZONTAL);
    int width = 0;
    gtk_widget_get_preferred_width(buttons, &width, nullptr);
    if (width > all / 2) {
        gtk_orientable_set_orientation(GTK_ORIENTABLE(buttons), GTK_ORIENTATION_VERTICAL);
        gtk_widget_get_preferred_width(buttons, &width, nullptr);
    }
    const int least = width_of_characters(m_text, kLeastMessageWidth);
    const int room =
        std::clamp(all - width - kAroundMessage, least, width_of_characters(m_text, kMessageWidth));
    gtk_scrolled_window_set_min_content_height(
        GTK_SCROLLED_WINDOW(m_scroll), std::min(height_of(m_text, text, room), kMostHeight));
}

void MessageBar::withdraw(int number) {
    if (number == m_number) hide();
}

void MessageBar::hide() { gtk_widget_hide(m_bar); }

void MessageBar::on_response(GtkInfoBar*, int response, gpointer data) noexcept {
    guard([&] {
        auto* self = static_cast<MessageBar*>(data);
        self->hide();
        if (response >= 0 && static_cast<std::size_t>(response) < self->m_actions.size()) {
            const auto run = self->m_actions[static_cast<std::size_t>(response)].run;
            run();
        }
    });
}

}  // namespace upscale
