// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The slow part of a picture: what its colours are on the whole, without its detail. A source's is
// kept with its job, so that results get their colours from it. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "image/pixels/bitmap.hpp"
#include "image/pixels/turn.hpp"

namespace upscale {

/// Mean colours of square cells. Colours are R'G'B' floats, three a cell, rows from the top; 0 is
/// black, 1 is white, values outside are allowed. Mean colours are taken of R'G'B' and not of
/// linear light, as the eye is about equally sensitive everywhere in it: adding the same amount to
/// a dark and a bright place looks alike, and so do rounding errors.
struct SlowPart {
    enum Kind : std::uint8_t {
        Seen = 1,     ///< something in the cell is visible
        Flat = 2,     ///< all visible pixels have one colour
        Neutral = 4,  ///< all visible pixels have three equal channels
    };
    Size picture;  ///< pixels
    Size cells;
    RectF area;         ///< what all cells cover together, in the picture's pixels; it may reach
                        ///< beyond the picture by less than a cell
    std::string space;  ///< the editor's name of the space that `own` is in
    std::vector<float> shown;  ///< of the picture as it is sent: 8 bits, sRGB
    /// Of the picture in its own space and precision. Empty: that is 8-bit sRGB too.
    std::vector<float> own;
    /// `own` minus what `shown` is in that space: what is lost when the picture is sent. Empty if
    /// `own` is.
    std::vector<float> excess;
    std::vector<std::uint8_t> kind;  ///< of a cell: a sum of Kind

    bool empty() const { return kind.empty(); }
    bool is_deep() const { return !own.empty(); }
};

/// Makes a slow part row by row.
class SlowPartMaker {
  public:
    /// `deep`: every row comes in its own space, too.
    explicit SlowPartMaker(Size picture, bool deep = false);
    /// The next row. `shown`: RGB or RGBA. `own` and `own_of_shown`, if deep: RGB floats; the
    /// second is `shown` converted to the picture's own space.
    void add_row(std::span<const std::uint8_t> shown, int channels, std::span<const float> own = {},
                 std::span<const float> own_of_shown = {});
    SlowPart end();

  private:
    void end_cells();

    SlowPart m_part;
    int m_cell;     ///< pixels a side
    int m_row = 0;  ///< rows so far
    std::vector<double> m_shown, m_own, m_excess, m_weight;
    std::vector<float> m_first;  ///< the first visible colour of each cell
    std::vector<std::uint8_t> m_kind;
};

/// Of a picture that is 8-bit sRGB, RGB or RGBA. Faint pixels have the colours that are sent of
/// them.
SlowPart slow_part_of(Bitmap picture);

/// True if all that is visible has one colour.
bool is_of_one_colour(const SlowPart& part);

SlowPart turned(const SlowPart& part, const Turn& turn);
/// The same of the picture scaled to another size.
SlowPart scaled(SlowPart part, Size picture);

/// The same of a part of the picture, which must lie within it.
SlowPart part_of(const SlowPart& whole, const Rect& part);

/// For the job's folder. The text holds floats as this computer has them.
std::string to_bytes(const SlowPart& part);
/// Empty: damaged, of another kind of computer or of a version that we do not know.
SlowPart slow_part_from(std::string_view bytes);

}  // namespace upscale
