// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Measures where one gray picture lies on another: edges to a fraction of a pixel, and how sure
// they are. What that means for a result is decided in registration.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "image/pixels/bitmap.hpp"
#include "image/pixels/linear.hpp"

namespace upscale {

/// The left, right, top and bottom edge of a rectangle, in source pixels from the source's corner.
/// They lie beyond the source where a picture shows more than it.
using Edges = Vector4;
enum Edge : std::size_t { Left, Right, Top, Bottom };

/// What a picture tells of its place.
struct Alignment {
    Edges edges{};          ///< what all of the picture covers
    Matrix4 information{};  ///< inverse of the edges' covariance, 1 / (source pixels)²
    /// Correlation with the source where they overlap, -1..1, at some 128 pixels a side. It is
    /// local: means over sixteen of these pixels do not count, unless there is nothing else.
    double likeness = -1;
};

/// The least likeness of a match.
constexpr double kAlike = 0.68;

/// Gray values as numbers.
struct Plane {
    int width = 0, height = 0;
    std::vector<float> values;

    const float* row(int y) const { return values.data() + static_cast<std::size_t>(width) * y; }
    float* row(int y) { return values.data() + static_cast<std::size_t>(width) * y; }
};

/// The mean and the standard deviation of a gray picture that is not empty, in levels of 0..255.
struct Tone {
    double mean = 0, deviation = 0;
};
Tone tone_of(const Bitmap& gray);

/// Aligns pictures to one source.
class Aligner {
  public:
    /// `preview` is a gray copy of a source of `size` pixels; neither is empty.
    Aligner(const Bitmap& preview, Size size);

    /// Finds the place that explains `picture`, a gray copy that is not empty: first from the
    /// `starts` (of those that explain it equally well, the first wins), and where these do not
    /// convince by a search through all crops and paddings of `shape`, the height that the picture
    /// covers per width in source pixels. Edges are refined one by one, so the two scales may
    /// differ. Where nothing fits, the likeness is low and the edges mean little.
    ///
    /// Gauss-Newton steps on a pyramid (Baker and Matthews, "Lucas-Kanade 20 Years On", 2004).
    /// Blocks of the picture have brightness and weight of their own; their scatter gives the
    /// covariance (a clustered sandwich estimate: Liang and Zeger, "Longitudinal Data Analysis
    /// Using Generalized Linear Models", 1986).
    Alignment align(const Bitmap& picture, std::span<const Edges> starts, double shape) const;

  private:
    std::vector<Plane> m_levels;  ///< the source's preview, each half the one before
    double m_across, m_down;      ///< preview pixels per source pixel
    Size m_size;
};

}  // namespace upscale
