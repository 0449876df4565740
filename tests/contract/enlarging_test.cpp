// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Jobs of several calls with the scripted server: passes, tiles, what breaks off and goes on.
#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <set>

#include "base/byte_budget.hpp"
#include "base/log.hpp"
#include "enlarging/calls.hpp"
#include "enlarging/enlarge.hpp"
#include "enlarging/plan.hpp"
#include "image/decoding/decode.hpp"
#include "image/pixels/resample.hpp"
#include "results/report.hpp"
#include "support/example_job.hpp"
#include "support/fake_service.hpp"
#include "support/own_state.hpp"
#include "support/picture.hpp"

namespace upscale {
namespace {

JobStart start_of(Bitmap pixels, double factor, int num_images = 1) {
    JobStart start = example_start(num_images);
    start.source.canvas = {pixels.width, pixels.height};
    start.source.layer = start.source.region = {0, 0, pixels.width, pixels.height};
    start.pixels = std::move(pixels);
    if (factor > 0) {
        start.parameters.target = Target::Factor;
        start.parameters.target_value = factor;
    }
    return start;
}

/// A run against a scenario of the scripted server.
class Runs {
  public:
    explicit Runs(const std::string& steps, int spare = 0)
        : m_service(FakeService::instance().service(steps)), m_slots(4, spare) {}

    JobEnd operator()(JobStart start, std::stop_token stop = {}, const ProgressFn& progress = {}) {
        return enlarge(std::move(start), m_context, stop, progress);
    }
    JobEnd later(const std::string& id) {
        JobEnd end;
        auto folder = JobFolder::open(jobs_folder(), id, end.job);
        EXPECT_TRUE(folder);
        end.planes = read_planes(*folder);
        end.folder = std::move(*folder);
        return resume(std::move(end), m_context, {}, {});
    }
    void become(const std::string& steps) {
        FakeService::instance().ask(m_service.api_url, "_become/" + steps);
    }
    int billed() { return FakeService::instance().billed(m_service.api_url); }
    /// How often an endpoint was asked.
    int requests(const std::string& endpoint) {
        const std::string log = FakeService::instance().ask(m_service.api_url, "_log");
        int count = 0;
        for (std::size_t at = 0; (at = log.find(endpoint, at)) != log.npos; ++at) ++count;
        return count;
    }
    /// From now on pictures of more pixels are sent in tiles, where these are wanted.
    void most_tile_pixels(long long pixels) { m_context.most_tile_pixels = pixels; }

  private:
    OwnState m_state;
    Service m_service;
    CallSlots m_slots;
    ByteBudget m_budget{SIZE_MAX};
    RunContext m_context{m_service, m_slots, m_budget, kQuick};
};

Bitmap result_of(const JobEnd& end, std::size_t index = 0) {
    ByteBudget budget(SIZE_MAX);
    const auto file = end.folder->read(end.job.results[index].file, kMaxResultBytes);
    if (!file) return {};
    auto decoded = decode(*file, budget, {});
    return decoded && *decoded ? std::move((*decoded)->pixels) : Bitmap();
}

/// The largest difference of two pictures of one size, and the mean one.
std::pair<int, double> difference(const Bitmap& a, const Bitmap& b) {
    int most = 0;
    double sum = 0;
    for (std::size_t i = 0; i < a.pixels.size(); ++i) {
        const int d = std::abs(a.pixels[i] - b.pixels[i]);
        most = std::max(most, d);
        sum += d;
    }
    return {most, sum / static_cast<double>(a.pixels.size())};
}

std::ptrdiff_t folders() {
    std::error_code ignored;
    const std::filesystem::directory_iterator jobs(jobs_folder(), ignored);
    return std::distance(begin(jobs), end(jobs));
}

TEST(Passes, FollowFromWhatTheLastOneGave) {
    struct Case {
        const char* steps;
        double factor;
        Size result;
        int calls;
        bool smaller;
    };
    const Case cases[] = {
        {"pixels=lanczos2", 1.5, {300, 180}, 1, false},
        {"pixels=lanczos2", 2, {400, 240}, 1, false},
        {"pixels=lanczos2", 3, {600, 360}, 2, false},
        {"pixels=lanczos2", 4.01, {802, 481}, 3, false},
        {"pixels=scale150", 3, {600, 360}, 3, false},
        {"pixels=nearest3", 3, {600, 360}, 1, false},
        {"pixels=identity", 3, {200, 120}, 1, true},
    };
    for (const Case& c : cases) {
        Runs run(c.steps, 100);
        const JobEnd end = run(start_of(picture(200, 120), c.factor));
        ASSERT_FALSE(end.error) << c.steps << ": " << end.error->detail;
        EXPECT_EQ(size_of(result_of(end)), c.result) << c.steps << " " << c.factor;
        EXPECT_EQ(run.billed(), c.calls) << c.steps << " " << c.factor;
        EXPECT_EQ(end.job.results[0].passes.size(), static_cast<std::size_t>(c.calls));
        EXPECT_EQ(end.job.results[0].smaller, c.smaller) << c.steps;
        end.folder->remove();
    }
}

TEST(Passes, NeverMakeMoreImagesThanAreAllowed) {
    Runs run("pixels=scale150", 0);
    const JobEnd end = run(start_of(picture(200, 120), 3));
    ASSERT_FALSE(end.error);
    EXPECT_EQ(run.billed(), 2) << "as many as were foreseen";
    EXPECT_EQ(size_of(result_of(end)), (Size{450, 270}));
    EXPECT_TRUE(end.job.results[0].smaller);
    end.folder->remove();
}

TEST(Passes, EachVariationGoesThroughTheLaterOnesByItself) {
    Runs run("pixels=lanczos2");
    const JobEnd end = run(start_of(picture(200, 120), 4, 3));
    ASSERT_FALSE(end.error);
    EXPECT_EQ(run.billed(), 4) << "one call for all, then one for each";
    ASSERT_EQ(end.job.results.size(), 3u);
    for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(size_of(result_of(end, i)), (Size{800, 480}));
    EXPECT_NE(result_of(end, 0).pixels, result_of(end, 1).pixels);
    end.folder->remove();
}

TEST(Passes, GoOnWhereTheyBrokeOff) {
    Runs run("pixels=lanczos2");
    const auto before = folders();
    std::stop_source stop;
    const JobEnd broken =
        run(start_of(picture(200, 120), 4), stop.get_token(), [&](const Progress& progress) {
            if (progress.call == 2) stop.request_stop();
        });
    ASSERT_TRUE(broken.error);
    EXPECT_EQ(broken.error->kind, ErrorKind::Cancelled);
    EXPECT_EQ(broken.job.state, JobState::Accepted);
    EXPECT_EQ(broken.images_paid, 1);
    EXPECT_EQ(run.billed(), 1);
    const std::string id = broken.job.id;
    EXPECT_EQ(facts_of(broken).paid_now, 1);
    { const JobEnd released = std::move(const_cast<JobEnd&>(broken)); }
    std::set<std::string> counted;
    EXPECT_EQ(images_left(start_of(picture(202, 120), 4), counted), 2) << "another picture";
    EXPECT_EQ(images_left(start_of(picture(200, 120), 4), counted), 1);
    EXPECT_EQ(images_left(start_of(picture(200, 120), 4), counted), 2)
        << "of two layers that look the same one goes on, and the other is begun";
    const JobEnd end = run(start_of(picture(200, 120), 4));
    ASSERT_FALSE(end.error);
    EXPECT_EQ(end.job.id, id) << "it is the same job";
    EXPECT_EQ(run.billed(), 2) << "nothing is paid twice";
    EXPECT_EQ(facts_of(end).images, 2);
    EXPECT_EQ(facts_of(end).paid_now, 1) << "the other one was paid for by the run before";
    EXPECT_EQ(size_of(result_of(end)), (Size{800, 480}));
    end.folder->remove();
    EXPECT_EQ(folders(), before);
}

TEST(Passes, ThatGoOnMakeNoMoreImagesThanWereForeseen) {
    Runs run("pixels=scale150", 0);
    const JobStart start = start_of(picture(200, 120), 3);
    std::stop_source stop;
    {
        const JobEnd broken = run(JobStart(start), stop.get_token(), [&](const Progress& progress) {
            if (progress.call == 2) stop.request_stop();
        });
        ASSERT_TRUE(broken.error);
    }
    ASSERT_EQ(run.billed(), 1);
    const JobEnd end = run(JobStart(start));
    ASSERT_FALSE(end.error);
    EXPECT_EQ(run.billed(), 2) << "one was left of the two";
    EXPECT_TRUE(end.job.results[0].smaller);
    end.folder->remove();
}

TEST(Passes, OtherPixelsOrValuesAreAnotherJob) {
    Runs run("pixels=lanczos2");
    std::stop_source stop;
    auto broken = std::optional(
        run(start_of(picture(200, 120), 4), stop.get_token(), [&](const Progress& progress) {
            if (progress.call == 2) stop.request_stop();
        }));
    const std::string id = broken->job.id;
    broken.reset();
    JobStart other = start_of(picture(200, 120), 4);
    other.parameters.detail = 70;
    for (JobStart start : {start_of(picture(202, 120), 4), other}) {
        const JobEnd end = run(std::move(start));
        ASSERT_FALSE(end.error);
        EXPECT_NE(end.job.id, id);
        end.folder->remove();
    }
    Job job;
    JobFolder::open(jobs_folder(), id, job)->remove();
}

TEST(Passes, WhatBrokeOffIsRecoveredAsItIsWithoutPaying) {
    Runs run("pixels=lanczos2");
    std::stop_source stop;
    auto broken = std::optional(
        run(start_of(picture(200, 120), 4), stop.get_token(), [&](const Progress& progress) {
            if (progress.call == 2) stop.request_stop();
        }));
    const std::string id = broken->job.id;
    broken.reset();
    const JobEnd end = run.later(id);
    ASSERT_FALSE(end.error) << end.error->detail;
    EXPECT_EQ(run.billed(), 1);
    EXPECT_EQ(end.job.state, JobState::Downloaded);
    EXPECT_EQ(size_of(result_of(end)), (Size{400, 240}));
    EXPECT_TRUE(end.job.results[0].smaller);
    end.folder->remove();
}

TEST(Passes, ThatCostNothingLeaveNoFolder) {
    for (const char* steps : {"assets=401", "features=406"}) {
        Runs run(steps);
        const auto before = folders();
        const JobEnd end = run(start_of(picture(200, 120), 4));
        EXPECT_TRUE(end.error) << steps;
        EXPECT_FALSE(end.folder) << steps;
        EXPECT_EQ(folders(), before) << steps;
    }
}

TEST(Passes, WhatFailsForGoodLaterLeavesWhatIsPaid) {
    Runs run("pixels=lanczos2");
    const JobEnd end = run(start_of(picture(200, 120), 4), {}, [&](const Progress& progress) {
        if (progress.call == 2) run.become("features=406");
    });
    ASSERT_TRUE(end.error);
    EXPECT_EQ(end.error->kind, ErrorKind::NoCredits);
    ASSERT_TRUE(end.folder);
    EXPECT_TRUE(is_unfinished(end.job));
    EXPECT_EQ(run.billed(), 1);
    const SourceReport facts = facts_of(end);
    EXPECT_EQ(facts.images_paid, 1) << "after a top-up the same run goes on";
    EXPECT_EQ(facts.images_in_all, 2);
    end.folder->remove();
}

TEST(Passes, ALaterOneThatFailsWithoutChargeIsHadOnceMore) {
    for (const std::string& fault : {std::string("features=400-missingx1skip1"),
                                     "assets=503x" + std::to_string(kQuick.attempts) + "skip1"}) {
        Runs run("pixels=lanczos2+" + fault);
        const JobEnd end = run(start_of(picture(200, 120), 4));
        ASSERT_FALSE(end.error) << fault << ": " << log_words(*end.error);
        EXPECT_EQ(run.billed(), 2) << fault;
        EXPECT_EQ(size_of(result_of(end)), (Size{800, 480})) << fault;
        EXPECT_TRUE(end.lost.empty()) << fault;
        end.folder->remove();
    }
}

TEST(Passes, ALaterOneThatMayBePaidForIsNotHadOnceMore) {
    Runs run("pixels=lanczos2+features=500skip1");
    const JobEnd end = run(start_of(picture(200, 120), 4));
    ASSERT_FALSE(end.error) << log_words(*end.error);
    EXPECT_EQ(run.requests("features"), 2);
    EXPECT_TRUE(end.job.results[0].smaller);
    end.folder->remove();
}

TEST(Passes, ALaterOneThatIsRefusedLeavesWhatThereWas) {
    for (const char* fault : {"unsafe", "400-missing", "413"}) {
        Runs run("pixels=lanczos2+features=" + std::string(fault) + "skip1");
        const JobEnd end = run(start_of(picture(200, 120), 4));
        ASSERT_FALSE(end.error) << fault << ": " << log_words(*end.error);
        EXPECT_EQ(size_of(result_of(end)), (Size{400, 240})) << fault;
        EXPECT_TRUE(end.job.results[0].smaller) << fault;
        EXPECT_EQ(end.lost.size(), 1u) << fault;
        EXPECT_EQ(end.job.state, JobState::Downloaded) << fault;
        end.folder->remove();
    }
}

/// Runs a job in a process of its own, which is killed when a call reaches a stage. False: it never
/// did.
bool run_and_kill(Runs& run, const JobStart& start, int call, Stage stage) {
    const pid_t child = fork();
    if (child == 0) {
        run(JobStart(start), {}, [&](const Progress& progress) {
            // while the paid call is under way nobody knows whether it is paid
            if (progress.call >= call && progress.stage == stage && progress.cost != Cost::Unclear)
                kill(getpid(), SIGKILL);
        });
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFSIGNALED(status);
}

TEST(Passes, AKillAtAnyStageOfAnyCallLosesNothingAndPaysNothingTwice) {
    Runs run("pixels=lanczos2+polls=3");
    const JobStart start = start_of(picture(120, 80), 8);
    int kills = 0;
    for (int call = 1; call <= 3; ++call)
        for (const Stage stage : {Stage::Uploading, Stage::Waiting, Stage::Downloading})
            kills += run_and_kill(run, start, call, stage);
    EXPECT_GE(kills, 6);
    const JobEnd end = run(JobStart(start));
    ASSERT_FALSE(end.error) << log_words(*end.error);
    EXPECT_EQ(run.billed(), 3);
    EXPECT_EQ(size_of(result_of(end)), (Size{960, 640}));
    EXPECT_EQ(folders(), 1) << "it is one job";
    end.folder->remove();
}

TEST(Passes, AnAnswerThatIsLostLeavesWhatThereWas) {
    Runs run("pixels=lanczos2+features=reset-afterskip1");
    const JobEnd end = run(start_of(picture(120, 80), 4));
    ASSERT_FALSE(end.error) << end.error->detail;
    EXPECT_EQ(run.billed(), 2) << "it is not asked for again";
    EXPECT_EQ(size_of(result_of(end)), (Size{240, 160}));
    EXPECT_TRUE(end.job.results[0].smaller);
    ASSERT_EQ(end.lost.size(), 1u);
    EXPECT_TRUE(end.lost[0].may_have_arrived);
    end.folder->remove();
}

JobStart tiled(Size size, double factor = 0) {
    JobStart start = start_of(picture(size.width, size.height), factor);
    start.parameters.tiles = Tiles::On;
    return start;
}
// A quarter of what the service takes, on each side: smaller pictures test the same in less time.
constexpr long long kTile = 448LL * 448;
// Just too large for one call: a few tiles side by side, or in both directions.
constexpr Size kWide{600, 335}, kLarge{575, 475};
constexpr long long kSmallTile = 16000;

TEST(Tiled, AreJoinedToWhatTheWholeWouldBe) {
    Runs run("pixels=lanczos2");
    run.most_tile_pixels(kTile);
    const Bitmap source = picture(575, 475);
    const auto plan = plan_enlargement(kLarge, 72, tiled(kLarge).parameters, kTile);
    ASSERT_GT(plan->images, 1);
    const JobEnd end = run(tiled(kLarge));
    ASSERT_FALSE(end.error) << end.error->detail;
    EXPECT_EQ(run.billed(), plan->images);
    const Bitmap result = result_of(end);
    ASSERT_EQ(size_of(result), (Size{1150, 950}));
    const auto [most, mean] = difference(result, resample(source, {1150, 950}, Kernel::Lanczos3));
    EXPECT_LT(mean, 0.6);
    EXPECT_LT(most, 40);
    EXPECT_TRUE(end.job.results[0].plain.empty());
    EXPECT_EQ(end.job.results[0].passes[0].images, plan->images);
    end.folder->remove();
}

TEST(Tiled, AllHaveTheSameSeed) {
    Runs run("pixels=lanczos2");
    run.most_tile_pixels(kTile);
    const JobEnd end = run(tiled(kWide));
    ASSERT_FALSE(end.error);
    std::optional<int> seed;
    for (int tile = 0; tile < end.job.results[0].passes[0].images; ++tile) {
        const auto calls = earlier_calls(folder_of(*end.folder, {1, -1, tile}));
        ASSERT_EQ(calls.size(), 1u);
        const int own = calls[0].job.parameters.seed;
        EXPECT_GE(own, 0);
        EXPECT_EQ(own, seed.value_or(own));
        seed = own;
    }
    end.folder->remove();
}

TEST(Tiled, AllPassesHaveTheSameSeed) {
    Runs run("pixels=lanczos2");
    run.most_tile_pixels(kSmallTile);
    JobStart start = tiled({140, 100}, 4);
    std::stop_source stop;
    std::optional<int> seed;
    // the first pass is sent whole, and the second one breaks off between two tiles
    {
        const JobEnd broken = run(JobStart(start), stop.get_token(), [&](const Progress& progress) {
            if (progress.call == 3) stop.request_stop();
        });
        ASSERT_TRUE(broken.error);
        seed = seed_of_calls(*broken.folder);
        ASSERT_TRUE(seed);
    }
    const JobEnd end = run(JobStart(start));
    ASSERT_FALSE(end.error) << log_words(*end.error);
    ASSERT_EQ(end.job.results[0].passes.size(), 2u);
    ASSERT_EQ(end.job.results[0].passes[0].images, 1);
    const int tiles = end.job.results[0].passes[1].images;
    ASSERT_GT(tiles, 2);
    for (int tile = 0; tile < tiles; ++tile) {
        const auto calls = earlier_calls(folder_of(*end.folder, {2, 0, tile}));
        ASSERT_EQ(calls.size(), 1u);
        EXPECT_EQ(calls[0].job.parameters.seed, *seed);
    }
    end.folder->remove();
}

TEST(Tiled, ASurpriseCostsOneImage) {
    Runs run("pixels=identity");
    run.most_tile_pixels(kTile);
    const JobEnd end = run(tiled(kWide));
    ASSERT_TRUE(end.error);
    EXPECT_EQ(end.error->reason, Reason::NotEnlarged);
    EXPECT_EQ(run.billed(), 1);
    ASSERT_TRUE(end.folder) << "what was paid for is kept";
    EXPECT_TRUE(std::filesystem::exists(end.error->about));
    end.folder->remove();
}

TEST(Tiled, OneThatStaysMissingIsFilledAndSaid) {
    Runs run("pixels=lanczos2");
    run.most_tile_pixels(kTile);
    const JobEnd end = run(tiled(kWide), {}, [&](const Progress& progress) {
        if (progress.call == 2) run.become("pixels=lanczos2+features=400-missing");
    });
    ASSERT_FALSE(end.error) << end.error->detail;
    EXPECT_EQ(run.billed(), 1);
    EXPECT_EQ(size_of(result_of(end)), (Size{1200, 670}));
    EXPECT_FALSE(end.job.results[0].plain.empty());
    const auto again = job_from_json(to_json(end.job));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->results[0].plain, end.job.results[0].plain);
    EXPECT_EQ(again->results[0].passes, end.job.results[0].passes);
    end.folder->remove();
}

TEST(Tiled, APassThatMayNotBePaidForToItsEndIsNotBegun) {
    Runs run("pixels=scale150", 1);
    run.most_tile_pixels(kSmallTile);
    JobStart start = tiled({240, 120}, 2);
    const auto plan = plan_enlargement({240, 120}, 72, start.parameters, kSmallTile);
    ASSERT_GT(plan->images, 1);
    const JobEnd end = run(std::move(start));
    ASSERT_FALSE(end.error) << log_words(*end.error);
    EXPECT_EQ(run.billed(), plan->images);
    EXPECT_TRUE(end.job.results[0].smaller);
    EXPECT_TRUE(end.job.results[0].plain.empty());
    end.folder->remove();
}

TEST(Tiled, ALaterPassThatGivesNothingLargerKeepsTheOneBefore) {
    struct Case {
        const char* steps;
        int billed;
        std::size_t lost;
    };
    // the first tile of the second pass says enough
    for (const Case& c : {Case{"pixels=identity", 2, 0}, Case{"features=400-missing", 1, 1}}) {
        Runs run("pixels=lanczos2");
        run.most_tile_pixels(kSmallTile);
        const JobEnd end = run(tiled({150, 100}, 4), {}, [&](const Progress& progress) {
            if (progress.call == 2) run.become(c.steps);
        });
        ASSERT_FALSE(end.error) << c.steps << ": " << log_words(*end.error);
        EXPECT_EQ(run.billed(), c.billed) << c.steps;
        EXPECT_EQ(size_of(result_of(end)), (Size{300, 200})) << c.steps;
        EXPECT_TRUE(end.job.results[0].smaller) << c.steps;
        EXPECT_EQ(end.lost.size(), c.lost) << c.steps;
        end.folder->remove();
    }
}

TEST(Tiled, WhatIsRecoveredBeforeAllWasMadeSaysHowItGoesOn) {
    Runs run("pixels=lanczos2");
    run.most_tile_pixels(kSmallTile);
    JobStart start = tiled({240, 120});
    std::stop_source stop;
    auto broken =
        std::optional(run(std::move(start), stop.get_token(), [&](const Progress& progress) {
            if (progress.call == 2) stop.request_stop();
        }));
    const std::string id = broken->job.id;
    broken.reset();
    const JobEnd end = run.later(id);
    ASSERT_TRUE(end.error);
    EXPECT_EQ(end.error->reason, Reason::NotAllCallsMade);
    EXPECT_EQ(run.billed(), 1);
    EXPECT_TRUE(is_unfinished(end.job)) << "the same run goes on";
    end.folder->remove();
}

TEST(Tiled, AnOutageBetweenTwoPassesIsNotTheEnd) {
    Runs run("pixels=lanczos2");
    JobStart start = tiled({240, 200}, 4);
    const auto plan = plan_enlargement({240, 200}, 72, start.parameters, kSmallTile);
    const int first = static_cast<int>(plan->passes[0].tiles.size());
    ASSERT_GT(first, 1);
    run.most_tile_pixels(kSmallTile);
    std::string id;
    {
        const JobEnd broken = run(JobStart(start), {}, [&](const Progress& progress) {
            if (progress.call > first) run.become("pixels=lanczos2+assets=503");
        });
        ASSERT_TRUE(broken.error) << "what is paid for would end as a smaller result";
        EXPECT_EQ(broken.error->kind, ErrorKind::ServerFault);
        EXPECT_TRUE(goes_on_when_run_again(broken.job));
        id = broken.job.id;
    }
    EXPECT_LT(run.billed(), plan->images);
    run.become("pixels=lanczos2");
    const JobEnd end = run(JobStart(start));
    ASSERT_FALSE(end.error) << end.error->detail;
    EXPECT_EQ(end.job.id, id);
    EXPECT_EQ(size_of(result_of(end)), (Size{960, 800}));
    EXPECT_TRUE(end.job.results[0].plain.empty());
    EXPECT_EQ(run.billed(), plan->images);
    end.folder->remove();
}

TEST(Tiled, WithoutAnyTheirOwnErrorIsTold) {
    for (const bool lost : {true, false}) {
        Runs run(lost ? "features=reset-after" : "features=unsafe");
        run.most_tile_pixels(kSmallTile);
        JobStart start = tiled({240, 200});
        const JobEnd end = run(std::move(start));
        ASSERT_TRUE(end.error);
        if (lost)
            EXPECT_EQ(end.error->reason, Reason::AnswerLost) << log_words(*end.error);
        else
            EXPECT_EQ(end.error->kind, ErrorKind::Refused) << log_words(*end.error);
        if (end.folder) end.folder->remove();
    }
}

TEST(Tiled, WhatWouldBeTooLargeIsReducedToTheLimit) {
    Runs run("pixels=nearest3");
    const JobEnd end = run(tiled({8100, 400}));
    ASSERT_FALSE(end.error) << end.error->detail;
    EXPECT_EQ(size_of(result_of(end)), (Size{16384, 809}));
    end.folder->remove();
}

TEST(Tiled, WhatIsUnevenIsEvenAfterwards) {
    Runs run("pixels=uneven");
    run.most_tile_pixels(kTile);
    const Bitmap source = picture(575, 475);
    const JobEnd end = run(tiled(kLarge));
    ASSERT_FALSE(end.error) << end.error->detail;
    const Bitmap result = result_of(end);
    const Bitmap plain = resample(source, {1150, 950}, Kernel::Lanczos3);
    // Averaged over 32 pixels a side what the tiles invented is gone, and a tile that is too bright
    // or too dark would show.
    const Size small{1150 / 32, 950 / 32};
    const auto [most, mean] =
        difference(resample(result, small, Kernel::Box), resample(plain, small, Kernel::Box));
    EXPECT_LT(mean, 0.6);
    EXPECT_LE(most, 6);
    end.folder->remove();
}

}  // namespace
}  // namespace upscale
