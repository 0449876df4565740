// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Errors and their cost in the user's words: what happened and what to do next. Translated.
#pragma once

#include <string>

#include "base/error.hpp"

namespace upscale {

struct JobEnd;

/// One paragraph for a person, with the service's own words where it has any, redacted().
std::string message_for(const Error& error);

/// That a picture has more pixels than the engine on this computer takes, and what to do.
std::string too_large_for_this_computer(const SizeLimit& limit);

/// Where to go for results that are paid for and not here yet.
std::string recover_hint();

/// What to know of a job whose paid call got no answer that we understand.
std::string maybe_charged_hint();

/// What became of what a job cost that ended without results: where they can be had, that it may
/// have been charged, or the service's name for it if no record could be written. Empty: nothing
/// was paid, or the service's final word is that nothing comes.
std::string fate_of(const JobEnd& end);

}  // namespace upscale
