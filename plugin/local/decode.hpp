// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// PNG, JPEG and WebP files to pixels.
#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "image/files/header.hpp"
#include "image/pixels/bitmap.hpp"

namespace upscale::local {

/// Reads the image's header and checks it against limits_of_this_computer().
/// BadReply: not an image of a known format; TooLarge: past the limits.
Result<ImageHeader> check_image(ByteView file);

/// 8-bit RGB of a file that check_image() accepts: gray is spread to RGB, 16-bit reduced, alpha
/// ignored. BadReply: damaged.
Result<Bitmap> decode_rgb(ByteView file);

}  // namespace upscale::local
