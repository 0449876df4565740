// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/pixels/depth.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace upscale {
namespace {

constexpr float kInf = std::numeric_limits<float>::infinity();

TEST(To8Bit, RoundsAndGoesToTheEnds) {
    const struct {
        float value;
        int byte;
        bool beyond;
    } cases[] = {
        {0, 0, false},           {1, 255, false},
        {0.5f, 128, false},      {1 / 255.f, 1, false},
        {1.49f / 255, 1, false}, {1.51f / 255, 2, false},
        {0.49f / 255, 0, false}, {254.4f / 255, 254, false},
        {-0.3f, 0, false},       {-kInf, 0, false},
        {1.001f, 255, false},    {1.01f, 255, true},
        {12, 255, true},         {kInf, 255, true},
        {NAN, 0, false},         {65504, 255, true},
        {1e30f, 255, true},
    };
    for (const auto& c : cases) {
        const std::array values{c.value};
        std::array<std::uint8_t, 1> byte{77};
        EXPECT_EQ(to_8bit(values, byte), c.beyond) << c.value;
        EXPECT_EQ(byte[0], c.byte) << c.value;
    }
    std::array<std::uint8_t, 3> bytes{};
    EXPECT_TRUE(to_8bit(std::array{0.f, 2.f, 1.f}, bytes));
    EXPECT_EQ(bytes, (std::array<std::uint8_t, 3>{0, 255, 255}));
}

TEST(From8Bit, EveryByteComesBack) {
    std::array<std::uint8_t, 256> bytes{}, back{};
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i);
    std::array<float, 256> values{};
    from_8bit(bytes, values);
    EXPECT_EQ(values.front(), 0);
    EXPECT_EQ(values.back(), 1);
    EXPECT_FALSE(to_8bit(values, back));
    EXPECT_EQ(back, bytes);
}

TEST(MakeFinite, LeavesNothingThatAConversionCouldTripOver) {
    std::vector<float> values{NAN, kInf, -kInf, 1e30f, -1e30f, 0.25f, -3, 70000};
    make_finite(values);
    EXPECT_EQ(values, (std::vector<float>{0, 65504, -65504, 65504, -65504, 0.25f, -3, 65504}));
}

}  // namespace
}  // namespace upscale
