// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What keys and the pointer do to the view.
#include <algorithm>
#include <cmath>
#include <utility>

#include "common/boundary.hpp"
#include "window/picture/picture_view.hpp"

namespace upscale {
namespace {

// in unscaled screen pixels
constexpr double kReach = 6;
constexpr double kTremble = 3;
constexpr double kPanStep = 48;
constexpr double kLineStep = 16;
constexpr double kPartStep = 8;

/// The direction on each axis: -1, 0 or 1.
std::optional<PointF> direction_of(guint key) {
    switch (key) {
        case GDK_KEY_Left:
        case GDK_KEY_KP_Left:
            return PointF{-1, 0};
        case GDK_KEY_Right:
        case GDK_KEY_KP_Right:
            return PointF{1, 0};
        case GDK_KEY_Up:
        case GDK_KEY_KP_Up:
            return PointF{0, -1};
        case GDK_KEY_Down:
        case GDK_KEY_KP_Down:
            return PointF{0, 1};
        default:
            return std::nullopt;
    }
}

struct KeyOfLook {
    LookKey key;
    int digit = 0;
};

std::optional<KeyOfLook> look_key_of(guint key) {
    if (key >= GDK_KEY_0 && key <= GDK_KEY_9)
        return KeyOfLook{LookKey::Digit, static_cast<int>(key - GDK_KEY_0)};
    if (key >= GDK_KEY_KP_0 && key <= GDK_KEY_KP_9)
        return KeyOfLook{LookKey::Digit, static_cast<int>(key - GDK_KEY_KP_0)};
    if (key == GDK_KEY_space || key == GDK_KEY_KP_Space) return KeyOfLook{LookKey::Space};
    if (key == GDK_KEY_Return || key == GDK_KEY_KP_Enter) return KeyOfLook{LookKey::Enter};
    return std::nullopt;
}

RectF to_fractions(Rect rect) {
    return {static_cast<double>(rect.x), static_cast<double>(rect.y),
            static_cast<double>(rect.width), static_cast<double>(rect.height)};
}

bool about_same(RectF a, RectF b) {
    constexpr double kNear = 2;  // source pixels; registration returns fractions
    return std::abs(a.x - b.x) < kNear && std::abs(a.y - b.y) < kNear &&
           std::abs(a.width - b.width) < kNear && std::abs(a.height - b.height) < kNear;
}

}  // namespace

Holds PictureView::holds() const {
    Holds holds;
    holds.reach = kReach * unit();
    if (m_ghost) return holds;
    if (m_split) holds.strip = strip();
    if (holds.strip) holds.line = split_line(*holds.strip, m_share, mirrored());
    if (m_part) {
        holds.part = m_view.to_screen(to_fractions(*m_part));
        // If the part's result is shown, a drag inside the frame moves the picture. It must not
        // move the part, which would discard the result.
        holds.inside = !has_after() || !about_same(m_after.surface.covers(), to_fractions(*m_part));
    }
    return holds;
}

bool PictureView::pans() const {
    const RectF all = m_view.to_screen(extent());
    return all.width > m_view.screen().width || all.height > m_view.screen().height;
}

void PictureView::set_cursor(const char* name) {
    GdkWindow* window = gtk_widget_get_window(m_area.get());
    const std::string wanted = name ? name : "";
    if (!window || wanted == m_cursor) return;
    m_cursor = wanted;
    const ObjectPtr<GdkCursor> cursor =
        adopt(name ? gdk_cursor_new_from_name(gdk_window_get_display(window), name) : nullptr);
    gdk_window_set_cursor(window, cursor.get());
}

void PictureView::update_cursor(PointF at) {
    if (m_drag == Drag::Pan && m_dragged) return set_cursor("grabbing");
    if (m_ghost) return set_cursor("crosshair");
    Hold hold = hold_at(holds(), at, m_view.screen());
    if (m_drag == Drag::Line) hold = Hold::Line;
    if (m_drag == Drag::Part) hold = Hold::Part;
    switch (hold) {
        case Hold::Line:
            return set_cursor("ew-resize");
        case Hold::Part:
            return set_cursor("move");
        case Hold::Picture:
            return set_cursor(pans() ? "grab" : nullptr);
    }
}

void PictureView::part_chosen() {
    if (m_part && on_part_chosen) on_part_chosen(*m_part);
}

bool PictureView::pressed(const GdkEventButton& event) {
    if (event.button != GDK_BUTTON_PRIMARY && event.button != GDK_BUTTON_MIDDLE) return false;
    if (event.type == GDK_2BUTTON_PRESS && in_grid() && m_held_cell &&
        event.button == GDK_BUTTON_PRIMARY) {
        end_drag(true);
        show_large(true);
        return true;
    }
    if (event.type != GDK_BUTTON_PRESS || m_drag != Drag::None) return true;
    gtk_widget_grab_focus(m_area.get());
    m_held_cell = in_grid() ? grid().cell_at(on_area(event.x, event.y)) : std::nullopt;
    const PointF at = on_screen(event.x, event.y);
    const Holds held = holds();
    m_button = event.button;
    m_start = m_last = at;
    m_dragged = false;
    m_drag = Drag::Pan;
    if (event.button == GDK_BUTTON_PRIMARY) {
        const Hold hold = hold_at(held, at, m_view.screen());
        if (m_ghost) m_drag = Drag::Choice;
        if (hold == Hold::Line) m_drag = Drag::Line;
        if (hold == Hold::Part) m_drag = Drag::Part;
    }
    m_line_offset = held.line - at.x;
    m_part_at_start = m_part;
    return true;
}

void PictureView::moved(PointF at) {
    if (m_drag != Drag::None && !m_dragged)
        m_dragged = std::hypot(at.x - m_start.x, at.y - m_start.y) > kTremble * unit();
    const PointF source = m_view.to_source(at);
    if (m_ghost && m_drag == Drag::None)
        m_ghost = part_around(source, {m_ghost->width, m_ghost->height}, m_source);
    if (m_dragged && (m_drag == Drag::Pan || m_drag == Drag::Choice)) {
        m_drag = Drag::Pan;
        m_view.pan(at.x - m_last.x, at.y - m_last.y);
        moved_by_user();
    }
    if (const auto strip = this->strip(); m_dragged && m_drag == Drag::Line && strip)
        m_share = split_share(*strip, at.x + m_line_offset, mirrored());
    if (m_dragged && m_drag == Drag::Part && m_part_at_start) {
        const PointF from = m_view.to_source(m_start);
        Rect part = *m_part_at_start;
        part.x += static_cast<int>(std::lround(source.x - from.x));
        part.y += static_cast<int>(std::lround(source.y - from.y));
        m_part = within(part, m_source);
    }
    if (m_ghost || (m_dragged && m_drag != Drag::None)) redraw();
    m_last = at;
    update_cursor(at);
}

bool PictureView::released(const GdkEventButton& event) {
    if (m_drag == Drag::None || event.button != m_button) return false;
    const PointF at = on_screen(event.x, event.y);
    if (m_drag == Drag::Choice && m_ghost) {
        m_part = part_around(m_view.to_source(at), {m_ghost->width, m_ghost->height}, m_source);
        end_drag(true);
        stop_choosing();
        part_chosen();
    } else if (m_held_cell && !m_dragged && m_button == GDK_BUTTON_PRIMARY) {
        const std::size_t cell = *m_held_cell;
        end_drag(true);
        choose_by_user(cell);
    } else {
        const bool chosen = m_drag == Drag::Part && m_part != m_part_at_start;
        end_drag(true);
        if (chosen) part_chosen();
    }
    update_cursor(at);
    return true;
}

void PictureView::end_drag(bool keep) {
    if (!keep && m_drag == Drag::Part) m_part = m_part_at_start;
    const bool panned = m_drag == Drag::Pan && m_dragged;
    m_drag = Drag::None;
    m_dragged = false;
    m_held_cell.reset();
    if (panned) changed_view();  // draws again in full quality
    redraw();
}

bool PictureView::scrolled(const GdkEventScroll& event) {
    double steps = 0;
    if (event.direction == GDK_SCROLL_UP) steps = -1;
    if (event.direction == GDK_SCROLL_DOWN) steps = 1;
    if (event.direction == GDK_SCROLL_SMOOTH) steps = event.delta_y;
    m_scrolled += steps;
    if (std::abs(m_scrolled) < 1) return true;
    const PointF at = on_screen(event.x, event.y);
    for (; m_scrolled <= -1; ++m_scrolled) m_view.zoom_in(at);
    for (; m_scrolled >= 1; --m_scrolled) m_view.zoom_out(at);
    moved_by_user();
    update_cursor(at);
    return true;
}

bool PictureView::key_pressed(const GdkEventKey& event) {
    const auto modifiers =
        static_cast<GdkModifierType>(event.state & gtk_accelerator_get_default_mod_mask());
    if (direction_of(event.keyval)) return arrow_key(event.keyval, modifiers);
    if (event.keyval == GDK_KEY_Escape && m_drag != Drag::None) {
        end_drag(false);
        return true;
    }
    if (m_ghost && event.keyval == GDK_KEY_Escape) {
        stop_choosing();
        return true;
    }
    if (m_ghost && (event.keyval == GDK_KEY_Return || event.keyval == GDK_KEY_KP_Enter ||
                    event.keyval == GDK_KEY_space)) {
        m_part = m_ghost;
        stop_choosing();
        part_chosen();
        return true;
    }
    if (look_key(event.keyval, modifiers)) return true;
    // On some keyboards a plus needs Shift.
    return (modifiers & ~GDK_SHIFT_MASK) == 0 && zoom_key(event.keyval);
}

bool PictureView::look_key(guint key, GdkModifierType modifiers) {
    const auto pressed = look_key_of(key);
    if (!pressed || m_ghost || (modifiers & ~(GDK_SHIFT_MASK | GDK_CONTROL_MASK)) != 0)
        return false;
    const std::size_t count = has_several() ? m_cells.size() : has_after() ? 1 : 0;
    switch (deed_of(pressed->key, pressed->digit, (modifiers & GDK_CONTROL_MASK) != 0, count)) {
        case LookDeed::Nothing:
            return false;
        case LookDeed::Pixels:
            zoom_to_pixels();
            return true;
        case LookDeed::Large:
            choose_by_user(static_cast<std::size_t>(pressed->digit) - 1);
            show_large(true);
            return true;
        case LookDeed::Before:
            m_space_held = true;
            set_only_before(true);
            return true;
        case LookDeed::Add:
            // A key that is held adds only once.
            if (!std::exchange(m_enter_held, true) && on_add) on_add();
            return true;
    }
    return false;
}

bool PictureView::zoom_key(guint key) {
    switch (key) {
        case GDK_KEY_plus:
        case GDK_KEY_equal:
        case GDK_KEY_KP_Add:
            zoom_in();
            return true;
        case GDK_KEY_minus:
        case GDK_KEY_KP_Subtract:
            zoom_out();
            return true;
        case GDK_KEY_0:
        case GDK_KEY_KP_0:
        case GDK_KEY_f:
        case GDK_KEY_F:
            fit();
            return true;
        default:
            return false;
    }
}

bool PictureView::arrow_key(guint key, GdkModifierType modifiers) {
    const PointF way = direction_of(key).value_or(PointF{});
    if (modifiers == 0 && in_grid()) {
        choose_by_user(
            grid().neighbour(m_current, static_cast<int>(way.x), static_cast<int>(way.y)));
        return true;
    }
    if (modifiers == 0 || (modifiers == GDK_CONTROL_MASK && in_grid())) {
        m_view.pan(-way.x * kPanStep * unit(), -way.y * kPanStep * unit());
        moved_by_user();
        return true;
    }
    if (modifiers == GDK_CONTROL_MASK) {
        const std::optional<Rect> strip = this->strip();
        if (!strip || !m_split) return true;
        const double line = split_line(*strip, m_share, mirrored());
        m_share = split_share(*strip, line + way.x * kLineStep * unit(), mirrored());
        redraw();
        return true;
    }
    if (modifiers != GDK_SHIFT_MASK) return false;
    std::optional<Rect>& part = m_ghost ? m_ghost : m_part;
    if (!part || m_drag == Drag::Part) return true;
    const int step =
        std::max(1, static_cast<int>(std::lround(kPartStep * unit() / m_view.scale())));
    const Rect from = *part;
    part = within({from.x + static_cast<int>(way.x) * step, from.y + static_cast<int>(way.y) * step,
                   from.width, from.height},
                  m_source);
    if (!m_ghost && *part != from) m_part_moved_by_keys = true;
    redraw();
    return true;
}

void PictureView::key_released(guint key) {
    const auto released = look_key_of(key);
    if (released && released->key == LookKey::Enter) m_enter_held = false;
    if (released && released->key == LookKey::Space && std::exchange(m_space_held, false))
        set_only_before(false);
    finish_part();
}

void PictureView::focus_lost() {
    m_enter_held = false;
    if (std::exchange(m_space_held, false)) set_only_before(false);
    finish_part();
}

void PictureView::finish_part() {
    if (!m_part_moved_by_keys) return;
    m_part_moved_by_keys = false;
    part_chosen();
}

gboolean PictureView::on_event(GtkWidget*, GdkEvent* event, gpointer data) noexcept {
    return guard(false, [&] {
        auto* self = static_cast<PictureView*>(data);
        switch (event->type) {
            case GDK_BUTTON_PRESS:
            case GDK_2BUTTON_PRESS:
            case GDK_3BUTTON_PRESS:
                return self->pressed(event->button);
            case GDK_BUTTON_RELEASE:
                return self->released(event->button);
            case GDK_MOTION_NOTIFY:
                self->moved(self->on_screen(event->motion.x, event->motion.y));
                return true;
            case GDK_SCROLL:
                return self->scrolled(event->scroll);
            case GDK_KEY_PRESS:
                return self->key_pressed(event->key);
            case GDK_KEY_RELEASE:
                self->key_released(event->key.keyval);
                return false;
            case GDK_GRAB_BROKEN:
                self->end_drag(false);
                return false;
            case GDK_FOCUS_CHANGE:
                if (!event->focus_change.in) self->focus_lost();
                self->redraw();
                return false;
            default:
                return false;
        }
    });
}

}  // namespace upscale
