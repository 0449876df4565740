// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/progress.hpp"

#include <gtest/gtest.h>

namespace upscale {
namespace {

TEST(SecondsLeft, AreToldWhenEnoughIsDone) {
    const auto left = [](Stage stage, double fraction, int seconds) {
        return seconds_left({.stage = stage, .fraction = fraction, .item = seconds});
    };
    EXPECT_EQ(left(Stage::Waiting, 0.25, 10), 30);
    EXPECT_EQ(left(Stage::Waiting, 1, 10), 0);
    EXPECT_EQ(left(Stage::Waiting, -1, 10), std::nullopt) << "the service tells no share";
    EXPECT_EQ(left(Stage::Waiting, 0.01, 10), std::nullopt) << "too little to go by";
    EXPECT_EQ(left(Stage::Waiting, 0.25, 1), std::nullopt) << "too soon";
    EXPECT_EQ(left(Stage::Downloading, 0.25, 10), std::nullopt) << "the work is done";
}

}  // namespace
}  // namespace upscale
