// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Makes what is sent from the layer's pixels. Used by the job, and beforehand to tell the user what
// will be sent.
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
    Bitmap preview;              ///< preview_of() of what is sent
    std::optional<Frame> frame;  ///< the padding around the pixels
};

/// Encodes RGB or RGBA pixels as the parameters say. BadInput: nothing is visible, or the result
/// could not be larger than the source; TooLarge: it does not fit in the format that was chosen;
/// Cancelled: returns at once, while an encoder that has begun runs to its end in the background.
Result<Prepared> prepare(Bitmap pixels, const Parameters& parameters, const std::stop_token& stop);

/// "JPEG, 4.2 MB, 3000 × 2000".
std::string describe_upload(const Upload& upload);

}  // namespace upscale
