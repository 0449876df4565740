// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "json/json.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace upscale {
namespace {

TEST(Json, ReadsOnlyValuesOfTheRightType) {
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

TEST(Json, ReplacesHalfASurrogatePair) {
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
    EXPECT_FALSE(json::parse(std::string(json::kMaxText, '[')));
    constexpr std::size_t kArrays = 500000;
    const auto arrays = json::parse(std::string(kArrays, '[') + std::string(kArrays, ']'));
    ASSERT_TRUE(arrays);
    std::size_t depth = 1;
    const json::Value* at = &static_cast<const json::Value&>(*arrays);
    for (auto in = json::elements_at(*at, {}); !in.empty(); in = json::elements_at(*at, {})) {
        at = in[0];
        ++depth;
    }
    EXPECT_EQ(depth, kArrays);
    constexpr int kObjects = 100000;
    std::string text;
    for (int i = 0; i < kObjects; ++i) text += R"({"a":)";
    const auto objects = json::parse(text + "1" + std::string(kObjects, '}'));
    ASSERT_TRUE(objects);
    const json::Value* inner = &static_cast<const json::Value&>(*objects);
    for (int i = 0; i < kObjects; ++i) {
        inner = json::find(*inner, {"a"});
        ASSERT_TRUE(inner);
    }
    EXPECT_EQ(json::int_at(*inner, {}), 1);
}

TEST(Json, GivesElementsAndMembersInTheirOrder) {
    const auto root =
        json::parse(R"({"list":["x",[1,[2]],{},{"y":[3]},null,4],"":{"b":"c"},"z":5,"z":6})");
    ASSERT_TRUE(root);
    const auto list = json::elements_at(*root, {"list"});
    ASSERT_EQ(list.size(), 6u);
    EXPECT_EQ(json::string_at(*list[0], {}), "x");
    EXPECT_EQ(json::elements_at(*list[1], {}).size(), 2u);
    EXPECT_TRUE(json::is_object(*list[2]));
    EXPECT_TRUE(json::members_at(*list[2], {}).empty());
    EXPECT_EQ(json::int_at(*json::elements_at(*list[3], {"y"}).at(0), {}), 3);
    EXPECT_TRUE(json::is_null(*list[4]));
    EXPECT_EQ(json::int_at(*list[5], {}), 4);
    EXPECT_EQ(json::string_at(*root, {"", "b"}), "c");
    EXPECT_EQ(json::int_at(*root, {"z"}), 5) << "of two members of a name, the first";

    std::vector<std::string> names;
    for (const auto& [name, value] : json::members_at(*root, {})) names.emplace_back(name);
    EXPECT_EQ(names, (std::vector<std::string>{"list", "", "z", "z"}));
    EXPECT_EQ(json::int_at(*json::members_at(*root, {})[3].value, {}), 6);
}

TEST(Json, OtherValuesHaveNoElementsOrMembers) {
    const auto root = json::parse(R"({"list":[1],"text":"x","number":1,"null":null})");
    ASSERT_TRUE(root);
    for (const char* name : {"text", "number", "null", "none"}) {
        EXPECT_TRUE(json::elements_at(*root, {name}).empty()) << name;
        EXPECT_TRUE(json::members_at(*root, {name}).empty()) << name;
    }
    EXPECT_TRUE(json::elements_at(*root, {}).empty());
    EXPECT_TRUE(json::members_at(*root, {"list"}).empty());
    EXPECT_TRUE(json::is_object(*root));
    EXPECT_FALSE(json::is_object(*json::find(*root, {"list"})));
    EXPECT_FALSE(json::is_null(*json::find(*root, {"number"})));
    EXPECT_TRUE(json::is_null(json::Document()));
}

TEST(Json, ReadsNumbersAsFarAsTheyFit) {
    const auto root = json::parse(
        "[9223372036854775807,-9223372036854775808,9223372036854775808,4294967295,4294967296,-1]");
    ASSERT_TRUE(root);
    const auto numbers = json::elements_at(*root, {});
    EXPECT_EQ(json::int_at(*numbers[0], {}), INT64_MAX);
    EXPECT_EQ(json::int_at(*numbers[1], {}), INT64_MIN);
    EXPECT_EQ(json::int_at(*numbers[2], {}), std::nullopt);
    EXPECT_EQ(json::double_at(*numbers[2], {}), 9223372036854775808.0);
    EXPECT_EQ(json::unsigned_at(*numbers[3], {}), 4294967295u);
    EXPECT_EQ(json::unsigned_at(*numbers[4], {}), std::nullopt);
    EXPECT_EQ(json::unsigned_at(*numbers[5], {}), std::nullopt);
    EXPECT_EQ(json::double_at(*numbers[5], {}), -1.0);
}

TEST(Json, ValuesStayWhereTheyAreWhenTheDocumentIsMoved) {
    json::Document last;
    {
        auto root = json::parse(R"({"a":"\n\u00e9"})");
        ASSERT_TRUE(root);
        const json::Value* a = json::find(*root, {"a"});
        last = std::move(*root);
        EXPECT_EQ(json::find(last, {"a"}), a);
    }
    EXPECT_EQ(json::string_at(last, {"a"}), "\n\u00e9");
}

TEST(Json, ATextThatIsTooLongIsRefused) {
    const std::string fits = '"' + std::string(json::kMaxText - 2, 'a') + '"';
    EXPECT_TRUE(json::parse(fits));
    EXPECT_FALSE(json::parse(fits + " "));
}

TEST(Json, WritesValues) {
    json::Writer writer;
    writer.StartArray();
    writer.Null();
    writer.Int64(INT64_MIN);
    writer.String(std::string_view("a\0\n", 3));
    writer.RawValue(R"({"raw":[1]})");
    writer.StartObject();
    writer.Key("k");
    writer.StartArray();
    writer.EndArray();
    writer.member("half", 0.5);
    writer.member("long", 5000000000ll);
    writer.member("text", std::string("t"));
    writer.EndObject();
    writer.EndArray();
    EXPECT_EQ(writer.text(), R"([null,-9223372036854775808,"a\u0000\n",{"raw":[1]},)"
                             R"({"k":[],"half":0.5,"long":5000000000,"text":"t"}])");
}

TEST(Json, LaysOutForPeople) {
    EXPECT_EQ(json::indented(R"({"a":[1,"b"],"c":{}})"),
              "{\n  \"a\": [\n    1,\n    \"b\"\n  ],\n  \"c\": {}\n}\n");
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
