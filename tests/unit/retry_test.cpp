// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/retry.hpp"

#include <gtest/gtest.h>

namespace upscale {
namespace {

using std::chrono::milliseconds;

struct Case {
    const char* what;
    Error error;
    bool free, billed;  ///< whether it is repeated
};

const Case kCases[] = {
    {"no connection", {.kind = ErrorKind::Offline}, true, true},
    {"lost after the request was sent",
     {.kind = ErrorKind::Offline, .may_have_arrived = true},
     true,
     false},
    {"no TLS", {.kind = ErrorKind::Tls}, false, true},
    {"no connection in time", {.kind = ErrorKind::Timeout}, true, true},
    {"no answer in time", {.kind = ErrorKind::Timeout, .may_have_arrived = true}, true, false},
    {"429", {.kind = ErrorKind::RateLimited, .http_status = 429}, true, true},
    {"the provider's 429 in a 400",
     {.kind = ErrorKind::RateLimited, .http_status = 400, .may_have_arrived = true},
     true,
     false},
    {"500",
     {.kind = ErrorKind::ServerFault, .http_status = 500, .may_have_arrived = true},
     true,
     false},
    {"504",
     {.kind = ErrorKind::Timeout, .http_status = 504, .may_have_arrived = true},
     true,
     false},
    {"cut off", {.kind = ErrorKind::BadReply, .may_have_arrived = true}, true, false},
    {"garbage",
     {.kind = ErrorKind::BadReply, .http_status = 200, .may_have_arrived = true},
     false,
     false},
    {"401", {.kind = ErrorKind::Unauthorized, .http_status = 401}, false, false},
    {"406", {.kind = ErrorKind::NoCredits, .http_status = 406}, false, false},
    {"400", {.kind = ErrorKind::BadInput, .http_status = 400}, false, false},
    {"413", {.kind = ErrorKind::TooLarge, .http_status = 413}, false, false},
    {"cancelled", {.kind = ErrorKind::Cancelled}, false, false},
    {"bug", {.kind = ErrorKind::Internal}, false, false},
};

TEST(RetryDelay, RepeatsOnlyWhatMayBeRepeated) {
    for (const Case& c : kCases) {
        EXPECT_EQ(retry_delay(c.error, Repeat::Free, 1, 0).has_value(), c.free) << c.what;
        EXPECT_EQ(retry_delay(c.error, Repeat::Billed, 1, 0).has_value(), c.billed) << c.what;
    }
}

TEST(RetryDelay, DoublesUpToALimitAndThenGivesUp) {
    const Error error{.kind = ErrorKind::Offline};
    const RetryLimits limits{
        .attempts = 6, .first = milliseconds(1000), .longest = milliseconds(5000)};
    std::vector<long> delays;
    for (int made = 1; made < 6; ++made)
        delays.push_back(retry_delay(error, Repeat::Free, made, 0, limits)->count());
    EXPECT_EQ(delays, (std::vector<long>{1000, 2000, 4000, 5000, 5000}));
    EXPECT_EQ(retry_delay(error, Repeat::Free, 6, 0, limits), std::nullopt);
    EXPECT_EQ(retry_delay(error, Repeat::Free, 1, 1, limits), milliseconds(1250));
}

TEST(RetryDelay, HonoursTheTimeTheServiceNames) {
    Error error{.kind = ErrorKind::RateLimited, .http_status = 429, .retry_after_s = 26};
    EXPECT_EQ(retry_delay(error, Repeat::Billed, 1, 0), milliseconds(26000));
    error.retry_after_s = 3600;
    EXPECT_EQ(retry_delay(error, Repeat::Billed, 1, 0), std::nullopt);
}

}  // namespace
}  // namespace upscale
