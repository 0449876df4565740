// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "json/json.hpp"

#include <gtest/gtest.h>

namespace upscale {
namespace {

TEST(Json, ReadsOnlyWhatIsThereAndOfTheRightType) {
    const auto root = json::parse(
        R"({"a":{"text":"x","whole":5.0,"part":5.5,"big":1e300,"yes":true},"list":[1]})");
    ASSERT_TRUE(root);
    EXPECT_EQ(json::string_at(*root, {"a", "text"}), "x");
    EXPECT_EQ(json::int_at(*root, {"a", "whole"}), 5);
    EXPECT_EQ(json::int_at(*root, {"a", "part"}), std::nullopt);
    EXPECT_EQ(json::int_at(*root, {"a", "big"}), std::nullopt);
    EXPECT_EQ(json::bool_at(*root, {"a", "yes"}), true);
    EXPECT_EQ(json::string_at(*root, {"a", "whole"}), std::nullopt);
    EXPECT_EQ(json::string_at(*root, {"a", "text", "deeper"}), std::nullopt);
    EXPECT_EQ(json::string_at(*root, {"list", "a"}), std::nullopt);
    EXPECT_EQ(json::find(*root, {"none"}), nullptr);
}

TEST(Json, RefusesWhatIsNotJson) {
    for (const std::string text : {"", "<html>", "{", "{\"a\":\"\xFF\"}", "[1,]", "nul"}) {
        const auto root = json::parse(text);
        ASSERT_FALSE(root) << text;
        EXPECT_EQ(root.error().kind, ErrorKind::BadReply);
    }
    EXPECT_FALSE(json::parse(std::string(json::kMaxText + 1, ' ')));
}

TEST(Json, HalfASurrogatePairIsReplaced) {
    const std::pair<const char*, const char*> cases[] = {
        {R"("\ud800")", "\uFFFD"},
        {R"("\uDFFF")", "\uFFFD"},
        {R"("a\ud83d b\ude00")", "a\uFFFD b\uFFFD"},
        {R"("\ud83d\ud83d\ude00")", "\uFFFD\U0001F600"},
        {R"("\ud83d\n\ud83d\u0041")", "\uFFFD\n\uFFFDA"},
        {R"("\ud83d\ude00")", "\U0001F600"},
        {R"("\\ud800\\\ud800")", "\\ud800\\\uFFFD"},
    };
    for (const auto& [text, expected] : cases) {
        const auto root = json::parse(std::string(R"({"a":)") + text + "}");
        ASSERT_TRUE(root) << text;
        EXPECT_EQ(json::string_at(*root, {"a"}), expected) << text;
    }
    for (const auto text : {R"("\ud8)", R"("\ud80)", R"("\ud83d\)", R"("\ud83d\u)", R"("\)"})
        EXPECT_FALSE(json::parse(text)) << text;
}

TEST(Json, NestingWithoutEndDoesNotExhaustTheStack) {
    EXPECT_FALSE(json::parse(std::string(2000000, '[')));
    EXPECT_TRUE(json::parse(std::string(500000, '[') + std::string(500000, ']')));
}

TEST(Json, ATextThatIsTooLongIsRefused) {
    const std::string fits = '"' + std::string(json::kMaxText - 2, 'a') + '"';
    EXPECT_TRUE(json::parse(fits));
    EXPECT_FALSE(json::parse(fits + " "));
}

TEST(Json, WritesMembers) {
    json::Writer writer;
    writer.StartObject();
    writer.member("text", "quote \"");
    writer.member("int", 1);
    writer.member("truth", true);
    writer.EndObject();
    EXPECT_EQ(writer.text(), R"({"text":"quote \"","int":1,"truth":true})");
}

}  // namespace
}  // namespace upscale
