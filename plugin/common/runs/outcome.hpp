// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// How a run ended, in the terms of GIMP's procedures.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"

namespace upscale {

struct Outcome {
    enum class Status { Success, CallingError, ExecutionError, Cancel };
    Status status = Status::Success;
    std::vector<int> layers = {};  ///< ids of new layers, or …
    std::vector<int> images = {};  ///< … of new images
    std::string message = {};      ///< translated; for an error what happened and what to do next,
                                   ///< else what the user should know of a success; may be empty
    std::string cause = {};        ///< log_words() of the error
};

/// BadInput that is ours, not the service's, is a calling error.
Outcome outcome_of(const Error& error);

}  // namespace upscale
