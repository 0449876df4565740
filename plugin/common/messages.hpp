// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Errors in the user's words: what happened and what to do next. Translated.
#pragma once

#include <string>

#include "base/error.hpp"

namespace upscale {

/// One paragraph for a person, with the service's own words where it has any.
std::string message_for(const Error& error);

}  // namespace upscale
