// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/picture/picture_paint.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>

#include "common/gobject_ptr.hpp"

namespace upscale {
namespace {

using PatternPtr = std::unique_ptr<cairo_pattern_t, Release<&cairo_pattern_destroy>>;
using SurfacePtr = std::unique_ptr<cairo_surface_t, Release<&cairo_surface_destroy>>;
using ContextPtr = std::unique_ptr<cairo_t, Release<&cairo_destroy>>;
using AttributesPtr = std::unique_ptr<PangoAttrList, Release<&pango_attr_list_unref>>;

// all of these in unscaled screen pixels
constexpr int kCheck = 8;
constexpr int kHatch = 8;
constexpr double kHandle = 11;  // radius
constexpr double kFocus = 2;
constexpr double kChosen = 3;
constexpr int kTextGap = 6, kTextPadX = 7, kTextPadY = 2, kTextRadius = 4;
constexpr int kNarrowestText = 22;
constexpr int kWidestLabel = 180;

constexpr double kDarkCheck = 0x66 / 255.0, kLightCheck = 0x99 / 255.0;

void set_gray(cairo_t* cr, double gray, double alpha = 1) {
    cairo_set_source_rgba(cr, gray, gray, gray, alpha);
}

void add(cairo_t* cr, RectF rect) { cairo_rectangle(cr, rect.x, rect.y, rect.width, rect.height); }

RectF grown(RectF rect, double by) {
    return {rect.x - by, rect.y - by, rect.width + 2 * by, rect.height + 2 * by};
}

RectF to_pixels(RectF rect) {
    const double x = std::round(rect.x), y = std::round(rect.y);
    return {x, y, std::round(rect.x + rect.width) - x, std::round(rect.y + rect.height) - y};
}

/// A line of `width` around the rectangle, aligned to whole pixels.
void frame(cairo_t* cr, RectF rect, double width, double gray, double alpha) {
    add(cr, grown(rect, width / 2));
    set_gray(cr, gray, alpha);
    cairo_set_line_width(cr, width);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_MITER);
    cairo_stroke(cr);
}

/// A pattern that repeats one tile of `side` × `side` pixels, painted by `draw`.
template <class Draw>
PatternPtr tile(int side, Draw draw) {
    const SurfacePtr surface(cairo_image_surface_create(CAIRO_FORMAT_ARGB32, side, side));
    const ContextPtr cr(cairo_create(surface.get()));
    draw(cr.get());
    PatternPtr pattern(cairo_pattern_create_for_surface(surface.get()));
    cairo_pattern_set_extend(pattern.get(), CAIRO_EXTEND_REPEAT);
    cairo_pattern_set_filter(pattern.get(), CAIRO_FILTER_NEAREST);
    return pattern;
}

void rounded(cairo_t* cr, double x, double y, double width, double height, double radius) {
    constexpr double kQuarter = std::numbers::pi / 2;
    cairo_new_sub_path(cr);
    cairo_arc(cr, x + width - radius, y + radius, radius, -kQuarter, 0);
    cairo_arc(cr, x + width - radius, y + height - radius, radius, 0, kQuarter);
    cairo_arc(cr, x + radius, y + height - radius, radius, kQuarter, 2 * kQuarter);
    cairo_arc(cr, x + radius, y + radius, radius, 2 * kQuarter, 3 * kQuarter);
    cairo_close_path(cr);
}

/// The colour of what is chosen or has the focus.
void set_chosen_colour(cairo_t* cr, GtkStyleContext* style) {
    GdkRGBA colour{0.2, 0.5, 0.9, 1};
    gtk_style_context_lookup_color(style, "theme_selected_bg_color", &colour);
    GdkRGBA text{};
    gtk_style_context_get_color(style, gtk_style_context_get_state(style), &text);
    // Mixed with the text colour, because in dark themes the colour of a selection is too dark to
    // see.
    constexpr double kText = 0.35;
    const auto mixed = [](double a, double b) { return a + (b - a) * kText; };
    cairo_set_source_rgb(cr, mixed(colour.red, text.red), mixed(colour.green, text.green),
                         mixed(colour.blue, text.blue));
}

}  // namespace

void paint_screen(cairo_t* cr, cairo_surface_t* screen, Rect where) {
    if (!screen || where.width <= 0) return;
    cairo_set_source_surface(cr, screen, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(cr), CAIRO_FILTER_NEAREST);
    cairo_rectangle(cr, where.x, where.y, where.width, where.height);
    cairo_fill(cr);
}

void paint_checks(cairo_t* cr, Rect where, int unit) {
    const int side = kCheck * unit;
    const PatternPtr checks = tile(2 * side, [&](cairo_t* on) {
        set_gray(on, kLightCheck);
        cairo_paint(on);
        set_gray(on, kDarkCheck);
        cairo_rectangle(on, side, 0, side, side);
        cairo_rectangle(on, 0, side, side, side);
        cairo_fill(on);
    });
    cairo_set_source(cr, checks.get());
    cairo_rectangle(cr, where.x, where.y, where.width, where.height);
    cairo_fill(cr);
}

void paint_padding(cairo_t* cr, RectF outer, RectF inner, int unit) {
    const int side = kHatch * unit;
    const PatternPtr hatch = tile(side, [&](cairo_t* on) {
        set_gray(on, 0, 0.35);
        cairo_paint(on);
        set_gray(on, 1, 0.45);
        cairo_set_line_width(on, unit);
        cairo_set_line_cap(on, CAIRO_LINE_CAP_SQUARE);
        // Drawn three times, so that the pattern continues across the corners of the tile.
        for (const int shift : {-side, 0, side}) {
            cairo_move_to(on, shift, side);
            cairo_line_to(on, shift + side, 0);
        }
        cairo_stroke(on);
    });
    outer = to_pixels(outer);
    inner = to_pixels(inner);
    cairo_save(cr);
    cairo_set_fill_rule(cr, CAIRO_FILL_RULE_EVEN_ODD);
    add(cr, outer);
    add(cr, inner);
    cairo_set_source(cr, hatch.get());
    cairo_fill(cr);
    cairo_restore(cr);
    frame(cr, grown(outer, -unit), unit, 1, 0.8);
    frame(cr, inner, unit, 0, 0.5);
}

void paint_part(cairo_t* cr, RectF part, int unit, Rect around, bool shade) {
    part = to_pixels(part);
    if (shade) {
        cairo_save(cr);
        cairo_rectangle(cr, around.x, around.y, around.width, around.height);
        cairo_clip(cr);
        cairo_set_fill_rule(cr, CAIRO_FILL_RULE_EVEN_ODD);
        cairo_rectangle(cr, around.x, around.y, around.width, around.height);
        add(cr, part);
        set_gray(cr, 0, 0.4);
        cairo_fill(cr);
        cairo_restore(cr);
    }
    frame(cr, grown(part, unit), 2 * unit, 0, 0.55);
    frame(cr, grown(part, -unit), unit, 0, 0.35);
    frame(cr, part, unit, 1, 1);
}

void paint_line(cairo_t* cr, Rect strip, double line, int unit) {
    const double top = strip.y, height = strip.height;
    cairo_rectangle(cr, line - 1.5 * unit, top, 3 * unit, height);
    set_gray(cr, 0, 0.45);
    cairo_fill(cr);
    cairo_rectangle(cr, std::floor(line - 0.5 * unit), top, unit, height);
    set_gray(cr, 1);
    cairo_fill(cr);

    const double radius = std::min(kHandle * unit, height / 2 - unit);
    if (radius < 4 * unit) return;
    const double middle = top + height / 2;
    cairo_arc(cr, line, middle, radius + unit, 0, 2 * std::numbers::pi);
    set_gray(cr, 0, 0.45);
    cairo_fill(cr);
    cairo_arc(cr, line, middle, radius, 0, 2 * std::numbers::pi);
    set_gray(cr, 1);
    cairo_fill(cr);
    set_gray(cr, 0.2);
    cairo_set_line_width(cr, 1.5 * unit);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    for (const int way : {-1, 1}) {
        cairo_move_to(cr, line + way * 0.28 * radius, middle - 0.32 * radius);
        cairo_line_to(cr, line + way * 0.6 * radius, middle);
        cairo_line_to(cr, line + way * 0.28 * radius, middle + 0.32 * radius);
        cairo_stroke(cr);
    }
}

void paint_focus(cairo_t* cr, GtkStyleContext* style, int width, int height) {
    set_chosen_colour(cr, style);
    cairo_set_line_width(cr, kFocus);
    cairo_rectangle(cr, kFocus / 2, kFocus / 2, width - kFocus, height - kFocus);
    cairo_stroke(cr);
}

void paint_chosen(cairo_t* cr, GtkStyleContext* style, Rect cell, int unit) {
    const double line = kChosen * unit;
    set_chosen_colour(cr, style);
    cairo_set_line_width(cr, line);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_MITER);
    cairo_rectangle(cr, cell.x - line / 2, cell.y - line / 2, cell.width + line,
                    cell.height + line);
    cairo_stroke(cr);
}

void paint_pending(cairo_t* cr, Rect where) {
    cairo_rectangle(cr, where.x, where.y, where.width, where.height);
    set_gray(cr, 0, 0.4);
    cairo_fill(cr);
}

void paint_text(cairo_t* cr, GtkWidget* widget, const std::string& text, Rect area, Anchor anchor,
                int unit) {
    const double left = static_cast<double>(area.x) / unit,
                 top = static_cast<double>(area.y) / unit;
    const double width = static_cast<double>(area.width) / unit;
    const double height = static_cast<double>(area.height) / unit;
    const bool label = anchor != Anchor::Top;
    int room = static_cast<int>(width) - 2 * (kTextGap + kTextPadX);
    if (label) room = std::min(room, kWidestLabel);
    if (text.empty() || room < kNarrowestText) return;

    const ObjectPtr<PangoLayout> layout =
        adopt(gtk_widget_create_pango_layout(widget, text.c_str()));
    if (label) {
        const AttributesPtr small(pango_attr_list_new());
        pango_attr_list_insert(small.get(), pango_attr_scale_new(PANGO_SCALE_SMALL));
        pango_layout_set_attributes(layout.get(), small.get());
        pango_layout_set_single_paragraph_mode(layout.get(), TRUE);
    } else {
        pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
        pango_layout_set_height(layout.get(), -4);  // lines at most
    }
    pango_layout_set_ellipsize(layout.get(), PANGO_ELLIPSIZE_END);
    pango_layout_set_width(layout.get(), room * PANGO_SCALE);
    PangoRectangle ink, logical;
    pango_layout_get_pixel_extents(layout.get(), &ink, &logical);

    const double box_width = logical.width + 2 * kTextPadX;
    const double box_height = logical.height + 2 * kTextPadY;
    if (box_height + kTextGap > height) return;
    double x = left + kTextGap, y = top + height - kTextGap - box_height;
    if (anchor == Anchor::UpperLeft || anchor == Anchor::UpperRight) y = top + kTextGap;
    if (anchor == Anchor::LowerRight || anchor == Anchor::UpperRight)
        x = left + width - kTextGap - box_width;
    if (anchor == Anchor::Top) {
        x = left + (width - box_width) / 2;
        y = top + kTextGap;
    }
    x = std::round(x);
    y = std::round(y);

    cairo_save(cr);
    cairo_scale(cr, unit, unit);
    rounded(cr, x, y, box_width, box_height, kTextRadius);
    set_gray(cr, 0, 0.66);
    cairo_fill(cr);
    set_gray(cr, 1);
    // A right-aligned layout does not begin at the left of its width.
    cairo_move_to(cr, x + kTextPadX - logical.x, y + kTextPadY - logical.y);
    pango_cairo_show_layout(cr, layout.get());
    cairo_restore(cr);
}

}  // namespace upscale
