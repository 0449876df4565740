// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// How a picture is seen in a window: zoom, position, and what lies under the pointer.
#pragma once

#include <optional>

#include "image/pixels/bitmap.hpp"

namespace upscale {

struct PointF {
    double x = 0, y = 0;
    bool operator==(const PointF&) const = default;
};

/// The next of the zoom steps that GIMP has (… 50, 67, 100, 150, 200 % …); beyond the last one the
/// last.
double zoom_step_above(double scale);
double zoom_step_below(double scale);

/// Zoom and position. Two systems of coordinates: the source's pixels, and the screen's – pixels of
/// the device, from the upper left corner of the view. The scale is screen pixels per source pixel.
class Viewport {
  public:
    /// What can be seen, in source pixels: the source, and what is around it. If all of it
    /// was seen, all of it is seen again.
    void set_extent(RectF extent);
    /// The view's size. What was fitted or shown stays so; else what is in the centre stays there.
    void set_screen(Size screen);

    /// All of the extent, until it is zoomed or moved; enlarged 1.5 times or a whole number.
    void fit();
    /// A part, as large as it can be seen at a zoom step.
    void show(RectF part);
    /// What is at `at` on the screen stays there. The scale is kept between fitting and 1600 %.
    void zoom_to(double scale, PointF at);
    void zoom_to(double scale) { zoom_to(scale, centre()); }
    void zoom_in(PointF at) { zoom_to(zoom_step_above(m_scale), at); }
    void zoom_out(PointF at) { zoom_to(zoom_step_below(m_scale), at); }
    /// Moves the picture on the screen; there is never a gap on one side only.
    void pan(double dx, double dy);

    double scale() const { return m_scale; }
    Size screen() const { return m_screen; }
    PointF centre() const { return {m_screen.width / 2.0, m_screen.height / 2.0}; }
    bool fitted() const { return m_target == m_extent; }
    /// Where the source's corner is on the screen, in whole pixels so that 100 % is sharp.
    PointF origin() const;
    PointF to_source(PointF screen) const;
    RectF to_screen(RectF source) const;
    /// To whole pixels and within the screen; empty if nothing of it is seen.
    Rect seen_on_screen(RectF source) const;
    /// Which pixels of a source of this size are seen, at least in part; empty if none is.
    Rect seen_of_source(Size source) const;

  private:
    double fitting_scale() const;
    void centre_on(RectF part, double scale);
    void apply_target();
    void clamp();

    RectF m_extent;
    Size m_screen;
    std::optional<RectF> m_target = RectF{};  ///< what a change of the screen's size shows again
    double m_scale = 1;
    PointF m_origin;
};

/// Where the line between before and after is within `strip`, what is seen of the after. `share` is
/// the before's, 0 … 1; it is on the left, or on the right if `mirrored`.
double split_line(Rect strip, double share, bool mirrored);
double split_share(Rect strip, double x, bool mirrored);
/// What is on the before's side of the line.
Rect before_side(Rect strip, double line, bool mirrored);

/// What the pointer would take hold of.
enum class Hold { Picture, Line, Part };
struct Holds {
    std::optional<Rect> strip;  ///< that the line divides, on the screen; none if there is no line
    double line = 0;
    std::optional<RectF> part;  ///< on the screen
    bool inside = true;         ///< whether the part can be taken anywhere, not only by its frame
    double reach = 0;           ///< pixels
};
/// The line wins over the part. A part that reaches beyond the screen is taken by its frame only,
/// so that the picture can still be moved.
Hold hold_at(const Holds& holds, PointF at, Size screen);

/// The part, moved and cut to lie within the source.
Rect within(Rect part, Size source);
/// A part of this size around a point of the source, and within it.
Rect part_around(PointF centre, Size part, Size source);

}  // namespace upscale
