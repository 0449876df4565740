// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Three passes of several tiles, broken off at random again and again: in the end the result is
// there, and each image was paid for once. $IDEOGRAM_UPSCALE_ROUNDS plays more rounds.
#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "base/byte_budget.hpp"
#include "base/log.hpp"
#include "enlarging/enlarge.hpp"
#include "enlarging/plan.hpp"
#include "state/history.hpp"
#include "support/break_off.hpp"
#include "support/example_job.hpp"
#include "support/fake_service.hpp"
#include "support/own_state.hpp"
#include "support/picture.hpp"

namespace upscale {
namespace {

constexpr Size kSource{240, 200};
constexpr long long kTilePixels = 16000;
constexpr std::size_t kPasses = 3;
constexpr double kFactor = 1.32;
constexpr const char* kWell = "pixels=scale110+polls=1";
constexpr const char* kTroubles[] = {
    "",
    "",
    "",
    "+assets=500x2",
    "+features=reset-beforex1",
    "+features=429-after0x1",
    "+features=reset-afterx1skip2",
    "+results=503",
    "+results=prose-404x3",
    "+results=truncatex2",
    "+download=503",
    "+download=cut2000+ranges=on",
    "+download=truncatex2",
};

JobStart start() {
    JobStart start = example_start();
    start.source.canvas = kSource;
    start.source.layer = start.source.region = {0, 0, kSource.width, kSource.height};
    start.pixels = picture(kSource.width, kSource.height);
    start.parameters.target = Target::Factor;
    start.parameters.target_value = kFactor;
    start.parameters.tiles = Tiles::On;
    return start;
}

/// How a run ended that nobody broke off.
struct End {
    Job job;
    std::optional<Error> error;
};

End run(const Service& service, const std::stop_token& stop, const ProgressFn& progress) {
    CallSlots slots(4);
    ByteBudget budget(SIZE_MAX);
    const JobEnd end =
        enlarge(start(), {service, slots, budget, kQuick, kTilePixels}, stop, progress);
    return {end.job, end.error};
}

/// The calls of a job, by whether they were paid for.
struct Calls {
    int paid = 0, perhaps = 0;
};

Calls calls_of(const std::string& id) {
    Calls calls;
    const std::string folder = jobs_folder() + "/" + id + "/calls";
    std::error_code none;
    for (const auto& step : std::filesystem::directory_iterator(folder, none)) {
        int of_step = 0;
        for (const auto& entry : std::filesystem::directory_iterator(step)) {
            Job call;
            if (!JobFolder::look(step.path(), entry.path().filename(), call)) continue;
            calls.paid += is_recoverable(call);
            calls.perhaps += call.state == JobState::Submitted;
            of_step += is_unfinished(call);
        }
        EXPECT_LE(of_step, 1) << step.path() << " was made twice";
    }
    return calls;
}

/// True if the result is there: the same run would begin anew.
bool has_ended() {
    const auto jobs = unfinished_jobs(jobs_folder());
    return !jobs.empty() && jobs[0].state == JobState::Downloaded;
}

void play(int seed, const Effort& whole) {
    std::mt19937 random(static_cast<unsigned>(seed));
    const OwnState state;
    const Service service = FakeService::instance().service(kWell);
    const auto become = [&](const std::string& steps) {
        FakeService::instance().ask(service.api_url, "_become/" + steps);
    };
    testing::Message story;
    story << "round " << seed;
    for (unsigned times = 1 + random() % 6; times > 0 && !has_ended(); --times) {
        const std::string trouble = kTroubles[random() % std::size(kTroubles)];
        const Break what = random_break(random, whole);
        story << "; " << what << trouble;
        become(kWell + trouble);
        break_off(what, [&](const std::stop_token& stop, const ProgressFn& progress) {
            run(service, stop, progress);
        });
    }
    SCOPED_TRACE(story);
    become(kWell);
    std::vector<Job> jobs = unfinished_jobs(jobs_folder());
    ASSERT_LE(jobs.size(), 1u) << "it is one job";
    if (!has_ended()) {
        const End end = run(service, {}, {});
        jobs = unfinished_jobs(jobs_folder());
        ASSERT_EQ(jobs.size(), 1u);
        EXPECT_EQ(jobs[0].id, end.job.id);
        if (end.error) {
            // Only if it is told that something may have been paid for is nothing there.
            EXPECT_EQ(end.error->reason, Reason::AnswerLost) << log_words(*end.error);
            EXPECT_EQ(calls_of(end.job.id).paid, 0);
            EXPECT_GT(calls_of(end.job.id).perhaps, 0);
            return;
        }
    }
    const Calls calls = calls_of(jobs[0].id);
    const int billed = FakeService::instance().billed(service.api_url);
    EXPECT_GE(billed, calls.paid);
    EXPECT_LE(billed, calls.paid + calls.perhaps);
    ASSERT_EQ(jobs[0].state, JobState::Downloaded);
    ASSERT_EQ(jobs[0].results.size(), 1u);
    const ResultRecord& result = jobs[0].results[0];
    const auto file = read_file(jobs_folder() + "/" + jobs[0].id + "/" + result.file, 1 << 24);
    ASSERT_TRUE(file);
    EXPECT_TRUE(check_complete(*file, ImageFormat::Png));
    if (calls.perhaps > 0) {
        EXPECT_TRUE(result.smaller || !result.plain.empty()) << "what is missing is said";
        return;
    }
    EXPECT_EQ(read_image_header(*file)->size, enlarged(kSource, kFactor));
    EXPECT_FALSE(result.smaller);
    EXPECT_TRUE(result.plain.empty());
    ASSERT_EQ(result.passes.size(), kPasses);
    int images = 0;
    for (const PassRecord& pass : result.passes) images += pass.images;
    EXPECT_EQ(calls.paid, images);
}

TEST(BrokenChains, ComeToTheirEndAndPayForEachImageOnce) {
    const Service service = FakeService::instance().service(kWell);
    Effort whole;
    {
        const OwnState state;
        whole = break_off({}, [&](const std::stop_token& stop, const ProgressFn& progress) {
            run(service, stop, progress);
        });
        const auto jobs = unfinished_jobs(jobs_folder());
        ASSERT_EQ(jobs.size(), 1u);
        ASSERT_EQ(jobs[0].results.size(), 1u);
        ASSERT_EQ(jobs[0].results[0].passes.size(), kPasses);
        for (const PassRecord& pass : jobs[0].results[0].passes) EXPECT_GE(pass.images, 4);
    }
    const int first = first_round_of_breaks();
    for (int seed = first; seed < first + rounds_of_breaks(4) && !HasFailure(); ++seed)
        play(seed, whole);
}

}  // namespace
}  // namespace upscale
