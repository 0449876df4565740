// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Which jobs are kept after their import, and for how long.
#include "state/history.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "app/job.hpp"
#include "base/files.hpp"
#include "support/temporary_folder.hpp"

namespace upscale {
namespace {

using Indices = std::vector<std::size_t>;
using Names = std::vector<std::string>;
constexpr std::uintmax_t kPlenty = 1'000'000'000;  ///< bytes
constexpr auto kDay = std::chrono::hours(24);

TEST(History, WhatIsPastItsTime) {
    struct Case {
        const char* what;
        std::vector<PastJob> jobs;
        std::uintmax_t limit;
        Names gone;
    };
    const Case cases[] = {
        {"nothing is there", {}, 0, {}},
        {"all fits", {{"a", kDay, 5}, {"b", 2 * kDay, 5}}, 10, {}},
        {"the oldest goes first", {{"a", kDay, 5}, {"b", 2 * kDay, 5}}, 9, {"b"}},
        {"whatever its size", {{"a", kDay, 9}, {"b", 2 * kDay, 1}}, 9, {"b"}},
        {"until the rest fits",
         {{"a", kDay, 5}, {"b", 3 * kDay, 1}, {"c", 2 * kDay, 1}},
         5,
         {"b", "c"}},
        {"one alone is too large", {{"a", kDay, 11}}, 10, {"a"}},
        {"a month is over", {{"a", 31 * kDay, 1}, {"b", 30 * kDay, 1}}, 10, {"a"}},
        {"nothing is to be kept", {{"a", kDay, 0}, {"b", -kDay, 1}}, 0, {"a", "b"}},
        {"the clock was ahead", {{"a", -40 * kDay, 5}, {"b", kDay, 5}}, 5, {"b"}},
    };
    for (const auto& [what, jobs, limit, gone] : cases)
        EXPECT_EQ(past_its_time(jobs, limit), gone) << what;
}

class Past : public testing::Test {
  protected:
    /// A job whose results are all downloaded and not imported.
    Job arrived(int results) {
        Job job;
        job.state = JobState::Downloaded;
        job.uuid = "u";
        for (int i = 1; i <= results; ++i)
            job.results.push_back({.announced = {{"https://a/" + std::to_string(i)}, i, ""},
                                   .file = "result-" + std::to_string(i) + ".png"});
        return job;
    }
    JobFolder folder_for(Job& job) {
        auto folder = JobFolder::create(m_jobs, job);
        EXPECT_TRUE(folder && folder->save(job));
        for (const ResultRecord& result : job.results)
            if (!result.file.empty()) {
                EXPECT_TRUE(folder->write(result.file, Bytes(100)));
            }
        return std::move(*folder);
    }
    /// A job in this state with one file; its record has this age.
    std::string leave(JobState state, std::chrono::hours age) {
        Job job = arrived(1);
        job.results[0].imported = state == JobState::Imported;
        job.state = state;
        const JobFolder folder = folder_for(job);
        const auto now = std::filesystem::file_time_type::clock::now();
        std::filesystem::last_write_time(folder.record_path(), now - age);
        return job.id;
    }
    Job read(const std::string& id) {
        Job job;
        EXPECT_TRUE(JobFolder::open(m_jobs, id, job)) << id;
        return job;
    }
    Names ids_of(const std::vector<Job>& jobs) {
        Names ids;
        for (const Job& job : jobs) ids.push_back(job.id);
        return ids;
    }
    std::set<std::string> names() const {
        std::set<std::string> found;
        for (const auto& entry : std::filesystem::directory_iterator(m_jobs))
            found.insert(entry.path().filename().string());
        return found;
    }

    TemporaryFolder m_temporary;
    std::string m_jobs = m_temporary.path() + "/jobs";
};

TEST_F(Past, ExactlyWhatWasDeliveredIsImported) {
    for (const bool keep : {false, true}) {
        Job job = arrived(3);
        job.results[2].file.clear();  // it could not be downloaded yet
        std::string id;
        {
            const JobFolder folder = folder_for(job);
            id = job.id;
            mark_imported(job, folder, Indices{1}, keep);
            EXPECT_EQ(folder.has("result-2.png"), keep);
            EXPECT_TRUE(folder.has("result-1.png"));
        }
        Job one = read(id);
        EXPECT_EQ(one.state, JobState::Downloaded) << "the first waits";
        EXPECT_FALSE(one.results[0].imported);
        EXPECT_TRUE(one.results[1].imported);
        EXPECT_EQ(one.results[1].file, keep ? "result-2.png" : "");
        {
            const auto folder = JobFolder::open(m_jobs, id, one);
            mark_imported(one, *folder, Indices{0}, keep);
        }
        Job two = read(id);
        EXPECT_EQ(two.state, JobState::Succeeded) << "the third is to be fetched";
        EXPECT_TRUE(is_recoverable(two));
        {
            const auto folder = JobFolder::open(m_jobs, id, two);
            mark_imported(two, *folder, Indices{2}, keep);
            EXPECT_EQ(two.state, JobState::Imported);
        }
        EXPECT_EQ(names().contains(id), keep);
        EXPECT_TRUE(unfinished_jobs(m_jobs).empty());
        EXPECT_EQ(ids_of(all_jobs(m_jobs)), keep ? Names{id} : Names{});
    }
}

TEST_F(Past, FilesKeptForTheHistoryDoNotMakeAJobDownloaded) {
    Job job = arrived(2);
    job.results[0].imported = true;
    job.results[1].file.clear();
    const auto back = job_from_json(to_json(job));
    ASSERT_TRUE(back);
    EXPECT_EQ(back->state, JobState::Succeeded);
    EXPECT_EQ(back->results[0].file, "result-1.png");
}

TEST_F(Past, MissingResultsOfThisComputerAreNotWaitedFor) {
    for (const bool keep : {false, true}) {
        Job job = arrived(2);
        job.parameters.engine = Engine::Local;
        job.results[1].file.clear();
        const JobFolder folder = folder_for(job);
        mark_imported(job, folder, Indices{0}, keep);
        EXPECT_EQ(job.state, JobState::Imported);
        EXPECT_EQ(names().contains(job.id), keep);
        folder.remove();
    }
}

TEST_F(Past, AddingAgainChangesNothing) {
    Job job = arrived(2);
    const JobFolder folder = folder_for(job);
    mark_imported(job, folder, Indices{0, 1}, true);
    const std::string text = to_json(job);
    mark_imported(job, folder, Indices{1}, true);
    EXPECT_EQ(to_json(job), text);
    EXPECT_TRUE(folder.has("result-2.png"));
}

TEST_F(Past, AllJobsAreTheUnfinishedOnesAndThoseWithFiles) {
    const std::string imported = leave(JobState::Imported, {});
    leave(JobState::Failed, {});
    const std::string empty = leave(JobState::Imported, {});
    const std::string waiting = leave(JobState::Downloaded, {});
    std::filesystem::remove(m_jobs + "/" + empty + "/result-1.png");
    EXPECT_EQ(ids_of(all_jobs(m_jobs)), (Names{waiting, imported}));
    EXPECT_EQ(ids_of(unfinished_jobs(m_jobs)), Names{waiting});
}

TEST_F(Past, OnlyImportedJobsAreTrimmed) {
    std::set<std::string> kept;
    for (const auto state :
         {JobState::Submitted, JobState::Accepted, JobState::Succeeded, JobState::Downloaded})
        for (const auto age : {-40 * kDay, 0 * kDay, 400 * kDay}) kept.insert(leave(state, age));
    for (const char* text : {"", "{}", R"({"version":2,"state":"imported"})"}) {
        const std::string id = leave(JobState::Imported, 400 * kDay);
        ASSERT_TRUE(write_file(m_jobs + "/" + id + "/job.json", as_bytes(text)));
        kept.insert(id);
    }
    const std::string at_work = leave(JobState::Imported, 400 * kDay);
    kept.insert(at_work);
    const std::string newer = leave(JobState::Imported, kDay);
    leave(JobState::Imported, 400 * kDay);
    Job job;
    const auto lock = JobFolder::open(m_jobs, at_work, job);
    trim_history(m_jobs, kPlenty);
    auto expected = kept;
    expected.insert(newer);
    EXPECT_EQ(names(), expected);
    trim_history(m_jobs, 0);
    EXPECT_EQ(names(), kept);
}

TEST_F(Past, TheSizeIsThatOfImportedJobs) {
    leave(JobState::Downloaded, {});
    EXPECT_EQ(history_bytes(m_jobs), 0u);
    EXPECT_EQ(history_bytes(m_jobs + "/nowhere"), 0u);
    const std::string older = leave(JobState::Imported, 2 * kDay);
    const std::uintmax_t one = history_bytes(m_jobs);
    EXPECT_GT(one, 100u);
    const std::string newer = leave(JobState::Imported, kDay);
    EXPECT_EQ(history_bytes(m_jobs), 2 * one);
    trim_history(m_jobs, 2 * one);
    EXPECT_EQ(all_jobs(m_jobs).size(), 3u);
    trim_history(m_jobs, 2 * one - 1);
    EXPECT_FALSE(names().contains(older));
    EXPECT_TRUE(names().contains(newer));
}

}  // namespace
}  // namespace upscale
