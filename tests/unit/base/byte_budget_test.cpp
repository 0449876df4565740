// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/byte_budget.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace upscale {
namespace {

TEST(ByteBudget, IsNeverExceededByManyThreads) {
    ByteBudget budget(100);
    std::atomic<std::size_t> used = 0;
    std::atomic<bool> exceeded = false;
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < 8; ++i)
        threads.emplace_back([&, i] {
            for (int round = 0; round < 200; ++round) {
                const auto share = budget.take(10 + 10 * i, {});
                if ((used += share->bytes()) > 100) exceeded = true;
                used -= share->bytes();
            }
        });
    threads.clear();
    EXPECT_FALSE(exceeded);
    EXPECT_EQ(budget.take(100, {})->bytes(), 100u) << "all was given back";
}

TEST(ByteBudget, TakesWhatIsTooLargeAlone) {
    ByteBudget budget(100);
    auto small = budget.take(1, {});
    std::atomic<bool> granted = false;
    std::jthread other([&] {
        const auto share = budget.take(5000, {});
        EXPECT_EQ(share->bytes(), 100u);
        granted = true;
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    EXPECT_FALSE(granted);
    small.reset();
    other.join();
    EXPECT_TRUE(granted);
}

TEST(ByteBudget, AStopEndsTheWaitAndLetsOthersPass) {
    ByteBudget budget(100);
    const auto most = budget.take(90, {});
    std::stop_source stop;
    std::jthread large([&] { EXPECT_FALSE(budget.take(50, stop.get_token())); });
    std::jthread small([&] { EXPECT_TRUE(budget.take(10, {})); });
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    stop.request_stop();
}

TEST(ByteBudget, AShareCanBecomeSmaller) {
    ByteBudget budget(100);
    auto share = budget.take(100, {});
    share->shrink(40);
    EXPECT_EQ(share->bytes(), 40u);
    share->shrink(60);
    EXPECT_EQ(share->bytes(), 40u);
    EXPECT_TRUE(budget.take(60, {}));
}

}  // namespace
}  // namespace upscale
