// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/widgets.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "presentation/window_place.hpp"

namespace upscale {
namespace {

constexpr int kTextWidth = 46;   // characters, where texts wrap
constexpr int kTitleWidth = 18;  // characters of a title beside its field

using Action = std::function<void()>;

void call(Action* action) noexcept { guard(*action); }

void forget_action(gpointer action, GClosure*) noexcept { delete static_cast<Action*>(action); }

/// Names the toggle buttons inside of a widget, also those that are its own.
void name_buttons(GtkWidget* widget, const std::string& name) {
    if (GTK_IS_TOGGLE_BUTTON(widget))
        atk_object_set_name(gtk_widget_get_accessible(widget), name.c_str());
    if (!GTK_IS_CONTAINER(widget)) return;
    gtk_container_forall(
        GTK_CONTAINER(widget),
        [](GtkWidget* child, gpointer text) {
            name_buttons(child, *static_cast<const std::string*>(text));
        },
        const_cast<std::string*>(&name));
}

gboolean on_cut_text(GtkWidget* label, gint, gint, gboolean, GtkTooltip* tip, gpointer) noexcept {
    PangoLayout* layout = gtk_label_get_layout(GTK_LABEL(label));
    if (!pango_layout_is_ellipsized(layout)) return FALSE;
    gtk_tooltip_set_text(tip, gtk_label_get_text(GTK_LABEL(label)));
    return TRUE;
}

}  // namespace

GtkWidget* new_thumbnail(Thumbnails& thumbnails, const std::string& job, const std::string& file,
                         int side) {
    GtkWidget* image = gtk_image_new();
    gtk_widget_set_size_request(image, side, side);
    // The list may be filled anew before the picture is there.
    const std::shared_ptr<GtkWidget> kept(GTK_WIDGET(g_object_ref(image)), g_object_unref);
    thumbnails.ask(job, file, side, [kept](GdkPixbuf* picture) {
        auto* const shown = GTK_IMAGE(kept.get());
        if (picture)
            gtk_image_set_from_pixbuf(shown, picture);
        else
            gtk_image_set_from_icon_name(shown, "image-missing", GTK_ICON_SIZE_DND);
    });
    return image;
}

void amend_theme() {
    const auto css = adopt(gtk_css_provider_new());
    gtk_css_provider_load_from_data(
        css.get(),
        "button:focus, checkbutton:focus, radiobutton:focus, expander title:focus,"
        "flowboxchild:focus, row:focus {"
        " outline: 2px solid alpha(currentColor, 0.8); outline-offset: -3px; }"
        "row box { background-color: transparent; }",
        -1, nullptr);
    gtk_style_context_add_provider_for_screen(gdk_screen_get_default(),
                                              GTK_STYLE_PROVIDER(css.get()),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

std::vector<Rect> areas_of_screens() {
    std::vector<Rect> areas;
    GdkDisplay* display = gdk_display_get_default();
    for (int i = 0; i < gdk_display_get_n_monitors(display); ++i) {
        GdkRectangle area;
        gdk_monitor_get_workarea(gdk_display_get_monitor(display, i), &area);
        areas.push_back({area.x, area.y, area.width - kFrameWidth, area.height - kFrameHeight});
    }
    return areas;
}

Size room_on_screen(const Rect& last, const std::vector<Rect>& areas) {
    if (const auto area = area_of_window(last, areas)) return {area->width, area->height};
    Size room{areas.front().width, areas.front().height};
    for (const Rect& area : areas)
        room = {std::min(room.width, area.width), std::min(room.height, area.height)};
    return room;
}

GtkWidget* new_row(int spacing) { return gtk_box_new(GTK_ORIENTATION_HORIZONTAL, spacing); }

GtkWidget* new_column(int spacing) { return gtk_box_new(GTK_ORIENTATION_VERTICAL, spacing); }

void pack(GtkWidget* box, GtkWidget* child, bool expand) {
    gtk_box_pack_start(GTK_BOX(box), child, expand, expand, 0);
}

GtkWidget* new_text(const char* text) {
    GtkWidget* label = gtk_label_new(text);
    gtk_label_set_xalign(GTK_LABEL(label), 0);
    gtk_label_set_line_wrap(GTK_LABEL(label), TRUE);
    gtk_label_set_max_width_chars(GTK_LABEL(label), kTextWidth);
    return label;
}

GtkWidget* new_hint(const char* text) {
    GtkWidget* label = new_text(text);
    PangoAttrList* attributes = pango_attr_list_new();
    pango_attr_list_insert(attributes, pango_attr_scale_new(PANGO_SCALE_SMALL));
    gtk_label_set_attributes(GTK_LABEL(label), attributes);
    pango_attr_list_unref(attributes);
    gtk_style_context_add_class(gtk_widget_get_style_context(label), GTK_STYLE_CLASS_DIM_LABEL);
    return label;
}

void set_text(GtkWidget* label, const std::string& text) {
    const std::string shown = unbroken(text);
    if (shown != gtk_label_get_text(GTK_LABEL(label)))
        gtk_label_set_text(GTK_LABEL(label), shown.c_str());
}

void make_one_line(GtkWidget* label) {
    gtk_label_set_line_wrap(GTK_LABEL(label), FALSE);
    gtk_label_set_ellipsize(GTK_LABEL(label), PANGO_ELLIPSIZE_END);
    gtk_label_set_max_width_chars(GTK_LABEL(label), -1);
    gtk_widget_set_has_tooltip(label, TRUE);
    g_signal_connect(label, "query-tooltip", G_CALLBACK(on_cut_text), nullptr);
}

int width_of_characters(GtkWidget* widget, int count) {
    const std::unique_ptr<PangoFontMetrics, Release<&pango_font_metrics_unref>> metrics(
        pango_context_get_metrics(gtk_widget_get_pango_context(widget), nullptr, nullptr));
    return count * pango_font_metrics_get_approximate_char_width(metrics.get()) / PANGO_SCALE;
}

void set_hint(GtkWidget* label, const std::string& text) {
    set_text(label, text);
    gtk_widget_set_no_show_all(label, TRUE);
    gtk_widget_set_visible(label, !text.empty());
}

GtkWidget* new_labelled(const char* label, GtkWidget* widget, GtkSizeGroup* labels) {
    GtkWidget* title = gtk_label_new_with_mnemonic(label);
    gtk_label_set_xalign(GTK_LABEL(title), 0);
    gtk_label_set_mnemonic_widget(GTK_LABEL(title), widget);
    gtk_label_set_line_wrap(GTK_LABEL(title), TRUE);
    gtk_label_set_max_width_chars(GTK_LABEL(title), kTitleWidth);
    if (labels) gtk_size_group_add_widget(labels, title);
    GtkWidget* row = new_row();
    pack(row, title);
    pack(row, widget, true);
    set_accessible_name(widget, label);
    return row;
}

void wrap_label(GtkWidget* button) {
    GtkWidget* label = gtk_bin_get_child(GTK_BIN(button));
    gtk_label_set_line_wrap(GTK_LABEL(label), TRUE);
    gtk_label_set_xalign(GTK_LABEL(label), 0);
}

void set_accessible_name(GtkWidget* widget, const char* name) {
    const std::string plain = without_mnemonic(name);
    atk_object_set_name(gtk_widget_get_accessible(widget), plain.c_str());
    // A combo box gives the focus to a button inside, which has no name by itself.
    if (GTK_IS_COMBO_BOX(widget)) name_buttons(widget, plain);
}

void set_accessible_role(GtkWidget* widget, AtkRole role) {
    atk_object_set_role(gtk_widget_get_accessible(widget), role);
}

void scroll_into_view(GtkWidget* widget, GtkWidget* scrolled) {
    // The next frame may have to lay the widget out first; the one after it knows its place.
    struct Wait {
        GtkWidget* scrolled;
        int frames;
    };
    gtk_widget_add_tick_callback(
        widget,
        [](GtkWidget* shown, GdkFrameClock*, gpointer data) noexcept -> gboolean {
            auto* const wait = static_cast<Wait*>(data);
            if (--wait->frames > 0) return G_SOURCE_CONTINUE;
            GtkWidget* const content = gtk_bin_get_child(
                GTK_BIN(gtk_bin_get_child(GTK_BIN(wait->scrolled))));  // in the viewport
            int x = 0, y = 0;
            if (gtk_widget_translate_coordinates(shown, content, 0, 0, &x, &y))
                gtk_adjustment_clamp_page(
                    gtk_scrolled_window_get_vadjustment(GTK_SCROLLED_WINDOW(wait->scrolled)), y,
                    y + gtk_widget_get_allocated_height(shown));
            return G_SOURCE_REMOVE;
        },
        new Wait{scrolled, 3}, [](gpointer data) { delete static_cast<Wait*>(data); });
}

void connect(gpointer instance, const char* signal, std::function<void()> fn) {
    g_signal_connect_data(instance, signal, G_CALLBACK(call), new Action(std::move(fn)),
                          forget_action, G_CONNECT_SWAPPED);
}

GtkWidget* new_button(const char* label, std::function<void()> pressed) {
    GtkWidget* button = gtk_button_new_with_mnemonic(label);
    connect(button, "clicked", std::move(pressed));
    return button;
}

}  // namespace upscale
