// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// A change of colours that is the same everywhere in a picture, found from pairs of colours. Pure.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

namespace upscale {

/// Three numbers: R'G'B' of sRGB, 0..1, or a difference of two such colours.
using Colour = std::array<float, 3>;

constexpr float kLevel = 1.0f / 255;  ///< one step of 8 bits

/// Y' with the weights of sRGB's primaries; `rgb` are three numbers.
inline float luma_of(const float* rgb) {
    return 0.2126f * rgb[0] + 0.7152f * rgb[1] + 0.0722f * rgb[2];
}

/// How colourful it is: 0 is gray.
inline float spread(const Colour& colour) {
    const auto [least, most] = std::minmax_element(colour.begin(), colour.end());
    return *most - *least;
}

/// Adds to each channel a polynomial of the third degree in all channels: gain, offset, gamma,
/// saturation and white point are changed by the like of it (Finlayson, Mackiewicz and Hurlbert,
/// "Color Correction Using Root-Polynomial Regression", 2015, compares such mappings).
class ColourMap {
  public:
    static constexpr std::size_t kTerms = 13;  ///< 1, r, g, b, r², g², b², rg, gb, rb, r³, g³, b³

    /// Changes nothing.
    ColourMap() = default;
    /// The change that takes most of `from` to `to`; both are as long. Pairs that disagree with
    /// most of the others hardly count (iteratively reweighted least squares with Cauchy's weights:
    /// Holland and Welsch, "Robust Regression Using Iteratively Reweighted Least-Squares", 1977).
    ColourMap(std::span<const Colour> from, std::span<const Colour> to);

    /// What is added to this colour. Colours beyond those that it was found from are changed like
    /// the nearest of these.
    Colour change_of(const Colour& colour) const;
    /// Adds the change to pixels, given as three planes that begin `stride` floats after each
    /// other.
    void apply(float* planes, std::size_t stride, std::size_t count) const;
    bool changes_nothing() const { return m_most == Colour{}; }

  private:
    std::array<std::array<float, kTerms>, 3> m_factors{};
    Colour m_least{}, m_greatest{};  ///< of the colours that it was found from
    Colour m_most{};                 ///< the largest change of those
};

}  // namespace upscale
