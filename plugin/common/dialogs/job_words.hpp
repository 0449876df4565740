// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// How lists show a job: its time, its state.
#pragma once

#include <string>

#include "common/gobject_ptr.hpp"
#include "state/journal.hpp"

namespace upscale {

/// Turns an ISO 8601 time in UTC into local time: "2026-11-22 09:30".
std::string local_time(const std::string& utc);

/// The same for a list of recent things: only "09:30" if that was today.
std::string short_time(const std::string& utc);

/// A job's state in words, translated; empty if the state needs no words.
const char* state_text(const Job& job);

}  // namespace upscale
