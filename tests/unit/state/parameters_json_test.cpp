// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "state/parameters_json.hpp"

#include <gtest/gtest.h>

#include <string>

namespace upscale {
namespace {

/// Each parameter with another value than its default.
Parameters all_changed() {
    Parameters values;
    for (const Parameter& entry : parameter_table())
        std::visit(
            Overload{[&](const StringParameter& kind) {
                         values.*kind.field = "a \"quoted\" lynx\nin snow ❄";
                     },
                     [&](const IntParameter& kind) {
                         values.*kind.field =
                             values.*kind.field == kind.maximum ? kind.minimum : kind.maximum;
                     },
                     [&](const DoubleParameter& kind) { values.*kind.field += 0.1; },
                     [&](const BoolParameter& kind) { values.*kind.field = !(values.*kind.field); },
                     [&](const ChoiceParameter& kind) {
                         const int last = static_cast<int>(kind.choices.size()) - 1;
                         values.*kind.field = values.*kind.field == last ? 0 : last;
                     }},
            entry.kind);
    return values;
}

TEST(ParametersJson, ReadsBackWhatItWrote) {
    EXPECT_EQ(parameters_from_json(to_json(Parameters{})), Parameters{});
    EXPECT_EQ(parameters_from_json(to_json(all_changed())), all_changed());
}

TEST(ParametersJson, KeepsDefaultsForTextThatIsNoObject) {
    for (const char* text : {"", "{", "[]", "null", "7", "\"prompt\"", "{\"seed\":1", "\xff"})
        EXPECT_EQ(parameters_from_json(text), Parameters{}) << text;
}

TEST(ParametersJson, KeepsDefaultsForWhatDoesNotFit) {
    for (const char* text :
         {R"({"num-images":0})", R"({"num-images":9})", R"({"num-images":"4"})",
          R"({"num-images":2.5})", R"({"seed":-2})", R"({"seed":2147483648})", R"({"seed":1e300})",
          R"({"resemblance":null})", R"({"detail":[50]})", R"({"keep-alpha":0})", R"({"engine":1})",
          R"({"engine":"Local"})", R"({"placement":""})", R"({"prompt":5})",
          R"({"prompt":"a\u0000b"})", R"({"unknown":{"seed":3}})"})
        EXPECT_EQ(parameters_from_json(text), Parameters{}) << text;
}

TEST(ParametersJson, OneBadMemberDoesNotSpoilTheOthers) {
    const Parameters values =
        parameters_from_json(R"({"prompt":"lynx","num-images":99,"engine":"local","seed":7.0})");
    EXPECT_EQ(values.prompt, "lynx");
    EXPECT_EQ(values.num_images, 1);
    EXPECT_EQ(values.engine, Engine::Local);
    EXPECT_EQ(values.seed, 7);
}

TEST(ParametersJson, LeavesOutAPromptThatIsNotUtf8) {
    Parameters values = all_changed();
    values.prompt = "caf\xe9";
    Parameters expected = all_changed();
    expected.prompt.clear();
    EXPECT_EQ(parameters_from_json(to_json(values)), expected);
}

}  // namespace
}  // namespace upscale
