// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Pixels in cairo's format, fast to draw at any zoom.
#pragma once

#include <cairo.h>

#include <memory>
#include <vector>

#include "common/gobject_ptr.hpp"
#include "image/pixels/bitmap.hpp"
#include "presentation/viewport.hpp"

namespace upscale {

using CairoSurfacePtr = std::unique_ptr<cairo_surface_t, Release<&cairo_surface_destroy>>;

/// A picture with copies of half, a quarter … of its size. Needs about 5.3 bytes per pixel. Copies
/// of the object share their pixels. It can be made on any thread.
class PictureSurface {
  public:
    static constexpr double kMostPixels = 24e6;  // 128 MB with the reduced levels

    PictureSurface() = default;
    /// `covers`: the rectangle that the picture covers, in source pixels. A picture of more than
    /// `most_pixels` is reduced.
    PictureSurface(const Bitmap& bitmap, RectF covers, double most_pixels = kMostPixels);

    bool empty() const { return m_levels.empty(); }
    /// True if it has fewer pixels than the picture.
    bool is_reduced() const { return m_reduced; }
    /// Source pixels per pixel of the picture, of the axis where that is larger.
    double pitch() const { return m_pitch; }
    bool has_alpha() const { return m_has_alpha; }
    /// True if the picture was reduced, and at this scale that would be visible.
    bool is_blurred_at(double scale) const;
    RectF covers() const { return m_covers; }
    /// Faster: while the picture moves, aliasing is better than lagging behind the pointer.
    enum class Quality { Moving, Best };
    /// Paints `where`, in screen coordinates of the view. Outside the picture its edge is repeated.
    void paint(cairo_t* cr, const Viewport& view, Rect where, Quality quality) const;

  private:
    std::vector<std::shared_ptr<cairo_surface_t>> m_levels;
    RectF m_covers;
    double m_pitch = 1;
    double m_pitch_x = 1, m_pitch_y = 1;  ///< source pixels per pixel of the first level
    bool m_has_alpha = false;
    bool m_reduced = false;
};

}  // namespace upscale
