// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Draws what is under and over the picture. Rectangles are in device pixels; `unit` is the number
// of device pixels per unscaled screen pixel.
#pragma once

#include <gtk/gtk.h>

#include <string>

#include "image/pixels/bitmap.hpp"

namespace upscale {

/// Paints what was drawn for the screen; nothing if there was no memory for that.
void paint_screen(cairo_t* cr, cairo_surface_t* screen, Rect where);
/// GIMP's checks, under what is transparent.
void paint_checks(cairo_t* cr, Rect where, int unit);
/// Darkens and hatches `outer` without `inner`, and draws a frame around `inner`.
void paint_padding(cairo_t* cr, RectF outer, RectF inner, int unit);
/// A frame that is visible on any picture; `shade` darkens the rest of `around`.
void paint_part(cairo_t* cr, RectF part, int unit, Rect around, bool shade);
/// The line between before and after, with its handle.
void paint_line(cairo_t* cr, Rect strip, double line, int unit);
/// A focus ring along the edge of a widget of this size, in the theme's colour and the widget's
/// pixels.
void paint_focus(cairo_t* cr, GtkStyleContext* style, int width, int height);

/// A frame around `cell`, outside of it, in the theme's colour of what is chosen.
void paint_chosen(cairo_t* cr, GtkStyleContext* style, Rect cell, int unit);
/// Darkens what will be covered by a result that is still being opened.
void paint_pending(cairo_t* cr, Rect where);

enum class Anchor { LowerLeft, LowerRight, UpperLeft, UpperRight, Top };
/// A short text on a dark background, cut to fit into `area`; nothing if that is too narrow.
void paint_text(cairo_t* cr, GtkWidget* widget, const std::string& text, Rect area, Anchor anchor,
                int unit);

}  // namespace upscale
