// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Errors in the user's words: what happened and what to do next. Translated.
#pragma once

#include <string>

#include "base/error.hpp"

namespace upscale {

/// One paragraph for a person, with the service's own words where it has any, redacted().
std::string message_for(const Error& error);

/// Where to go for results that are paid for and not here yet.
std::string recover_hint();

/// What to know of a job whose paid call got no answer that we understand.
std::string maybe_charged_hint();

}  // namespace upscale
