// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/import/decoding.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "common/import/thumbnail.hpp"
#include "image/files/encode.hpp"
#include "support/temporary_folder.hpp"

namespace upscale {
namespace {

Bytes png_of(int width, int height, std::uint8_t level) {
    Bitmap bitmap(width, height, 3);
    std::ranges::fill(bitmap.pixels, level);
    return *encode_png(bitmap);
}

TEST(LookAtFiles, DecodesManyAtOnceInTheirOrder) {
    const TemporaryFolder folder;
    std::vector<std::string> paths;
    for (int i = 0; i < 9; ++i) {
        paths.push_back(folder.path() + "/result-" + std::to_string(i) + ".png");
        ASSERT_TRUE(
            write_file(paths.back(), png_of(300 + i, 200, static_cast<std::uint8_t>(20 * i))));
    }
    ASSERT_TRUE(write_file(paths[4], as_bytes("no picture")));
    std::filesystem::remove(paths[6]);
    auto looks = look_at_files(paths, folder.path(), {});
    ASSERT_EQ(looks.size(), paths.size());
    for (int i = 0; i < 9; ++i) {
        auto& look = looks[static_cast<std::size_t>(i)];
        if (i == 4 || i == 6) {
            ASSERT_FALSE(look);
            EXPECT_EQ(look.error().kind, i == 4 ? ErrorKind::BadReply : ErrorKind::LocalIo);
            continue;
        }
        ASSERT_TRUE(look && *look);
        EXPECT_EQ((*look)->view.size, (Size{300 + i, 200}));
        const auto pixels = (*look)->pixels->take();
        ASSERT_TRUE(pixels);
        EXPECT_EQ(pixels->rgb.pixels[0], 20 * i);
    }
}

TEST(LookAtFiles, AStopEndsAllOfThem) {
    const TemporaryFolder folder;
    const std::string path = folder.path() + "/result-1.png";
    ASSERT_TRUE(write_file(path, png_of(100, 100, 7)));
    std::stop_source stop;
    stop.request_stop();
    for (const auto& look : look_at_files({path, path, path}, folder.path(), stop.get_token())) {
        ASSERT_FALSE(look);
        EXPECT_EQ(look.error().kind, ErrorKind::Cancelled);
    }
}

TEST(MakeThumbnail, IsKeptSoThatTheResultIsDecodedOnce) {
    const TemporaryFolder folder;
    const std::string result = folder.path() + "/result-2.png";
    ASSERT_TRUE(write_file(result, png_of(1000, 500, 90)));
    const auto first = make_thumbnail(folder.path(), "result-2.png", {});
    ASSERT_TRUE(first);
    EXPECT_EQ(first->width, kThumbnailSide);
    EXPECT_EQ(first->height, kThumbnailSide / 2);
    ASSERT_TRUE(std::filesystem::exists(folder.path() + "/thumbnail-2.png"));
    ASSERT_TRUE(write_file(result, as_bytes("gone")));
    const auto again = make_thumbnail(folder.path(), "result-2.png", {});
    ASSERT_TRUE(again);
    EXPECT_EQ(again->pixels, first->pixels);
}

TEST(MakeThumbnail, RefusesWhatTheHeaderSaysIsTooLarge) {
    const TemporaryFolder folder;
    Bytes file = png_of(10, 10, 1);
    file[17] = file[21] = 1;  // 65546 pixels a side
    ASSERT_TRUE(write_file(folder.path() + "/result-1.png", file));
    const auto small = make_thumbnail(folder.path(), "result-1.png", {});
    ASSERT_FALSE(small);
    EXPECT_EQ(small.error().kind, ErrorKind::TooLarge);
    EXPECT_FALSE(std::filesystem::exists(folder.path() + "/thumbnail-1.png"));
}

}  // namespace
}  // namespace upscale
