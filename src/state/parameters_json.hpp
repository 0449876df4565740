// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Parameters as JSON, as they are in the records of jobs, presets, the window's remembered values
// and the last-used values of GIMP 2.10: a member for each, choices by their nick.
#pragma once

#include <string>
#include <string_view>

#include "base/parameter_table.hpp"
#include "json/json.hpp"

namespace upscale {

/// Adds a parameter's member, under its own name or another, to the object that is being written. A
/// text that is not UTF-8 is left out, as it would make all of the JSON unreadable.
void write_member(json::Writer& writer, const Parameter& entry, const Parameters& values);
void write_member(json::Writer& writer, const Parameter& entry, const Parameters& values,
                  const char* name);

/// Reads a parameter's member. False, with `values` as they were: there is none, or it is of
/// another type or out of range.
bool read_member(const json::Value& object, const Parameter& entry, Parameters& values);

/// An object with all members.
std::string to_json(const Parameters& values);

/// The reverse. Never fails: what is missing, unknown, of the wrong type or out of range keeps its
/// default, so that an old or damaged file costs no more than the values it lost.
Parameters parameters_from_json(std::string_view text);
Parameters parameters_from_json(const json::Value& object);

}  // namespace upscale
