// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Whole jobs with the scripted server: their results, and what is left on disk.
#include <gtest/gtest.h>

#include <filesystem>
#include <iterator>
#include <stop_token>

#include "app/job.hpp"
#include "base/files.hpp"
#include "base/time.hpp"
#include "state/history.hpp"
#include "state/spending.hpp"
#include "support/example_job.hpp"
#include "support/fake_service.hpp"
#include "support/own_state.hpp"

namespace upscale {
namespace {

JobEnd run(const std::string& steps, JobStart start = example_start(), std::string* url = nullptr) {
    const Service service = FakeService::instance().service(steps);
    if (url) *url = service.api_url;
    return run_job(std::move(start), service, {}, {});
}

std::ptrdiff_t folders() {
    std::error_code ignored;
    const std::filesystem::directory_iterator jobs(jobs_folder(), ignored);
    return std::distance(begin(jobs), end(jobs));
}

TEST(Job, LeavesTheResultsInItsFolder) {
    const auto before = folders();
    const JobEnd end = run("ok");
    ASSERT_FALSE(end.error) << end.error->detail;
    EXPECT_EQ(end.job.state, JobState::Downloaded);
    ASSERT_EQ(end.job.results.size(), 1u);
    const auto file = read_file(end.folder->path_of(end.job.results[0].file), 1 << 20);
    ASSERT_TRUE(file);
    EXPECT_EQ(read_image_header(*file)->size, (Size{40, 20}));
    const auto record = read_file(end.folder->path_of("job.json"), 1 << 20);
    EXPECT_EQ(job_from_json(as_text(*record))->state, JobState::Downloaded);
    EXPECT_EQ(as_text(*record).find("test-key"), std::string_view::npos);
    end.folder->remove();
    EXPECT_EQ(folders(), before);
}

TEST(Job, ThatCostNothingLeavesNoFolder) {
    for (const auto steps : {"assets=401", "features=406", "features=400-missing",
                             "features=400-model", "features=unsafe200", "features=failure"}) {
        const auto before = folders();
        const JobEnd end = run(steps);
        EXPECT_TRUE(end.error) << steps;
        EXPECT_FALSE(end.folder) << steps;
        EXPECT_EQ(folders(), before) << steps;
    }
}

TEST(Job, ThatMayHaveBeenPaidIsKept) {
    const std::pair<const char*, JobState> cases[] = {
        {"features=reset-after", JobState::Submitted}, {"features=500", JobState::Submitted},
        {"features=html", JobState::Submitted},        {"features=garbage", JobState::Submitted},
        {"results=401", JobState::Accepted},           {"download=404", JobState::Succeeded},
        {"features=400", JobState::Submitted},         {"features=unsafe", JobState::Submitted},
    };
    for (const auto& [steps, state] : cases) {
        const JobEnd end = run(steps);
        ASSERT_TRUE(end.error) << steps;
        ASSERT_TRUE(end.folder) << steps;
        const auto record = read_file(end.folder->path_of("job.json"), 1 << 20);
        EXPECT_EQ(job_from_json(as_text(*record))->state, state) << steps;
        end.folder->remove();
    }
}

TEST(Job, WhateverShapeThePaidAnswerHasTheResultsCome) {
    for (const char* kind : {"shape-", "done-"})
        for (const char* shape : {"nan", "behind", "latin1", "gzip", "long", "data", "array", "top",
                                  "snake", "text", "detail", "id", "cut"}) {
            const std::string steps = std::string("features=") + kind + shape;
            std::string url;
            const JobEnd end = run(steps, example_start(), &url);
            ASSERT_FALSE(end.error) << steps << ": " << end.error->detail;
            EXPECT_EQ(end.job.state, JobState::Downloaded) << steps;
            EXPECT_EQ(FakeService::instance().billed(url), 1) << steps;
            EXPECT_TRUE(end.folder->has(kAnswerName)) << steps;
            end.folder->remove();
        }
}

TEST(Job, AnAnswerThatIsKeptIsReadWhereTheRecordIsOlder) {
    Job job;
    job.state = JobState::Submitted;
    {
        auto folder = JobFolder::create(jobs_folder(), job);
        ASSERT_TRUE(folder);
        ASSERT_TRUE(folder->save(job));
        EXPECT_FALSE(folder->is_recoverable());
        folder->keep(kAnswerName, as_bytes(R"([{"uuid":"j-7","status":"PROCESS)"));
        EXPECT_TRUE(folder->is_recoverable());
    }
    Job found;
    auto folder = JobFolder::open(jobs_folder(), job.id, found);
    ASSERT_TRUE(folder);
    EXPECT_EQ(found.state, JobState::Accepted);
    EXPECT_EQ(found.uuid, "j-7");
    folder->keep(kAnswerName, as_bytes("no answer at all"));
    EXPECT_FALSE(folder->is_recoverable());
    folder->remove();
}

TEST(Job, AnAnswerThatNobodyUnderstandsIsKeptWithoutTheKey) {
    const JobEnd end = run("features=garbage");
    ASSERT_TRUE(end.error);
    ASSERT_TRUE(end.folder);
    EXPECT_EQ(end.error->kept_file, end.folder->path_of(kAnswerName));
    const auto answer = read_file(end.error->kept_file, 1 << 20);
    ASSERT_TRUE(answer);
    EXPECT_FALSE(answer->empty());
    EXPECT_EQ(as_text(*answer).find("test-key"), std::string_view::npos);
    end.folder->remove();
}

TEST(Job, AResultOfAnotherFormatArrivesAsAFile) {
    const JobEnd end = run("download=gif");
    EXPECT_FALSE(end.error);
    ASSERT_EQ(end.job.state, JobState::Downloaded);
    const ResultRecord& result = end.job.results[0];
    EXPECT_TRUE(result.foreign);
    EXPECT_EQ(result.file, "received-1.gif");
    EXPECT_TRUE(end.folder->has_for_good(result.file));
    Job found = end.job;
    check_files(found, *end.folder);
    EXPECT_EQ(to_json(found), to_json(end.job)) << "it is not downloaded again";
    end.folder->remove();
}

TEST(Job, AResultThatIsDamagedIsKeptAndFetchedAgain) {
    for (const char* fault : {"animwebp", "badpng"}) {
        const JobEnd end = run(std::string("download=") + fault);
        ASSERT_TRUE(end.error) << fault;
        ASSERT_TRUE(end.folder) << fault;
        ASSERT_FALSE(end.error->kept_file.empty()) << fault;
        const auto file = read_file(end.error->kept_file, 1 << 20);
        ASSERT_TRUE(file) << fault;
        EXPECT_FALSE(file->empty()) << fault;
        EXPECT_TRUE(end.folder->is_recoverable()) << fault;
        end.folder->remove();
    }
    const JobEnd page = run("download=notimage");
    ASSERT_TRUE(page.error);
    EXPECT_TRUE(page.error->kept_file.empty());
    page.folder->remove();
}

TEST(Job, MissingResultsCanBeFetchedAfterTheOthersWereImported) {
    const auto before = folders();
    // Only the first result has a signed address; each other source fails once.
    const Service service = FakeService::instance().service("cdn=404x2+ephemeral=404x2");
    JobStart start = example_start();
    start.parameters.num_images = 3;
    JobEnd first = run_job(std::move(start), service, {}, {});
    ASSERT_FALSE(first.error);
    EXPECT_EQ(first.lost.size(), 2u);
    import_all(first);
    const std::string id = first.job.id;
    first.folder.reset();  // also releases the lock

    Job job;
    auto folder = JobFolder::open(jobs_folder(), id, job);
    ASSERT_TRUE(folder);
    EXPECT_EQ(job.state, JobState::Succeeded);
    EXPECT_TRUE(is_recoverable(job));
    EXPECT_FALSE(folder->has("result-1.png"));
    JobEnd second = resume_job(job, std::move(*folder), {}, service, {}, {});
    ASSERT_FALSE(second.error) << second.error->detail;
    EXPECT_TRUE(second.job.results[0].file.empty());
    EXPECT_EQ(second.job.results[1].file, "result-2.png");
    EXPECT_EQ(second.job.results[2].file, "result-3.png");
    import_all(second);
    EXPECT_EQ(folders(), before);
    EXPECT_EQ(FakeService::instance().billed(service.api_url), 1);
}

TEST(Job, ImagesAreCountedOnceWhenTheyArePaidFor) {
    struct Case {
        const char* steps;
        int engine, images;
        std::optional<long> credits;
    };
    const Case cases[] = {
        {"ok", Engine::Ideogram, 2, 95200},
        {"features=sync", Engine::Ideogram, 2, 95200},
        {"ok", Engine::Local, 0, std::nullopt},
        {"results=401", Engine::Ideogram, 2, 95200},
        {"features=406", Engine::Ideogram, 0, 46},
        {"features=reset-after", Engine::Ideogram, 0, std::nullopt},
        {"features=500", Engine::Ideogram, 0, std::nullopt},
    };
    for (const auto& [steps, engine, images, credits] : cases) {
        const OwnState state;
        JobStart start = example_start(2);
        start.parameters.engine = engine;
        const Service service = FakeService::instance().service(steps);
        std::string id;
        {
            const JobEnd end = run_job(std::move(start), service, {}, {}, kQuick);
            id = end.job.id;
        }
        EXPECT_EQ(load_spending(utc_now()).images, images) << steps;
        EXPECT_EQ(load_spending(utc_now()).credits, credits) << steps;
        FakeService::instance().ask(service.api_url, "_become/ok");
        recovered_results(id, service);
        EXPECT_EQ(load_spending(utc_now()).images, images) << steps << ", recovered";
    }
}

TEST(Job, ImportedResultsStayForTheHistoryAndAreNotFetchedAgain) {
    const OwnState state;
    const Service service = FakeService::instance().service("cdn=404x2+ephemeral=404x2");
    std::string id;
    {
        JobEnd first = run_job(example_start(3), service, {}, {});
        ASSERT_FALSE(first.error);
        import_all(first, true);
        EXPECT_EQ(first.job.state, JobState::Succeeded);
        id = first.job.id;
    }
    Job job;
    auto folder = JobFolder::open(jobs_folder(), id, job);
    ASSERT_TRUE(folder);
    check_files(job, *folder);
    EXPECT_EQ(job.state, JobState::Succeeded) << "the file that is here was imported";
    JobEnd second = resume_job(job, std::move(*folder), {}, service, {}, {});
    ASSERT_FALSE(second.error) << second.error->detail;
    EXPECT_EQ(readable_results(second.job, *second.folder), 3);
    import_all(second, true);
    EXPECT_EQ(second.job.state, JobState::Imported);
    second.folder.reset();
    ASSERT_EQ(all_jobs(jobs_folder()).size(), 1u);
    EXPECT_GT(history_bytes(jobs_folder()), 0u);

    // A job of the history is complete, so nothing is fetched.
    folder = JobFolder::open(jobs_folder(), id, job);
    ASSERT_TRUE(folder);
    check_files(job, *folder);
    const JobEnd again = resume_job(job, std::move(*folder), {}, Service(), {}, {});
    EXPECT_FALSE(again.error);
    EXPECT_EQ(again.job.state, JobState::Imported);
    EXPECT_EQ(readable_results(again.job, *again.folder), 3);
}

std::ptrdiff_t entries(const char* folder) {
    const std::filesystem::directory_iterator found(folder);
    return std::distance(begin(found), end(found));
}

// The leak sanitizer finds leaks of memory when the process ends.
TEST(Job, TwoHundredJobsInARowLeaveNothing) {
    // one of each: success, cancel, and failure of each call
    const char* steps[] = {"features=sync", "features=406",    "features=sync+download=404",
                           "assets=401",    "features=unsafe", "features=reset-after",
                           "features=sync", "results=401"};
    const auto carry_out = [&](int i) {
        JobStart start = example_start();
        start.parameters.num_images = 1 + i % 3;
        const Service service = FakeService::instance().service(steps[i % std::size(steps)]);
        std::stop_source stop;
        if (i % 10 == 9) stop.request_stop();
        JobEnd end = run_job(std::move(start), service, stop.get_token(), {});
        if (end.folder && end.error)
            end.folder->remove();
        else if (end.folder)
            import_all(end);
    };
    carry_out(0);
    const auto files_before = entries("/proc/self/fd"), threads_before = entries("/proc/self/task");
    const auto folders_before = folders();
    for (int i = 0; i < 200; ++i) carry_out(i);
    EXPECT_EQ(entries("/proc/self/fd"), files_before);
    EXPECT_EQ(entries("/proc/self/task"), threads_before);
    EXPECT_EQ(folders(), folders_before);
}

TEST(Job, ASomewhatTransparentLayerIsSentOpaque) {
    JobStart start = example_start();
    for (std::size_t i = 3; i < 400; i += 4) start.pixels.pixels[i] = 0;
    std::string url;
    const JobEnd end = run("ok", std::move(start), &url);
    ASSERT_FALSE(end.error);
    EXPECT_FALSE(end.planes.alpha.empty());
    EXPECT_NE(FakeService::instance().ask(url, "_log").find("\"RGB\""), std::string::npos);
    end.folder->remove();
}

TEST(Job, AFullyTransparentLayerIsRefusedBeforeAnythingIsSent) {
    JobStart start = example_start();
    for (std::size_t i = 3; i < start.pixels.pixels.size(); i += 4) start.pixels.pixels[i] = 0;
    std::string url;
    const JobEnd end = run("ok", std::move(start), &url);
    ASSERT_TRUE(end.error);
    EXPECT_EQ(end.error->kind, ErrorKind::BadInput);
    EXPECT_EQ(FakeService::instance().ask(url, "_log"), "[]");
}

TEST(Job, AFullDiskIsAnErrorBeforeAnythingIsPaid) {
    const std::string before = environment("IDEOGRAM_UPSCALE_STATE_DIR");
    setenv("IDEOGRAM_UPSCALE_STATE_DIR", "/proc/nowhere", 1);
    std::string url;
    const JobEnd end = run("ok", example_start(), &url);
    setenv("IDEOGRAM_UPSCALE_STATE_DIR", before.c_str(), 1);
    ASSERT_TRUE(end.error);
    EXPECT_EQ(end.error->kind, ErrorKind::LocalIo);
    EXPECT_EQ(FakeService::instance().billed(url), 0);
}

}  // namespace
}  // namespace upscale
