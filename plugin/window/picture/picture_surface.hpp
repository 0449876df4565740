// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Pixels as cairo draws them, quick at any zoom.
#pragma once

#include <cairo.h>

#include <memory>
#include <vector>

#include "common/gobject_ptr.hpp"
#include "image/pixels/bitmap.hpp"
#include "presentation/viewport.hpp"

namespace upscale {

using CairoSurfacePtr = std::unique_ptr<cairo_surface_t, Release<&cairo_surface_destroy>>;

/// A picture at its size and at halves of it. Keeps about 5.3 bytes per pixel.
class PictureSurface {
  public:
    PictureSurface() = default;
    /// `covers`: where the picture lies, in source pixels.
    PictureSurface(const Bitmap& bitmap, RectF covers);

    bool empty() const { return m_levels.empty(); }
    bool has_alpha() const { return m_has_alpha; }
    /// Whether there were more pixels than are kept, and at this scale they would be seen.
    bool is_blurred_at(double scale) const;
    RectF covers() const { return m_covers; }
    /// While the picture moves, some aliasing is better than to lag behind the pointer.
    enum class Quality { Moving, Best };
    /// Paints `where`, in the coordinates of the view's screen; beyond the picture with its edge.
    void paint(cairo_t* cr, const Viewport& view, Rect where, Quality quality) const;

  private:
    std::vector<CairoSurfacePtr> m_levels;
    RectF m_covers;
    double m_pitch_x = 1, m_pitch_y = 1;  ///< source pixels per pixel of the first level
    bool m_has_alpha = false;
    bool m_reduced = false;
};

}  // namespace upscale
