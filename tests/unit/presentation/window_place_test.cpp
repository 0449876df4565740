// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "presentation/window_place.hpp"

#include <gtest/gtest.h>

#include <climits>
#include <vector>

namespace upscale {
namespace {

TEST(WindowPlace, IsWithinAScreen) {
    const std::vector<Rect> two{{0, 30, 1920, 1050}, {1920, 0, 1280, 720}};
    const struct {
        const char* what;
        Rect last;
        std::optional<Rect> place;
    } cases[] = {
        {"as it was", {100, 100, 1000, 800}, Rect{100, 100, 1000, 800}},
        {"on the other screen", {2000, 10, 1000, 700}, Rect{2000, 10, 1000, 700}},
        {"too large for its screen", {1900, -10, 1400, 900}, Rect{1920, 0, 1280, 720}},
        {"partly outside", {-300, 500, 1000, 800}, Rect{0, 280, 1000, 800}},
        {"on a screen that is gone", {4000, 100, 1000, 800}, std::nullopt},
        {"never closed before", {}, std::nullopt},
        {"numbers that make no sense", {INT_MAX, INT_MIN, INT_MAX, INT_MAX}, std::nullopt},
    };
    for (const auto& c : cases) EXPECT_EQ(place_of_window(c.last, two), c.place) << c.what;
    EXPECT_EQ(place_of_window({0, 0, 10, 10}, {}), std::nullopt);
}

TEST(WindowPlace, FirstSizeFollowsTheScreen) {
    EXPECT_EQ(first_size({1920, 1040}), (Size{1632, 884}));
    EXPECT_EQ(first_size({1356, 728}), (Size{1152, 728}));
    EXPECT_EQ(first_size({950, 500}), (Size{950, 500}));
}

TEST(WindowPlace, LowScreensGetTwoPages) {
    const struct {
        const char* what;
        Size room, needed;
        Pages pages;
    } cases[] = {
        {"large", {1920, 1040}, {760, 620}, Pages::One},
        {"just high enough", {1280, 800}, {760, 620}, Pages::One},
        {"a laptop", {1366, 700}, {760, 500}, Pages::Two},
        {"large texts are too high", {1920, 1040}, {1400, 900}, Pages::Two},
        {"large texts are too wide", {1280, 1000}, {1400, 700}, Pages::Two},
    };
    for (const auto& c : cases) EXPECT_EQ(pages_for(c.room, c.needed), c.pages) << c.what;
}

}  // namespace
}  // namespace upscale
