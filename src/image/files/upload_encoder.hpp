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

/// Encodes RGB pixels for an engine. `format` is one of UploadFormat. Auto: what the limits name,
/// PNG, else lossless WebP, else JPEG of quality 95 down to 80, and if they allow it, fewer pixels
/// as JPEG; sizes are predicted from a sample of the rows first, so that hardly anything is encoded
/// in vain. What is past sendable_size() is reduced to it; the pixels are taken over so that both
/// sizes need not be in memory for long. TooLarge: a fixed format does not fit, and the detail says
/// which would; or the picture is refused as check_sendable() says. Cancelled.
Result<Upload> encode_upload(Bitmap rgb, int format, std::stop_token stop,
                             const EngineLimits& limits);

}  // namespace upscale
