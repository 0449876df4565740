// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/settings/prompt_box.hpp"

#include <utility>

#include "base/parameter_table.hpp"
#include "base/utf8.hpp"
#include "common/words/i18n.hpp"
#include "window/widgets.hpp"

namespace upscale {
namespace {

// pixels: about two lines, and seven, to which it grows with its text
constexpr int kLowest = 40, kHighest = 130;
constexpr int kPromptMargin = 3;  // pixels
constexpr int kMenuWidth = 60;    // characters of a prompt in the menu

GtkTextBuffer* buffer_of(GtkWidget* view) { return gtk_text_view_get_buffer(GTK_TEXT_VIEW(view)); }

}  // namespace

PromptBox::PromptBox()
    : m_box(new_column()), m_view(gtk_text_view_new()), m_earlier(gtk_menu_button_new()) {
    const Parameter& entry = parameter("prompt");
    auto* text = GTK_TEXT_VIEW(m_view);
    gtk_text_view_set_wrap_mode(text, GTK_WRAP_WORD_CHAR);
    gtk_text_view_set_accepts_tab(text, FALSE);  // Tab goes to the next field
    gtk_text_view_set_top_margin(text, kPromptMargin);
    gtk_text_view_set_bottom_margin(text, kPromptMargin);
    gtk_text_view_set_left_margin(text, kPromptMargin);
    gtk_text_view_set_right_margin(text, kPromptMargin);
    gtk_widget_set_tooltip_text(m_view, _(entry.help));
    set_accessible_name(m_view, _(entry.label));

    GtkWidget* scroll = gtk_scrolled_window_new(nullptr, nullptr);
    auto* scrolled = GTK_SCROLLED_WINDOW(scroll);
    gtk_scrolled_window_set_shadow_type(scrolled, GTK_SHADOW_IN);
    gtk_scrolled_window_set_policy(scrolled, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
    gtk_scrolled_window_set_min_content_height(scrolled, kLowest);
    gtk_scrolled_window_set_max_content_height(scrolled, kHighest);
    gtk_scrolled_window_set_propagate_natural_height(scrolled, TRUE);
    gtk_container_add(GTK_CONTAINER(scroll), m_view);

    GtkWidget* title = gtk_label_new_with_mnemonic(_(entry.label));
    gtk_label_set_xalign(GTK_LABEL(title), 0);
    gtk_label_set_mnemonic_widget(GTK_LABEL(title), m_view);
    gtk_button_set_relief(GTK_BUTTON(m_earlier), GTK_RELIEF_NONE);
    gtk_widget_set_tooltip_text(m_earlier, _("Earlier prompts"));
    set_accessible_name(m_earlier, _("Earlier prompts"));
    GtkWidget* head = new_row();
    pack(head, title, true);
    pack(head, m_earlier);
    pack(m_box, head);
    pack(m_box, scroll);
    connect(buffer_of(m_view), "changed", [this] { on_changed(); });
    set_history({});
}

std::string PromptBox::text() const {
    GtkTextIter start, end;
    gtk_text_buffer_get_bounds(buffer_of(m_view), &start, &end);
    return adopt(gtk_text_buffer_get_text(buffer_of(m_view), &start, &end, FALSE)).get();
}

void PromptBox::set_text(const std::string& text) {
    if (text != this->text()) gtk_text_buffer_set_text(buffer_of(m_view), text.c_str(), -1);
}

void PromptBox::set_history(std::vector<std::string> prompts) {
    m_history = std::move(prompts);
    fill_menu();
}

void PromptBox::fill_menu() {
    GtkWidget* menu = gtk_menu_new();
    for (const std::string& prompt : m_history) {
        GtkWidget* item = gtk_menu_item_new_with_label(printable_line(prompt, kMenuWidth).c_str());
        connect(item, "activate", [this, prompt] { set_text(prompt); });
        gtk_menu_shell_append(GTK_MENU_SHELL(menu), item);
    }
    gtk_widget_show_all(menu);
    gtk_menu_button_set_popup(GTK_MENU_BUTTON(m_earlier), menu);
    gtk_widget_set_sensitive(m_earlier, !m_history.empty());
}

}  // namespace upscale
