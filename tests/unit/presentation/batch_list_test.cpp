// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "presentation/batch_list.hpp"

#include <gtest/gtest.h>

#include "enlarging/plan.hpp"

namespace upscale {
namespace {

using Paths = std::vector<std::string>;

std::vector<BatchItem> list_of(const Paths& paths) {
    std::vector<BatchItem> items;
    for (const std::string& path : paths) items.push_back({{path, path}});
    return items;
}

/// Values with which the number of images depends on the file's size.
Parameters values_for_longest_side(int pixels) {
    Parameters values;
    values.target = Target::LongestSide;
    values.target_value = pixels;
    return values;
}

Batch ready_batch() {
    Batch batch;
    batch.output_folder = "/out";
    return batch;
}

TEST(BatchList, AFileIsInItOnce) {
    std::vector<BatchItem> items;
    EXPECT_EQ(add_files(items, {{"/a.png", "/a.png"}, {"/b.png", "/b.png"}}), 2);
    EXPECT_EQ(add_files(items, {{"/link.png", "/a.png"}, {"/c.png", "/c.png"}}), 1);
    EXPECT_EQ(files_in(items, FileState::Waiting), (Paths{"/a.png", "/b.png", "/c.png"}));
    EXPECT_EQ(add_files(items, {{"/gone.png", ""}}), 1) << "it is shown, and fails";
    EXPECT_EQ(add_files(items, {{"/gone.png", ""}}), 0);
}

TEST(BatchList, AFileThatIsWorkedOnStays) {
    auto items = list_of({"/a.png", "/b.png"});
    items[0].state = FileState::Working;
    remove_file(items, "/a.png");
    remove_file(items, "/b.png");
    ASSERT_EQ(items.size(), 1U);
    EXPECT_EQ(items[0].file.path, "/a.png");
}

TEST(BatchList, ImagesAreCountedWithoutSizesWhereTheseDoNotMatter) {
    auto items = list_of({"/a.png", "/b.png", "/c.png"});
    Parameters values;
    values.num_images = 3;
    items[2].state = FileState::Done;
    const BatchOutlook outlook = outlook_of(items, values);
    EXPECT_EQ(outlook.files, 2);
    EXPECT_EQ(outlook.images, 6);
    EXPECT_TRUE(outlook.counted);
}

TEST(BatchList, UntilAllSizesAreKnownTheNumberIsTheLeast) {
    auto items = list_of({"/a.png", "/b.png"});
    const Parameters values = values_for_longest_side(4000);
    items[0].size = Size{1000, 800};
    const int of_one = images_for({1000, 800}, 72, values);
    ASSERT_GT(of_one, 1);
    BatchOutlook outlook = outlook_of(items, values);
    EXPECT_FALSE(outlook.counted);
    EXPECT_EQ(outlook.images, of_one);
    items[1].size = Size{1000, 800};
    outlook = outlook_of(items, values);
    EXPECT_TRUE(outlook.counted);
    EXPECT_EQ(outlook.images, 2 * of_one);
}

TEST(BatchList, AFileThatCannotBeReadDoesNotHoldTheCountUp) {
    auto items = list_of({"/a.txt"});
    items[0].unreadable = true;
    const Parameters values = values_for_longest_side(4000);
    EXPECT_TRUE(outlook_of(items, values).counted);
    EXPECT_EQ(outlook_of(items, values).images, 0);
}

TEST(BatchList, OnlyPrintsNeedTheResolution) {
    auto items = list_of({"/a.png"});
    items[0].size = Size{1000, 800};
    EXPECT_FALSE(must_be_looked_up(items[0], values_for_longest_side(4000)));
    Parameters print;
    print.target = Target::Print;
    print.target_value = 300;
    EXPECT_TRUE(must_be_looked_up(items[0], print));
    items[0].ppi = 100;
    EXPECT_FALSE(must_be_looked_up(items[0], print));
    EXPECT_EQ(outlook_of(items, print).images, images_for({1000, 800}, 100, print));
}

TEST(BatchList, ARunIsFollowed) {
    auto items = list_of({"/a.png", "/b.png", "/c.png"});
    take_status(items, {.path = "/a.png", .state = FileState::Done, .results = {{"/out/a.png"}}});
    take_status(
        items,
        {.path = "/b.png", .state = FileState::Failed, .error = Error{.kind = ErrorKind::LocalIo}});
    take_status(items, {.path = "/c.png", .state = FileState::Working});
    take_status(items, {.path = "/other.png", .state = FileState::Done});
    EXPECT_EQ(count_of(items, FileState::Done), 1);
    EXPECT_EQ(items[0].results.front().path, "/out/a.png");
    EXPECT_EQ(items[1].error->kind, ErrorKind::LocalIo);
    end_run(items);
    EXPECT_EQ(files_in(items, FileState::Waiting), Paths{"/c.png"});
    EXPECT_EQ(files_in(items, FileState::Failed), Paths{"/b.png"});
    EXPECT_EQ(outlook_of(items, {}, FileState::Failed).images, 1);
    EXPECT_EQ(obstacle_of(items, ready_batch(), FileState::Failed), BatchObstacle::None);
    retry_failed(items);
    EXPECT_EQ(obstacle_of(items, ready_batch(), FileState::Failed), BatchObstacle::NothingWaits);
    EXPECT_FALSE(items[1].error);
    EXPECT_EQ(files_in(items, FileState::Waiting), (Paths{"/b.png", "/c.png"}));
}

TEST(BatchList, OtherSettingsBeginAllFilesAgain) {
    auto items = list_of({"/a.png", "/b.png"});
    items[0].state = FileState::Done;
    items[0].results = {{"/out/a.png"}};
    items[1].state = FileState::Failed;
    start_over(items);
    EXPECT_EQ(files_in(items, FileState::Waiting), (Paths{"/a.png", "/b.png"}));
    EXPECT_EQ(items[0].results.size(), 1U) << "it can still be opened";
}

TEST(BatchList, WhatMakesOtherResultsIsAnotherSetting) {
    const Batch batch = ready_batch();
    Batch other = batch;
    other.values.max_images = 7;
    other.files = {"/a.png"};
    EXPECT_TRUE(same_settings(batch, other));
    const auto differs = [&](const auto& change) {
        Batch changed = batch;
        change(changed);
        return !same_settings(batch, changed);
    };
    EXPECT_TRUE(differs([](Batch& b) { b.values.detail = 70; }));
    EXPECT_TRUE(differs([](Batch& b) { b.output_folder = "/elsewhere"; }));
    EXPECT_TRUE(differs([](Batch& b) { b.name_pattern = "{name}"; }));
    EXPECT_TRUE(differs([](Batch& b) { b.format = "png"; }));
    EXPECT_TRUE(differs([](Batch& b) { b.overwrite = true; }));
}

TEST(BatchList, WhatStandsInTheWayIsNamed) {
    const Batch batch = ready_batch();
    auto items = list_of({"/a.png"});
    EXPECT_EQ(obstacle_of({}, batch), BatchObstacle::NoFiles);
    EXPECT_EQ(obstacle_of(items, batch), BatchObstacle::None);
    Batch homeless = batch;
    homeless.output_folder.clear();
    EXPECT_EQ(obstacle_of(items, homeless), BatchObstacle::NoFolder);
    Batch misnamed = batch;
    misnamed.name_pattern = "{nmae}";
    EXPECT_EQ(obstacle_of(items, misnamed), BatchObstacle::BadNames);
    misnamed.name_pattern = "{name}-{layer}";
    EXPECT_EQ(obstacle_of(items, misnamed), BatchObstacle::BadNames);
    Batch sized = batch;
    sized.values = values_for_longest_side(4000);
    EXPECT_EQ(obstacle_of(items, sized), BatchObstacle::Counting);
    items[0].unreadable = true;
    EXPECT_EQ(obstacle_of(items, sized), BatchObstacle::NothingUsable);
    items[0].state = FileState::Done;
    EXPECT_EQ(obstacle_of(items, batch), BatchObstacle::NothingWaits);
}

TEST(BatchList, MorePaidImagesThanARunMayMakeAreRefused) {
    Batch batch = ready_batch();
    batch.values.num_images = 8;
    std::vector<BatchItem> items;
    for (int i = 0; i < 1251; ++i) {
        const std::string path = "/" + std::to_string(i) + ".png";
        items.push_back({{path, path}});
    }
    EXPECT_EQ(obstacle_of(items, batch), BatchObstacle::TooMany);
    items.pop_back();
    EXPECT_EQ(obstacle_of(items, batch), BatchObstacle::None);
    items.push_back(items.back());
    batch.values.engine = Engine::Local;
    EXPECT_EQ(obstacle_of(items, batch), BatchObstacle::None);
}

}  // namespace
}  // namespace upscale
