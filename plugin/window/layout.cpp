// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/layout.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "common/runs/procedure.hpp"
#include "common/words/i18n.hpp"
#include "presentation/window_place.hpp"
#include "state/preferences.hpp"
#include "window/widgets.hpp"

namespace upscale {
namespace {

constexpr int kMake = 1;  // response
constexpr int kPicturePage = 1;
constexpr const char* kWork = "work";
constexpr const char* kFirstRun = "first-run";

int least_height(GtkWidget* widget, int width) {
    int least = 0;
    gtk_widget_get_preferred_height_for_width(widget, width, &least, nullptr);
    return least;
}

int least_width(GtkWidget* widget) {
    int least = 0;
    gtk_widget_get_preferred_width(widget, &least, nullptr);
    return least;
}

/// No button of the row is wider than its text needs.
void make_narrow(GtkWidget* buttons) {
    gtk_container_foreach(
        GTK_CONTAINER(buttons),
        [](GtkWidget* button, gpointer row) {
            gtk_button_box_set_child_non_homogeneous(GTK_BUTTON_BOX(row), button, TRUE);
        },
        buttons);
}

void move_to(GtkWidget* child, GtkWidget* container) {
    const auto kept = share(child);
    gtk_container_remove(GTK_CONTAINER(gtk_widget_get_parent(child)), child);
    gtk_container_set_border_width(GTK_CONTAINER(child), 6);
    gtk_container_add(GTK_CONTAINER(container), child);
}

}  // namespace

Layout::Layout(Host& host, const Parts& parts)
    : m_dialog(host.new_dialog(_("Ideogram Upscale"), "ideogram-upscale", kUpscaleProcedure)),
      m_controls(parts.controls) {
    amend_theme();
    auto* dialog = GTK_DIALOG(m_dialog);
    add_aside(new_button(_("Acco_unt..."), [this] { on_account(); }));
    add_aside(new_button(_("History..."), [this] { on_history(); }));
    m_reset = new_reset();
    add_aside(m_reset);
    gtk_dialog_add_button(dialog, _("_Close"), GTK_RESPONSE_CLOSE);
    m_make = gtk_dialog_add_button(dialog, "", kMake);
    // without a mnemonic, because no single key may pay
    gtk_button_set_use_underline(GTK_BUTTON(m_make), FALSE);
    // This button pays: a click must not leave the focus on it, and Enter elsewhere must not press
    // it.
    gtk_widget_set_focus_on_click(m_make, FALSE);
    gtk_widget_set_can_default(m_make, FALSE);

    GtkWidget* area = gtk_dialog_get_content_area(dialog);
    gtk_box_set_spacing(GTK_BOX(area), 6);
    gtk_container_set_border_width(GTK_CONTAINER(area), 6);
    pack(area, new_overlay(parts), true);
    pack(area, parts.progress);
    pack(area, new_foot(parts.queue));
    gtk_widget_show_all(area);
    g_signal_connect(m_dialog, "response", G_CALLBACK(on_response), this);
    // Closing goes through on_response(). It must not destroy the window during a run.
    g_signal_connect(m_dialog, "delete-event", G_CALLBACK(gtk_true), nullptr);
    g_signal_connect(m_dialog, "focus-in-event", G_CALLBACK(on_focus_in), this);
}

Layout::~Layout() {
    keep_place();
    g_signal_handlers_disconnect_by_data(m_dialog, this);
    gtk_widget_destroy(m_dialog);
}

/// A button at the other end of the dialog's button row.
void Layout::add_aside(GtkWidget* button) {
    gtk_dialog_add_action_widget(GTK_DIALOG(m_dialog), button, GTK_RESPONSE_NONE);
    GtkWidget* row = gtk_widget_get_parent(button);
    gtk_button_box_set_child_secondary(GTK_BUTTON_BOX(row), button, TRUE);
    gtk_widget_show(button);
}

/// The pages, with the messages over them.
GtkWidget* Layout::new_overlay(const Parts& parts) {
    m_overlay = gtk_overlay_new();
    gtk_container_add(GTK_CONTAINER(m_overlay), new_pages(parts));
    gtk_overlay_add_overlay(GTK_OVERLAY(m_overlay), parts.messages);
    g_signal_connect(m_overlay, "get-child-position", G_CALLBACK(on_place_message), this);
    return m_overlay;
}

GtkWidget* Layout::new_pages(const Parts& parts) {
    GtkWidget* paned = gtk_paned_new(GTK_ORIENTATION_HORIZONTAL);
    gtk_widget_set_margin_start(m_controls, 6);
    m_pictures = new_column();
    pack(m_pictures, parts.viewer, true);
    pack(m_pictures, parts.results);
    gtk_widget_set_margin_end(m_pictures, 6);
    // The least height of a picture with results may be more than there is.
    m_picture_page = gtk_scrolled_window_new(nullptr, nullptr);
    auto* scrolled = GTK_SCROLLED_WINDOW(m_picture_page);
    gtk_scrolled_window_set_policy(scrolled, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
    gtk_scrolled_window_set_overlay_scrolling(scrolled, FALSE);
    gtk_container_add(GTK_CONTAINER(m_picture_page), m_pictures);
    gtk_paned_pack1(GTK_PANED(paned), m_picture_page, TRUE, FALSE);
    gtk_paned_pack2(GTK_PANED(paned), m_controls, FALSE, FALSE);
    m_work = new_row(0);
    pack(m_work, paned, true);
    GtkWidget* scroll = gtk_scrolled_window_new(nullptr, nullptr);
    gtk_container_add(GTK_CONTAINER(scroll), parts.first_run);
    m_pages = gtk_stack_new();
    gtk_stack_set_hhomogeneous(GTK_STACK(m_pages), FALSE);
    gtk_stack_set_vhomogeneous(GTK_STACK(m_pages), FALSE);
    gtk_stack_add_named(GTK_STACK(m_pages), m_work, kWork);
    gtk_stack_add_named(GTK_STACK(m_pages), scroll, kFirstRun);
    return m_pages;
}

/// What the next run costs and the runs that wait. As high as these, and as two lines of text.
GtkWidget* Layout::new_foot(GtkWidget* queue) {
    m_foot = new_row(12);
    m_money = new_text();
    make_one_line(m_money);
    gtk_label_set_line_wrap(GTK_LABEL(m_money), TRUE);
    gtk_label_set_lines(GTK_LABEL(m_money), 2);
    m_why_not = new_text();
    gtk_label_set_xalign(GTK_LABEL(m_why_not), 1);
    gtk_label_set_max_width_chars(GTK_LABEL(m_why_not), -1);
    set_accessible_role(m_why_not, ATK_ROLE_ALERT);
    pack(m_foot, m_money, true);
    pack(m_foot, m_why_not);
    pack(m_foot, queue);
    gtk_widget_set_size_request(m_foot, -1, least_height(m_make, 0));
    return m_foot;
}

/// Puts settings and picture on pages of their own if the screen has no room for both.
void Layout::divide(Size room) {
    GtkWidget* buttons = gtk_widget_get_parent(m_make);
    if (least_width(buttons) > room.width) make_narrow(buttons);
    const int settings = least_width(m_controls);
    const Size needed{least_width(m_pictures) + settings,
                      least_height(m_pictures, room.width - settings) +
                          least_height(buttons, room.width) + least_height(m_foot, room.width) +
                          kFrameHeight};
    if (needed.width > room.width) on_narrow();
    if (pages_for(room, needed) == Pages::One) return;
    GtkWidget* paned = gtk_widget_get_parent(m_controls);
    m_notebook = gtk_notebook_new();
    move_to(m_controls, m_notebook);
    gtk_notebook_set_tab_label_text(GTK_NOTEBOOK(m_notebook), m_controls, _("Settings"));
    gtk_widget_set_halign(m_controls, GTK_ALIGN_CENTER);  // wide sliders are hard to set
    move_to(m_picture_page, m_notebook);
    gtk_notebook_set_tab_label_text(GTK_NOTEBOOK(m_notebook), m_picture_page,
                                    _("Picture and Results"));
    gtk_widget_destroy(paned);
    pack(m_work, m_notebook, true);
    gtk_widget_show_all(m_notebook);
}

void Layout::show_pictures() {
    if (m_notebook) gtk_notebook_set_current_page(GTK_NOTEBOOK(m_notebook), kPicturePage);
}

/// Messages lie over the picture, and over the settings only if these have a page of their own.
gboolean Layout::on_place_message(GtkOverlay* overlay, GtkWidget* message, GdkRectangle* place,
                                  gpointer data) noexcept {
    return guard(false, [&] {
        const auto* self = static_cast<Layout*>(data);
        const bool beside = !self->m_notebook && gtk_widget_get_mapped(self->m_pictures);
        GtkWidget* under = beside ? self->m_pictures : self->m_pages;
        GtkAllocation area;
        gtk_widget_get_allocation(under, &area);
        gtk_widget_translate_coordinates(under, GTK_WIDGET(overlay), 0, 0, &place->x, &place->y);
        place->width = area.width;
        if (self->m_notebook && gtk_widget_get_mapped(self->m_notebook)) {
            // the tabs stay visible
            GtkWidget* page =
                gtk_widget_get_mapped(self->m_pictures) ? self->m_pictures : self->m_controls;
            gtk_widget_translate_coordinates(page, GTK_WIDGET(overlay), 0, 0, nullptr, &place->y);
        }
        int natural = 0;
        gtk_widget_get_preferred_height_for_width(message, place->width, &place->height, &natural);
        place->height = std::max(place->height, std::min(natural, area.height));
        return true;
    });
}

GtkWidget* Layout::new_reset() {
    GtkWidget* menu = gtk_menu_new();
    const auto add = [&](const char* label, bool factory) {
        GtkWidget* item = gtk_menu_item_new_with_mnemonic(label);
        connect(item, "activate", [this, factory] { on_reset(factory); });
        gtk_menu_shell_append(GTK_MENU_SHELL(menu), item);
    };
    add(_("Reset to _Initial Values"), false);
    add(_("Reset to _Factory Defaults"), true);
    gtk_widget_show_all(menu);
    GtkWidget* reset = gtk_menu_button_new();
    gtk_menu_button_set_popup(GTK_MENU_BUTTON(reset), menu);
    gtk_button_set_label(GTK_BUTTON(reset), _("_Reset"));
    gtk_button_set_use_underline(GTK_BUTTON(reset), TRUE);
    return reset;
}

void Layout::set_title(const std::string& image) {
    gtk_window_set_title(window(), image.empty()
                                       ? _("Ideogram Upscale")
                                       : format(_("Ideogram Upscale: %s"), image.c_str()).c_str());
}

void Layout::show() {
    const std::vector<Rect> areas = areas_of_screens();
    const Preferences last = load_preferences();
    const Rect was{last.window_x, last.window_y, last.window_width, last.window_height};
    const Size room = room_on_screen(was, areas);
    divide(room);
    if (const auto place = place_of_window(was, areas)) {
        gtk_window_set_default_size(window(), place->width, place->height);
        gtk_window_move(window(), place->x, place->y);
    } else {
        const Size size = first_size(room);
        gtk_window_set_default_size(window(), size.width, size.height);
    }
    gtk_widget_show(m_dialog);
    gtk_window_set_default(window(), nullptr);
}

void Layout::present() { gtk_window_present(window()); }

void Layout::show_first_run(bool first_run) {
    gtk_stack_set_visible_child_name(GTK_STACK(m_pages), first_run ? kFirstRun : kWork);
    gtk_widget_set_visible(m_make, !first_run);
    gtk_widget_set_visible(m_foot, !first_run);
    gtk_widget_set_visible(m_reset, !first_run);
}

void Layout::set_make(const std::string& label, bool sensitive, const std::string& why_not) {
    gtk_button_set_label(GTK_BUTTON(m_make), label.c_str());
    gtk_widget_set_sensitive(m_make, sensitive);
    gtk_widget_set_tooltip_text(m_make, why_not.c_str());
    set_text(m_why_not, why_not);
}

void Layout::set_money(const std::string& text) { set_text(m_money, text); }

void Layout::keep_place() {
    // A folded window has no height of its own; that of a maximized one is the screen's.
    if (!gtk_widget_get_visible(m_overlay) || gtk_window_is_maximized(window())) return;
    Preferences preferences = load_preferences();
    gtk_window_get_position(window(), &preferences.window_x, &preferences.window_y);
    gtk_window_get_size(window(), &preferences.window_width, &preferences.window_height);
    // If it cannot be saved, the window opens where it opened this time.
    static_cast<void>(save_preferences(preferences));
}

void Layout::fold(bool folded) {
    if (folded) gtk_window_get_size(window(), &m_width, &m_height);
    gtk_widget_set_visible(m_overlay, !folded);
    gtk_widget_set_visible(m_foot, !folded);
    gtk_widget_set_visible(gtk_widget_get_parent(m_make), !folded);  // the row of buttons
    if (folded)
        gtk_window_resize(window(), m_width, 1);
    else if (m_height > 0)
        gtk_window_resize(window(), m_width, m_height);
}

void Layout::on_response(GtkDialog*, int response, gpointer data) noexcept {
    guard([&] {
        auto* self = static_cast<Layout*>(data);
        if (response == kMake)
            self->on_make();
        else if (response == GTK_RESPONSE_CLOSE || response == GTK_RESPONSE_DELETE_EVENT)
            self->on_close();
    });
}

gboolean Layout::on_focus_in(GtkWidget*, GdkEvent*, gpointer self) noexcept {
    guard([&] { static_cast<Layout*>(self)->on_focus(); });
    return FALSE;
}

}  // namespace upscale
