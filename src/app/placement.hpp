// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Where results go: pure geometry, in image coordinates.
#pragma once

#include "app/editor.hpp"
#include "image/registration.hpp"

namespace upscale {

/// The layer's rectangle that a result of `size` pixels takes under a placement, before the canvas
/// is resized: full size at the covered rectangle's corner (grow-canvas, new-image: at 0, 0), the
/// covered rectangle's own pixels (fit), or the scaled source's place (scale-image).
Rect layer_rect(Rect region, const Registration& registration, Size size, int placement);

/// The image's new size under scale-image, else `canvas` as it is.
Size scaled_image(Size canvas, const Registration& registration, int placement);

/// The canvas that holds both itself and `layer`; only grow-canvas grows it.
Rect grown_canvas(Size canvas, Rect layer, int placement);

/// A result's pixels as they go into a layer of `target`: scaled to it if need be, with the
/// source's alpha (1 channel over the source; empty: opaque) put back.
Bitmap finish_pixels(Bitmap result, const Registration& registration, Rect region, Rect target,
                     int placement, const Bitmap& alpha);

/// A plane over the source (alpha or selection), resampled to what a layer at `target` shows.
Bitmap plane_for(const Bitmap& plane, const Registration& registration, Rect region, Rect target,
                 int placement);

}  // namespace upscale
