// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Which network suits a picture: the plain one, or one that also removes JPEG's blocks and noise.
// Decided on the pixels alone, since a layer does not say what file it came from.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "image/pixels/bitmap.hpp"

namespace upscale::local {

/// The file in the folder of models for a Denoise other than Auto.
std::string model_file(int denoise);

/// What harm a picture has taken, as measured on its pixels.
struct Harm {
    /// How coarsely JPEG rounded, relative to the standard's example table: 1 is quality 50 of most
    /// programs, 0.4 is 80, 0.1 is 95. 0: no blocks were found.
    double jpeg = 0;
    int block_x = 0,
        block_y = 0;           ///< 0..7: where JPEG's first whole block begins, if there are any
    bool half_colors = false;  ///< colours have half the width, as in JPEG's 4:2:0, and it shows
    double noise = 0;  ///< standard deviation of each channel, 0..255; 0: none was found for sure
};

/// Denoise::Off, Low or Medium, whichever is likely to come nearest to the unharmed picture.
int denoise_for(const Harm& harm);

/// Looks at a picture while its rows pass by. Keeps a sample of at most 36 parts of 64×64 pixels
/// (0.4 MB), spread evenly, so that a large picture takes no longer than one of 0.15 megapixels.
class HarmMeter {
  public:
    explicit HarmMeter(Size size);

    /// The next row from the top: 8-bit RGB, as many pixels as the picture is wide.
    void add_row(const std::uint8_t* rgb);

    /// To be called when all rows were added. Takes 0.03 to 0.3 s of CPU time.
    Harm measure() const;

  private:
    struct Part {
        Rect place;  // x and y are multiples of 8
        std::vector<std::uint8_t> rgb;
    };
    Size m_size;
    int m_y = 0;
    std::vector<Part> m_parts;
};

}  // namespace upscale::local
