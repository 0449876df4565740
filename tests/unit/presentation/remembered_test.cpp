// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "presentation/remembered.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <thread>

#include "base/files.hpp"
#include "support/own_state.hpp"

namespace upscale {
namespace {

constexpr std::int64_t kNow = 1'800'000'000;  // seconds since 1970

Parameters some_values(int number) {
    Parameters values;
    values.prompt = "prompt " + std::to_string(number);
    values.seed = number;
    values.num_images = 1 + number % 8;
    values.detail = number % 101;
    values.engine = Engine::Local;
    return values;
}

TEST(Remembered, AnImageHasItsOwnPromptSeedAndNumber) {
    Remembered window;
    remember(window, "a", some_values(3), kNow);
    remember(window, "b", some_values(4), kNow);
    Parameters a = some_values(4);
    a.prompt = "prompt 3";
    a.seed = 3;
    a.num_images = 4;
    EXPECT_EQ(values_for(window, "a", kNow), a);
    EXPECT_EQ(values_for(window, "b", kNow), some_values(4));
    Parameters fresh;
    fresh.detail = 4;
    fresh.engine = Engine::Local;
    EXPECT_EQ(values_for(window, "new", kNow), fresh);
    EXPECT_EQ(values_for(window, "", kNow), fresh);
    remember(window, "", some_values(5), kNow);
    EXPECT_EQ(window.images.size(), 2u);
    EXPECT_EQ(values_for(window, "a", kNow).detail, 5);
    remember(window, "a", some_values(6), kNow);
    ASSERT_EQ(window.images.size(), 2u);
    EXPECT_EQ(window.images[0].image, "a") << "newest first";
}

TEST(Remembered, TheNumberOfImagesIsForgottenAfterAWhile) {
    Remembered window;
    remember(window, "a", some_values(3), kNow);
    const Remembered read = remembered_from_json(to_json(window));
    const struct {
        std::int64_t later;
        int images;
    } cases[] = {{0, 4}, {4 * 3600, 4}, {4 * 3600 + 1, 1}, {30 * 24 * 3600, 1}, {-1, 1}};
    for (const auto& c : cases) {
        Parameters expected = some_values(3);
        expected.num_images = c.images;
        EXPECT_EQ(values_for(read, "a", kNow + c.later), expected) << c.later;
    }
    remember(window, "a", some_values(3), kNow + 4 * 3600);
    EXPECT_EQ(values_for(window, "a", kNow + 5 * 3600).num_images, 4) << "it was used since";
}

TEST(Remembered, KeepsTheNewestOnly) {
    Remembered window;
    for (int i = 0; i < 250; ++i) {
        remember(window, "image " + std::to_string(i), some_values(i), kNow);
        remember_prompt(window, "prompt " + std::to_string(i));
    }
    EXPECT_EQ(window.images.size(), 200u);
    EXPECT_EQ(window.images[0].image, "image 249");
    EXPECT_EQ(window.prompts.size(), 20u);
    remember_prompt(window, "prompt 240");
    remember_prompt(window, "");
    EXPECT_EQ(window.prompts.size(), 20u);
    EXPECT_EQ(window.prompts[0], "prompt 240");
    EXPECT_EQ(window.prompts[1], "prompt 249");
}

/// What `window` is after it was written and read.
Remembered settled(Remembered window) {
    for (auto& image : window.images) image.changed = false;
    return window;
}

TEST(Remembered, ReadsBackWhatItWrote) {
    Remembered window;
    remember(window, "größe", some_values(3), kNow);
    remember_prompt(window, "a \"lynx\"\n");
    EXPECT_EQ(remembered_from_json(to_json(window)), settled(window));
    Remembered largest;
    for (int i = 0; i < 200; ++i) {
        Parameters values = some_values(i);
        values.prompt = std::string(10000, '\x01') + std::to_string(i);
        values.prompt.erase(0, 4);
        largest.images.push_back({std::to_string(i), values, true, kNow});
        remember_prompt(largest, values.prompt);
    }
    const Remembered back = remembered_from_json(to_json(largest));
    EXPECT_FALSE(back.images.empty()) << "the file must not become too long to read";
    EXPECT_EQ(back.prompts, largest.prompts);
}

TEST(Remembered, DamagedFilesLoseOnlyDamagedValues) {
    for (const char* text : {"", "{", "[]", "5", R"({"values":5,"prompts":{},"images":"x"})",
                             R"({"prompts":[5,"",null,"a\u0000b"],"images":[5,{},{"image":""}]})"})
        EXPECT_EQ(remembered_from_json(text), Remembered()) << text;
    const Remembered window = remembered_from_json(
        R"({"values":{"detail":7,"prompt":"x","seed":5,"num-images":4},"prompts":["a","a","b"],
            "images":[{"image":"i","seed":-9,"num-images":99,"prompt":"p"},{"image":"i"}]})");
    EXPECT_EQ(window.values.detail, 7);
    EXPECT_EQ(window.values.prompt, "") << "that belongs to an image";
    EXPECT_EQ(window.values.num_images, 1);
    EXPECT_EQ(window.prompts, (std::vector<std::string>{"a", "b"}));
    ASSERT_EQ(window.images.size(), 1u);
    Parameters own;
    own.prompt = "p";
    EXPECT_EQ(window.images[0], (Remembered::OfImage{"i", own, false}));
}

TEST(Remembered, TwoWindowsKeepEachOthersValues) {
    const OwnState state;
    EXPECT_EQ(load_remembered(), Remembered());
    Remembered first;
    remember(first, "both", some_values(1), kNow);
    ASSERT_TRUE(save_remembered(first));
    struct stat info {};
    ASSERT_EQ(stat((state_folder() + "/window.json").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600u);

    Remembered second = load_remembered();
    remember(first, "both", some_values(2), kNow);
    remember(first, "first's", some_values(3), kNow);
    remember_prompt(first, "one");
    remember(second, "second's", some_values(4), kNow);
    remember_prompt(second, "two");
    ASSERT_TRUE(save_remembered(first));
    ASSERT_TRUE(save_remembered(second));
    const Remembered both = load_remembered();
    EXPECT_EQ(both.images.size(), 3u);
    EXPECT_EQ(values_for(both, "both", kNow).prompt, "prompt 2") << "the second knew an older one";
    EXPECT_EQ(values_for(both, "first's", kNow).prompt, "prompt 3");
    EXPECT_EQ(values_for(both, "second's", kNow).prompt, "prompt 4");
    EXPECT_EQ(both.prompts, (std::vector<std::string>{"two", "one"}));
}

TEST(Remembered, WhatIsChosenForFilesIsKept) {
    const OwnState state;
    EXPECT_EQ(Remembered().files.name_pattern, Batch().name_pattern);
    Remembered of_image = load_remembered(), of_files = of_image;
    remember_files(of_files, {"/tmp/gr\xF6\xDF"
                              "er",
                              "{name} large", "tif", true});
    remember(of_files, "", some_values(1), kNow);
    ASSERT_TRUE(save_remembered(of_files));
    remember(of_image, "a", some_values(2), kNow);
    ASSERT_TRUE(save_remembered(of_image)) << "the other window knows an older one";
    const Remembered both = load_remembered();
    EXPECT_EQ(both.files, (Remembered::OfFiles{"/tmp/gr\xF6\xDF"
                                               "er",
                                               "{name} large", "tif", true}));
    for (const char* text : {R"({"files":5})", R"({"files":{"folder":"x","names":"","format":3}})"})
        EXPECT_EQ(remembered_from_json(text), Remembered()) << text;
}

TEST(Remembered, ManyWindowsAtOnce) {
    const OwnState state;
    std::vector<std::jthread> windows;
    for (int i = 0; i < 8; ++i)
        windows.emplace_back([i] {
            Remembered window = load_remembered();
            remember(window, std::to_string(i), some_values(i), kNow);
            EXPECT_TRUE(save_remembered(window));
        });
    windows.clear();
    EXPECT_EQ(load_remembered().images.size(), 8u);
}

}  // namespace
}  // namespace upscale
