// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/results/strip.hpp"

#include <algorithm>

#include "common/dialogs/job_words.hpp"
#include "common/words/i18n.hpp"
#include "window/results/strip_child.hpp"
#include "window/widgets.hpp"

namespace upscale {
namespace {

constexpr int kSide = 72;          // pixels
constexpr int kAroundResult = 30;  // pixels: the frame of a result, and the scroll bar
constexpr int kMostInRow = 500;

std::string tooltip_of(const ResultItem& item) {
    std::string text = item.layer + "\n" + short_words(item);
    if (!item.values.prompt.empty()) text += "\n" + item.values.prompt;
    text += "\n" + local_time(item.created);
    if (item.imported) text += std::string("\n") + _("Added to an image");
    return text;
}

/// Makes the results one stop of Tab, as their number grows: the arrow keys go from one to the
/// next.
gboolean on_tab(GtkWidget* flow, GtkDirectionType direction, gpointer) noexcept {
    if (direction != GTK_DIR_TAB_FORWARD && direction != GTK_DIR_TAB_BACKWARD) return FALSE;
    if (gtk_container_get_focus_child(GTK_CONTAINER(flow))) {
        // GTK would go to the next child.
        g_signal_stop_emission_by_name(flow, "focus");
        return FALSE;
    }
    GList* const chosen = gtk_flow_box_get_selected_children(GTK_FLOW_BOX(flow));
    GtkWidget* const first = chosen ? GTK_WIDGET(chosen->data) : nullptr;
    g_list_free(chosen);
    if (!first) return FALSE;
    gtk_widget_grab_focus(first);
    return TRUE;
}

/// Space chooses a result, so that it is looked at. GTK would add it to the image, as Enter does.
gboolean on_space(GtkWidget* flow, GdkEventKey* key, gpointer) noexcept {
    const bool space = key->keyval == GDK_KEY_space || key->keyval == GDK_KEY_KP_Space;
    GtkWidget* const child = gtk_container_get_focus_child(GTK_CONTAINER(flow));
    if (!space || !child || (key->state & gtk_accelerator_get_default_mod_mask()) != 0)
        return FALSE;
    gtk_flow_box_unselect_all(GTK_FLOW_BOX(flow));
    gtk_flow_box_select_child(GTK_FLOW_BOX(flow), GTK_FLOW_BOX_CHILD(child));
    return TRUE;
}

bool same(const ResultItem& a, const ResultItem& b) { return a.job == b.job && a.index == b.index; }

}  // namespace

Strip::Strip()
    : m_box(gtk_scrolled_window_new(nullptr, nullptr)),
      m_flow(gtk_flow_box_new()),
      m_empty(new_hint(_("Results appear here. Each can be looked at and compared before it is "
                         "added to the image."))) {
    auto* flow = GTK_FLOW_BOX(m_flow);
    gtk_flow_box_set_selection_mode(flow, GTK_SELECTION_MULTIPLE);
    gtk_flow_box_set_max_children_per_line(flow, kMostInRow);
    gtk_flow_box_set_min_children_per_line(flow, kMostInRow);
    gtk_flow_box_set_homogeneous(flow, FALSE);
    gtk_flow_box_set_activate_on_single_click(flow, FALSE);
    gtk_widget_set_valign(m_flow, GTK_ALIGN_START);
    gtk_widget_set_halign(m_flow, GTK_ALIGN_START);
    set_accessible_name(m_flow, _("Results"));
    connect(m_flow, "selected-children-changed", [this] {
        if (!m_filling) on_chosen();
    });
    g_signal_connect(m_flow, "focus", G_CALLBACK(on_tab), nullptr);
    g_signal_connect(m_flow, "key-press-event", G_CALLBACK(on_space), nullptr);
    g_signal_connect(m_flow, "child-activated",
                     G_CALLBACK(+[](GtkFlowBox*, GtkFlowBoxChild*, gpointer self) noexcept {
                         guard([&] { static_cast<Strip*>(self)->on_activated(); });
                     }),
                     this);
    GtkWidget* column = new_column(0);
    pack(column, m_empty);
    pack(column, m_flow);
    // As high as with results, so that the picture does not move when the first ones come.
    gtk_widget_set_size_request(m_box, -1,
                                kSide + 2 * width_of_characters(m_box, 2) + kAroundResult);
    auto* scrolled = GTK_SCROLLED_WINDOW(m_box);
    gtk_scrolled_window_set_policy(scrolled, GTK_POLICY_AUTOMATIC, GTK_POLICY_NEVER);
    gtk_scrolled_window_set_overlay_scrolling(scrolled, FALSE);
    gtk_container_add(GTK_CONTAINER(m_box), column);
}

GtkWidget* Strip::new_child(const ResultItem& item) {
    GtkWidget* column = new_column(2);
    GtkWidget* image = new_thumbnail(m_thumbnails, item.job, item.file, kSide);
    GtkWidget* overlay = gtk_overlay_new();
    gtk_container_add(GTK_CONTAINER(overlay), image);
    if (item.imported) {
        GtkWidget* mark =
            gtk_image_new_from_icon_name("object-select-symbolic", GTK_ICON_SIZE_MENU);
        gtk_widget_set_halign(mark, GTK_ALIGN_END);
        gtk_widget_set_valign(mark, GTK_ALIGN_START);
        gtk_style_context_add_class(gtk_widget_get_style_context(mark), "osd");
        gtk_overlay_add_overlay(GTK_OVERLAY(overlay), mark);
    }
    pack(column, overlay);
    GtkWidget* words = new_hint(short_words(item).c_str());
    gtk_label_set_line_wrap(GTK_LABEL(words), FALSE);
    gtk_widget_set_halign(words, GTK_ALIGN_CENTER);
    pack(column, words);
    GtkWidget* child = new_strip_child();
    gtk_container_add(GTK_CONTAINER(child), column);
    gtk_widget_set_tooltip_text(child, tooltip_of(item).c_str());
    std::string name = short_words(item);
    if (item.imported) name += std::string(", ") + _("Added to an image");
    set_accessible_name(child, name.c_str());
    gtk_widget_show_all(child);
    return child;
}

void Strip::show(const std::vector<ResultItem>& items) {
    gtk_widget_set_visible(m_empty, items.empty());
    if (items == m_items) return;
    const auto before = chosen();
    m_filling = true;
    m_thumbnails.forget();
    gtk_container_foreach(
        GTK_CONTAINER(m_flow), [](GtkWidget* child, gpointer) { gtk_widget_destroy(child); },
        nullptr);
    m_items = items;
    for (const ResultItem& item : m_items) {
        GtkWidget* child = new_child(item);
        gtk_container_add(GTK_CONTAINER(m_flow), child);
        if (std::ranges::any_of(before, [&](const auto& one) { return same(one, item); }))
            gtk_flow_box_select_child(GTK_FLOW_BOX(m_flow), GTK_FLOW_BOX_CHILD(child));
    }
    m_filling = false;
    on_chosen();
}

void Strip::choose(const ResultItem& item) {
    const auto found =
        std::ranges::find_if(m_items, [&](const auto& one) { return same(one, item); });
    if (found == m_items.end()) return;
    auto* flow = GTK_FLOW_BOX(m_flow);
    m_filling = true;
    gtk_flow_box_unselect_all(flow);
    m_filling = false;
    gtk_flow_box_select_child(
        flow, gtk_flow_box_get_child_at_index(flow, static_cast<int>(found - m_items.begin())));
}

std::vector<ResultItem> Strip::chosen() const {
    std::vector<ResultItem> items;
    GList* const children = gtk_flow_box_get_selected_children(GTK_FLOW_BOX(m_flow));
    for (GList* child = children; child; child = child->next) {
        const int index = gtk_flow_box_child_get_index(GTK_FLOW_BOX_CHILD(child->data));
        if (index >= 0 && static_cast<std::size_t>(index) < m_items.size())
            items.push_back(m_items[static_cast<std::size_t>(index)]);
    }
    g_list_free(children);
    // In the order of the strip, not in the order in which they were clicked.
    std::ranges::sort(items, {}, [&](const ResultItem& item) {
        return std::ranges::find_if(m_items, [&](const auto& one) { return same(one, item); });
    });
    return items;
}

}  // namespace upscale
