// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Saves results as files for the user.
#pragma once

#include <string>

#include "base/result.hpp"
#include "state/journal.hpp"

namespace upscale {

/// The user's folder of pictures; the home folder if nothing can be written there.
std::string pictures_folder();

/// Creates an empty file "<folder>/<stem><ending>". If that name is taken, a number is added.
/// Returns its path. LocalIo.
Result<std::string> reserve_file(const std::string& folder, const std::string& stem,
                                 const std::string& ending);

/// Copies a file of a job, a result, into the user's folder of pictures (else the home folder) as
/// "<layer>-upscale.<extension>". If that name is taken, a number is added; nothing is overwritten.
/// Returns the path of the copy. LocalIo: it could not be written, and no part of it is left.
Result<std::string> save_for_user(const JobFolder& job, const std::string& file,
                                  const std::string& layer_name);

}  // namespace upscale
