// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What a job sends, made of the layer's pixels: for the job, and to tell beforehand what it will
// be.
#pragma once

#include <optional>
#include <stop_token>
#include <string>

#include "base/parameters.hpp"
#include "base/result.hpp"
#include "image/files/upload_encoder.hpp"
#include "image/pixels/bitmap.hpp"
#include "image/registration/padding.hpp"

namespace upscale {

struct Prepared {
    Upload upload;
    Bitmap alpha;                ///< 1 channel over the pixels; empty: opaque
    Bitmap preview;              ///< preview_of() what is sent
    std::optional<Frame> frame;  ///< the padding around the pixels
};

/// Encodes RGB or RGBA pixels as the parameters say. BadInput: fully transparent, or cannot come
/// back larger; TooLarge: past the engine's limits, or the fixed format does not fit; Cancelled, at once: an encoder's try that
/// has begun goes to its end unseen.
Result<Prepared> prepare(Bitmap pixels, const Parameters& parameters, const std::stop_token& stop);

/// "JPEG, 4.2 MB, 3000 × 2000".
std::string describe_upload(const Upload& upload);

}  // namespace upscale
