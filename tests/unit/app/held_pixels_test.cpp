// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/held_pixels.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "support/temporary_folder.hpp"

namespace upscale {
namespace {

ResultPixels example() {
    ResultPixels pixels{Bitmap(300, 200, 3), Bitmap(300, 200, 1)};
    for (std::size_t i = 0; i < pixels.rgb.pixels.size(); ++i)
        pixels.rgb.pixels[i] = static_cast<std::uint8_t>(i * 7);
    for (std::size_t i = 0; i < pixels.alpha.pixels.size(); ++i)
        pixels.alpha.pixels[i] = static_cast<std::uint8_t>(i * 5);
    return pixels;
}

void expect_example(const std::optional<ResultPixels>& pixels) {
    const ResultPixels expected = example();
    ASSERT_TRUE(pixels);
    EXPECT_EQ(pixels->rgb.width, 300);
    EXPECT_EQ(pixels->rgb.height, 200);
    EXPECT_EQ(pixels->rgb.channels, 3);
    EXPECT_EQ(pixels->rgb.pixels, expected.rgb.pixels);
    EXPECT_EQ(pixels->alpha.pixels, expected.alpha.pixels);
}

TEST(HeldPixels, CanBeTakenOnceFromMemory) {
    HeldPixels held(example());
    expect_example(held.take());
    EXPECT_FALSE(held.take());
}

TEST(HeldPixels, CanBeTakenFromANamelessFile) {
    const TemporaryFolder folder;
    HeldPixels held(example());
    held.to_disk(folder.path());
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
    for (int i = 0; i < 2; ++i) expect_example(held.take());
    held.to_disk(folder.path());
    expect_example(held.take());
}

TEST(HeldPixels, AreDroppedIfTheyCannotBeWritten) {
    HeldPixels held(example());
    held.to_disk("/proc/nowhere");
    EXPECT_FALSE(held.take());
}

TEST(HeldPixels, OpaqueOnesHaveNoAlphaAfterwards) {
    const TemporaryFolder folder;
    HeldPixels held({example().rgb, {}});
    held.to_disk(folder.path());
    EXPECT_TRUE(held.take()->alpha.empty());
}

}  // namespace
}  // namespace upscale
