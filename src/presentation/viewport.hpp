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

/// The next of GIMP's zoom steps (… 50, 67, 100, 150, 200 % …); after the last step the last one.
double zoom_step_above(double scale);
double zoom_step_below(double scale);

/// Zoom and position. Two systems of coordinates: the source's pixels, and the screen's – pixels of
/// the device, from the upper left corner of the view. The scale is screen pixels per source pixel.
class Viewport {
  public:
    /// Sets what can be seen, in source pixels: the source and what is around it. If all of it was
    /// visible before, all of the new extent is.
    void set_extent(RectF extent);
    /// The source has become larger by this factor: the same place of it stays where it is.
    void scale_source(double factor);
    /// The view's size. A picture that was fitted, or a part that was shown, is fitted again;
    /// otherwise the centre keeps its place.
    void set_screen(Size screen);

    /// Shows all of the extent, until the user zooms or moves. Enlarges only by 1.5 or a whole
    /// number.
    void fit();
    /// Shows a part, at the largest zoom step at which it fits.
    void show(RectF part);
    /// Shows the source's point `centre` in the middle, at this scale or the nearest that is
    /// allowed.
    void show_at(PointF centre, double scale);
    /// Zooms around the point `at` of the screen. The scale stays between fitting and 1600 %.
    void zoom_to(double scale, PointF at);
    void zoom_to(double scale) { zoom_to(scale, centre()); }
    void zoom_in(PointF at) { zoom_to(zoom_step_above(m_scale), at); }
    void zoom_out(PointF at) { zoom_to(zoom_step_below(m_scale), at); }
    /// Moves the picture on the screen. There is never an empty margin on one side only.
    void pan(double dx, double dy);

    double scale() const { return m_scale; }
    Size screen() const { return m_screen; }
    PointF centre() const { return {m_screen.width / 2.0, m_screen.height / 2.0}; }
    bool fitted() const { return m_target == m_extent; }
    /// Where the source's corner is on the screen, in whole pixels, so that 100 % is sharp.
    PointF origin() const;
    PointF to_source(PointF screen) const;
    RectF to_screen(RectF source) const;
    /// Rounded to whole pixels and cut to the screen; empty if nothing of it is visible.
    Rect seen_on_screen(RectF source) const;
    /// The pixels of a source of this size that are visible, at least in part; empty if none is.
    Rect seen_of_source(Size source) const;

  private:
    double fitting_scale() const;
    void centre_on(RectF part, double scale);
    void apply_target();
    void clamp();

    RectF m_extent;
    Size m_screen;
    /// what to show again after a change of the screen's size
    std::optional<RectF> m_target = RectF{};
    double m_scale = 1;
    PointF m_origin;
};

/// Where the line between before and after is within `strip`, the visible part of the after.
/// `share` is the share of the before, 0 … 1; the before is on the left, or on the right if
/// `mirrored`.
double split_line(Rect strip, double share, bool mirrored);
double split_share(Rect strip, double x, bool mirrored);
/// The side of the line that shows the before.
Rect before_side(Rect strip, double line, bool mirrored);

/// What a press of the button would grab.
enum class Hold { Picture, Line, Part };
struct Holds {
    std::optional<Rect> strip;  ///< the area that the line divides, on the screen; none: no line
    double line = 0;
    std::optional<RectF> part;  ///< on the screen
    bool inside = true;         ///< whether the part can be grabbed anywhere, not only at its frame
    double reach = 0;           ///< pixels
};
/// The line goes before the part. If the part reaches beyond the screen it can be grabbed only at
/// its frame, so that the picture can still be moved.
Hold hold_at(const Holds& holds, PointF at, Size screen);

/// The part after a move, kept within the source.
Rect within(Rect part, Size source);
/// A part of this size around a point of the source, kept within the source.
Rect part_around(PointF centre, Size part, Size source);

}  // namespace upscale
