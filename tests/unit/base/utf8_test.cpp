// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/utf8.hpp"

#include <gtest/gtest.h>

namespace upscale {
namespace {

using namespace std::string_view_literals;

TEST(Utf8, TellsWellFormedText) {
    for (const auto text : {""sv, "plain"sv, "größer – 中"sv, "\U0001F600"sv})
        EXPECT_TRUE(is_utf8(text));
    for (const auto text :
         {"\xFF"sv, "\xC3"sv, "\xC0\x80"sv, "\xED\xA0\x80"sv, "\xF4\x90\x80\x80"sv, "a\0b"sv})
        EXPECT_FALSE(is_utf8(text));
}

TEST(Utf8, MakesOnePrintableLine) {
    EXPECT_EQ(printable_line("  two\n\twords \x1b[31m "), "two words [31m");
    EXPECT_EQ(printable_line("a\xFF"
                             "b\0c"sv),
              "a b c");
    for (const auto text : {"bidi \u202Aflip", "bidi \u202Eflip", "bidi \u2066flip",
                            "bidi \u2069flip", "bidi \u2028flip", "bidi \u0085flip"})
        EXPECT_EQ(printable_line(text), "bidi flip");
    EXPECT_EQ(printable_line("\u2027\u202F\u2065\u206A"), "\u2027\u202F\u2065\u206A");
    EXPECT_EQ(printable_line("äöü", 4), "äö…");
    EXPECT_EQ(printable_line(""), "");
}

TEST(Utf8, ACutKeepsCharactersWhole) {
    EXPECT_EQ(cut_to("größe", 10), "größe");
    EXPECT_EQ(cut_to("größe", 4), "grö");
    EXPECT_EQ(cut_to("größe", 3), "gr");
    EXPECT_EQ(cut_to("❄", 2), "");
    EXPECT_EQ(cut_to("", 0), "");
}

}  // namespace
}  // namespace upscale
