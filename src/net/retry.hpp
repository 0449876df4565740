// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// When a failed request is made again: pure decisions.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>

#include "base/result_fwd.hpp"

namespace upscale {

/// What making the request once more may cost.
enum class Repeat {
    Free,    ///< uploads, downloads: repeating costs nothing
    Poll,    ///< asks for results that are paid for: repeated after any error but a refused key,
             ///< and however often, as long as the error may pass
    Billed,  ///< the paid call: repeated only if it cannot have reached the service, or was
             ///< rejected before any work (429)
};

struct RetryLimits {
    int attempts = 5;                          ///< tries in all, the first one included
    std::chrono::milliseconds first{500};      ///< pause after the first failure, doubled each time
    std::chrono::milliseconds longest{30000};  ///< our own pause is never longer than this
    std::chrono::milliseconds poll{500};  ///< shortest pause between polls, but for the first ones
    std::chrono::milliseconds patience{120000};  ///< the service may not ask for a longer wait
    std::chrono::milliseconds job{15 * 60000};   ///< how long a paid job is waited for in all
    /// How long its polls may fail one after the other, but at least `attempts` of them.
    std::chrono::milliseconds trouble{15 * 60000};
    /// An upload or a download that moves fewer bytes in this time has stalled.
    std::chrono::milliseconds stall{60000};
    std::size_t least_bytes = 60000;
    std::chrono::milliseconds save{
        1000};  ///< how often the part of a download that is here is kept
};

/// How long to wait before the next try, after `made` tries of which the last one failed with
/// `error`; nullopt: give up. `jitter` 0..1 lengthens the pause by up to a quarter. It is never
/// shorter than the time that the service asks for.
std::optional<std::chrono::milliseconds> retry_delay(const Error& error, Repeat repeat, int made,
                                                     double jitter, const RetryLimits& limits = {});

/// The pause before the next poll of a job that has been `waited` for: a twentieth of that time, so
/// that a result is fetched with little delay, from `limits.poll` to 5 seconds. The first polls are
/// sooner: after as long as was waited, at least a tenth of a second. On this computer, where polls
/// are free and jobs are short: from 25 milliseconds to half a second. With the default limits at
/// most 60 polls in any minute, except on this computer.
std::chrono::milliseconds poll_interval(std::chrono::steady_clock::duration waited,
                                        bool this_computer, const RetryLimits& limits = {});

}  // namespace upscale
