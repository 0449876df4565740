// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "presentation/sample.hpp"

#include <gtest/gtest.h>

namespace upscale {
namespace {

/// A plain picture with a fine pattern in a part of it.
Bitmap with_detail_in(Size size, Rect part, int channels = 3, std::uint8_t alpha = 255) {
    Bitmap bitmap(size.width, size.height, channels);
    for (int y = 0; y < size.height; ++y)
        for (int x = 0; x < size.width; ++x) {
            std::uint8_t* pixel = bitmap.row(y) + std::size_t(x) * channels;
            const bool inside =
                x >= part.x && x < part.x + part.width && y >= part.y && y < part.y + part.height;
            for (int i = 0; i < 3; ++i)
                pixel[i] = static_cast<std::uint8_t>(inside && (x + y) % 2 == 0 ? 255 : 100);
            if (channels == 4) pixel[3] = inside ? alpha : 255;
        }
    return bitmap;
}

TEST(Sample, IsWhereMostDetailIs) {
    const Size part{80, 40};
    const Rect corner{210, 150, 60, 30};
    const Rect found = most_detailed_part(with_detail_in({300, 200}, corner), part);
    EXPECT_EQ((Size{found.width, found.height}), part);
    EXPECT_EQ(intersection(found, corner), corner);
}

TEST(Sample, DoesNotLookAtWhatIsTransparent) {
    const Size part{80, 40};
    const Rect corner{200, 140, 80, 40};
    EXPECT_EQ(most_detailed_part(with_detail_in({300, 200}, corner, 4, 255), part), corner);
    EXPECT_EQ(most_detailed_part(with_detail_in({300, 200}, corner, 4, 0), part).x, 0);
}

TEST(Sample, StaysWithinThePicture) {
    const struct {
        Size size;
        Rect part;
    } cases[] = {
        {{1, 1}, {0, 0, 1, 1}},
        {{30, 500}, {0, 0, 30, 40}},
        {{80, 40}, {0, 0, 80, 40}},
    };
    for (const auto& c : cases)
        EXPECT_EQ(most_detailed_part(with_detail_in(c.size, {}), {80, 40}), c.part)
            << c.size.width << " × " << c.size.height;
}

TEST(Sample, OfAHugePictureIsFoundWithGaps) {
    const Rect detail{2400, 1600, 360, 180};
    const Rect found = most_detailed_part(with_detail_in({3000, 2000}, detail), {360, 180});
    EXPECT_GE(intersection(found, detail).width, 180);
    EXPECT_GE(intersection(found, detail).height, 90);
}

}  // namespace
}  // namespace upscale
