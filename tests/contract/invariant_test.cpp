// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever is billed must be delivered or recoverable, whatever the service answers and whatever
// else happens. Only the service's final word about this very job ends it.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "json/json.hpp"
#include "state/history.hpp"
#include "support/example_job.hpp"
#include "support/fake_service.hpp"

namespace upscale {
namespace {

constexpr int kAskedFor = 2;

bool said_final(const std::string& url) {
    return FakeService::instance().ask(url, "_log").find("\"final\": true") != std::string::npos;
}

bool is_kept(const std::string& id) {
    return std::filesystem::exists(jobs_folder() + "/" + id + "/job.json");
}

// --- any answer ---

class AnyAnswer : public testing::TestWithParam<int> {};

TEST_P(AnyAnswer, AfterThePaidCallKeepsTheJob) {
    const std::string seed = std::to_string(GetParam());
    const std::string scenarios[] = {
        "results=fuzz" + seed + "x3", "download=fuzz" + seed + "x7",
        "features=partial+results=fuzz" + seed + "x2+download=fuzz" + seed + "x5"};
    for (const std::string& steps : scenarios) {
        const Service service = FakeService::instance().service(steps);
        std::string id;
        int had = 0;
        {
            JobEnd end = run_job(example_start(kAskedFor), service, {}, {}, kQuick);
            id = end.job.id;
            if (!end.error) {
                had = readable_results(end.job, *end.folder);
                EXPECT_GT(had, 0) << steps;
                import_all(end);
            }
        }
        EXPECT_EQ(FakeService::instance().billed(service.api_url), 1) << steps;
        if (said_final(service.api_url)) {
            EXPECT_TRUE(had > 0 || !is_kept(id)) << steps << ": the service said it is over";
            continue;
        }
        const int wanted = steps.find("partial") == std::string::npos ? kAskedFor : kAskedFor - 1;
        if (had == wanted) continue;
        ASSERT_TRUE(is_kept(id)) << steps;
        FakeService::instance().ask(service.api_url, "_become/ok");
        EXPECT_EQ(recovered_results(id, service), wanted - had) << steps;
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, AnyAnswer, testing::Range(0, 60));

// --- pairs ---

// How the paid call goes, and what goes wrong after it.
const char* const kPaidCalls[] = {"ok", "partial", "odduuid", "sync", "more"};
const char* const kTroubles[] = {
    "results=prose-503",
    "results=prose-500",
    "results=prose-403",
    "results=prose-404",
    "results=prose-409",
    "results=prose-422",
    "results=inner422-502",
    "results=inner422-400",
    "results=401",
    "results=406",
    "results=garbage",
    "results=lost",
    "results=other",
    "results=othersfailure",
    "results=nameless",
    "results=reset-after",
    "results=truncate",
    "download=404",
    "download=503",
    "download=refuse",
    "download=prose-403",
    "download=notimage",
    "download=truncate",
    "signed=404+cdn=503+ephemeral=refuse",
    "results=503",
    "results=429",
    "download=cut20+ranges=on",
    "download=cut20+ranges=416",
    "download=cut20+ranges=changed",
    "download=cut20+ranges=deaf",
};

/// What happens before the job is recovered.
enum class Besides { Nothing, Cancel, Clock, SecondRun };
constexpr std::pair<Besides, const char*> kBesides[] = {{Besides::Nothing, "nothing"},
                                                        {Besides::Cancel, "cancel"},
                                                        {Besides::Clock, "a clock ahead"},
                                                        {Besides::SecondRun, "a second run"}};

void age(const std::string& id) {
    const std::string record = jobs_folder() + "/" + id + "/job.json";
    std::filesystem::last_write_time(
        record, std::filesystem::file_time_type::clock::now() - std::chrono::hours(24 * 40));
    trim_history(jobs_folder(), 0);
}

class Pairs : public testing::TestWithParam<const char*> {};

TEST_P(Pairs, LoseNothingThatIsPaid) {
    for (const char* paid_call : kPaidCalls) {
        for (const auto& [besides, what] : kBesides) {
            const bool plain =
                std::string_view(paid_call) != "ok" && std::string_view(paid_call) != "partial";
            if (plain && besides != Besides::Nothing) continue;
            const std::string trouble = GetParam();
            const auto where = testing::Message() << paid_call << ", " << trouble << ", " << what;
            const Service service = FakeService::instance().service(
                "features=" + std::string(paid_call) + "+" + trouble);
            std::stop_source stop;
            std::string id;
            bool had = false;
            const auto cancel = [&](const Progress& progress) {
                const auto stage =
                    trouble.starts_with("results") ? Stage::Waiting : Stage::Downloading;
                if (besides == Besides::Cancel && progress.stage == stage &&
                    progress.cost == Cost::Kept)
                    stop.request_stop();
            };
            {
                JobEnd end =
                    run_job(example_start(kAskedFor), service, stop.get_token(), cancel, kQuick);
                id = end.job.id;
                had = !end.error;
                if (besides == Besides::SecondRun && end.folder) {
                    EXPECT_EQ(recovered_results(id, service), -1) << where << ": it is locked";
                    trim_history(jobs_folder(), 0);
                }
                if (had) {
                    EXPECT_GT(readable_results(end.job, *end.folder), 0) << where;
                }
            }
            ASSERT_TRUE(is_kept(id)) << where;
            if (besides == Besides::Clock) age(id);
            ASSERT_TRUE(is_kept(id)) << where;
            FakeService::instance().ask(service.api_url, "_become/ok");
            const std::string call = paid_call;
            const int wanted = call == "partial" ? kAskedFor - 1
                               : call == "more"  ? kAskedFor + 3
                                                 : kAskedFor;
            EXPECT_EQ(recovered_results(id, service), wanted) << where;
            EXPECT_EQ(FakeService::instance().billed(service.api_url), 1) << where;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(All, Pairs, testing::ValuesIn(kTroubles));

TEST(PaidCall, IsMadeOnceWhateverTheAnswerSays) {
    for (const char* fault : {"prose-409", "prose-400", "prose-422", "prose-502", "prose-504",
                              "prose-403", "inner422-502", "prose-408", "prose-500"}) {
        const Service service = FakeService::instance().service(std::string("features=") + fault);
        const JobEnd end = run_job(example_start(), service, {}, {}, kQuick);
        ASSERT_TRUE(end.error) << fault;
        const auto log = json::parse(FakeService::instance().ask(service.api_url, "_log"));
        int calls = 0;
        for (const json::Value* entry : json::elements_at(*log, {}))
            calls += json::string_at(*entry, {"path"}) == "/api/features";
        EXPECT_EQ(calls, 1) << fault;
        // The answer of a gateway, or a conflict, does not tell how the call ended.
        const std::string status = std::string(fault).substr(std::string(fault).find('-') + 1);
        const bool unclear = status[0] == '5' || status == "408" || status == "409";
        EXPECT_EQ(end.folder.has_value(), unclear) << fault;
        if (end.folder) end.folder->remove();
    }
}

TEST(Statuses, ThatAreUnknownMeanWorkingOrDone) {
    for (const char* word : {"IN_PROGRESS", "processing", "RUNNING", "in_progress"}) {
        const Service service =
            FakeService::instance().service(std::string("results=status-") + word + "x3");
        const JobEnd end = run_job(example_start(kAskedFor), service, {}, {}, kQuick);
        ASSERT_FALSE(end.error) << word << end.error->detail;
        EXPECT_EQ(readable_results(end.job, *end.folder), kAskedFor) << word;
    }
    for (const char* word : {"DONE", "success", "PARTIAL_SUCCESS", "FINISHED", "FAILURE"}) {
        const Service service =
            FakeService::instance().service(std::string("results=with-") + word);
        const JobEnd end = run_job(example_start(kAskedFor), service, {}, {}, kQuick);
        ASSERT_FALSE(end.error) << word << end.error->detail;
        EXPECT_EQ(readable_results(end.job, *end.folder), kAskedFor) << word;
    }
}

TEST(Results, MoreThanWereAskedForAreFetchedAsWell) {
    const Service service = FakeService::instance().service("features=more");
    const JobEnd end = run_job(example_start(1), service, {}, {}, kQuick);
    ASSERT_FALSE(end.error);
    EXPECT_EQ(end.job.results.size(), 4u);
    EXPECT_EQ(readable_results(end.job, *end.folder), 4);
}

}  // namespace
}  // namespace upscale
