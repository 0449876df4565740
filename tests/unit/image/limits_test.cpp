// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/files/limits.hpp"

#include <gtest/gtest.h>

#include "base/parameters.hpp"

namespace upscale {
namespace {

TEST(EngineLimits, TwiceOfWhatIsSentIsWithinWhatWeTakeBack) {
    for (const int engine : {Engine::Ideogram, Engine::Local}) {
        const EngineLimits& limits = limits_of(engine);
        EXPECT_LE(2 * limits.size.longest_side, kMaxResultSide);
        EXPECT_LE(4 * limits.size.most_pixels, kMaxResultPixels);
        EXPECT_FALSE(limits.automatic.empty());
    }
}

TEST(EngineLimits, DecideWhatIsSentOfAPicture) {
    constexpr auto kGood = std::nullopt;
    const struct {
        int engine;
        Size picture, sent;
        std::optional<ErrorKind> refused;
    } cases[] = {
        {Engine::Ideogram, {8192, 6000}, {8192, 6000}, kGood},
        {Engine::Ideogram, {8193, 10}, {8192, 9}, kGood},
        {Engine::Ideogram, {16383, 10}, {8192, 5}, kGood},
        {Engine::Ideogram, {1, 8193}, {1, 8192}, kGood},
        {Engine::Ideogram, {10000, 10000}, {8000, 8000}, kGood},
        {Engine::Ideogram, {1, 20000}, {1, 8192}, ErrorKind::BadInput},
        {Engine::Ideogram, {20000, 40}, {8192, 16}, ErrorKind::BadInput},
        {Engine::Local, {6048, 4024}, {6048, 4024}, kGood},
        {Engine::Local, {8000, 8000}, {8000, 8000}, kGood},
        {Engine::Local, {8192, 7812}, {8192, 7812}, kGood},
        {Engine::Local, {8001, 8000}, {8001, 8000}, ErrorKind::TooLarge},
        {Engine::Local, {8193, 1}, {8193, 1}, ErrorKind::TooLarge},
        {Engine::Local, {1, 8193}, {1, 8193}, ErrorKind::TooLarge},
        {Engine::Local, {20000, 40}, {20000, 40}, ErrorKind::TooLarge},
    };
    for (const auto& c : cases) {
        const EngineLimits& limits = limits_of(c.engine);
        EXPECT_EQ(sendable_size(c.picture, limits), c.sent) << c.picture.width;
        const Status status = check_sendable(c.picture, limits);
        EXPECT_EQ(!status, c.refused.has_value()) << c.picture.width;
        if (status || !c.refused) continue;
        EXPECT_EQ(status.error().kind, *c.refused) << c.picture.width;
        EXPECT_EQ(status.error().size_limit,
                  c.refused == ErrorKind::TooLarge ? std::optional(limits.size) : std::nullopt);
    }
}

TEST(EngineLimits, WhatWouldComeBackNoLargerIsRefused) {
    const struct {
        Size picture, sent;
        bool larger;
    } cases[] = {
        {{100, 50}, {100, 50}, true},          {{16383, 4}, {8192, 2}, true},
        {{16384, 4}, {8192, 2}, false},        {{20000, 40}, {8192, 16}, false},
        {{40, 20000}, {16, 8192}, false},      {{14000, 14000}, {8000, 8000}, true},
        {{14000, 14000}, {6900, 6900}, false},
    };
    for (const auto& c : cases)
        EXPECT_EQ(check_enlarged(c.picture, c.sent).has_value(), c.larger) << c.picture.width;
    EXPECT_EQ(check_enlarged({20000, 40}, {8192, 16}).error().kind, ErrorKind::BadInput);
}

}  // namespace
}  // namespace upscale
