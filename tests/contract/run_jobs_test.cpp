// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Jobs of several layers, with an editor of our own and the scripted server.
#include "common/runs/run_jobs.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "base/files.hpp"
#include "common/words/messages.hpp"
#include "json/json.hpp"
#include "state/history.hpp"
#include "support/fake_service.hpp"
#include "support/idle_editor.hpp"
#include "support/own_state.hpp"

namespace upscale {
namespace {

/// Layers 1 to 9 of one image; layer n is n + 10 pixels wide, the last one cannot be read.
class Layers : public IdleEditor {
  public:
    std::string name_of(ItemId item) override { return "L" + std::to_string(item); }
    Result<Source> read_source(ImageId image, ItemId item, int) override {
        EXPECT_EQ(std::this_thread::get_id(), m_main);
        if (item == 9) return Error{.kind = ErrorKind::BadInput, .detail = "gone"};
        if (on_read) on_read(item);
        Source source;
        source.image = image;
        source.drawable = item;
        source.name = name_of(item);
        source.canvas = {100, 100};
        source.layer = source.region = {0, 0, item + 10, 10};
        source.pixels = Bitmap(item + 10, 10, 4);
        for (std::size_t i = 0; i < source.pixels.pixels.size(); ++i)
            source.pixels.pixels[i] = i % 4 == 3 ? 255 : static_cast<std::uint8_t>(i * item);
        return source;
    }

    std::function<void(ItemId)> on_read;

  private:
    std::thread::id m_main = std::this_thread::get_id();
};

class View : public ProgressView {
  public:
    void show(const Progress& progress, const std::string& text) override {
        texts.insert(text);
        costs.push_back(progress.cost);
        if (on_show) on_show(progress);
    }
    std::stop_token stop_token() override { return source.get_token(); }

    std::set<std::string> texts;
    std::vector<Cost> costs;
    std::function<void(const Progress&)> on_show;
    std::stop_source source;
};

struct Scene {
    explicit Scene(const std::string& steps) : service(FakeService::instance().service(steps)) {}

    JobsEnd run(const std::vector<ItemId>& items) {
        std::vector<Assignment> assignments;
        for (const ItemId item : items) assignments.push_back({item});
        return run_jobs(editor, 1, assignments, values, service, view);
    }
    int billed() const { return FakeService::instance().billed(service.api_url); }
    /// On how many calls the service worked at the same time.
    int most() const { return std::stoi(FakeService::instance().ask(service.api_url, "_most")); }
    /// How often the service was asked for a result.
    int polls() const {
        const auto log = json::parse(FakeService::instance().ask(service.api_url, "_log"));
        return static_cast<int>(
            std::ranges::count_if(json::elements_at(*log, {}), [](const auto* entry) {
                return json::string_at(*entry, {"path"})->starts_with("/api/results/");
            }));
    }

    OwnState state;
    Service service;
    Layers editor;
    View view;
    Parameters values;
};

TEST(RunJobs, FourLayersAreMadeAtTheSameTime) {
    Scene scene("meet=4");
    const JobsEnd jobs = scene.run({1, 2, 3, 4});
    EXPECT_EQ(scene.most(), 4);
    ASSERT_EQ(jobs.ends.size(), 4u);
    for (int i = 0; i < 4; ++i) {
        const JobEnd& end = jobs.ends[static_cast<std::size_t>(i)];
        EXPECT_EQ(end.job.source.name, "L" + std::to_string(i + 1));
        const auto file = read_file(end.folder->path_of(end.job.results[0].file), 1 << 20);
        EXPECT_EQ(read_image_header(*file)->size, (Size{2 * (i + 11), 20})) << "its own picture";
    }
    EXPECT_EQ(first_error(jobs.report), nullptr);
    EXPECT_EQ(jobs_with_results(jobs.report).size(), 4u);
    for (const std::string& text : scene.view.texts)
        EXPECT_TRUE(text.starts_with("Layer ") && text.find(" of 4: ") == 7) << text;
}

TEST(RunJobs, NoMoreThanFourAtATimeAndNoLayerIsReadBeforeItsTurn) {
    Scene scene("meet=4");
    std::vector<int> ended;  // when each layer is read
    scene.editor.on_read = [&](ItemId) { ended.push_back(scene.billed()); };
    EXPECT_EQ(scene.run({1, 2, 3, 4, 5, 6}).ends.size(), 6u);
    ASSERT_EQ(ended.size(), 6u);
    EXPECT_GE(ended[4], 1);
    EXPECT_GE(ended[5], 2);
    EXPECT_EQ(scene.most(), 4);
}

TEST(RunJobs, OnThisComputerOneIsMadeAfterTheOther) {
    Scene scene("ok");
    scene.values.engine = Engine::Local;
    std::vector<int> ended;  // when each layer is read
    scene.editor.on_read = [&](ItemId) { ended.push_back(scene.billed()); };
    EXPECT_EQ(scene.run({1, 2, 3}).ends.size(), 3u);
    EXPECT_EQ(ended, (std::vector{0, 1, 2}));
}

TEST(RunJobs, FailuresAreNamedInOrderAndDoNotStopTheOthers) {
    Scene scene("features=400-modelx1+delay=300");
    const JobsEnd jobs = scene.run({1, 9, 2, 3});
    EXPECT_EQ(jobs.ends.size(), 2u);
    ASSERT_EQ(jobs.report.sources.size(), 4u);
    std::string failed;
    for (const SourceReport& source : jobs.report.sources) {
        if (!source.error) continue;
        failed += source.name + ": " + std::string(name_of(source.error->kind)) + " ";
        EXPECT_EQ(source.payment, Payment::None);
    }
    EXPECT_EQ(jobs.report.sources[1].name, "L9");
    EXPECT_EQ(jobs.report.sources[1].error->kind, ErrorKind::BadInput);
    EXPECT_NE(failed.find("UnsupportedModel"), std::string::npos) << failed;
    EXPECT_EQ(std::ranges::count(failed, ':'), 2) << failed;
    EXPECT_EQ(scene.billed(), 2);
}

TEST(RunJobs, OneCancelStopsAllAndPaidJobsAreKept) {
    Scene scene("polls=1000");
    int polls = 0;  // how many polls there were before the cancel
    scene.view.on_show = [&](const Progress&) {
        if (scene.billed() < 4 || scene.view.source.stop_requested()) return;
        polls = scene.polls();
        scene.view.source.request_stop();
    };
    const JobsEnd jobs = scene.run({1, 2, 3, 4, 5});
    EXPECT_LE(scene.polls(), polls + 4) << "those under way, and no more";
    EXPECT_EQ(status_of(jobs.report), RunStatus::Cancel);
    EXPECT_TRUE(is_anything_left(jobs.report));
    EXPECT_EQ(words_of(jobs.report),
              "Cancelled. What was paid for is not lost: fetch it with “the shell's command”.")
        << "said once";
    EXPECT_TRUE(jobs.ends.empty());
    EXPECT_EQ(scene.billed(), 4) << "the fifth is not begun";
    EXPECT_EQ(all_jobs(jobs_folder()).size(), 4u);
    for (const Job& job : all_jobs(jobs_folder())) EXPECT_TRUE(is_recoverable(job));
}

TEST(RunJobs, ACancelBeforeAnythingIsPaidSaysSo) {
    Scene scene("assets=hang");
    scene.view.on_show = [&](const Progress& progress) {
        if (progress.stage == Stage::Uploading) scene.view.source.request_stop();
    };
    const JobsEnd jobs = scene.run({1, 2});
    EXPECT_EQ(status_of(jobs.report), RunStatus::Cancel);
    EXPECT_FALSE(is_anything_left(jobs.report));
    EXPECT_EQ(words_of(jobs.report), "Cancelled. Nothing was paid.");
    EXPECT_EQ(scene.billed(), 0);
    EXPECT_TRUE(all_jobs(jobs_folder()).empty());
}

TEST(RunJobs, TheShownCostIsThatOfAllLayers) {
    Scene scene("delay=700");
    scene.run({1, 2});
    EXPECT_EQ(std::ranges::count(scene.view.costs, Cost::Unclear) > 0, true);
    EXPECT_EQ(std::ranges::count(scene.view.costs, Cost::Free), 0);
}

}  // namespace
}  // namespace upscale
