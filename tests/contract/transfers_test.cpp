// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Time: slow lines, downloads that break off, and a service that cannot be reached for a while.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "json/json.hpp"
#include "support/example_job.hpp"
#include "support/fake_service.hpp"

namespace upscale {
namespace {

using std::chrono::milliseconds;

/// Every byte is progress, so that a few hundred are enough for a test.
RetryLimits small_steps() {
    RetryLimits limits = kQuick;
    limits.least_bytes = 1;
    return limits;
}

/// The headers `Range` of all downloads; "" for a whole file.
std::vector<std::string> ranges_asked_for(const Service& service) {
    const auto log = json::parse(FakeService::instance().ask(service.api_url, "_log"));
    std::vector<std::string> ranges;
    for (const json::Value* entry : json::elements_at(*log, {}))
        if (!json::string_at(*entry, {"path"})->starts_with("/api/"))
            ranges.push_back(json::string_at(*entry, {"range"}).value_or(""));
    return ranges;
}

/// The parts of downloads in a job's folder, and the notes beside them.
std::vector<std::string> parts_in(const std::string& id) {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(jobs_folder() + "/" + id))
        if (entry.path().string().find(".part") != std::string::npos)
            found.push_back(entry.path().filename().string());
    std::ranges::sort(found);
    return found;
}

TEST(Download, ThatBreaksOffGoesOnWhereItWas) {
    // far more tries than are made without progress
    for (const char* ranges : {"on", "date"}) {
        const Service service = FakeService::instance().service(
            std::string("features=sync+download=cut20+ranges=") + ranges);
        JobEnd end = run_job(example_start(2), service, {}, {}, small_steps());
        ASSERT_FALSE(end.error) << ranges << ": " << end.error->detail;
        EXPECT_EQ(readable_results(end.job, *end.folder), 2) << ranges;
        EXPECT_TRUE(parts_in(end.job.id).empty()) << "a part is not kept beside its result";
        const auto asked = ranges_asked_for(service);
        EXPECT_EQ(std::ranges::count(asked, ""), 2) << "each begins once";
        EXPECT_GE(std::ranges::count(asked, "bytes=20-"), 1);
        EXPECT_GE(std::ranges::count(asked, "bytes=40-"), 1);
        end.folder->remove();
    }
}

TEST(Download, GoesOnInALaterRun) {
    const Service service =
        FakeService::instance().service("features=sync+download=cut20+ranges=on");
    std::string id;
    {
        const JobEnd end = run_job(example_start(1), service, {}, {}, kQuick);
        ASSERT_TRUE(end.error) << "20 bytes are too little to count as progress";
        EXPECT_EQ(end.job.state, JobState::Succeeded);
        EXPECT_TRUE(end.job.results[0].file.empty()) << "a part is not a result";
        id = end.job.id;
    }
    ASSERT_EQ(parts_in(id), (std::vector<std::string>{"result-1.part", "result-1.part.json"}));
    const auto before = ranges_asked_for(service).size();
    const auto kept = std::filesystem::file_size(jobs_folder() + "/" + id + "/result-1.part");
    FakeService::instance().ask(service.api_url, "_become/ranges=on");
    EXPECT_EQ(recovered_results(id, service), 1);
    auto asked = ranges_asked_for(service);
    asked.erase(asked.begin(), asked.begin() + static_cast<std::ptrdiff_t>(before));
    EXPECT_EQ(asked, (std::vector<std::string>{"bytes=" + std::to_string(kept) + "-"}));
    EXPECT_TRUE(parts_in(id).empty());
}

TEST(Download, StartsOverIfThePartIsOfNoUse) {
    for (const char* ranges : {"416", "changed", "deaf", "weak"}) {
        const Service service = FakeService::instance().service(
            std::string("features=sync+download=cut20x1+ranges=") + ranges);
        JobEnd end = run_job(example_start(1), service, {}, {}, small_steps());
        ASSERT_FALSE(end.error) << ranges << ": " << end.error->detail;
        EXPECT_EQ(readable_results(end.job, *end.folder), 1) << ranges;
        EXPECT_TRUE(parts_in(end.job.id).empty()) << ranges;
        const bool asks = std::string(ranges) != "weak";
        EXPECT_EQ(std::ranges::count(ranges_asked_for(service), "bytes=20-"), asks) << ranges;
        end.folder->remove();
    }
}

TEST(Download, APartThatIsNotWhatItWasIsNotUsed) {
    const Service service =
        FakeService::instance().service("features=sync+download=cut20+ranges=on");
    for (const bool in_note : {false, true}) {
        std::string id;
        {
            const JobEnd end = run_job(example_start(1), service, {}, {}, kQuick);
            id = end.job.id;
        }
        const std::string part = jobs_folder() + "/" + id + "/result-1.part";
        const std::string file = in_note ? part + ".json" : part;
        auto content = read_file(file, 1 << 20);
        ASSERT_TRUE(content);
        content->back() ^= 1;
        ASSERT_TRUE(write_file(file, *content));
        const auto before = ranges_asked_for(service).size();
        FakeService::instance().ask(service.api_url, "_become/ranges=on");
        EXPECT_EQ(recovered_results(id, service), 1);
        EXPECT_EQ(ranges_asked_for(service).at(before), "");
        FakeService::instance().ask(service.api_url,
                                    "_become/features=sync+download=cut20+ranges=on");
    }
}

TEST(Download, NoMoreThanFourAtOnce) {
    const Service service = FakeService::instance().service("features=sync+fetch=150");
    JobEnd end = run_job(example_start(8), service, {}, {}, kQuick);
    ASSERT_FALSE(end.error);
    EXPECT_EQ(readable_results(end.job, *end.folder), 8);
    EXPECT_EQ(FakeService::instance().ask(service.api_url, "_fetched"), "4");
    end.folder->remove();
}

TEST(Download, MayBeSlowButMustNotStall) {
    RetryLimits limits = kQuick;
    limits.attempts = 1;
    limits.stall = milliseconds(700);
    limits.least_bytes = 10;
    const Service slow = FakeService::instance().service("features=sync+download=line80");
    JobEnd end = run_job(example_start(1), slow, {}, {}, limits);
    EXPECT_FALSE(end.error) << "it takes longer than the time in which a stall is looked for";
    if (end.folder) end.folder->remove();
    limits.least_bytes = 1000;  // 20 bytes a second
    const Service drip = FakeService::instance().service("features=sync+download=drip");
    end = run_job(example_start(1), drip, {}, {}, limits);
    ASSERT_TRUE(end.error);
    EXPECT_EQ(end.error->kind, ErrorKind::Timeout) << end.error->detail;
    EXPECT_EQ(end.job.state, JobState::Succeeded);
    end.folder->remove();
}

TEST(Upload, ThatStallsSaysThatASmallerOneWouldDo) {
    RetryLimits limits = kQuick;
    limits.stall = milliseconds(200);
    const Service service = FakeService::instance().service("assets=hang");
    const JobEnd end = run_job(example_start(), service, {}, {}, limits);
    ASSERT_TRUE(end.error);
    EXPECT_EQ(end.error->kind, ErrorKind::Timeout);
    EXPECT_EQ(end.error->reason, Reason::SlowUpload);
    EXPECT_FALSE(end.folder);
}

TEST(Wait, LastsThroughTroubleForTheJobsWholeLife) {
    RetryLimits limits = kQuick;
    limits.trouble = RetryLimits().trouble;
    for (const char* trouble : {"503x12", "refusex12", "429x4", "reset-afterx12"}) {
        const Service service = FakeService::instance().service(std::string("results=") + trouble);
        bool told = false, troubled = false;
        JobEnd end = run_job(
            example_start(), service, {},
            [&](const Progress& progress) {
                if (progress.stage == Stage::Waiting) troubled = progress.troubled;
                told |= troubled;
            },
            limits);
        ASSERT_FALSE(end.error) << trouble << ": " << end.error->detail;
        EXPECT_TRUE(told) << trouble;
        end.folder->remove();
    }
}

TEST(Wait, EndsWithTheTroubleWhenTheJobsLifeIsOver) {
    RetryLimits limits = kQuick;
    limits.job = milliseconds(300);
    limits.trouble = RetryLimits().trouble;
    const std::pair<const char*, ErrorKind> cases[] = {{"results=503", ErrorKind::ServerFault},
                                                       {"results=refuse", ErrorKind::Offline},
                                                       {"polls=100000", ErrorKind::Timeout}};
    for (const auto& [steps, kind] : cases) {
        const Service service = FakeService::instance().service(steps);
        std::string id;
        {
            const JobEnd end = run_job(example_start(), service, {}, {}, limits);
            ASSERT_TRUE(end.error) << steps;
            EXPECT_EQ(end.error->kind, kind) << steps;
            EXPECT_EQ(end.job.state, JobState::Accepted) << steps;
            id = end.job.id;
        }
        FakeService::instance().ask(service.api_url, "_become/ok");
        EXPECT_EQ(recovered_results(id, service), 1) << steps;
    }
}

}  // namespace
}  // namespace upscale
