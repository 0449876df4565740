// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/unless_stopped.hpp"

#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <stdexcept>
#include <string>

namespace upscale {
namespace {

TEST(UnlessStopped, ReturnsWhatTheWorkReturns) {
    for (int i = 0; i < 200; ++i)
        EXPECT_EQ(unless_stopped({}, [text = std::to_string(i)] { return text; }),
                  std::to_string(i));
}

TEST(UnlessStopped, DoesNotWaitForWorkThatTakesLong) {
    struct Signals {
        std::promise<void> begun, release, ended;
    };
    const auto signals = std::make_shared<Signals>();
    std::stop_source stop;
    std::jthread canceller([&] {
        signals->begun.get_future().wait();
        stop.request_stop();
    });
    // The work ends only after unless_stopped() has returned, so waiting for it would take for
    // ever.
    EXPECT_FALSE(unless_stopped(stop.get_token(), [signals] {
        signals->begun.set_value();
        signals->release.get_future().wait();
        signals->ended.set_value();
        return 1;
    }));
    signals->release.set_value();
    signals->ended.get_future().wait();
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
