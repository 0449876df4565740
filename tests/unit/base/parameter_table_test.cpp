// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/parameter_table.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/bytes.hpp"
#include "base/files.hpp"
#include "base/text_number.hpp"

namespace upscale {
namespace {

TEST(Parameters, DefaultsAreValid) { EXPECT_TRUE(validate(Parameters())); }

TEST(Parameters, ThePositionalOnesAreFrozen) {
    std::vector<std::string> names;
    for (const auto& entry : positional_parameters()) names.emplace_back(entry.name);
    EXPECT_EQ(positional_parameters().data(), parameter_table().data()) << "they come first";
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
        {"placement", [](Parameters& p) { p.placement = 5; }},
        {"upload-format", [](Parameters& p) { p.upload_format = -1; }},
        {"engine", [](Parameters& p) { p.engine = 2; }},
        {"target", [](Parameters& p) { p.target = 5; }},
        {"target-value", [](Parameters& p) { p.target_value = -0.1; }},
        {"target-value", [](Parameters& p) { p.target_value = 100000.1; }},
        {"target-value", [](Parameters& p) { p.target_value = NAN; }},
        {"target-value", [](Parameters& p) { p.target_value = INFINITY; }},
        {"tiles", [](Parameters& p) { p.tiles = -1; }},
        {"max-images", [](Parameters& p) { p.max_images = 10001; }},
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

TEST(Parameters, EachHasAPlaceOfItsOwnInTheDialogs) {
    std::size_t shown = 0;
    for (const Page page : {Page::Basic, Page::Advanced}) {
        std::set<int> places;
        for (const Parameter* entry : parameters_of(page)) {
            EXPECT_GT(entry->place, 0) << entry->name;
            EXPECT_TRUE(places.insert(entry->place).second) << entry->name;
            ++shown;
        }
    }
    EXPECT_EQ(shown, parameter_table().size() -
                         std::ranges::count(parameter_table(), 0, &Parameter::place));
    EXPECT_STREQ(parameters_of(Page::Basic).front()->name, "engine");
}

TEST(Parameters, ValuesAreCopiedAndComparedOneByOne) {
    Parameters other;
    other.prompt = "a lynx";
    other.seed = 5;
    for (const Parameter& entry : parameter_table()) {
        Parameters values;
        copy_value(entry, other, values);
        EXPECT_TRUE(same_value(entry, values, other)) << entry.name;
        EXPECT_EQ(values == Parameters(), same_value(entry, Parameters(), other)) << entry.name;
    }
}

/// The cells that the manual's table has to have, apart from its words.
std::string cells_of(const Parameter& entry, const char* yes, const char* no, const char* or_word) {
    const auto number = [](int value) {
        return value < 0 ? "−" + std::to_string(-value) : std::to_string(value);
    };
    const Parameters defaults;
    return std::visit(
        Overload{[](const StringParameter&) { return std::string(); },
                 [&](const IntParameter& kind) {
                     return number(kind.minimum) + " … " + number(kind.maximum) + " | " +
                            number(defaults.*kind.field) + " |";
                 },
                 [&](const DoubleParameter& kind) {
                     return number_text(kind.minimum) + " … " + number_text(kind.maximum) + " | " +
                            number_text(defaults.*kind.field) + " |";
                 },
                 [&](const BoolParameter& kind) {
                     return std::string(yes) + " " + or_word + " " + no + " | " +
                            (defaults.*kind.field ? yes : no) + " |";
                 },
                 [&](const ChoiceParameter& kind) {
                     std::string nicks, numbers;
                     for (std::size_t i = 0; i < kind.choices.size(); ++i) {
                         nicks += (i ? ", `" : "`") + std::string(kind.choices[i].nick) + "`";
                         numbers += (i ? ", " : "") + std::to_string(i);
                     }
                     return nicks + " (" + numbers + ") | `" + nick_of(defaults, kind) + "` |";
                 }},
        entry.kind);
}

TEST(Parameters, TheManualsHaveARowForEach) {
    struct Manual {
        const char *file, *yes, *no, *or_word;
    };
    for (const Manual& manual :
         {Manual{"manual.md", "yes", "no", "or"}, Manual{"manual.de.md", "ja", "nein", "oder"}}) {
        const auto content =
            read_file(UPSCALE_SOURCE_DIR "/docs/" + std::string(manual.file), 1 << 20);
        ASSERT_TRUE(content);
        const std::string_view text = as_text(*content);
        std::size_t at = 0;
        for (const Parameter& entry : parameter_table()) {
            const std::string row = " | `" + std::string(entry.name) + "` | " +
                                    cells_of(entry, manual.yes, manual.no, manual.or_word);
            const std::size_t found = text.find(row, at);
            EXPECT_NE(found, std::string_view::npos)
                << manual.file << " lacks, or has in another order:" << row;
            if (found != std::string_view::npos) at = found;
        }
    }
}

TEST(Parameters, NicksFollowTheValue) {
    Parameters values;
    values.placement = Placement::ScaleImage;
    EXPECT_STREQ(nick_of(values, std::get<ChoiceParameter>(parameter("placement").kind)),
                 "scale-image");
}

}  // namespace
}  // namespace upscale
