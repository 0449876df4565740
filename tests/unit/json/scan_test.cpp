// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "json/scan.hpp"

#include <gtest/gtest.h>

#include "base/utf8.hpp"

namespace upscale::json {
namespace {

/// "a.b=value" for each value.
std::vector<std::string> found_in(std::string_view text) {
    std::vector<std::string> all;
    scan(text, [&](std::span<const std::string> names, const std::string& value) {
        std::string one;
        for (const std::string& name : names) one += (one.empty() ? "" : ".") + name;
        all.push_back(one + "=" + value);
    });
    return all;
}
using Texts = std::vector<std::string>;

TEST(Scan, FindsValuesUnderTheirNames) {
    EXPECT_EQ(found_in(R"( {"a":1,"b":{"c":"x","d":[true,{"e":null}]},"f":"y"} )"),
              (Texts{"a=1", "b.c=x", "b.d=true", "b.d.e=null", "f=y"}));
    EXPECT_EQ(found_in(R"(["x",-1.5e3])"), (Texts{"=x", "=-1.5e3"}));
    EXPECT_EQ(found_in("\"only\""), Texts{"=only"});
    for (const char* nothing : {"", " ", "{}", "[[]]", ",", ":", "}]"})
        EXPECT_EQ(found_in(nothing), Texts{}) << nothing;
}

TEST(Scan, ReadsBrokenJson) {
    EXPECT_EQ(found_in(R"({"a":NaN,"b":-Infinity,})"), (Texts{"a=NaN", "b=-Infinity"}));
    EXPECT_EQ(found_in(R"(OK {"a":"x"} and more)"), (Texts{"=OK", "a=x", "=and", "=more"}));
    EXPECT_EQ(found_in("{\"a\":\"caf\xe9\",\"b\":\"x\"}"), (Texts{"a=caf\uFFFD", "b=x"}));
    EXPECT_EQ(found_in(R"({a:"x",b : 5})"), (Texts{"a=x", "b=5"}));
    EXPECT_EQ(found_in(R"({"a":"x"}}},{"b":"y"})"), (Texts{"a=x", "b=y"}));
    EXPECT_EQ(found_in(R"({"a" "x" "b":"y"})"), (Texts{"=a", "=x", "b=y"}));
}

TEST(Scan, LooksIntoJsonInStrings) {
    EXPECT_EQ(found_in(R"({"a":"{\"b\":\"[\\\"x\\\"]\",\"c\":2}","d":3})"),
              (Texts{"a.b=x", "a.c=2", "d=3"}));
}

TEST(Scan, LeavesOutWhatIsCutOff) {
    const std::string whole = R"({"a":"xy","b":12})";
    EXPECT_EQ(found_in(whole.substr(0, 8)), Texts{});
    EXPECT_EQ(found_in(whole.substr(0, 9)), Texts{"a=xy"});
    EXPECT_EQ(found_in(whole.substr(0, 15)), Texts{"a=xy"}) << "1 may be the start of 12";
    EXPECT_EQ(found_in(whole), (Texts{"a=xy", "b=12"}));
    EXPECT_EQ(found_in(R"({"a":"{\"b\":\"x\",\"c\":\"y)"), Texts{"a.b=x"});
}

TEST(Scan, UndoesEscapes) {
    EXPECT_EQ(found_in(R"({"a":"\"\\\/\u00e9\uD83D\uDE00\n|\ud83d|\uZZ"})"),
              Texts{"a=\"\\/é😀\n|\uFFFD\uFFFD\uFFFD|ZZ"});
}

TEST(Scan, NoNestingIsTooDeep) {
    const std::size_t deep = 1 << 20;
    std::string nested;
    for (std::size_t i = 0; i < deep; ++i) nested += R"({"a":)";
    EXPECT_EQ(found_in(nested + "\"x\",").size(), 1u);
    EXPECT_EQ(found_in(std::string(4 << 20, '[')).size(), 0u);
    std::string escaped = R"({"uuid":"x"})";
    for (int i = 0; i < 7; ++i) {
        std::string quoted = "[\"";
        for (const char c : escaped)
            quoted += c == '"' || c == '\\' ? std::string{'\\', c} : std::string{c};
        escaped = quoted + "\"]";
    }
    for (const std::string& value : found_in(escaped)) EXPECT_TRUE(is_utf8(value));
}

}  // namespace
}  // namespace upscale::json
