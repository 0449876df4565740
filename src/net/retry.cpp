// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/retry.hpp"

#include <algorithm>
#include <limits>

#include "base/error.hpp"

namespace upscale {
namespace {

bool is_passing(const Error& error) {
    if (error.http_status != 0) return error.passing;
    return error.kind == ErrorKind::Offline || error.kind == ErrorKind::Timeout ||
           error.kind == ErrorKind::BadReply;  // cut off on the way
}

bool may_repeat(const Error& error, Repeat repeat) {
    const bool answered = error.http_status != 0;
    switch (repeat) {
        case Repeat::Free:
            return is_passing(error);
        case Repeat::Poll:
            return is_passing(error) || error.kind == ErrorKind::Tls ||
                   (answered && error.http_status != 401);
        case Repeat::Billed:
            break;
    }
    if (answered) return error.http_status == 429;
    return (is_passing(error) || error.kind == ErrorKind::Tls) && !error.may_have_arrived;
}

/// An error that may not be temporary is tried only a few times.
int attempts_for(const Error& error, Repeat repeat, const RetryLimits& limits) {
    if (!is_passing(error)) return std::min(limits.attempts, 3);
    return repeat == Repeat::Poll ? std::numeric_limits<int>::max() : limits.attempts;
}

}  // namespace

std::optional<std::chrono::milliseconds> retry_delay(const Error& error, Repeat repeat, int made,
                                                     double jitter, const RetryLimits& limits) {
    using std::chrono::milliseconds;
    if (made >= attempts_for(error, repeat, limits) || !may_repeat(error, repeat))
        return std::nullopt;
    const int doublings = std::min(made - 1, 20);
    const auto backoff = std::min(limits.first * (1 << doublings), limits.longest);
    const auto spread = milliseconds(static_cast<long long>(static_cast<double>(backoff.count()) *
                                                            0.25 * std::clamp(jitter, 0.0, 1.0)));
    milliseconds delay = backoff + spread;
    if (error.retry_after_s) {
        const milliseconds asked = std::chrono::seconds(*error.retry_after_s);
        if (asked > limits.patience && repeat != Repeat::Poll) return std::nullopt;
        delay = std::max(delay, asked + spread);
    }
    return delay;
}

std::chrono::milliseconds poll_interval(std::chrono::steady_clock::duration waited,
                                        bool this_computer, const RetryLimits& limits) {
    using std::chrono::milliseconds;
    const auto time = std::chrono::duration_cast<milliseconds>(waited);
    const milliseconds first = std::min(limits.poll, milliseconds(this_computer ? 25 : 100));
    if (time < limits.poll && !this_computer) return std::max(time, first);
    const milliseconds shortest = this_computer ? first : limits.poll;
    return std::clamp(time / 20, shortest,
                      std::max(shortest, milliseconds(this_computer ? 300 : 5000)));
}

}  // namespace upscale
