// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/time.hpp"

#include <cstdio>
#include <ctime>

namespace upscale {
namespace {

std::string in_utc(std::time_t time, const char* format) {
    std::tm parts{};
    gmtime_r(&time, &parts);
    char text[40];
    return {text, std::strftime(text, sizeof text, format, &parts)};
}

}  // namespace

std::string utc_now() { return in_utc(std::time(nullptr), "%Y-%m-%dT%H:%M:%SZ"); }

std::string utc_stamp() {
    std::timespec now{};
    static_cast<void>(std::timespec_get(&now, TIME_UTC));
    char fraction[16];
    std::snprintf(fraction, sizeof fraction, ".%06ldZ", now.tv_nsec / 1000 % 1'000'000);
    return in_utc(now.tv_sec, "%Y%m%dT%H%M%S") + fraction;
}

}  // namespace upscale
