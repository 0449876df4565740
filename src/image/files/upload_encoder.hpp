// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Chooses the file that a bitmap is uploaded as: the best one within the service's limit.
#pragma once

#include <stop_token>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "image/files/header.hpp"
#include "image/pixels/bitmap.hpp"

namespace upscale {

constexpr std::size_t kUploadLimit = 10'000'000;  ///< bytes, the service's "10 MB"

struct Upload {
    Bytes file;
    ImageFormat format = ImageFormat::Png;
    bool lossy = false;  ///< JPEG or reduced: the service does not get every pixel exactly
    Size size;           ///< in pixels, smaller than the bitmap's if it had to be reduced
};

/// The largest size at which the picture can be sent such that a result of twice that size is
/// within our limits for results (kMaxResultSide, kMaxResultPixels).
Size sendable_size(Size picture);

/// BadInput: sent at this size and doubled by the service, the picture would come back no larger
/// than it is.
Status check_enlarged(Size picture, Size sent);

/// Encodes RGB pixels for the upload. `format` is one of UploadFormat. Auto: PNG, else lossless
/// WebP, else JPEG of quality 95 down to 80, else fewer pixels as JPEG; sizes are predicted from a
/// sample of the rows first, so that hardly anything is encoded in vain. What is past
/// sendable_size() is reduced to it; the pixels are taken over so that both sizes need not be in
/// memory for long. TooLarge: a fixed format does not fit; the reason says which
/// would. Cancelled.
Result<Upload> encode_upload(Bitmap rgb, int format, std::stop_token stop,
                             std::size_t limit = kUploadLimit);

}  // namespace upscale
