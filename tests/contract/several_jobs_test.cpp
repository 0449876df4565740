// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Four jobs with one service at the same time: each is paid once, and delivered or recoverable.
// Together they ask the service no more often than one job would.
#include <gtest/gtest.h>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <iterator>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "json/json.hpp"
#include "state/history.hpp"
#include "support/example_job.hpp"
#include "support/fake_service.hpp"
#include "support/own_state.hpp"
#include "support/wait_until.hpp"

namespace upscale {
namespace {

using std::chrono::milliseconds;

constexpr int kJobs = 4;

std::vector<JobEnd> run_at_once(const Service& service, const std::stop_token& stop = {},
                                const RetryLimits& limits = kQuick) {
    std::vector<JobEnd> ends(kJobs);
    std::vector<std::jthread> threads;
    for (JobEnd& end : ends)
        threads.emplace_back([&] { end = run_job(example_start(2), service, stop, {}, limits); });
    threads.clear();
    return ends;
}

std::ptrdiff_t folders() {
    const std::filesystem::directory_iterator jobs(jobs_folder());
    return std::distance(begin(jobs), end(jobs));
}

/// When the requests came whose path begins with `path`, in seconds of the server's clock.
std::vector<double> times_of(const Service& service, const std::string& path) {
    const auto log = json::parse(FakeService::instance().ask(service.api_url, "_log"));
    std::vector<double> times;
    for (const json::Value* entry : json::elements_at(*log, {}))
        if (json::string_at(*entry, {"path"})->starts_with(path))
            times.push_back(*json::double_at(*entry, {"seconds"}));
    return times;
}

TEST(SeveralJobs, EachHasItsOwnRecordAndResults) {
    const OwnState state;
    const Service service = FakeService::instance().service("polls=1");
    std::vector<JobEnd> ends = run_at_once(service);
    EXPECT_EQ(folders(), kJobs);
    for (JobEnd& end : ends) {
        ASSERT_FALSE(end.error) << end.error->detail;
        EXPECT_EQ(readable_results(end.job, *end.folder), 2);
        for (const JobEnd& other : ends) EXPECT_EQ(&other == &end, other.job.uuid == end.job.uuid);
    }
    EXPECT_EQ(FakeService::instance().billed(service.api_url), kJobs);
}

TEST(SeveralJobs, AStormOf429SlowsAllAndPaysEachOnce) {
    const OwnState state;
    const Service service =
        FakeService::instance().service("assets=429x5+features=429-header1x3+results=429x3");
    RetryLimits limits = kQuick;
    limits.attempts = 6;
    for (JobEnd& end : run_at_once(service, {}, limits)) {
        ASSERT_FALSE(end.error) << end.error->detail;
        EXPECT_EQ(readable_results(end.job, *end.folder), 2);
    }
    EXPECT_EQ(FakeService::instance().billed(service.api_url), kJobs);
}

TEST(SeveralJobs, A429ToOneHoldsTheOthersToo) {
    const OwnState state;
    const Service service = FakeService::instance().service("assets=429-header2x1");
    std::jthread first([&] { run_job(example_start(), service, {}, {}, kQuick); });
    EXPECT_TRUE(wait_until([&] { return service.pace->until_free() > milliseconds(0); }));
    EXPECT_FALSE(run_job(example_start(), service, {}, {}, kQuick).error);
    first.join();
    const std::vector<double> calls = times_of(service, "/api/assets");
    ASSERT_EQ(calls.size(), 3u);
    EXPECT_GE(calls[1] - calls[0], 2) << "the time that the service named";
}

TEST(SeveralJobs, ARefusedOneDoesNotStopTheOthers) {
    const OwnState state;
    const Service service = FakeService::instance().service("features=400-modelx1");
    int refused = 0, had = 0;
    const std::vector<JobEnd> ends = run_at_once(service);
    for (const JobEnd& end : ends) {
        refused += end.error && end.error->kind == ErrorKind::UnsupportedModel;
        had += !end.error && readable_results(end.job, *end.folder) == 2;
    }
    EXPECT_EQ(refused, 1);
    EXPECT_EQ(had, kJobs - 1);
    EXPECT_EQ(folders(), kJobs - 1) << "a refused job costs nothing, so its folder is deleted";
}

TEST(SeveralJobs, TogetherPollNoMoreOftenThanOne) {
    const OwnState state;
    const Service service = FakeService::instance().service("polls=1000");
    constexpr std::size_t kPolls = 12;
    std::stop_source stop;
    std::jthread canceller([&] {
        EXPECT_TRUE(
            wait_until([&] { return times_of(service, "/api/results/").size() >= kPolls; }));
        stop.request_stop();
    });
    for (const JobEnd& end : run_at_once(service, stop.get_token(), {})) {
        ASSERT_TRUE(end.error);
        EXPECT_EQ(end.error->kind, ErrorKind::Cancelled);
        EXPECT_TRUE(is_recoverable(end.job));
    }
    const std::vector<double> polls = times_of(service, "/api/results/");
    ASSERT_GE(polls.size(), kPolls);
    EXPECT_GE(polls[kPolls - 1] - polls[0], 3) << "one alone takes 4.7 s; four that each ask as "
                                                  "often as one, 0.3 s";
}

TEST(SeveralJobs, AllFourCanBeRecoveredAfterAKill) {
    const OwnState state;
    const Service service = FakeService::instance().service("polls=100000");
    const pid_t child = fork();
    if (child == 0) {
        run_at_once(service, {}, {});
        _exit(0);
    }
    const auto accepted = [&] {
        int count = 0;
        std::error_code ignored;
        for (const auto& folder : std::filesystem::directory_iterator(jobs_folder(), ignored)) {
            const auto record = read_file(folder.path() / "job.json", 1 << 20);
            const auto job = record ? job_from_json(as_text(*record)) : record.error();
            count += job && job->state == JobState::Accepted;
        }
        return count;
    };
    EXPECT_TRUE(wait_until([&] { return accepted() == kJobs; }));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    ASSERT_EQ(accepted(), kJobs);
    FakeService::instance().ask(service.api_url, "_become/ok");
    for (const Job& job : all_jobs(jobs_folder())) EXPECT_EQ(recovered_results(job.id, service), 2);
    EXPECT_EQ(FakeService::instance().billed(service.api_url), kJobs);
}

}  // namespace
}  // namespace upscale
