// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/parameters.hpp"

#include <gtest/gtest.h>

namespace upscale {
namespace {

TEST(Parameters, DefaultsAreValid) { EXPECT_TRUE(validate(Parameters())); }

TEST(Parameters, TableKeepsThePositionalOrder) {
    std::vector<std::string> names;
    for (const auto& entry : parameter_table()) names.emplace_back(entry.name);
    EXPECT_EQ(names,
              (std::vector<std::string>{"prompt", "num-images", "magic-prompt", "resemblance",
                                        "detail", "seed", "region", "placement", "keep-alpha",
                                        "protect-edges", "upload-format", "engine"}));
}

TEST(Parameters, EachOneOutOfRangeIsNamed) {
    struct Case {
        const char* name;
        void (*spoil)(Parameters&);
    };
    const Case cases[] = {
        {"prompt", [](Parameters& p) { p.prompt = "\xFF"; }},
        {"prompt", [](Parameters& p) { p.prompt = std::string(10001, 'x'); }},
        {"prompt", [](Parameters& p) { p.prompt = std::string(4300000, 'x'); }},
        {"num-images", [](Parameters& p) { p.num_images = 0; }},
        {"num-images", [](Parameters& p) { p.num_images = 9; }},
        {"magic-prompt", [](Parameters& p) { p.magic_prompt = 3; }},
        {"resemblance", [](Parameters& p) { p.resemblance = -1; }},
        {"detail", [](Parameters& p) { p.detail = 101; }},
        {"seed", [](Parameters& p) { p.seed = -2; }},
        {"region", [](Parameters& p) { p.region = 2; }},
        {"placement", [](Parameters& p) { p.placement = 4; }},
        {"upload-format", [](Parameters& p) { p.upload_format = -1; }},
        {"engine", [](Parameters& p) { p.engine = 2; }},
    };
    for (const Case& c : cases) {
        Parameters values;
        c.spoil(values);
        const auto valid = validate(values);
        ASSERT_FALSE(valid) << c.name;
        EXPECT_EQ(valid.error().kind, ErrorKind::BadInput);
        EXPECT_TRUE(valid.error().detail.starts_with(c.name)) << valid.error().detail;
    }
}

TEST(Parameters, ALongPromptIsMeasuredInCharacters) {
    Parameters values;
    for (int i = 0; i < 10000; ++i) values.prompt += "\U0001F388";
    EXPECT_TRUE(validate(values));
    values.prompt += "\u00E9";
    const auto valid = validate(values);
    ASSERT_FALSE(valid);
    EXPECT_EQ(valid.error().detail, "prompt must be at most 10000 characters long, not 10001");
}

TEST(Parameters, NicksFollowTheValue) {
    Parameters values;
    values.placement = Placement::ScaleImage;
    EXPECT_STREQ(nick_of(values, std::get<ChoiceParameter>(parameter("placement").kind)),
                 "scale-image");
}

}  // namespace
}  // namespace upscale
