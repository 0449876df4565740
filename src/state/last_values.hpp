// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The last-used parameters as text, for the GIMP line that does not keep them itself.
#pragma once

#include <string>
#include <string_view>

#include "base/parameters.hpp"
#include "json/json.hpp"

namespace upscale {

/// A JSON object with one member per parameter; choices by their nick.
std::string to_json(const Parameters& values);

/// The reverse. Never fails: a value that is missing, unknown, of the wrong type or out of range
/// gets its default, so that an old or damaged file loses only that value.
Parameters parameters_from_json(std::string_view text);
Parameters parameters_from_json(const json::Value& object);

}  // namespace upscale
