// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Results that are given to the user as files.
#pragma once

#include <string>

#include "base/result.hpp"
#include "image/files/header.hpp"

namespace upscale {

/// Copies a result into the user's folder of pictures (else the home folder) as
/// "<layer>-upscale.<ending>", or with a number where that is taken; nothing is overwritten.
/// Returns the copy's path. LocalIo: it could not be written; nothing is left of it then.
Result<std::string> save_for_user(const std::string& path, const std::string& layer_name,
                                  ImageFormat format);

}  // namespace upscale
