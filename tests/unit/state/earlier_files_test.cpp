// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Files that an earlier version has written (tests/data/earlier) are read as they were meant.
#include <gtest/gtest.h>

#include "base/files.hpp"
#include "presentation/presets.hpp"
#include "presentation/remembered.hpp"
#include "state/journal.hpp"
#include "state/parameters_json.hpp"

namespace upscale {
namespace {

std::string earlier(const std::string& name) {
    const auto content = read_file(TEST_DATA "/earlier/" + name, 1 << 20);
    EXPECT_TRUE(content) << name;
    return content ? std::string(as_text(*content)) : std::string();
}

/// The values that all of these files have.
Parameters written() {
    Parameters values;
    values.prompt = "a \"quoted\" lynx\nin snow ❄";
    values.num_images = 3;
    values.magic_prompt = MagicPrompt::Off;
    values.resemblance = 7;
    values.detail = 93;
    values.seed = 2147483647;
    values.region = Region::Selection;
    values.placement = Placement::ScaleImage;
    values.keep_alpha = false;
    values.protect_edges = true;
    values.upload_format = UploadFormat::Webp;
    return values;
}

TEST(EarlierFiles, LastValues) {
    EXPECT_EQ(parameters_from_json(earlier("last-values.json")), written());
}

TEST(EarlierFiles, APreset) {
    const auto preset = preset_from_json(earlier("preset.json"));
    ASSERT_TRUE(preset) << preset.error().detail;
    EXPECT_EQ(preset->name, "Earlier");
    Parameters applied, expected;
    apply(*preset, applied);
    expected.prompt = written().prompt;
    expected.magic_prompt = MagicPrompt::Off;
    expected.resemblance = 7;
    expected.detail = 93;
    expected.protect_edges = true;
    expected.upload_format = UploadFormat::Webp;
    EXPECT_EQ(applied, expected);
}

TEST(EarlierFiles, WhatTheWindowRemembers) {
    const Remembered remembered = remembered_from_json(earlier("window.json"));
    Parameters expected = written();
    expected.num_images = 1;  // the file does not say when the image was used last
    EXPECT_EQ(values_for(remembered, "file:///earlier.xcf", 1'800'000'000), expected);
    EXPECT_EQ(remembered.prompts, std::vector<std::string>{written().prompt});
}

TEST(EarlierFiles, AJob) {
    const auto job = job_from_json(earlier("job.json"));
    ASSERT_TRUE(job) << job.error().detail;
    EXPECT_EQ(job->state, JobState::Downloaded);
    EXPECT_EQ(job->parameters, written());
    EXPECT_EQ(job->uuid, "7d1c0e5a-0000-4000-8000-000000000001");
    EXPECT_EQ(job->source.region, (Rect{10, 20, 300, 200}));
    ASSERT_TRUE(job->source.frame);
    EXPECT_EQ(job->source.frame->size, (Size{300, 300}));
    EXPECT_EQ(job->source.scaled, 2);
    EXPECT_EQ(job->upload.format, ImageFormat::Webp);
    ASSERT_EQ(job->results.size(), 2u);
    EXPECT_TRUE(job->results[0].imported);
    EXPECT_EQ(job->results[1].file, "result-2.png");
    EXPECT_EQ(job->results[1].announced.seed, 41);
    EXPECT_EQ(job->results[1].announced.urls,
              std::vector<std::string>{"https://asset.1min.ai/images/r1.png"});
}

}  // namespace
}  // namespace upscale
