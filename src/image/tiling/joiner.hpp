// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Joins overlapping tiles to one picture. Pure.
#pragma once

#include <stop_token>

#include "image/pixels/bitmap.hpp"

namespace upscale {

/// Takes tiles one by one and cuts each overlap along the path where both sides differ least, as
/// image quilting does (Efros and Freeman 2001). A plain ramp would show both sides at once, as a
/// ghost. Only a few pixels across the path are mixed, and none where the sides disagree; a small
/// difference of their colours is levelled out further. Where tiles agree, their pixels stay as
/// they are. Besides the picture it keeps the strip in which a row of tiles overlaps those above.
/// The time is proportional to the pixels given.
class TileJoiner {
  public:
    /// `target`: the picture's size in pixels, not empty. What no tile covers stays black.
    explicit TileJoiner(Size target);

    /// Adds a tile (RGB) that lies at `place`, of its size and within the picture. They come row by
    /// row, from left to right; those of a row have one top and one height. After a stop the
    /// picture must not be used.
    void add(const Rect& place, const Bitmap& rgb, const std::stop_token& stop = {});

    /// Ends the last row and gives the picture away; the joiner must not be used any more. After a
    /// stop the picture must not be used.
    Bitmap take(const std::stop_token& stop = {});

  private:
    std::uint8_t* row(int y);
    void end_row(const std::stop_token& stop);

    Bitmap m_picture;
    /// The top of the current row of tiles, where that overlaps earlier rows.
    Bitmap m_strip;
    int m_top = 0;     ///< of the current row of tiles
    int m_right = 0;   ///< where the current row of tiles ends so far
    int m_bottom = 0;  ///< where the current row of tiles ends; 0: there is none yet
};

}  // namespace upscale
