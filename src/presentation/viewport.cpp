// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "presentation/viewport.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace upscale {
namespace {

constexpr std::array kSteps = {1.0 / 128, 1.0 / 90, 1.0 / 64, 1.0 / 45, 1.0 / 32, 1.0 / 23,
                               1.0 / 16,  1.0 / 11, 1.0 / 8,  2.0 / 11, 1.0 / 4,  1.0 / 3,
                               1.0 / 2,   2.0 / 3,  1.0,      1.5,      2.0,      3.0,
                               4.0,       8.0,      16.0};
constexpr double kSame = 1.001;     // scales that differ by less are the same
constexpr double kLargestFit = 8;   // a tiny picture need not fill the window
constexpr double kLargestShow = 4;  // for a part: a larger scale shows nothing more

/// The origin on one axis, for a picture that reaches from `start` by `length`, both scaled.
double clamp_axis(double origin, double start, double length, int screen) {
    if (length <= screen) return (screen - length) / 2 - start;
    return std::clamp(origin, screen - length - start, -start);
}

bool contains(RectF rect, PointF at, double reach) {
    return at.x >= rect.x - reach && at.x <= rect.x + rect.width + reach &&
           at.y >= rect.y - reach && at.y <= rect.y + rect.height + reach;
}

}  // namespace

double zoom_step_above(double scale) {
    const auto* step = std::upper_bound(kSteps.begin(), kSteps.end(), scale * kSame);
    return step == kSteps.end() ? kSteps.back() : *step;
}

double zoom_step_below(double scale) {
    const auto* step = std::lower_bound(kSteps.begin(), kSteps.end(), scale / kSame);
    return step == kSteps.begin() ? kSteps.front() : *(step - 1);
}

void Viewport::set_extent(RectF extent) {
    const bool all = fitted();
    m_extent = extent;
    if (all) m_target = m_extent;
    apply_target();
}

void Viewport::scale_source(double factor) {
    const auto scaled = [factor](const RectF& rect) {
        return RectF{rect.x * factor, rect.y * factor, rect.width * factor, rect.height * factor};
    };
    m_extent = scaled(m_extent);
    if (m_target) m_target = scaled(*m_target);
    m_scale /= factor;
}

void Viewport::set_screen(Size screen) {
    m_origin.x += (screen.width - m_screen.width) / 2.0;
    m_origin.y += (screen.height - m_screen.height) / 2.0;
    m_screen = screen;
    apply_target();
}

void Viewport::fit() {
    m_target = m_extent;
    apply_target();
}

void Viewport::show(RectF part) {
    m_target = part;
    apply_target();
}

void Viewport::show_at(PointF centre, double scale) {
    zoom_to(scale);
    if (!m_target) centre_on({centre.x, centre.y, 0, 0}, m_scale);
}

void Viewport::zoom_to(double scale, PointF at) {
    const double smallest = std::min(fitting_scale(), 1.0);
    if (scale <= smallest * kSame) {
        // A picture smaller than both the window and its own size is of no use.
        centre_on(m_extent, smallest);
        m_target = smallest == fitting_scale() ? std::optional(m_extent) : std::nullopt;
        return;
    }
    m_target.reset();
    scale = std::min(scale, kSteps.back());
    const double change = scale / m_scale;
    m_origin = {at.x - (at.x - m_origin.x) * change, at.y - (at.y - m_origin.y) * change};
    m_scale = scale;
    clamp();
}

void Viewport::pan(double dx, double dy) {
    const PointF before = m_origin;
    m_origin = {m_origin.x + dx, m_origin.y + dy};
    clamp();
    if (m_origin != before) m_target.reset();
}

PointF Viewport::origin() const { return {std::round(m_origin.x), std::round(m_origin.y)}; }

PointF Viewport::to_source(PointF screen) const {
    const PointF from = origin();
    return {(screen.x - from.x) / m_scale, (screen.y - from.y) / m_scale};
}

RectF Viewport::to_screen(RectF source) const {
    const PointF from = origin();
    return {from.x + source.x * m_scale, from.y + source.y * m_scale, source.width * m_scale,
            source.height * m_scale};
}

Rect Viewport::seen_on_screen(RectF source) const {
    const RectF all = to_screen(source);
    const auto edge = [](double at, int screen) {
        return static_cast<int>(std::clamp<double>(std::round(at), 0, screen));
    };
    const int left = edge(all.x, m_screen.width), top = edge(all.y, m_screen.height);
    const Rect seen{left, top, edge(all.x + all.width, m_screen.width) - left,
                    edge(all.y + all.height, m_screen.height) - top};
    return seen.width > 0 && seen.height > 0 ? seen : Rect{};
}

Rect Viewport::seen_of_source(Size source) const {
    const PointF first = to_source({0, 0});
    const PointF last =
        to_source({static_cast<double>(m_screen.width), static_cast<double>(m_screen.height)});
    const auto edge = [](double at, int size) {
        return static_cast<int>(std::clamp<double>(at, 0, size));
    };
    constexpr double kSlack = 1e-6;  // differences by rounding are not visible
    const int left = edge(std::floor(first.x + kSlack), source.width);
    const int top = edge(std::floor(first.y + kSlack), source.height);
    const Rect seen{left, top, edge(std::ceil(last.x - kSlack), source.width) - left,
                    edge(std::ceil(last.y - kSlack), source.height) - top};
    return seen.width > 0 && seen.height > 0 ? seen : Rect{};
}

double Viewport::fitting_scale() const {
    if (m_extent.width <= 0 || m_extent.height <= 0 || m_screen.width <= 0 || m_screen.height <= 0)
        return 1;
    const double scale =
        std::min(m_screen.width / m_extent.width, m_screen.height / m_extent.height);
    if (scale < 1) return scale;
    return scale >= 1.5 && scale < 2 ? 1.5 : std::min(std::floor(scale), kLargestFit);
}

void Viewport::centre_on(RectF part, double scale) {
    m_scale = scale;
    m_origin = {centre().x - (part.x + part.width / 2) * scale,
                centre().y - (part.y + part.height / 2) * scale};
    clamp();
}

void Viewport::apply_target() {
    if (!m_target) {
        // A larger window may have room for the whole picture.
        if (m_scale < std::min(fitting_scale(), 1.0)) fit();
        clamp();
    } else if (fitted() || m_target->width <= 0 || m_target->height <= 0) {
        centre_on(m_extent, fitting_scale());
    } else {
        const double room =
            std::min(m_screen.width / m_target->width, m_screen.height / m_target->height);
        const double step = std::min(zoom_step_below(room * kSame * kSame), kLargestShow);
        centre_on(*m_target, std::max(step, std::min(fitting_scale(), 1.0)));
    }
}

void Viewport::clamp() {
    m_origin.x =
        clamp_axis(m_origin.x, m_extent.x * m_scale, m_extent.width * m_scale, m_screen.width);
    m_origin.y =
        clamp_axis(m_origin.y, m_extent.y * m_scale, m_extent.height * m_scale, m_screen.height);
}

double split_line(Rect strip, double share, bool mirrored) {
    return std::round(strip.x + strip.width * (mirrored ? 1 - share : share));
}

double split_share(Rect strip, double x, bool mirrored) {
    if (strip.width <= 0) return 0.5;
    const double share = std::clamp((x - strip.x) / strip.width, 0.0, 1.0);
    return mirrored ? 1 - share : share;
}

Rect before_side(Rect strip, double line, bool mirrored) {
    const int at = static_cast<int>(line);
    if (mirrored) return {at, strip.y, strip.x + strip.width - at, strip.height};
    return {strip.x, strip.y, at - strip.x, strip.height};
}

Hold hold_at(const Holds& holds, PointF at, Size screen) {
    if (holds.strip && std::abs(at.x - holds.line) <= holds.reach && at.y >= holds.strip->y &&
        at.y <= holds.strip->y + holds.strip->height)
        return Hold::Line;
    if (!holds.part || !contains(*holds.part, at, holds.reach)) return Hold::Picture;
    const RectF& part = *holds.part;
    const RectF deep{part.x + holds.reach, part.y + holds.reach, part.width - 2 * holds.reach,
                     part.height - 2 * holds.reach};
    if (!contains(deep, at, 0)) return Hold::Part;
    const bool whole = part.x >= 0 && part.y >= 0 && part.x + part.width <= screen.width &&
                       part.y + part.height <= screen.height;
    return holds.inside && whole ? Hold::Part : Hold::Picture;
}

Rect within(Rect part, Size source) {
    part.width = std::clamp(part.width, 0, source.width);
    part.height = std::clamp(part.height, 0, source.height);
    part.x = std::clamp(part.x, 0, source.width - part.width);
    part.y = std::clamp(part.y, 0, source.height - part.height);
    return part;
}

Rect part_around(PointF centre, Size part, Size source) {
    // Cuts it to the source's size first, because half of a far too large size would not fit into
    // an int.
    const Rect cut = within({0, 0, part.width, part.height}, source);
    const auto corner = [](double at, int length, int end) {
        return static_cast<int>(
            std::clamp<double>(std::round(at - length / 2.0), 0, std::max(0, end - length)));
    };
    return {corner(centre.x, cut.width, source.width), corner(centre.y, cut.height, source.height),
            cut.width, cut.height};
}

}  // namespace upscale
