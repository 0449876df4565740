// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/options.hpp"

#include <gtest/gtest.h>

namespace upscale {
namespace {

bool any(const Parameter&) { return true; }

TEST(Options, GiveValuesByName) {
    Parameters values;
    values.detail = 7;
    ASSERT_TRUE(
        read_options("  keep-alpha=no num-images=4\tplacement=scale-image\nseed=-1 "
                     "prompt='a \"lynx\" in snow\\\\ it\\'s' engine=local ",
                     any, values));
    Parameters expected;
    expected.detail = 7;
    expected.keep_alpha = false;
    expected.num_images = 4;
    expected.placement = Placement::ScaleImage;
    expected.prompt = "a \"lynx\" in snow\\ it's";
    expected.engine = Engine::Local;
    EXPECT_EQ(values, expected);
    for (const char* nothing : {"", " ", "\n"}) {
        EXPECT_TRUE(read_options(nothing, any, values));
        EXPECT_EQ(values, expected);
    }
    ASSERT_TRUE(read_options("prompt=\"\" keep-alpha=true", any, values));
    EXPECT_EQ(values.prompt, "");
    EXPECT_TRUE(values.keep_alpha);
    ASSERT_TRUE(read_options("prompt=", any, values));
}

TEST(Options, ErrorsNameWhatIsWrongAndChangeNothing) {
    struct Case {
        const char *text, *error;
    };
    const Case cases[] = {
        {"tile=on", "tile is no option"},
        {"=5", " is no option"},
        {"detail", "detail is not of the form name=value"},
        {"detail 5=6", "detail is not of the form name=value"},
        {"detail=5 detail=5", "detail is given twice"},
        {"detail=", "detail must be from 0 to 100, not "},
        {"detail=5x", "detail must be from 0 to 100, not 5x"},
        {"detail=101", "detail must be from 0 to 100, not 101"},
        {"detail=99999999999", "detail must be from 0 to 100, not 99999999999"},
        {"keep-alpha=1", "keep-alpha must be yes or no, not 1"},
        {"placement=fitt",
         "placement must be one of grow-canvas, fit, scale-image, new-image, link, not fitt"},
        {"placement=1",
         "placement must be one of grow-canvas, fit, scale-image, new-image, link, not 1"},
        {"prompt='a", "prompt has a quotation mark that is not closed"},
        {"prompt='a'b", "prompt wants a blank behind its quotation marks"},
        {"prompt=\xff", "prompt must be valid UTF-8 text"},
        {"region=layer", "region is an argument of its own or does not apply here"},
    };
    const auto not_region = [](const Parameter& entry) {
        return std::string_view(entry.name) != "region";
    };
    for (const Case& c : cases) {
        Parameters values;
        values.seed = 5;
        const Parameters before = values;
        const auto read = read_options("seed=7 " + std::string(c.text), not_region, values);
        ASSERT_FALSE(read) << c.text;
        EXPECT_EQ(read.error().kind, ErrorKind::BadInput);
        EXPECT_EQ(read.error().detail, c.error);
        EXPECT_EQ(values, before) << c.text;
    }
}

TEST(Options, AreReadBackAsTheyWereWritten) {
    Parameters values;
    values.prompt = "it's a \\ \"lynx\"\nin  snow";
    values.seed = 2147483647;
    values.protect_edges = true;
    values.upload_format = UploadFormat::Webp;
    Parameters read;
    ASSERT_TRUE(read_options(options_text(values, any), any, read));
    EXPECT_EQ(read, values);
    EXPECT_EQ(options_text(values, [](const Parameter& entry) { return entry.changes_upload; }),
              "region=layer protect-edges=yes upload-format=webp engine=ideogram");
}

}  // namespace
}  // namespace upscale
