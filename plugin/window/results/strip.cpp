// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/results/strip.hpp"

#include <algorithm>
#include <utility>

#include "common/dialogs/job_words.hpp"
#include "common/words/i18n.hpp"
#include "window/results/strip_child.hpp"
#include "window/widgets.hpp"
#include "window/words.hpp"

namespace upscale {
namespace {

constexpr int kMostInRow = 500;
constexpr int kBetweenGroups = 14;  // pixels
constexpr guint kRest = 300;        // ms
constexpr RectF kWhole{0, 0, 1, 1};

/// The height that windows can have on the smallest screen.
int screen_height() {
    GdkDisplay* display = gdk_display_get_default();
    int least = 0;
    for (int i = 0; display && i < gdk_display_get_n_monitors(display); ++i) {
        GdkRectangle area;
        gdk_monitor_get_workarea(gdk_display_get_monitor(display, i), &area);
        least = least == 0 ? area.height : std::min(least, area.height);
    }
    return least;
}

std::string tooltip_of(const ResultItem& item) {
    std::string text = item.layer + "\n" + short_words(item);
    if (!item.values.prompt.empty()) text += "\n" + item.values.prompt;
    text += "\n" + local_time(item.created);
    if (item.imported) text += std::string("\n") + _("Added to an image");
    return text;
}

bool same(const ResultItem& a, const ResultItem& b) { return a.job == b.job && a.index == b.index; }

GtkWidget* new_mark(const char* icon, GtkAlign side) {
    GtkWidget* mark = gtk_image_new_from_icon_name(icon, GTK_ICON_SIZE_MENU);
    gtk_widget_set_halign(mark, side);
    gtk_widget_set_valign(mark, GTK_ALIGN_START);
    gtk_style_context_add_class(gtk_widget_get_style_context(mark), "osd");
    gtk_widget_set_no_show_all(mark, TRUE);
    return mark;
}

int natural_width(GtkWidget* widget) {
    int least = 0, natural = 0;
    gtk_widget_get_preferred_width(widget, &least, &natural);
    return natural;
}

}  // namespace

/// Makes the results one stop of Tab, as their number grows: the arrow keys go from one to the
/// next.
gboolean Strip::on_tab(GtkWidget* flow, GtkDirectionType direction, gpointer) noexcept {
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
/// S stars the chosen ones.
gboolean Strip::on_key(GtkWidget* flow, GdkEventKey* key, gpointer self) noexcept {
    const bool space = key->keyval == GDK_KEY_space || key->keyval == GDK_KEY_KP_Space;
    const bool star = key->keyval == GDK_KEY_s || key->keyval == GDK_KEY_S;
    GtkWidget* const child = gtk_container_get_focus_child(GTK_CONTAINER(flow));
    const guint modifiers =
        key->state & gtk_accelerator_get_default_mod_mask() & ~static_cast<guint>(GDK_SHIFT_MASK);
    if (!child || modifiers != 0 || (!space && !star)) return FALSE;
    guard([&] {
        if (star) return static_cast<Strip*>(self)->on_star();
        gtk_flow_box_unselect_all(GTK_FLOW_BOX(flow));
        gtk_flow_box_select_child(GTK_FLOW_BOX(flow), GTK_FLOW_BOX_CHILD(child));
    });
    return TRUE;
}

Strip::Strip()
    : m_side(side_of_small_pictures(screen_height())),
      m_box(gtk_scrolled_window_new(nullptr, nullptr)),
      m_groups(new_row(kBetweenGroups)),
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
    g_signal_connect(m_flow, "key-press-event", G_CALLBACK(on_key), this);
    g_signal_connect(m_flow, "child-activated",
                     G_CALLBACK(+[](GtkFlowBox*, GtkFlowBoxChild*, gpointer self) noexcept {
                         guard([&] { static_cast<Strip*>(self)->on_activated(); });
                     }),
                     this);
    GtkWidget* column = new_column(2);
    pack(column, m_empty);
    pack(column, m_groups);
    gtk_widget_set_no_show_all(m_groups, TRUE);
    pack(column, m_flow);
    auto* scrolled = GTK_SCROLLED_WINDOW(m_box);
    gtk_scrolled_window_set_policy(scrolled, GTK_POLICY_AUTOMATIC, GTK_POLICY_NEVER);
    gtk_scrolled_window_set_overlay_scrolling(scrolled, FALSE);
    gtk_container_add(GTK_CONTAINER(m_box), column);
    // The picture does not move when the first results come.
    gtk_widget_set_size_request(m_box, -1, height_with_results());
    GtkAdjustment* across = gtk_scrolled_window_get_hadjustment(scrolled);
    for (const char* signal : {"changed", "value-changed"})
        connect(across, signal, [this] { ask_soon(); });
}

/// Measured with a result that is there only meanwhile.
int Strip::height_with_results() {
    Child sample = new_child({});
    set_text(sample.words, _("as set"));
    gtk_container_add(GTK_CONTAINER(m_flow), sample.child);
    GtkWidget* group = add_group(std::string(_("this computer")) + " · 0:00", m_side);
    gtk_widget_show_all(m_box);
    gtk_widget_hide(m_empty);
    gtk_widget_show(m_groups);
    int height = 0, bar = 0, spacing = 0;
    gtk_widget_get_preferred_height(m_box, nullptr, &height);
    auto* scrolled = GTK_SCROLLED_WINDOW(m_box);
    gtk_widget_get_preferred_height(gtk_scrolled_window_get_hscrollbar(scrolled), nullptr, &bar);
    gtk_widget_style_get(m_box, "scrollbar-spacing", &spacing, nullptr);
    gtk_widget_hide(m_groups);
    gtk_widget_show(m_empty);
    gtk_widget_destroy(group);
    gtk_widget_destroy(sample.child);
    return height + bar + spacing;
}

Strip::~Strip() {
    if (m_soon != 0) g_source_remove(m_soon);
}

Strip::Child Strip::new_child(const ResultItem& item) {
    GtkWidget* column = new_column(2);
    GtkWidget* image = gtk_image_new();
    gtk_widget_set_size_request(image, m_side, m_side);
    GtkWidget* overlay = gtk_overlay_new();
    gtk_container_add(GTK_CONTAINER(overlay), image);
    GtkWidget* star = new_mark("starred-symbolic", GTK_ALIGN_START);
    GtkWidget* added = new_mark("object-select-symbolic", GTK_ALIGN_END);
    GtkWidget* changed = new_mark("view-refresh-symbolic", GTK_ALIGN_CENTER);
    for (GtkWidget* mark : {star, added, changed})
        gtk_overlay_add_overlay(GTK_OVERLAY(overlay), mark);
    pack(column, overlay);
    GtkWidget* words = new_hint();
    gtk_label_set_line_wrap(GTK_LABEL(words), FALSE);
    // pale words on the colour of the chosen could not be read
    gtk_style_context_remove_class(gtk_widget_get_style_context(words), GTK_STYLE_CLASS_DIM_LABEL);
    // All are as wide as their pictures, and so groups are as wide as their captions.
    gtk_label_set_ellipsize(GTK_LABEL(words), PANGO_ELLIPSIZE_END);
    gtk_label_set_max_width_chars(GTK_LABEL(words), 1);
    gtk_label_set_xalign(GTK_LABEL(words), 0.5);
    pack(column, words);
    GtkWidget* child = new_strip_child();
    gtk_container_add(GTK_CONTAINER(child), column);
    gtk_widget_show_all(child);
    return {item, child, image, words, star, added, changed, {}, {}};
}

void Strip::show(const std::vector<ResultItem>& items) {
    gtk_widget_set_visible(m_empty, items.empty());
    const auto before = chosen();
    if (std::ranges::equal(items, m_children, same, {}, &Child::item)) {
        update(items);
    } else {
        m_filling = true;
        fill(items);
        update(items);
        m_filling = false;
        if (!std::ranges::equal(before, chosen(), same)) on_chosen();
    }
    ask_soon();
}

/// Makes the widgets anew. Results that were there before keep their pictures, and whether they are
/// chosen and have the focus.
void Strip::fill(const std::vector<ResultItem>& items) {
    const auto before = chosen();
    GtkWidget* const focused = gtk_container_get_focus_child(GTK_CONTAINER(m_flow));
    std::vector<Child> children;
    GtkWidget* to_focus = nullptr;
    for (const ResultItem& item : items) {
        Child made = new_child(item);
        if (const Child* old = find(item)) {
            if (GdkPixbuf* picture = gtk_image_get_pixbuf(GTK_IMAGE(old->image)))
                gtk_image_set_from_pixbuf(GTK_IMAGE(made.image), picture);
            made.shown = old->shown;
            if (old->child == focused) to_focus = made.child;
        }
        children.push_back(std::move(made));
    }
    m_thumbnails.forget();
    gtk_container_foreach(
        GTK_CONTAINER(m_flow), [](GtkWidget* child, gpointer) { gtk_widget_destroy(child); },
        nullptr);
    m_children = std::move(children);
    for (const Child& one : m_children) {
        gtk_container_add(GTK_CONTAINER(m_flow), one.child);
        if (std::ranges::any_of(before, [&](const auto& item) { return same(item, one.item); }))
            gtk_flow_box_select_child(GTK_FLOW_BOX(m_flow), GTK_FLOW_BOX_CHILD(one.child));
    }
    if (to_focus) gtk_widget_grab_focus(to_focus);
}

/// Brings what the widgets say up to date. `items` are those of the children.
void Strip::update(const std::vector<ResultItem>& items) {
    const auto all = captions(items);
    const bool several = std::ranges::count(all, true, &Caption::first) > 1;
    for (std::size_t i = 0; i < items.size(); ++i) {
        Child& one = m_children[i];
        const ResultItem& item = one.item = items[i];
        set_text(one.words, result_words(item, all[i]));
        gtk_widget_set_visible(one.star, item.starred);
        gtk_widget_set_visible(one.added, item.imported);
        gtk_widget_set_visible(one.changed, item.changed);
        gtk_widget_set_margin_start(one.child, all[i].other_group ? kBetweenGroups : 0);
        std::string tooltip = tooltip_of(item);
        if (item.changed) tooltip += std::string("\n") + _("The source has changed since");
        gtk_widget_set_tooltip_text(one.child, tooltip.c_str());
        std::string name = short_words(item);
        if (several) name += ", " + group_words(item, all[i], false);
        if (item.starred) name += std::string(", ") + _("Starred");
        if (item.imported) name += std::string(", ") + _("Added to an image");
        if (item.changed) name += std::string(", ") + _("The source has changed since");
        set_accessible_name(one.child, name.c_str());
    }
    show_groups(all);
}

void Strip::show_groups(const std::vector<Caption>& all) {
    gtk_container_foreach(
        GTK_CONTAINER(m_groups), [](GtkWidget* group, gpointer) { gtk_widget_destroy(group); },
        nullptr);
    for (std::size_t i = 0; i < all.size();) {
        std::size_t end = i + 1;
        while (end < all.size() && !all[end].first) ++end;
        int width = 0;
        for (std::size_t of_group = i; of_group < end; ++of_group)
            width += natural_width(m_children[of_group].child);
        if (all[i].other_group) width -= kBetweenGroups;  // the margin of the first child
        add_group(group_words(m_children[i].item, all[i], true), width);
        i = end;
    }
    gtk_widget_set_visible(m_groups, !all.empty());
}

/// Adds the caption of a group as wide as the group.
GtkWidget* Strip::add_group(const std::string& text, int width) {
    GtkWidget* group = new_column(2);
    gtk_widget_set_size_request(group, width, -1);
    GtkWidget* words = new_hint(text.c_str());
    gtk_label_set_max_width_chars(GTK_LABEL(words), 1);
    gtk_label_set_lines(GTK_LABEL(words), 2);
    gtk_label_set_ellipsize(GTK_LABEL(words), PANGO_ELLIPSIZE_END);
    gtk_box_pack_end(GTK_BOX(group), gtk_separator_new(GTK_ORIENTATION_HORIZONTAL), FALSE, FALSE,
                     0);
    gtk_box_pack_end(GTK_BOX(group), words, FALSE, FALSE, 0);
    pack(m_groups, group);
    gtk_widget_show_all(group);
    return group;
}

Strip::Child* Strip::find(const ResultItem& item) {
    const auto found =
        std::ranges::find_if(m_children, [&](const Child& one) { return same(one.item, item); });
    return found == m_children.end() ? nullptr : &*found;
}

void Strip::show_place(const VisiblePart& place) {
    if (std::exchange(m_place, place) != place) ask_soon();
}

/// True if the child is on the screen, or a page away from it.
bool Strip::is_seen(const Child& one) const {
    GtkAdjustment* across = gtk_scrolled_window_get_hadjustment(GTK_SCROLLED_WINDOW(m_box));
    const double page = gtk_adjustment_get_page_size(across);
    const double start = gtk_adjustment_get_value(across) - page;
    GtkAllocation where;
    gtk_widget_get_allocation(one.child, &where);
    return where.x + where.width > start && where.x < start + 3 * page;
}

void Strip::ask_soon() {
    if (m_soon != 0) g_source_remove(m_soon);
    // What has no picture yet is not waited for.
    const bool none = std::ranges::any_of(
        m_children, [&](const Child& one) { return !one.shown && !one.asked && is_seen(one); });
    m_soon = g_timeout_add(
        none ? 0 : kRest,
        [](gpointer self) noexcept -> gboolean {
            guard([&] {
                static_cast<Strip*>(self)->m_soon = 0;
                static_cast<Strip*>(self)->ask();
            });
            return G_SOURCE_REMOVE;
        },
        this);
}

void Strip::ask() {
    const auto wanted = [&](const Child& one) {
        return is_seen(one) ? part_to_show(one.item, m_place).value_or(kWhole) : one.shown;
    };
    // What is not wanted any more would keep the others waiting.
    if (std::ranges::any_of(
            m_children, [&](const Child& one) { return one.asked && one.asked != wanted(one); })) {
        m_thumbnails.forget();
        for (Child& one : m_children) one.asked.reset();
    }
    for (Child& one : m_children) {
        const std::optional<RectF> part = wanted(one);
        if (!part || part == one.shown || part == one.asked) continue;
        one.asked = part;
        m_thumbnails.ask(
            one.item.job, one.item.file, m_side,
            [this, item = one.item](GdkPixbuf* picture) {
                if (Child* const shown = find(item)) show_picture(*shown, picture);
            },
            part == kWhole ? std::nullopt : part);
    }
}

void Strip::show_picture(Child& one, GdkPixbuf* picture) {
    one.shown = std::exchange(one.asked, std::nullopt);
    if (picture)
        gtk_image_set_from_pixbuf(GTK_IMAGE(one.image), picture);
    else
        gtk_image_set_from_icon_name(GTK_IMAGE(one.image), "image-missing", GTK_ICON_SIZE_DND);
}

void Strip::choose(const ResultItem& item) {
    const Child* const one = find(item);
    if (!one) return;
    auto* flow = GTK_FLOW_BOX(m_flow);
    m_filling = true;
    gtk_flow_box_unselect_all(flow);
    m_filling = false;
    gtk_flow_box_select_child(flow, GTK_FLOW_BOX_CHILD(one->child));
}

std::vector<ResultItem> Strip::chosen() const {
    // In the order of the strip, not in the order in which they were clicked.
    std::vector<ResultItem> items;
    for (const Child& one : m_children)
        if (gtk_flow_box_child_is_selected(GTK_FLOW_BOX_CHILD(one.child)))
            items.push_back(one.item);
    return items;
}

}  // namespace upscale
