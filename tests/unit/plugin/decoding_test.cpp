// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/import/decoding.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
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

class LookAtFiles : public testing::Test {
  protected:
    LookAtFiles() {
        Job job;
        auto made = JobFolder::create(m_temporary.path() + "/jobs", job);
        if (made) m_folder.emplace(std::move(*made));
    }
    TemporaryFolder m_temporary;
    std::optional<JobFolder> m_folder;
};

TEST_F(LookAtFiles, DecodesManyAtOnceInTheirOrder) {
    ASSERT_TRUE(m_folder);
    std::vector<std::string> files;
    for (int i = 0; i < 9; ++i) {
        files.push_back("result-" + std::to_string(i) + ".png");
        m_folder->keep(files.back(), png_of(300 + i, 200, static_cast<std::uint8_t>(20 * i)));
    }
    m_folder->keep(files[4], as_bytes("no picture"));
    m_folder->remove(files[6]);
    auto looks = look_at_files(*m_folder, files, {});
    ASSERT_EQ(looks.size(), files.size());
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

TEST_F(LookAtFiles, AStopEndsAllOfThem) {
    ASSERT_TRUE(m_folder);
    m_folder->keep("result-1.png", png_of(100, 100, 7));
    std::stop_source stop;
    stop.request_stop();
    const std::vector<std::string> files(3, "result-1.png");
    for (const auto& look : look_at_files(*m_folder, files, stop.get_token())) {
        ASSERT_FALSE(look);
        EXPECT_EQ(look.error().kind, ErrorKind::Cancelled);
    }
}

TEST_F(LookAtFiles, WhatNoDiskTookIsDecodedFromMemory) {
    ASSERT_TRUE(m_folder);
    ASSERT_EQ(setenv("TMPDIR", "/proc", 1), 0);
    m_folder->remove();  // no file can be written there now
    m_folder->keep("result-1.png", png_of(100, 100, 7));
    unsetenv("TMPDIR");
    EXPECT_FALSE(m_folder->has_for_good("result-1.png"));
    auto looks = look_at_files(*m_folder, {"result-1.png"}, {});
    ASSERT_TRUE(looks.front() && *looks.front());
    EXPECT_EQ((*looks.front())->pixels->take()->rgb.pixels[0], 7);
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
