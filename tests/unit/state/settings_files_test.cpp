// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Preferences and the count of paid images, as files that anybody may have edited.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>
#include <vector>

#include "base/files.hpp"
#include "base/time.hpp"
#include "state/preferences.hpp"
#include "state/spending.hpp"
#include "support/own_state.hpp"

namespace upscale {
namespace {

TEST(Preferences, ReadBackWhatWasWritten) {
    const Preferences all_changed{.history_gb = 0.25,
                                  .ask_above = 3,
                                  .add_at_once = true,
                                  .offer_seen = true,
                                  .name_source = false,
                                  .allow_private = true,
                                  .print_ppi = 240.5,
                                  .print_unit = 2,
                                  .window_x = -5,
                                  .window_y = 6,
                                  .window_width = 1200,
                                  .window_height = 800};
    EXPECT_EQ(preferences_from_json(to_json(all_changed)), all_changed);
    const OwnState state;
    EXPECT_EQ(load_preferences(), Preferences());
    ASSERT_TRUE(save_preferences(all_changed));
    EXPECT_EQ(load_preferences(), all_changed);
}

TEST(Preferences, BadMembersKeepTheirDefaultAndRangesAreKept) {
    const auto with = [](auto change) {
        Preferences preferences;
        change(preferences);
        return preferences;
    };
    const std::pair<const char*, Preferences> cases[] = {
        {"", {}},
        {"[]", {}},
        {"{\"ask-above\":", {}},
        {R"({"history-gb":"5","ask-above":2.5,"add-at-once":1,"offer-seen":"yes"})", {}},
        {R"({"history-gb":0})", with([](Preferences& p) { p.history_gb = 0; })},
        {R"({"history-gb":-1})", with([](Preferences& p) { p.history_gb = 0; })},
        {R"({"history-gb":1e9})", with([](Preferences& p) { p.history_gb = 1000; })},
        {R"({"ask-above":0})", with([](Preferences& p) { p.ask_above = 1; })},
        {R"({"ask-above":1001})", with([](Preferences& p) { p.ask_above = 1000; })},
        {R"({"print-ppi":0,"print-unit":9})", with([](Preferences& p) {
             p.print_ppi = 1;
             p.print_unit = 3;
         })},
        {R"({"ask-above":"x","offer-seen":true})",
         with([](Preferences& p) { p.offer_seen = true; })},
    };
    for (const auto& [text, expected] : cases) EXPECT_EQ(preferences_from_json(text), expected);
    EXPECT_EQ(history_limit(Preferences{.history_gb = 0}), 0u);
    EXPECT_EQ(history_limit(Preferences{.history_gb = 1000}), 1'000'000'000'000u);
}

TEST(Spending, CountsEachMonthForItself) {
    const Spending november{"2026-11", 7, {}, 46, "2026-11-02T03:04:05Z"};
    const std::string text = to_json(november);
    EXPECT_EQ(spending_from_json(text, "2026-11"), november);
    // the clock is wrong for a while, and then right again
    Spending wrong = spending_from_json(text, "2031-01");
    EXPECT_EQ(wrong, (Spending{"2031-01", 0, {{"2026-11", 7}}, 46, "2026-11-02T03:04:05Z"}));
    wrong.images = 2;
    EXPECT_EQ(spending_from_json(to_json(wrong), "2026-11"),
              (Spending{"2026-11", 7, {{"2031-01", 2}}, 46, "2026-11-02T03:04:05Z"}));
    for (const char* odd :
         {"", "[]", R"({"month":5,"images":"7"})", R"({"month":"2026-11","images":-7})",
          R"({"month":"2026-11","credits":5})", R"({"credits":-5,"credits-time":"x"})",
          R"({"months":{"2026-1":5,"2026-10":"x","2026-12":-1}})"})
        EXPECT_EQ(spending_from_json(odd, "2026-11"), (Spending{"2026-11", 0, {}, {}, ""})) << odd;
    Spending many{"2026-11", 1, {}, {}, ""};
    for (int year = 2000; year < 2100; ++year) many.other_months[std::to_string(year) + "-01"] = 1;
    EXPECT_EQ(spending_from_json(to_json(many), "2026-11").other_months.size(), 24u);
}

TEST(Preferences, OfANewerVersionKeepWhatItAdded) {
    const OwnState state;
    ASSERT_TRUE(make_folder(state_folder()));
    const std::string path = state_folder() + "/preferences.json";
    ASSERT_TRUE(write_file(
        path,
        as_bytes(std::string_view(R"({"ask-above":3,"later":{"a":[1,null,"x"]},"more":true})"))));
    Preferences preferences = load_preferences();
    preferences.ask_above = 5;
    ASSERT_TRUE(save_preferences(preferences));
    const auto text = read_file(path, 1 << 20);
    ASSERT_TRUE(text);
    EXPECT_EQ(load_preferences().ask_above, 5);
    EXPECT_TRUE(as_text(*text).ends_with(R"("later":{"a":[1,null,"x"]},"more":true})"))
        << as_text(*text);
}

TEST(Spending, IsReadAsOfNow) {
    const OwnState state;
    EXPECT_EQ(load_spending("2026-11-30T23:59:59Z"), (Spending{"2026-11", 0, {}, {}, ""}));
    note_paid_images(3);
    note_credits(46);
    note_paid_images(2);
    const Spending now = load_spending(utc_now());
    EXPECT_EQ(now.images, 5);
    EXPECT_EQ(now.credits, 46);
    EXPECT_EQ(now.credits_time.size(), utc_now().size());
    EXPECT_EQ(load_spending("2001-01-01T00:00:00Z").images, 0);
}

TEST(Spending, LosesNoCountWhenSeveralRunsNoteAtOnce) {
    const OwnState state;
    std::vector<std::jthread> runs;
    for (int run = 0; run < 4; ++run)
        runs.emplace_back([] {
            for (int i = 0; i < 10; ++i) note_paid_images(1);
        });
    runs.clear();
    EXPECT_EQ(load_spending(utc_now()).images, 40);
}

TEST(Spending, ThatCannotBeWrittenStopsNothing) {
    const OwnState state("/proc/nowhere");
    note_paid_images(1);
    EXPECT_EQ(load_spending(utc_now()).images, 0);
}

}  // namespace
}  // namespace upscale
