// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Results from their files into memory. Any thread.
#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "app/held_pixels.hpp"
#include "base/byte_budget.hpp"
#include "base/bytes.hpp"
#include "base/result.hpp"
#include "image/registration/registration.hpp"
#include "state/journal.hpp"

namespace upscale {

/// The memory for decoded pictures of all jobs of this process: a quarter of the computer's, at
/// most 2 GB.
ByteBudget& picture_budget();

/// A decoded result and what registration needs to know of it.
struct LookedAt {
    ResultView view;
    std::shared_ptr<HeldPixels> pixels;
};

/// Takes an RGB or RGBA bitmap apart. `share`: what it takes of the budget.
LookedAt look_at(Bitmap decoded, ByteBudget::Share share = {});

/// Decodes the file of a result within picture_budget(). Nullopt: our decoders do not read its
/// kind. Otherwise the errors of decode().
Result<std::optional<LookedAt>> look_at_file(ByteView file, const std::stop_token& stop);

/// The same for many files of a job, on as many threads as there are processors, but at most four.
/// If there is more than one file, the pixels are moved to the disk, into the job's folder. In the
/// order of `files`, which are names; LocalIo as well.
std::vector<Result<std::optional<LookedAt>>> look_at_files(const JobFolder& folder,
                                                           const std::vector<std::string>& files,
                                                           const std::stop_token& stop);

}  // namespace upscale
