// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What is drawn under and over the picture. Rectangles are in pixels of the device; `unit` is how
// many of them the screen's scale makes of one.
#pragma once

#include <gtk/gtk.h>

#include <string>

#include "image/pixels/bitmap.hpp"

namespace upscale {

/// GIMP's checks, under what is transparent.
void paint_checks(cairo_t* cr, Rect where, int unit);
/// Shade and hatch over all of `outer` but `inner`, and a frame around it.
void paint_padding(cairo_t* cr, RectF outer, RectF inner, int unit);
/// A frame that is seen on any picture; `shade` darkens what of `around` is outside it.
void paint_part(cairo_t* cr, RectF part, int unit, Rect around, bool shade);
/// The line between before and after, with its handle.
void paint_line(cairo_t* cr, Rect strip, double line, int unit);
/// A ring at the edge of a widget of this size, in the theme's colour; in the widget's pixels.
void paint_focus(cairo_t* cr, GtkStyleContext* style, int width, int height);

enum class Anchor { LowerLeft, LowerRight, Top };
/// A short text on a dark ground, cut to what fits into `area`; nothing if that is too narrow.
void paint_text(cairo_t* cr, GtkWidget* widget, const std::string& text, Rect area, Anchor anchor,
                int unit);

}  // namespace upscale
