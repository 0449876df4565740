// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// When a failed request is made again: pure decisions.
#pragma once

#include <chrono>
#include <optional>

#include "base/result_fwd.hpp"

namespace upscale {

/// What one more request may cost.
enum class Repeat {
    Free,    ///< uploads, downloads: repeating costs nothing
    Poll,    ///< asks for what is paid for: anything but a refused key may pass
    Billed,  ///< the call that is paid for: only if it cannot have reached the service, or was
             ///< turned away before any work (429)
};

struct RetryLimits {
    int attempts = 5;                          ///< tries in all, the first one included
    std::chrono::milliseconds first{500};      ///< pause after the first failure, doubled each time
    std::chrono::milliseconds longest{30000};  ///< a pause of our own is never longer
    std::chrono::milliseconds poll{500};  ///< the shortest pause between two polls, after the first
    std::chrono::milliseconds patience{120000};  ///< a longer wait asked for by the service ends it
};

/// How long to wait before try number `made` + 1 after `made` tries, of which the last failed with
/// `error`; nullopt: give up. `jitter` 0..1 lengthens the pause by up to a quarter. The time that
/// the service names is a floor.
std::optional<std::chrono::milliseconds> retry_delay(const Error& error, Repeat repeat, int made,
                                                     double jitter, const RetryLimits& limits = {});

/// The pause before the next poll of a job that has been `waited` for: a twentieth of that, so that
/// a result lies there for no longer, from `limits.poll` to 5 seconds; before that as long as was
/// waited, from a tenth of a second; on this computer, where polls are free and jobs short, from 25
/// milliseconds to half a second. At most 60 in any minute by the default limits, but on this
/// computer.
std::chrono::milliseconds poll_interval(std::chrono::steady_clock::duration waited,
                                        bool this_computer, const RetryLimits& limits = {});

}  // namespace upscale
