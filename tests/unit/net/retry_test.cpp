// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/retry.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "base/error.hpp"

namespace upscale {
namespace {

using std::chrono::milliseconds;

struct Case {
    const char* what;
    Error error;
    bool free, poll, billed;  ///< whether it is repeated
};

Error answer(ErrorKind kind, int status, bool passing) {
    return {
        .kind = kind, .http_status = status, .may_have_arrived = status != 429, .passing = passing};
}

const Case kCases[] = {
    {"no connection", {.kind = ErrorKind::Offline}, true, true, true},
    {"lost after the request was sent",
     {.kind = ErrorKind::Offline, .may_have_arrived = true},
     true,
     true,
     false},
    {"no TLS", {.kind = ErrorKind::Tls}, false, true, true},
    {"no connection in time", {.kind = ErrorKind::Timeout}, true, true, true},
    {"no answer in time",
     {.kind = ErrorKind::Timeout, .may_have_arrived = true},
     true,
     true,
     false},
    {"cut off", {.kind = ErrorKind::BadReply, .may_have_arrived = true}, true, true, false},
    {"429", answer(ErrorKind::RateLimited, 429, true), true, true, true},
    {"the provider's 429 in a 400", answer(ErrorKind::RateLimited, 400, true), true, true, false},
    {"500", answer(ErrorKind::ServerFault, 500, true), true, true, false},
    {"504", answer(ErrorKind::Timeout, 504, true), true, true, false},
    {"401", answer(ErrorKind::Unauthorized, 401, false), false, false, false},
    {"403", answer(ErrorKind::Unauthorized, 403, false), false, true, false},
    {"404", answer(ErrorKind::BadInput, 404, false), false, true, false},
    {"406", answer(ErrorKind::NoCredits, 406, false), false, true, false},
    {"409", answer(ErrorKind::BadInput, 409, false), false, true, false},
    {"422", answer(ErrorKind::Refused, 422, false), false, true, false},
    {"302", answer(ErrorKind::BadReply, 302, false), false, true, false},
    {"cancelled", {.kind = ErrorKind::Cancelled}, false, false, false},
    {"an address that is not allowed", {.kind = ErrorKind::BadInput}, false, false, false},
    {"bug", {.kind = ErrorKind::Internal}, false, false, false},
};

TEST(RetryDelay, RepeatsOnlyWhatMayBeRepeated) {
    for (const Case& c : kCases) {
        EXPECT_EQ(retry_delay(c.error, Repeat::Free, 1, 0).has_value(), c.free) << c.what;
        EXPECT_EQ(retry_delay(c.error, Repeat::Poll, 1, 0).has_value(), c.poll) << c.what;
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

TEST(RetryDelay, ErrorsThatMayNotPassAreTriedThreeTimes) {
    const Error error = answer(ErrorKind::BadInput, 404, false);
    EXPECT_TRUE(retry_delay(error, Repeat::Poll, 2, 0));
    EXPECT_FALSE(retry_delay(error, Repeat::Poll, 3, 0));
}

TEST(RetryDelay, HonoursTheTimeTheServiceNames) {
    Error error = answer(ErrorKind::RateLimited, 429, true);
    error.retry_after_s = 26;
    EXPECT_EQ(retry_delay(error, Repeat::Billed, 1, 0), milliseconds(26000));
    error.retry_after_s = 3600;
    EXPECT_EQ(retry_delay(error, Repeat::Billed, 1, 0), std::nullopt);
}

TEST(PollInterval, IsATwentiethOfTheWaitWithinBounds) {
    const struct {
        long waited, service, this_computer;  // milliseconds
    } cases[] = {{0, 100, 25},        {300, 300, 25},       {2'000, 500, 100},
                 {4'000, 500, 200},   {10'000, 500, 300},   {20'000, 1000, 300},
                 {60'000, 3000, 300}, {100'000, 5000, 300}, {900'000, 5000, 300}};
    for (const auto& c : cases) {
        EXPECT_EQ(poll_interval(milliseconds(c.waited), false).count(), c.service) << c.waited;
        EXPECT_EQ(poll_interval(milliseconds(c.waited), true).count(), c.this_computer) << c.waited;
    }
    const RetryLimits quick{.poll = milliseconds(2)};
    EXPECT_EQ(poll_interval({}, false, quick), milliseconds(2));
    EXPECT_EQ(poll_interval(milliseconds(5), false, quick), milliseconds(2));
    EXPECT_EQ(poll_interval({}, true, quick), milliseconds(2));
}

TEST(PollInterval, ResultsDoNotWaitAndTheServiceIsNotPressed) {
    std::vector<milliseconds> polls;
    for (milliseconds now{0}; now < std::chrono::minutes(15);) {
        const milliseconds pause = poll_interval(now, false);
        EXPECT_LE(pause, std::max(milliseconds(500), now / 20));
        now += pause;
        polls.push_back(now);
    }
    for (std::size_t i = 60; i < polls.size(); ++i)
        EXPECT_GT(polls[i] - polls[i - 60], std::chrono::minutes(1)) << "after poll " << i - 60;
}

}  // namespace
}  // namespace upscale
