// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/time.hpp"

#include <algorithm>
#include <cstdio>

namespace upscale {
namespace {

using std::chrono::system_clock;

std::string in_utc(system_clock::time_point time, const char* format) {
    const std::tm parts = utc_parts(time);
    char text[40];
    return {text, std::strftime(text, sizeof text, format, &parts)};
}

}  // namespace

std::tm utc_parts(system_clock::time_point time) {
    using namespace std::chrono;
    const auto day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss clock(floor<seconds>(time - day));
    const sys_days new_year = date.year() / January / 1;
    std::tm parts{};
    parts.tm_year = static_cast<int>(date.year()) - 1900;
    parts.tm_mon = static_cast<int>(static_cast<unsigned>(date.month())) - 1;
    parts.tm_mday = static_cast<int>(static_cast<unsigned>(date.day()));
    parts.tm_hour = static_cast<int>(clock.hours().count());
    parts.tm_min = static_cast<int>(clock.minutes().count());
    parts.tm_sec = static_cast<int>(clock.seconds().count());
    parts.tm_wday = static_cast<int>(weekday(day).c_encoding());
    parts.tm_yday = static_cast<int>((day - new_year).count());
    return parts;
}

std::string utc_now() { return in_utc(system_clock::now(), "%Y-%m-%dT%H:%M:%SZ"); }

std::string utc_stamp() {
    using namespace std::chrono;
    const auto now = system_clock::now();
    const auto fraction = floor<microseconds>(now - floor<seconds>(now)).count();
    char text[16];
    std::snprintf(text, sizeof text, ".%06dZ", static_cast<int>(fraction));
    return in_utc(now, "%Y%m%dT%H%M%S") + text;
}

bool is_stamp(std::string_view text) {
    constexpr std::string_view kForm = "00000000T000000.000000Z";
    return std::ranges::equal(text, kForm, [](char c, char form) {
        return form == '0' ? c >= '0' && c <= '9' : c == form;
    });
}

std::int64_t unix_time_ns() {
    using namespace std::chrono;
    return duration_cast<nanoseconds>(system_clock::now().time_since_epoch()).count();
}

}  // namespace upscale
