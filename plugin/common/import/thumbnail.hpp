// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Small pictures of a job's results. Any thread.
#pragma once

#include <stop_token>
#include <string>

#include "base/result.hpp"
#include "image/pixels/bitmap.hpp"

namespace upscale {

constexpr int kThumbnailSide = 128;  ///< pixels; at most

/// A picture, RGB or RGBA, of a part of a picture file in a job's folder, with `side` pixels on its
/// longer side. `part`: shares of the picture's width and height. Nothing is kept on the disk. The
/// errors of decode_reduced(), and LocalIo.
Result<Bitmap> picture_of_part(const std::string& folder, const std::string& file, RectF part,
                               int side, const std::stop_token& stop);

/// A small picture, RGB or RGBA, of any PNG, JPEG or WebP. Nothing is kept on the disk. The errors
/// of decode_reduced(), and LocalIo.
Result<Bitmap> small_picture_of(const std::string& path, const std::stop_token& stop);

/// A small picture, RGB or RGBA, of a picture file in a job's folder. That of "result-N.…" is kept
/// there as "thumbnail-N.png", so that the result itself is decoded only once. The errors of
/// decode_reduced(), and LocalIo.
Result<Bitmap> make_thumbnail(const std::string& folder, const std::string& file,
                              const std::stop_token& stop);

}  // namespace upscale
