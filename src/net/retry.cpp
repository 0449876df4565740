// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/retry.hpp"

#include <algorithm>

namespace upscale {
namespace {

bool is_transient(const Error& error) {
    switch (error.kind) {
        case ErrorKind::Offline:
        case ErrorKind::Timeout:
        case ErrorKind::RateLimited:
        case ErrorKind::ServerFault:
            return true;
        case ErrorKind::BadReply:
            return error.http_status == 0;  // cut off on the way
        default:
            return false;
    }
}

bool may_repeat(const Error& error, Repeat repeat) {
    if (repeat == Repeat::Free) return is_transient(error);
    if (error.kind == ErrorKind::RateLimited) return error.http_status == 429;
    const bool no_connection = error.kind == ErrorKind::Offline || error.kind == ErrorKind::Tls ||
                               error.kind == ErrorKind::Timeout;
    return no_connection && error.http_status == 0 && !error.may_have_arrived;
}

}  // namespace

std::optional<std::chrono::milliseconds> retry_delay(const Error& error, Repeat repeat, int made,
                                                     double jitter, const RetryLimits& limits) {
    using std::chrono::milliseconds;
    if (made >= limits.attempts || !may_repeat(error, repeat)) return std::nullopt;
    const int doublings = std::min(made - 1, 20);
    const auto backoff = std::min(limits.first * (1 << doublings), limits.longest);
    const auto spread = milliseconds(static_cast<long long>(static_cast<double>(backoff.count()) *
                                                            0.25 * std::clamp(jitter, 0.0, 1.0)));
    milliseconds delay = backoff + spread;
    if (error.retry_after_s) {
        const milliseconds asked = std::chrono::seconds(*error.retry_after_s);
        if (asked > limits.patience) return std::nullopt;
        delay = std::max(delay, asked + spread);
    }
    return delay;
}

}  // namespace upscale
