// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Which jobs are kept after their import, and for how long.
#include "state/history.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "app/job.hpp"
#include "base/files.hpp"
#include "base/time.hpp"
#include "support/temporary_folder.hpp"

namespace upscale {
namespace {

using Deliveries = std::vector<Delivered>;
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

TEST_F(Past, JobsOfABatchAreFoundByTheirFile) {
    const auto add = [&](const char* key, JobState state) {
        Job job = arrived(state == JobState::Downloaded ? 1 : 0);
        job.state = state;
        job.source.batch = key;
        folder_for(job);
        return job.id;
    };
    add("other", JobState::Downloaded);
    add("this", JobState::Uploaded);
    add("this", JobState::Failed);
    const std::string unclear = add("this", JobState::Submitted);
    const std::string here = add("this", JobState::Downloaded);
    JobsOfBatch batch(m_jobs);
    const auto found = [&](const char* key) {
        Names ids;
        for (const Job& job : batch.of(key).jobs) ids.push_back(job.id);
        return ids;
    };
    EXPECT_EQ(found("this"), Names({here, unclear}))
        << "newest first; what cost nothing is not among them";
    EXPECT_TRUE(found("none").empty());
    const std::string later = add("this", JobState::Downloaded);
    EXPECT_EQ(found("this"), Names({later, here, unclear})) << "a job that was made meanwhile";
    {
        Job job;
        const auto elsewhere = JobFolder::open(m_jobs, later, job);
        EXPECT_EQ(found("this"), Names({here, unclear}));
        EXPECT_TRUE(batch.of("this").in_use) << "it would be paid for again";
        EXPECT_TRUE(JobsOfBatch(m_jobs).of("this").in_use);
        EXPECT_FALSE(batch.of("none").in_use);
    }
    EXPECT_FALSE(batch.of("this").in_use);
    std::filesystem::remove_all(m_jobs + "/" + later);
    EXPECT_EQ(found("this"), Names({here, unclear}));
}

TEST_F(Past, ExactlyWhatWasDeliveredIsImported) {
    for (const bool keep : {false, true}) {
        Job job = arrived(3);
        job.results[2].file.clear();  // it could not be downloaded yet
        std::string id;
        {
            const JobFolder folder = folder_for(job);
            id = job.id;
            mark_imported(job, folder, Deliveries{{1, {}}}, keep);
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
            mark_imported(one, *folder, Deliveries{{0, {}}}, keep);
        }
        Job two = read(id);
        EXPECT_EQ(two.state, JobState::Succeeded) << "the third is to be fetched";
        EXPECT_TRUE(is_recoverable(two));
        {
            const auto folder = JobFolder::open(m_jobs, id, two);
            mark_imported(two, *folder, Deliveries{{2, {}}}, keep);
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
        mark_imported(job, folder, Deliveries{{0, {}}}, keep);
        EXPECT_EQ(job.state, JobState::Imported);
        EXPECT_EQ(names().contains(job.id), keep);
        folder.remove();
    }
}

TEST_F(Past, AddingAgainChangesNothing) {
    Job job = arrived(2);
    const JobFolder folder = folder_for(job);
    mark_imported(job, folder, Deliveries{{0, {}}, {1, {}}}, true);
    const std::string text = to_json(job);
    mark_imported(job, folder, Deliveries{{1, {}}}, true);
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

TEST_F(Past, StarredResultsOutliveEveryCleanUp) {
    const std::string starred = leave(JobState::Imported, {});
    const std::string once_starred = leave(JobState::Imported, {});
    for (const std::string& id : {starred, once_starred})
        ASSERT_TRUE(star_result(m_jobs, id, 0, true));
    ASSERT_TRUE(star_result(m_jobs, once_starred, 0, false));
    EXPECT_TRUE(read(starred).results[0].starred);
    EXPECT_EQ(to_json(read(once_starred)).find("starred"), std::string::npos)
        << "as records of earlier versions";
    const auto long_ago = std::filesystem::file_time_type::clock::now() - 400 * kDay;
    std::filesystem::last_write_time(m_jobs + "/" + starred + "/job.json", long_ago);
    for (const std::uintmax_t limit : {kPlenty, std::uintmax_t{1}, std::uintmax_t{0}})
        trim_history(m_jobs, limit);
    EXPECT_EQ(names(), std::set{starred});
}

TEST_F(Past, StarredFilesStayWhenNothingIsKept) {
    Job job = arrived(2);
    job.results[1].starred = true;
    {
        const JobFolder folder = folder_for(job);
        mark_imported(job, folder, Deliveries{{0, {}}, {1, {}}}, false);
        EXPECT_FALSE(folder.has("result-1.png"));
        EXPECT_TRUE(folder.has("result-2.png"));
    }
    EXPECT_EQ(ids_of(all_jobs(m_jobs)), Names{job.id});
    EXPECT_TRUE(has_star(read(job.id)));
    EXPECT_EQ(read(job.id).state, JobState::Imported);
}

TEST_F(Past, StarsNeedAResultAndItsFolder) {
    const std::string id = leave(JobState::Downloaded, {});
    EXPECT_EQ(star_result(m_jobs, id, 1, true).error().kind, ErrorKind::BadInput);
    EXPECT_EQ(star_result(m_jobs, "20000101-000000-000", 0, true).error().kind,
              ErrorKind::BadInput);
    Job job;
    const auto lock = JobFolder::open(m_jobs, id, job);
    EXPECT_EQ(star_result(m_jobs, id, 0, true).error().reason, Reason::JobInUse);
}

TEST_F(Past, TheSizeCountsJobsOfWhichSomeResultsAreImported) {
    Job job = arrived(3);
    job.results[1].imported = true;
    folder_for(job);
    EXPECT_GT(history_bytes(m_jobs), 300u);
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

class Unsaved : public Past {
  protected:
    /// A job with two results, imported at this time into an image with this file.
    std::string import(const std::string& file, std::int64_t time_ns,
                       int engine = Engine::Ideogram) {
        Job job = arrived(2);
        job.parameters.engine = engine;
        job.source.session = editor_session();
        const JobFolder folder = folder_for(job);
        const Delivery delivery{7, file, time_ns, false};
        mark_imported(job, folder, Deliveries{{0, delivery}, {1, delivery}}, true);
        return job.id;
    }
    void save_image(const std::string& path) {
        ASSERT_TRUE(write_file(path, Bytes(10)));
        std::filesystem::last_write_time(
            path, std::filesystem::file_time_type::clock::now() + std::chrono::seconds(1));
    }
    const std::string m_image = m_temporary.path() + "/image.xcf";
};

TEST_F(Unsaved, NoLimitTakesWhatIsInAnImageThatWasNotSaved) {
    const std::string id = import("", unix_time_ns());
    ASSERT_TRUE(is_unsaved(read(id)));
    note_saved(m_jobs);
    const auto long_ago = std::filesystem::file_time_type::clock::now() - 400 * kDay;
    std::filesystem::last_write_time(m_jobs + "/" + id + "/job.json", long_ago);
    trim_history(m_jobs, 1);
    EXPECT_EQ(ids_of(jobs_to_recover(m_jobs)), Names{id});
    EXPECT_TRUE(unfinished_jobs(m_jobs).empty());
    EXPECT_EQ(kept_results(read(id)), (std::vector<std::size_t>{0, 1}));
    trim_history(m_jobs, 0);
    EXPECT_TRUE(names().empty()) << "the user keeps nothing";
}

TEST_F(Unsaved, AFileThatIsNewerThanTheImportMakesItSafe) {
    const std::string id = import(m_image, unix_time_ns());
    ASSERT_TRUE(write_file(m_image, Bytes(10)));
    std::filesystem::last_write_time(
        m_image, std::filesystem::file_time_type::clock::now() - std::chrono::minutes(1));
    note_saved(m_jobs);
    EXPECT_TRUE(is_unsaved(read(id))) << "the file is older";
    save_image(m_image);
    note_saved(m_jobs);
    EXPECT_FALSE(is_unsaved(read(id)));
    std::filesystem::remove(m_image);
    note_saved(m_jobs);
    EXPECT_FALSE(is_unsaved(read(id))) << "it was saved once";
    trim_history(m_jobs, kPlenty);
    EXPECT_TRUE(names().contains(id));
    trim_history(m_jobs, 1);
    EXPECT_FALSE(names().contains(id));
}

TEST_F(Unsaved, TheImageMayGetItsFileLater) {
    const std::string id = import("", unix_time_ns());
    const FileOfImage file_of = [&](ImageId image) { return image == 7 ? m_image : ""; };
    note_saved(m_jobs, file_of);
    EXPECT_TRUE(is_unsaved(read(id)));
    EXPECT_EQ(read(id).results[0].delivery.file, m_image);
    save_image(m_image);
    note_saved(m_jobs);  // GIMP has ended meanwhile
    EXPECT_FALSE(is_unsaved(read(id)));
}

TEST_F(Unsaved, OnlyWhatIsPaidForIsWatchedOver) {
    const std::string free = import("", unix_time_ns(), Engine::Local);
    const std::string earlier = import("", 0);
    EXPECT_FALSE(is_unsaved(read(free)));
    EXPECT_FALSE(is_unsaved(read(earlier))) << "its version did not record when it was imported";
    trim_history(m_jobs, 1);
    EXPECT_TRUE(names().empty());
}

TEST_F(Past, LookingHindersNobody) {
    const std::string id = leave(JobState::Downloaded, {});
    std::atomic<bool> stop = false;
    std::vector<std::jthread> lookers;
    for (int i = 0; i < 3; ++i)
        lookers.emplace_back([&] {
            while (!stop) unfinished_jobs(m_jobs);
        });
    for (int i = 0; i < 150; ++i) {
        Job job;
        EXPECT_TRUE(JobFolder::open(m_jobs, id, job)) << i;
    }
    stop = true;
}

TEST_F(Past, SeveralMayLookAtTheSameTime) {
    leave(JobState::Downloaded, {});
    std::vector<std::jthread> lookers;
    for (int i = 0; i < 3; ++i)
        lookers.emplace_back([&] {
            for (int k = 0; k < 50; ++k) EXPECT_EQ(unfinished_jobs(m_jobs).size(), 1u);
        });
}

TEST_F(Past, FoldersThatNeverGotARecordAreRemovedInTheEnd) {
    const std::string stamp = "20260102T030405.00000";
    const auto make = [&](const std::string& name, std::chrono::hours age) {
        std::filesystem::create_directories(m_jobs + "/" + name);
        std::filesystem::last_write_time(m_jobs + "/" + name,
                                         std::filesystem::file_time_type::clock::now() - age);
    };
    make(stamp + "0Z", 31 * kDay);
    make(stamp + "1Z", kDay);
    make("somebody else's", 400 * kDay);
    make(stamp + "2Z", 31 * kDay);
    ASSERT_TRUE(write_file(m_jobs + "/" + stamp + "2Z/result-1.png", Bytes(10)));
    make(stamp + "2Z", 31 * kDay);
    trim_history(m_jobs, 0);
    EXPECT_EQ(names(), (std::set<std::string>{stamp + "1Z", stamp + "2Z", "somebody else's"}));
}

}  // namespace
}  // namespace upscale
