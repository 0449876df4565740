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

TEST(Json, NestingWithoutEndDoesNotExhaustTheStack) {
    EXPECT_FALSE(json::parse(std::string(2000000, '[')));
    EXPECT_TRUE(json::parse(std::string(500000, '[') + std::string(500000, ']')));
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
