// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What happened and what to do next, in the user's words: the only place where they are made of
// errors and facts. Translated.
#pragma once

#include <string>
#include <vector>

#include "app/report.hpp"
#include "base/error.hpp"

namespace upscale {

/// Sentences to a paragraph; empty ones are left out. `between` as lines: "\n".
std::string joined(const std::vector<std::string>& parts, const char* between = " ");

/// One paragraph for a person, with the service's own words where it has any, redacted().
std::string message_for(const Error& error);

/// That a picture has more pixels than the engine on this computer takes, and what to do.
std::string too_large_for_this_computer(const SizeLimit& limit);

/// All that people should know of a run, a line for each thing; of several sources with their names
/// in front. Empty: all went well, and there is nothing to say.
std::string words_of(const Report& report);

}  // namespace upscale
