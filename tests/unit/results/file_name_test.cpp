// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "results/file_name.hpp"

#include <gtest/gtest.h>

namespace upscale {
namespace {

TEST(FileName, OfANewImage) {
    EXPECT_EQ(new_image_name("coffee", 2, 0, 1), "coffee-2x");
    EXPECT_EQ(new_image_name("coffee", 1.96, 2, 4), "coffee-2x-3");
    EXPECT_EQ(new_image_name("coffee", 1.5, 0, 1), "coffee-1.5x");
    EXPECT_EQ(new_image_name("../a/b\n", 12, 0, 1), "-a-b-12x");
    EXPECT_EQ(new_image_name("", 2, 0, 1), "upscale-2x");
}

}  // namespace
}  // namespace upscale
