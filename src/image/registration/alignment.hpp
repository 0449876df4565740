// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Measures where one gray picture lies on another: the edges to a fraction of a pixel, and their
// covariance. What follows from that for a result is decided in registration. See
// docs/registration.md.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "image/pixels/bitmap.hpp"
#include "image/pixels/linear.hpp"
#include "image/registration/effort.hpp"

namespace upscale {

/// The left, right, top and bottom edge of a rectangle, in source pixels from the source's corner.
/// An edge lies outside the source if the picture shows more than the source.
using Edges = Vector4;
enum Edge : std::size_t { Left, Right, Top, Bottom };

/// The measured place of a picture.
struct Alignment {
    Edges edges{};          ///< the rectangle that the whole picture covers
    Matrix4 information{};  ///< inverse of the edges' covariance, 1 / (source pixels)²
    /// Correlation with the source where they overlap, -1..1, measured at a resolution of about 128
    /// pixels a side. The means of blocks of 16 × 16 such pixels are subtracted first, unless the
    /// picture has no contrast within the blocks.
    double likeness = -1;
    bool complete = true;          ///< false: the effort ended before all places were tried
    std::uint64_t operations = 0;  ///< that finding it took, at most kMostOperations
};

/// Operations that the alignment of one picture may take: about two thirds of a second on a
/// processor of 2020. An operation is a multiplication of two pixels in the search; other work on a
/// pixel counts as many as take the same time.
constexpr std::uint64_t kMostOperations = 2'800'000'000;

/// A likeness from this value on counts as a match.
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

    /// Finds the place of `picture`, a gray copy that is not empty. It first tries the `starts`; if
    /// several match equally well, the first wins. If none matches convincingly, it searches all
    /// crops and paddings of `shape` (the height that the picture covers per width, in source
    /// pixels). The four edges are refined independently, so the two scales may differ. If nothing
    /// matches, the likeness is low and the edges mean nothing. It takes at most kMostOperations
    /// for a picture and a source of at most 1536 pixels a side; what it returns after a stop must
    /// not be used.
    ///
    /// Gauss-Newton steps on a pyramid (Baker and Matthews, "Lucas-Kanade 20 Years On", 2004).
    /// Brightness, contrast and weight are fitted for each block of the picture. How much the
    /// blocks' gradients scatter gives the covariance (a clustered sandwich estimate: Liang and
    /// Zeger, "Longitudinal Data Analysis Using Generalized Linear Models", 1986).
    Alignment align(const Bitmap& picture, std::span<const Edges> starts, double shape,
                    const std::stop_token& stop = {}) const;

  private:
    std::vector<Plane> m_levels;  ///< the source's preview, each half the one before
    double m_across, m_down;      ///< preview pixels per source pixel
    Size m_size;
};

}  // namespace upscale
