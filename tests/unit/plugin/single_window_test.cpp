// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/single.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/files.hpp"

namespace upscale {
namespace {

int locks() {
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(state_folder()))
        count += entry.path().extension() == ".lock" &&
                 entry.path().filename().string().starts_with("window-single");
    return count;
}

TEST(SingleWindow, TheSecondCallsTheFirst) {
    SingleWindow first("single-1");
    ASSERT_TRUE(first.is_first());
    int called = 0;
    first.on_called = [&] { ++called; };
    EXPECT_TRUE(SingleWindow("single-2").is_first()) << "another image has a window of its own";
    EXPECT_FALSE(SingleWindow("single-1").is_first());
    for (int i = 0; i < 100 && called == 0; ++i) g_main_context_iteration(nullptr, i < 50);
    EXPECT_EQ(called, 1);
    EXPECT_EQ(locks(), 1);
}

TEST(SingleWindow, LeavesItsPlace) {
    { const SingleWindow first("single-3"); }
    EXPECT_EQ(locks(), 0);
    EXPECT_TRUE(SingleWindow("single-3").is_first());
}

}  // namespace
}  // namespace upscale
