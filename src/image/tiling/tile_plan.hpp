// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Which overlapping tiles a picture is sent in. Pure.
#pragma once

#include <vector>

#include "image/pixels/bitmap.hpp"

namespace upscale {

/// Source pixels that neighbours share at least: room for a path around what differs, while a
/// square tile of 1 MP still brings four fifths of its pixels anew.
constexpr int kTileOverlap = 96;

/// The tiles that cover `picture` (not empty), row by row: all of one size, spread evenly, within
/// the picture. A picture of at most `most_pixels` (1 or more) is one tile. Otherwise there are as
/// few tiles as possible, each of at most `most_pixels` even in its frame (frame_around()). They
/// have exactly one of the ratios of the service if that takes at most a quarter more of them; a
/// tile without one is as wide or as high as the picture. Neighbours share at least `overlap` (0 or
/// more) pixels, or a quarter of a tile's side if that is less.
std::vector<Rect> plan_tiles(Size picture, long long most_pixels, int overlap = kTileOverlap);

}  // namespace upscale
