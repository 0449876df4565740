// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Decoded samples to 8-bit sRGB.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/bytes.hpp"

namespace upscale {

/// What a file's samples mean.
struct Colours {
    /// A PNG's gAMA and cHRM.
    struct Encoding {
        double exponent = 2.2;  ///< light = sample ^ exponent
        /// x and y of white, red, green and blue; the default is sRGB's
        std::array<double, 8> chromaticities = {0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06};
    };
    int channels = 3;                  ///< 1 gray, 2 gray and alpha, 3 RGB, 4 RGBA or CMYK
    bool wide = false;                 ///< 16 bits a sample
    bool cmyk = false;                 ///< 8 bits
    bool inverted = false;             ///< CMYK in which 255 means no ink
    Bytes profile;                     ///< ICC; ignored if it is damaged or meant for other colours
    std::optional<Encoding> encoding;  ///< if there is no profile

    bool has_alpha() const { return !cmyk && channels % 2 == 0; }
    std::size_t bytes_per_pixel() const {
        return static_cast<std::size_t>(channels) * (wide ? 2 : 1);
    }
};

/// For one thread at a time.
class ToSrgb {
  public:
    explicit ToSrgb(Colours colours);
    ToSrgb(ToSrgb&&) noexcept;
    ~ToSrgb();

    /// 3, or 4 if the samples have alpha.
    int channels() const { return m_colours.has_alpha() ? 4 : 3; }
    /// Converts `width` pixels to RGB or RGBA. 16-bit samples must be aligned.
    void convert(const std::uint8_t* from, std::uint8_t* to, int width);

  private:
    struct Lcms;
    bool changes_nothing();
    Colours m_colours;
    std::unique_ptr<Lcms> m_lcms;        ///< null: the samples are sRGB, or CMYK without a profile
    std::vector<std::uint8_t> m_spread;  ///< a row of gray as RGB, for an RGB profile
};

}  // namespace upscale
