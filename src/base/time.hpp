// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <ctime>
#include <string>
#include <string_view>

namespace upscale {

/// A time in UTC as gmtime(3) has it; for std::strftime().
std::tm utc_parts(std::chrono::system_clock::time_point time);

/// The present time, UTC, in ISO 8601: 2026-01-02T03:04:05Z.
std::string utc_now();

/// The present time, UTC, to the microsecond, in ISO 8601's basic format: 20260102T030405.000006Z.
/// Later stamps sort after earlier ones.
std::string utc_stamp();

/// True for a text of utc_stamp()'s form.
bool is_stamp(std::string_view text);

/// Nanoseconds since 1970, as files' times are counted.
std::int64_t unix_time_ns();

}  // namespace upscale
