// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/time.hpp"

#include <gtest/gtest.h>

namespace upscale {
namespace {

TEST(Time, HasTheSamePartsAsTheCLibrary) {
    // the epoch, before it, a leap day, days around a year's end, and the present
    for (const std::time_t seconds : {0ll, -1ll, 951782400ll, 1709251199ll, 1735689599ll,
                                      1735689600ll, 4102444800ll, 1ll * std::time(nullptr)}) {
        std::tm expected{};
        gmtime_r(&seconds, &expected);
        for (const int more : {0, 999}) {
            const std::tm parts = utc_parts(std::chrono::system_clock::from_time_t(seconds) +
                                            std::chrono::milliseconds(more));
            char text[2][80];
            const char* all = "%Y-%m-%d %H:%M:%S %j %w";
            std::strftime(text[0], sizeof text[0], all, &parts);
            std::strftime(text[1], sizeof text[1], all, &expected);
            EXPECT_STREQ(text[0], text[1]) << seconds;
        }
    }
}

TEST(Time, StampsHaveAFixedForm) {
    const std::string now = utc_now(), stamp = utc_stamp();
    EXPECT_EQ(now.size(), 20u) << now;
    ASSERT_EQ(stamp.size(), 23u) << stamp;
    EXPECT_EQ(stamp[8], 'T');
    EXPECT_EQ(stamp[15], '.');
    EXPECT_EQ(stamp.back(), 'Z');
    EXPECT_LE(stamp, utc_stamp());
}

}  // namespace
}  // namespace upscale
