// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// PNG, JPEG and WebP files to pixels.
#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "image/decoding/decode.hpp"
#include "image/files/header.hpp"
#include "image/pixels/bitmap.hpp"

namespace upscale::local {

/// Reads the image's header and checks it against limits_of_this_computer().
/// BadReply: not an image of a known format; TooLarge: past the limits.
Result<ImageHeader> check_image(ByteView file);

/// Begins to read a file that check_image() accepts. BadReply: damaged, or of a kind that the
/// libraries do not read.
Result<RowReader> open_image(ByteView file, const std::stop_token& stop);

/// The whole picture: RGB. Errors as above.
Result<Bitmap> decode_rgb(ByteView file);

}  // namespace upscale::local
