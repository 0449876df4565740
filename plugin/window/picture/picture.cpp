// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/picture/picture.hpp"

#include "common/boundary.hpp"
#include "common/words/i18n.hpp"

namespace upscale {
namespace {

constexpr int kToolSpacing = 6;
constexpr int kZoomWidth = 6;  // characters: enough for "1600 %", so that the row does not move

/// Keeps its own reference, because the container may be destroyed first.
ObjectPtr<GtkWidget> own(GtkWidget* widget) {
    return ObjectPtr<GtkWidget>(static_cast<GtkWidget*>(g_object_ref_sink(widget)));
}

void pack_tool(GtkWidget* box, GtkWidget* child) {
    gtk_box_pack_start(GTK_BOX(box), child, FALSE, FALSE, 0);
}

void name(GtkWidget* widget, const char* text) {
    gtk_widget_set_tooltip_text(widget, text);
    atk_object_set_name(gtk_widget_get_accessible(widget), text);
}

bool is_press_key(guint key) {
    return key == GDK_KEY_space || key == GDK_KEY_KP_Space || key == GDK_KEY_Return ||
           key == GDK_KEY_KP_Enter;
}

}  // namespace

Picture::Picture() : m_box(own(gtk_box_new(GTK_ORIENTATION_VERTICAL, kToolSpacing))) {
    GtkWidget* frame = gtk_frame_new(nullptr);
    gtk_frame_set_shadow_type(GTK_FRAME(frame), GTK_SHADOW_IN);
    gtk_container_add(GTK_CONTAINER(frame), m_view.widget());
    gtk_box_pack_start(GTK_BOX(m_box.get()), frame, TRUE, TRUE, 0);
    pack_tool(m_box.get(), new_row());
    gtk_widget_show_all(m_box.get());

    m_view.on_changed = [this] {
        update_zoom();
        on_moved();
    };
    m_view.on_large = [this] {
        update_tools();
        on_large();
    };
    m_view.on_result_chosen = [this](std::size_t index) { on_result_chosen(index); };
    m_view.on_add = [this] { on_add(); };
    m_view.on_part_chosen = [this](Rect part) {
        if (on_part_chosen) on_part_chosen(part);
    };
    set_after(std::nullopt);
    update_zoom();
}

Picture::~Picture() {
    for (GtkWidget* widget : {m_grid.get(), m_split.get(), m_before.get()})
        g_signal_handlers_disconnect_by_data(widget, this);
    m_view.on_changed = nullptr;
    // These buttons have no member of their own, but their signal handlers use `this`.
    gtk_widget_destroy(m_box.get());
}

GtkWidget* Picture::new_button(const char* icon, const char* text, GCallback on_clicked) {
    GtkWidget* button = gtk_button_new_from_icon_name(icon, GTK_ICON_SIZE_BUTTON);
    gtk_button_set_relief(GTK_BUTTON(button), GTK_RELIEF_NONE);
    name(button, text);
    g_signal_connect_swapped(button, "clicked", on_clicked, this);
    return button;
}

GtkWidget* Picture::new_row() {
    GtkWidget* row = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);
    pack_tool(row, new_button("zoom-out-symbolic", _("Zoom out"), G_CALLBACK(on_zoom_out)));
    m_zoom = own(gtk_label_new(""));
    gtk_label_set_width_chars(GTK_LABEL(m_zoom.get()), kZoomWidth);
    pack_tool(row, m_zoom.get());
    pack_tool(row, new_button("zoom-in-symbolic", _("Zoom in"), G_CALLBACK(on_zoom_in)));
    pack_tool(row, new_button("zoom-original-symbolic", _("Zoom to 100 %"), G_CALLBACK(on_pixels)));
    pack_tool(row, new_button("zoom-fit-best-symbolic", _("Show all of the picture"),
                              G_CALLBACK(on_fit)));

    m_grid = own(gtk_toggle_button_new());
    gtk_container_add(GTK_CONTAINER(m_grid.get()),
                      gtk_image_new_from_icon_name("view-grid-symbolic", GTK_ICON_SIZE_BUTTON));
    gtk_button_set_relief(GTK_BUTTON(m_grid.get()), GTK_RELIEF_NONE);
    name(m_grid.get(), _("All results side by side"));
    gtk_widget_show_all(m_grid.get());
    gtk_widget_set_no_show_all(m_grid.get(), TRUE);
    g_signal_connect(m_grid.get(), "toggled", G_CALLBACK(on_grid), this);
    pack_tool(row, m_grid.get());

    m_before = own(gtk_button_new_with_label(_("Before")));
    gtk_widget_set_tooltip_text(m_before.get(),
                                _("Shows the picture as it was while this is held down"));
    g_signal_connect(m_before.get(), "event", G_CALLBACK(on_before_event), this);
    gtk_box_pack_end(GTK_BOX(row), m_before.get(), FALSE, FALSE, 0);

    m_split = own(gtk_check_button_new_with_label(_("Split view")));
    gtk_toggle_button_set_active(GTK_TOGGLE_BUTTON(m_split.get()), TRUE);
    gtk_widget_set_tooltip_text(m_split.get(),
                                _("Before and after on the two sides of a line; drag the line"));
    g_signal_connect(m_split.get(), "toggled", G_CALLBACK(on_split), this);
    gtk_box_pack_end(GTK_BOX(row), m_split.get(), FALSE, FALSE, kToolSpacing);
    return row;
}

void Picture::set_before(const Shown& before, Size source) { m_view.set_before(before, source); }

void Picture::set_after(const std::optional<Shown>& after) {
    m_view.set_after(after);
    update_tools();
}

void Picture::set_results(const std::vector<std::string>& captions, bool keep_large) {
    m_view.set_results(captions, keep_large);
    update_tools();
}

void Picture::set_result(std::size_t index, const PictureSurface& picture) {
    m_view.set_result(index, picture);
    update_tools();
}

std::optional<std::size_t> Picture::large() const {
    return m_view.shows_one_of_several() ? std::optional(m_view.current()) : std::nullopt;
}

bool Picture::back() {
    if (!m_view.shows_one_of_several()) return false;
    m_view.show_large(false);
    return true;
}

void Picture::update_tools() {
    const bool results = m_view.has_after() || m_view.has_several();
    if (!results) hold_before(false);
    gtk_widget_set_sensitive(m_split.get(), m_view.has_after());
    gtk_widget_set_sensitive(m_before.get(), results);
    gtk_widget_set_visible(m_grid.get(), m_view.has_several());
    gtk_toggle_button_set_active(GTK_TOGGLE_BUTTON(m_grid.get()), m_view.in_grid());
}

void Picture::tell(const std::string& text) {
    m_told = text;
    m_view.tell(text);
    update_zoom();
}

void Picture::start_choosing_part(Size part) {
    m_view.start_choosing(part);
    gtk_widget_grab_focus(m_view.widget());
}

void Picture::hold_before(bool hold) {
    m_view.set_only_before(hold && (m_view.has_after() || m_view.has_several()));
}

void Picture::update_zoom() {
    const CharPtr zoom = adopt(g_strdup_printf(_("%d %%"), m_view.percent()));
    // Setting the same text again would make GTK lay out the window again.
    if (g_strcmp0(gtk_label_get_text(GTK_LABEL(m_zoom.get())), zoom.get()) != 0)
        gtk_label_set_text(GTK_LABEL(m_zoom.get()), zoom.get());
    const CharPtr description = adopt(g_strdup_printf(_("Zoom: %d %%"), m_view.percent()));
    // The text that is drawn over the picture, for users of a screen reader.
    std::string all = description.get();
    for (const std::string& more : {m_view.words_for_current(), m_told})
        if (!more.empty()) all += ". " + more;
    AtkObject* accessible = gtk_widget_get_accessible(m_view.widget());
    const char* last = atk_object_get_description(accessible);
    if (!last || all != last) atk_object_set_description(accessible, all.c_str());
}

void Picture::on_zoom_in(Picture* self) noexcept {
    guard([&] { self->m_view.zoom_in(); });
}

void Picture::on_zoom_out(Picture* self) noexcept {
    guard([&] { self->m_view.zoom_out(); });
}

void Picture::on_pixels(Picture* self) noexcept {
    guard([&] { self->m_view.zoom_to_pixels(); });
}

void Picture::on_fit(Picture* self) noexcept {
    guard([&] { self->m_view.fit(); });
}

void Picture::on_grid(GtkToggleButton* button, gpointer self) noexcept {
    guard([&] {
        static_cast<Picture*>(self)->m_view.show_large(!gtk_toggle_button_get_active(button));
    });
}

void Picture::on_split(GtkToggleButton* button, gpointer self) noexcept {
    guard([&] {
        static_cast<Picture*>(self)->m_view.set_split(gtk_toggle_button_get_active(button));
    });
}

gboolean Picture::on_before_event(GtkWidget* button, GdkEvent* event, gpointer data) noexcept {
    return guard(false, [&] {
        auto* self = static_cast<Picture*>(data);
        switch (event->type) {
            case GDK_BUTTON_PRESS:
                if (event->button.button == GDK_BUTTON_PRIMARY) self->hold_before(true);
                return false;
            case GDK_KEY_PRESS:
                if (!is_press_key(event->key.keyval)) return false;
                // Otherwise the same click on the button would open the menu again.
                gtk_widget_set_state_flags(button, GTK_STATE_FLAG_ACTIVE, FALSE);
                self->hold_before(true);
                return true;
            case GDK_KEY_RELEASE:
                if (!is_press_key(event->key.keyval)) return false;
                gtk_widget_unset_state_flags(button, GTK_STATE_FLAG_ACTIVE);
                self->hold_before(false);
                return true;
            case GDK_BUTTON_RELEASE:
            case GDK_GRAB_BROKEN:
            case GDK_UNMAP:
                self->hold_before(false);
                return false;
            case GDK_FOCUS_CHANGE:
                if (event->focus_change.in) return false;
                gtk_widget_unset_state_flags(button, GTK_STATE_FLAG_ACTIVE);
                self->hold_before(false);
                return false;
            default:
                return false;
        }
    });
}

}  // namespace upscale
