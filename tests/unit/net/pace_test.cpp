// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/pace.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <optional>
#include <vector>

#include "net/retry.hpp"

namespace upscale {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using Time = Pace::Clock::time_point;

TEST(Pace, WithoutTroubleEveryCallIsMadeAtOnce) {
    Pace pace;
    const Time now = Pace::Clock::now();
    for (int i = 0; i < 100; ++i) EXPECT_EQ(pace.until_free(now), milliseconds(0));
}

TEST(Pace, ATooManyToOneSlowsAll) {
    Pace pace;
    const Time start = Pace::Clock::now();
    pace.slow_down(start + seconds(5));
    pace.slow_down(start + seconds(2));
    EXPECT_EQ(pace.until_free(start), seconds(5)) << "a shorter wait undoes no longer one";
    const Time open = start + seconds(5);
    EXPECT_EQ(pace.until_free(open), milliseconds(0));
    EXPECT_EQ(pace.until_free(open), milliseconds(200)) << "one after the other";
    EXPECT_EQ(pace.until_free(open + milliseconds(200)), milliseconds(0));
    for (int i = 0; i < 2; ++i)
        EXPECT_EQ(pace.until_free(start + minutes(1)), milliseconds(0)) << "it is forgotten";
}

/// The times at which `jobs` jobs poll within `length`, each as often as poll_interval() says.
/// `renewed`: after this time a job ends and a new one begins.
std::vector<std::vector<milliseconds>> polls_of(int jobs, milliseconds length,
                                                milliseconds renewed = minutes(60)) {
    Pace pace;
    const Time start = Pace::Clock::now();
    std::vector<std::vector<milliseconds>> polls(jobs);
    std::vector<milliseconds> begun(jobs, milliseconds(0));
    std::deque<std::optional<Pace::Poller>> pollers(jobs);
    for (auto& poller : pollers) poller.emplace(pace, start);
    for (milliseconds now{0}; now < length; now += milliseconds(10))
        for (int i = 0; i < jobs; ++i) {
            if (now - begun[i] >= renewed) {
                pollers[i].reset();
                pollers[i].emplace(pace, start + now);
                begun[i] = now;
            }
            if (pollers[i]->until_turn(poll_interval(now - begun[i], false), start + now).count() ==
                0)
                polls[i].push_back(now);
        }
    return polls;
}

TEST(Pace, NoMoreThan60PollsInAnyMinuteHoweverManyJobs) {
    for (const int jobs : {1, 2, 4, 20}) {
        for (const milliseconds renewed : {milliseconds(minutes(60)), milliseconds(8000)}) {
            std::vector<milliseconds> all;
            for (const auto& polls : polls_of(jobs, minutes(10), renewed))
                all.insert(all.end(), polls.begin(), polls.end());
            std::ranges::sort(all);
            for (std::size_t i = 60; i < all.size(); ++i)
                ASSERT_GT(all[i] - all[i - 60], minutes(1)) << jobs << " jobs, poll " << i;
        }
    }
}

TEST(Pace, OneJobIsNeverHeldUp) {
    const auto polls = polls_of(1, minutes(15))[0];
    for (std::size_t i = 1; i < polls.size(); ++i)
        EXPECT_LE(polls[i] - polls[i - 1],
                  std::max(milliseconds(500), polls[i] / 20) + milliseconds(10));
}

TEST(Pace, JobsTakeTurns) {
    for (const auto& polls : polls_of(4, seconds(20))) EXPECT_GE(polls.size(), 5u);
    // a young job does not take the turn of an old one
    const auto mixed = polls_of(3, minutes(3), seconds(9));
    for (const auto& polls : mixed) EXPECT_GE(polls.size(), 30u);
}

TEST(Pace, ManyJobsInARowAreLookedAtWhenTheyMayBeDone) {
    constexpr int kJobs = 20, kAtOnce = 4;
    constexpr milliseconds kEach{10000};
    Pace pace;
    const Time start = Pace::Clock::now();
    std::deque<std::optional<Pace::Poller>> pollers(kAtOnce);
    std::vector<milliseconds> begun(kAtOnce, milliseconds(0));
    for (auto& poller : pollers) poller.emplace(pace, start);
    int started = kAtOnce, done = 0;
    milliseconds now{0};
    for (; done < kJobs && now < minutes(10); now += milliseconds(10))
        for (int i = 0; i < kAtOnce; ++i) {
            if (!pollers[i]) continue;
            const auto waited = now - begun[i];
            if (pollers[i]->until_turn(poll_interval(waited, false), start + now).count() > 0 ||
                waited < kEach)
                continue;
            pollers[i]->end(start + now);
            pollers[i].reset();
            ++done;
            if (started++ >= kJobs) continue;
            pollers[i].emplace(pace, start + now);
            begun[i] = now;
        }
    EXPECT_EQ(done, kJobs);
    EXPECT_LE(now, kEach * kJobs / kAtOnce * 12 / 10);
}

TEST(Pace, WhenOneJobIsDoneTheOthersAreLookedAtAtOnce) {
    Pace pace;
    const Time start = Pace::Clock::now();
    Pace::Poller one(pace, start);
    {
        Pace::Poller other(pace, start);
        EXPECT_EQ(one.until_turn(seconds(1), start + seconds(2)), milliseconds(0));
        EXPECT_EQ(other.until_turn(seconds(1), start + seconds(2)), milliseconds(0));
        EXPECT_GT(one.until_turn(seconds(1), start + seconds(2)), seconds(1));
    }
    EXPECT_EQ(one.until_turn(seconds(1), start + seconds(2)), milliseconds(0));
}

}  // namespace
}  // namespace upscale
