// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Translated messages for the user: what happened, and what to do next. Only here errors and facts
// are put into words.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "results/report.hpp"

namespace upscale {

/// Joins sentences to a paragraph and leaves out empty ones. If `between` is "
/// ", they become lines.
std::string joined(const std::vector<std::string>& parts, const char* between = " ");

/// Where the user can have earlier results again, as this GIMP's menu or window calls it. Each
/// shell (plugin/gimp2, plugin/gimp3) defines it.
std::string recover_name();

/// One paragraph about an error, with the service's own words where there are any, redacted().
std::string message_for(const Error& error);

/// The sentence for a note that names nothing of its source.
std::string message_for(Note note);

/// Says that a picture has more pixels than the engine on this computer takes, and what to do.
std::string too_large_for_this_computer(const SizeLimit& limit);

/// Why results are new images that were to be layers; empty for Detour::None.
std::string words_for(Detour detour);

/// All that the user should know about a run, one line for each fact. If there are several sources,
/// their names stand in front. Empty: all went well, and there is nothing to say.
std::string words_of(const Report& report);

}  // namespace upscale
