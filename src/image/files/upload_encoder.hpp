// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Chooses the file that a bitmap is uploaded as: the best one within the service's limit.
#pragma once

#include <stop_token>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "image/files/limits.hpp"
#include "image/pixels/bitmap.hpp"

namespace upscale {

struct Upload {
    Bytes file;
    ImageFormat format = ImageFormat::Png;
    bool lossy = false;  ///< JPEG or reduced: the service does not get every pixel exactly
    Size size;           ///< in pixels, smaller than the bitmap's if it had to be reduced
};

/// Encodes RGB pixels for an engine. `format` is one of UploadFormat. Auto takes the first format
/// of the limits that fits: PNG, then lossless WebP, then JPEG of quality 95 down to 80; if the
/// limits allow it, then JPEG with fewer pixels. Sizes are predicted from a sample of the rows
/// first, so that hardly anything is encoded in vain. A picture beyond sendable_size() is reduced
/// to it; the pixels are taken over so that both sizes need not be in memory for long. TooLarge: a
/// fixed format does not fit, and the detail says which would; or check_sendable() refuses the
/// picture. Cancelled.
Result<Upload> encode_upload(Bitmap rgb, int format, std::stop_token stop,
                             const EngineLimits& limits);

}  // namespace upscale
