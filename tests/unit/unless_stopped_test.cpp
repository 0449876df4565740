// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/unless_stopped.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <string>

namespace upscale {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

TEST(UnlessStopped, ReturnsWhatTheWorkReturns) {
    for (int i = 0; i < 200; ++i)
        EXPECT_EQ(unless_stopped({}, [text = std::to_string(i)] { return text; }),
                  std::to_string(i));
}

TEST(UnlessStopped, DoesNotWaitForWorkThatTakesLong) {
    const auto ended = std::make_shared<std::atomic<bool>>(false);
    std::stop_source stop;
    Clock::time_point stopped;
    std::jthread canceller([&] {
        std::this_thread::sleep_for(milliseconds(100));
        stopped = Clock::now();
        stop.request_stop();
    });
    const auto value = unless_stopped(stop.get_token(), [ended] {
        std::this_thread::sleep_for(milliseconds(1500));
        *ended = true;
        return 1;
    });
    const auto end = Clock::now();
    canceller.join();
    EXPECT_FALSE(value);
    EXPECT_FALSE(*ended);
    EXPECT_LT(end - stopped, milliseconds(200));
    while (!*ended) std::this_thread::sleep_for(milliseconds(20));
}

TEST(UnlessStopped, BeginsNothingAfterAStop) {
    std::stop_source stop;
    stop.request_stop();
    EXPECT_FALSE(unless_stopped(stop.get_token(), []() -> int { throw std::logic_error("x"); }));
}

TEST(UnlessStopped, HandsExceptionsOver) {
    EXPECT_THROW(unless_stopped({}, []() -> int { throw std::runtime_error("x"); }),
                 std::runtime_error);
}

}  // namespace
}  // namespace upscale
