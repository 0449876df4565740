// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// State and drawing; the input is picture_input.cpp.
#include "window/picture/picture_view.hpp"

#include <algorithm>
#include <cmath>

#include "common/boundary.hpp"
#include "common/words/i18n.hpp"
#include "window/picture/picture_paint.hpp"

namespace upscale {
namespace {

constexpr int kBorder = 3;  // space around the view for the focus ring
constexpr int kLeastWidth = 320, kLeastHeight = 200;

CairoSurfacePtr new_screen(Size size) {
    CairoSurfacePtr screen(
        cairo_image_surface_create(CAIRO_FORMAT_ARGB32, size.width, size.height));
    if (cairo_surface_status(screen.get()) != CAIRO_STATUS_SUCCESS) return nullptr;
    return screen;
}

using ContextPtr = std::unique_ptr<cairo_t, Release<&cairo_destroy>>;

}  // namespace

PictureView::PictureView() {
    GtkWidget* area = gtk_drawing_area_new();
    m_area.reset(static_cast<GtkWidget*>(g_object_ref_sink(area)));
    gtk_widget_set_size_request(area, kLeastWidth, kLeastHeight);
    gtk_widget_set_can_focus(area, TRUE);
    gtk_widget_add_events(area, GDK_BUTTON_PRESS_MASK | GDK_BUTTON_RELEASE_MASK |
                                    GDK_POINTER_MOTION_MASK | GDK_LEAVE_NOTIFY_MASK |
                                    GDK_SCROLL_MASK | GDK_SMOOTH_SCROLL_MASK | GDK_KEY_PRESS_MASK |
                                    GDK_KEY_RELEASE_MASK | GDK_FOCUS_CHANGE_MASK);
    AtkObject* accessible = gtk_widget_get_accessible(area);
    atk_object_set_name(accessible, _("Picture before and after"));
    atk_object_set_role(accessible, ATK_ROLE_DRAWING_AREA);

    g_signal_connect(area, "draw", G_CALLBACK(on_draw), this);
    g_signal_connect(area, "event", G_CALLBACK(on_event), this);
    g_signal_connect(area, "size-allocate", G_CALLBACK(on_resized), this);
    for (const char* signal : {"notify::scale-factor", "direction-changed", "style-updated"})
        g_signal_connect_swapped(area, signal, G_CALLBACK(on_looks_changed), this);
}

PictureView::~PictureView() { g_signal_handlers_disconnect_by_data(m_area.get(), this); }

void PictureView::set_before(const Shown& before, Size source) {
    // Adding a result may scale the image: the user goes on looking at the same place.
    const double factor = m_source.width > 0 ? double(source.width) / m_source.width : 0;
    const bool same = factor > 0 && std::abs(m_source.height * factor - source.height) <= factor;
    if (same) m_view.scale_source(factor);
    if (same && m_grid_view) m_grid_view->scale_source(factor);
    if (!same) m_grid_view.reset();
    m_source = source;
    m_before = {before.picture, before.label.empty() ? _("Before") : before.label, nullptr};
    if (m_part) m_part = within(*m_part, source);
    if (m_ghost) m_ghost = within(*m_ghost, source);
    update_extent();
    if (!same) fit();
}

void PictureView::set_after(const std::optional<Shown>& after) {
    m_after = {};
    if (after) m_after = {after->picture, after->label, nullptr};
    if (m_drag == Drag::Line) end_drag(true);
    redraw();
}

void PictureView::set_padding(std::optional<Frame> frame) {
    if (frame && frame->size == m_source) frame.reset();
    if (frame == m_padding) return;
    m_padding = frame;
    update_extent();
}

void PictureView::set_split(bool split) {
    m_split = split;
    redraw();
}

void PictureView::set_only_before(bool only) {
    if (only == m_only_before) return;
    m_only_before = only;
    redraw();
}

void PictureView::tell(const std::string& text) {
    if (text == m_told) return;
    m_told = text;
    redraw();
}

void PictureView::set_part(std::optional<Rect> part) {
    if (m_drag == Drag::Part) end_drag(false);
    m_part = part ? std::optional(within(*part, m_source)) : std::nullopt;
    m_part_moved_by_keys = false;
    redraw();
}

void PictureView::start_choosing(Size part) {
    const Rect seen = visible_part();
    const PointF middle{seen.x + seen.width / 2.0, seen.y + seen.height / 2.0};
    m_ghost = m_part && Size{m_part->width, m_part->height} == part
                  ? *m_part
                  : part_around(middle, part, m_source);
    set_cursor("crosshair");
    redraw();
}

void PictureView::stop_choosing() {
    if (!m_ghost) return;
    m_ghost.reset();
    set_cursor(nullptr);
    redraw();
}

void PictureView::show_part(Rect part) {
    m_view.show({static_cast<double>(part.x), static_cast<double>(part.y),
                 static_cast<double>(part.width), static_cast<double>(part.height)});
    moved_by_user();
}

void PictureView::zoom_in() {
    m_view.zoom_in(m_view.centre());
    moved_by_user();
}

void PictureView::zoom_out() {
    m_view.zoom_out(m_view.centre());
    moved_by_user();
}

void PictureView::zoom_to_pixels() {
    m_view.zoom_to(1 / pixel());
    moved_by_user();
}

void PictureView::fit() {
    m_view.fit();
    m_moved = false;
    m_grid_view.reset();
    changed_view();
}

int PictureView::percent() const {
    return std::max(1, static_cast<int>(std::lround(m_view.scale() * pixel() * 100)));
}

RectF PictureView::source_rect() const {
    return {0, 0, static_cast<double>(m_source.width), static_cast<double>(m_source.height)};
}

RectF PictureView::extent() const {
    if (!m_padding) return source_rect();
    return {-static_cast<double>(m_padding->x), -static_cast<double>(m_padding->y),
            static_cast<double>(m_padding->size.width),
            static_cast<double>(m_padding->size.height)};
}

PointF PictureView::on_area(double x, double y) const {
    return {(x - kBorder) * unit(), (y - kBorder) * unit()};
}

PointF PictureView::on_screen(double x, double y) const {
    const PointF at = on_area(x, y);
    if (!in_grid()) return at;
    const Grid grid = this->grid();
    const Rect cell = grid.cell(m_held_cell ? *m_held_cell : grid.cell_at(at).value_or(m_current));
    return {at.x - cell.x, at.y - cell.y};
}

std::optional<Rect> PictureView::strip() const {
    if (!has_after() || m_only_before) return std::nullopt;
    const Rect seen = m_view.seen_on_screen(m_after.surface.covers());
    return seen.width > 0 ? std::optional(seen) : std::nullopt;
}

PictureSurface::Quality PictureView::quality() const {
    return m_drag == Drag::Pan && m_dragged ? PictureSurface::Quality::Moving
                                            : PictureSurface::Quality::Best;
}

void PictureView::update_extent() {
    m_view.set_extent(extent());
    if (m_grid_view) m_grid_view->set_extent(extent());
    changed_view();
}

Size PictureView::area_size() const {
    const int unit = this->unit();
    return {std::max(0, gtk_widget_get_allocated_width(m_area.get()) - 2 * kBorder) * unit,
            std::max(0, gtk_widget_get_allocated_height(m_area.get()) - 2 * kBorder) * unit};
}

void PictureView::update_screen() {
    const Size screen = grid().cell_size();
    if (screen == m_view.screen()) return;
    m_view.set_screen(screen);
    changed_view();
}

void PictureView::changed_view() {
    m_before.screen.reset();
    m_after.screen.reset();
    for (Cell& cell : m_cells) cell.layer.screen.reset();
    redraw();
    if (on_changed) on_changed();
}

void PictureView::moved_by_user() {
    m_moved = true;
    m_grid_view.reset();
    changed_view();
}

void PictureView::render(Layer& layer) {
    if (layer.screen || layer.surface.empty()) return;
    layer.screen = new_screen(m_view.screen());
    if (!layer.screen) return;
    const bool before = &layer == &m_before;
    const ContextPtr cr(cairo_create(layer.screen.get()));
    // The source's edge is repeated in its padding.
    const Rect where = m_view.seen_on_screen(before ? extent() : layer.surface.covers());
    if (layer.surface.has_alpha()) paint_checks(cr.get(), where, unit());
    layer.surface.paint(cr.get(), m_view, where, quality());
    if (before && m_padding)
        paint_padding(cr.get(), m_view.to_screen(extent()), m_view.to_screen(source_rect()),
                      unit());
}

void PictureView::draw(cairo_t* cr) {
    GtkWidget* area = m_area.get();
    GtkStyleContext* style = gtk_widget_get_style_context(area);
    const int width = gtk_widget_get_allocated_width(area);
    const int height = gtk_widget_get_allocated_height(area);
    gtk_render_background(style, cr, 0, 0, width, height);
    cairo_save(cr);
    cairo_rectangle(cr, kBorder, kBorder, width - 2 * kBorder, height - 2 * kBorder);
    cairo_clip(cr);
    cairo_translate(cr, kBorder, kBorder);
    cairo_scale(cr, 1.0 / unit(), 1.0 / unit());
    if (in_grid())
        draw_grid(cr);
    else
        draw_pictures(cr);
    const Size all = area_size();
    paint_text(cr, area, m_told.empty() && m_ghost ? _("Click the part to try") : m_told,
               {0, 0, all.width, all.height}, Anchor::Top, unit());
    cairo_restore(cr);
    if (gtk_widget_has_focus(area)) paint_focus(cr, style, width, height);
}

void PictureView::draw_pictures(cairo_t* cr) {
    const Size screen = m_view.screen();
    const Rect all{0, 0, screen.width, screen.height};
    render(m_before);
    paint_screen(cr, m_before.screen.get(), all);

    const std::optional<Rect> strip = this->strip();
    const double line = strip ? split_line(*strip, m_share, mirrored()) : 0;
    if (strip) {
        render(m_after);
        const int at = static_cast<int>(line);
        Rect where = *strip;
        if (m_split && mirrored()) where.width = at - strip->x;
        if (m_split && !mirrored())
            where = {at, strip->y, strip->x + strip->width - at, strip->height};
        paint_screen(cr, m_after.screen.get(), where);
    }
    const std::optional<Rect>& part = m_ghost ? m_ghost : m_part;
    if (part) {
        const RectF framed{static_cast<double>(part->x), static_cast<double>(part->y),
                           static_cast<double>(part->width), static_cast<double>(part->height)};
        const bool moves = m_ghost || (m_drag == Drag::Part && m_dragged);
        paint_part(cr, m_view.to_screen(framed), unit(), m_view.seen_on_screen(source_rect()),
                   moves);
    }
    if (strip && m_split) paint_line(cr, *strip, line, unit());
    draw_labels(cr, strip, line);
}

std::string PictureView::label_of(const Layer& layer) const {
    // A huge picture is kept reduced, and the label says so where that is visible.
    if (layer.label.empty() || !layer.surface.is_blurred_at(m_view.scale())) return layer.label;
    // Translators: a note on the picture: not all of its pixels are shown
    return layer.label + " · " + _("reduced view");
}

void PictureView::draw_labels(cairo_t* cr, std::optional<Rect> strip, double line) {
    if (!has_after()) return;
    const Anchor start = mirrored() ? Anchor::LowerRight : Anchor::LowerLeft;
    const Anchor end = mirrored() ? Anchor::LowerLeft : Anchor::LowerRight;
    const auto label = [&](const Layer& layer, Rect where, Anchor anchor) {
        paint_text(cr, m_area.get(), label_of(layer), where, anchor, unit());
    };
    if (!strip) {
        label(m_before, m_view.seen_on_screen(m_before.surface.covers()), start);
    } else if (!m_split) {
        label(m_after, *strip, end);
    } else {
        label(m_before, before_side(*strip, line, mirrored()), start);
        label(m_after, before_side(*strip, line, !mirrored()), end);
    }
}

gboolean PictureView::on_draw(GtkWidget*, cairo_t* cr, gpointer self) noexcept {
    guard([&] { static_cast<PictureView*>(self)->draw(cr); });
    return TRUE;
}

void PictureView::on_resized(GtkWidget*, GdkRectangle*, gpointer self) noexcept {
    guard([&] { static_cast<PictureView*>(self)->update_screen(); });
}

void PictureView::on_looks_changed(PictureView* self) noexcept {
    guard([&] {
        self->update_screen();
        self->changed_view();
    });
}

}  // namespace upscale
