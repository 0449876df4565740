// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/runs/background.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <string>

namespace upscale {
namespace {

using namespace std::chrono_literals;

void run_until_idle(const Background& background) {
    while (background.is_busy()) g_main_context_iteration(nullptr, TRUE);
}

TEST(Background, GivesItsAnswerOnTheMainThread) {
    Background background;
    std::thread::id answered;
    background.start([&](const std::stop_token&) -> Background::Answer {
        return [&] { answered = std::this_thread::get_id(); };
    });
    run_until_idle(background);
    EXPECT_EQ(answered, std::this_thread::get_id());
}

TEST(Background, OnlyTheLatestCounts) {
    Background background;
    std::string answers;
    std::atomic<bool> begun = false;
    background.start([&](const std::stop_token& stop) -> Background::Answer {
        begun = true;
        while (!stop.stop_requested()) std::this_thread::sleep_for(1ms);
        return [&] { answers += "first "; };
    });
    while (!begun) std::this_thread::sleep_for(1ms);
    background.start([&](const std::stop_token&) -> Background::Answer {
        return [&] { answers += "second "; };
    });
    background.start(
        [&](const std::stop_token&) -> Background::Answer { return [&] { answers += "third"; }; });
    run_until_idle(background);
    EXPECT_EQ(answers, "third");
}

TEST(Background, StopDropsAnswers) {
    Background background;
    bool answered = false;
    background.start(
        [&](const std::stop_token&) -> Background::Answer { return [&] { answered = true; }; });
    background.stop();
    run_until_idle(background);
    EXPECT_FALSE(answered);
}

TEST(Background, EndsWithItsOwner) {
    bool answered = false;
    {
        Background background;
        background.start([&](const std::stop_token& stop) -> Background::Answer {
            while (!stop.stop_requested()) std::this_thread::sleep_for(1ms);
            return [&] { answered = true; };
        });
    }
    while (g_main_context_iteration(nullptr, FALSE)) {
    }
    EXPECT_FALSE(answered);
}

}  // namespace
}  // namespace upscale
