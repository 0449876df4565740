// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/prepare.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <stop_token>

namespace upscale {
namespace {

Bitmap opaque(int width, int height) {
    Bitmap rgba(width, height, 4);
    for (std::size_t i = 0; i < rgba.pixels.size(); ++i)
        rgba.pixels[i] = i % 4 == 3 ? 255 : static_cast<std::uint8_t>(i * 7);
    return rgba;
}

TEST(Prepare, TellsWhatWillBeSent) {
    Parameters values;
    values.upload_format = UploadFormat::Jpeg;
    auto prepared = prepare(opaque(200, 100), values, {});
    ASSERT_TRUE(prepared);
    EXPECT_EQ(prepared->upload.format, ImageFormat::Jpeg);
    EXPECT_EQ(prepared->upload.size, (Size{200, 100}));
    EXPECT_FALSE(prepared->upload.file.empty());
    EXPECT_TRUE(prepared->alpha.empty());
    EXPECT_FALSE(prepared->preview.empty());
    EXPECT_FALSE(prepared->frame);

    values.protect_edges = true;
    Bitmap holed = opaque(190, 100);
    holed.pixels[3] = 0;
    prepared = prepare(std::move(holed), values, {});
    ASSERT_TRUE(prepared);
    ASSERT_TRUE(prepared->frame);
    EXPECT_EQ(prepared->upload.size, prepared->frame->size);
    EXPECT_EQ(prepared->alpha.width, 190);
}

TEST(Prepare, RefusesWhatCannotWork) {
    struct Case {
        const char* what;
        Bitmap pixels;
        int format, engine;
        ErrorKind kind;
    };
    Case cases[] = {
        {"nothing is visible", Bitmap(20, 10, 4), UploadFormat::Auto, Engine::Ideogram,
         ErrorKind::BadInput},
        {"no larger than it is", opaque(40000, 4), UploadFormat::Auto, Engine::Ideogram,
         ErrorKind::BadInput},
        {"too wide for the format", opaque(9000, 4), UploadFormat::Png, Engine::Ideogram,
         ErrorKind::TooLarge},
        {"too wide for this computer", opaque(9000, 4), UploadFormat::Auto, Engine::Local,
         ErrorKind::TooLarge},
    };
    for (auto& [what, pixels, format, engine, kind] : cases) {
        Parameters values;
        values.upload_format = format;
        values.engine = engine;
        const auto prepared = prepare(std::move(pixels), values, {});
        ASSERT_FALSE(prepared) << what;
        EXPECT_EQ(prepared.error().kind, kind) << what;
    }
}

TEST(Prepare, Stops) {
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(prepare(opaque(20, 10), {}, stop.get_token()).error().kind, ErrorKind::Cancelled);
}

}  // namespace
}  // namespace upscale
