// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "state/journal.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "app/job.hpp"
#include "base/files.hpp"
#include "json/json.hpp"
#include "results/provenance.hpp"
#include "state/history.hpp"

namespace upscale {
namespace {

constexpr std::uintmax_t kPlenty = 1'000'000'000;  ///< bytes

Job example() {
    Job job;
    job.created = "2026-01-02T03:04:05Z";
    job.state = JobState::Downloaded;
    job.parameters.prompt = "größer";
    job.parameters.placement = Placement::Fit;
    job.parameters.seed = 5;
    job.source = {
        "Layer",   "1-2", 3, 4, {100, 50}, {-1, 2, 30, 40}, {0, 2, 29, 40}, Frame{{30, 40}, 1, 0},
        4000000000};
    job.upload = {ImageFormat::Jpeg, true, true, {10, 20}};
    job.asset = "images/a.png";
    job.uuid = "u-1";
    job.results = {
        {{{"https://a/1", "https://b/1"}, 123, "fuller"}, "result-1.jpg", ImageFormat::Jpeg, true},
        {{{"https://a/2"}, std::nullopt, ""},
         "",
         ImageFormat::Png,
         false,
         false,
         true,
         {5, "/home/a/image.xcf", 1764500000123456789, true}}};
    return job;
}

TEST(Journal, AJobComesBackAsItWasWritten) {
    Job job = example();
    job.results[0].starred = true;
    const auto back = job_from_json(to_json(job));
    ASSERT_TRUE(back);
    EXPECT_EQ(to_json(*back), to_json(job));
    EXPECT_EQ(back->parameters, job.parameters);
    EXPECT_EQ(back->results[0].announced, job.results[0].announced);
    EXPECT_EQ(back->results[0].format, ImageFormat::Jpeg) << "its loader is chosen by this";
    EXPECT_TRUE(back->results[0].foreign);
    EXPECT_TRUE(back->results[0].starred);
    EXPECT_FALSE(back->results[1].starred);
    EXPECT_TRUE(back->results[1].imported);
    EXPECT_EQ(back->results[1].delivery.time_ns, 1764500000123456789);
    EXPECT_TRUE(back->results[1].delivery.saved);
    EXPECT_EQ(back->source.layer, job.source.layer);
    EXPECT_EQ(back->source.tattoo, 4000000000);
}

TEST(Journal, TextsComeBackWholeWithANulInThem) {
    Job job = example();
    const std::string text("a\0b", 3);
    job.uuid = job.asset = job.source.name = text;
    job.results[0].announced = {{text}, 1, text};
    const auto back = job_from_json(to_json(job));
    ASSERT_TRUE(back);
    EXPECT_EQ(to_json(*back), to_json(job));
    EXPECT_EQ(back->results[0].announced, job.results[0].announced);
}

TEST(Journal, ForeignRecordsAreRefused) {
    for (const auto text : {"", "{}", "[]", R"({"version":2,"state":"accepted"})",
                            R"({"version":1})", R"({"version":1,"state":"odd"})"})
        EXPECT_EQ(job_from_json(text).error().kind, ErrorKind::BadReply) << text;
}

TEST(Journal, OddFieldsDoNoHarm) {
    const auto job = job_from_json(R"({"version":1,"state":"downloaded","parameters":[],"source":5,
        "results":[5,{"file":"../../etc/passwd","urls":[1,"a"]}],"upload":{"size":[1]}})");
    ASSERT_TRUE(job);
    EXPECT_EQ(job->parameters, Parameters());
    EXPECT_EQ(job->results.size(), 2u);
    EXPECT_EQ(job->results[1].file, "");
}

std::string with_file(const char* json_name) {
    return std::string(R"({"version":1,"state":"downloaded","uuid":"u","results":[)") +
           R"({"urls":["https://a/1"],"file":)" + json_name + "}]}";
}

TEST(Journal, SizesOutOfRangeAreUnknown) {
    const auto source = [](const std::string& member) {
        return job_from_json(R"({"version":1,"state":"accepted","source":{)" + member + "}}")
            ->source;
    };
    EXPECT_EQ(source(R"("region":[-524288,5,524288,1])").region, (Rect{-524288, 5, 524288, 1}));
    for (const auto numbers : {"[0,0,-1,5]", "[0,0,5,524289]", "[524289,0,5,5]",
                               "[0,-2147483648,5,5]", "[0,0,5]", "[0,0,5,5.5]", "5"}) {
        EXPECT_EQ(source(std::string(R"("region":)") + numbers).region, Rect()) << numbers;
        EXPECT_EQ(source(std::string(R"("frame":)") + numbers).frame, std::nullopt) << numbers;
    }
    EXPECT_EQ(source(R"("frame":[0,0,0,0])").frame, std::nullopt) << "there is no empty frame";
    EXPECT_EQ(source(R"("canvas":[-1,2])").canvas, Size());
    EXPECT_EQ(source(R"("canvas":[524289,2])").canvas, Size());
}

TEST(Journal, AFileIsAPlainNameInTheJobsFolder) {
    EXPECT_EQ(job_from_json(with_file(R"("result-1.jpg")"))->results[0].file, "result-1.jpg");
    for (const auto name :
         {R"("..")", R"(".")", R"("a/b.png")", R"("../a.png")", R"("/etc/passwd")",
          R"("a.png\u0000")", R"("..\u0000.png")", R"("job.json")", R"("")", "5"}) {
        const auto job = job_from_json(with_file(name));
        ASSERT_TRUE(job) << name;
        EXPECT_EQ(job->results[0].file, "") << name;
        EXPECT_EQ(job->results[0].announced.urls.size(), 1u)
            << "the file can be downloaded from there";
    }
}

TEST(Journal, AJobWithoutItsFilesIsToBeDownloadedAnew) {
    EXPECT_EQ(job_from_json(with_file(R"("result-1.png")"))->state, JobState::Downloaded);
    const auto job = job_from_json(with_file(R"("..")"));
    EXPECT_EQ(job->state, JobState::Succeeded);
    EXPECT_TRUE(is_recoverable(*job));
}

/// A folder of jobs of its own.
class Jobs : public testing::Test {
  protected:
    Jobs() : m_root(testing::TempDir() + "upscale-jobs-XXXXXX") {
        EXPECT_NE(mkdtemp(m_root.data()), nullptr);
        m_jobs = m_root + "/state/jobs";
    }
    ~Jobs() override { std::filesystem::remove_all(m_root); }

    /// A job that no run is working on; its record has this age.
    std::string leave_job(JobState state, std::chrono::hours age = {}) {
        Job job = example();
        job.state = state;
        const auto folder = JobFolder::create(m_jobs, job);
        EXPECT_TRUE(folder && folder->save(job));
        const auto now = std::filesystem::file_time_type::clock::now();
        std::filesystem::last_write_time(folder->path_of("job.json"), now - age);
        return job.id;
    }

    std::set<std::string> names() const {
        std::set<std::string> found;
        for (const auto& entry : std::filesystem::directory_iterator(m_jobs))
            found.insert(entry.path().filename().string());
        return found;
    }

    std::string m_root, m_jobs;
};

TEST_F(Jobs, FoldersArePrivateAndLeaveNothingBehind) {
    Job job = example();
    const auto folder = JobFolder::create(m_jobs, job);
    ASSERT_TRUE(folder);
    ASSERT_TRUE(folder->save(job));
    ASSERT_TRUE(folder->save(job));  // over the old one
    struct stat info {};
    ASSERT_EQ(stat(folder->path_of("").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0700u);
    ASSERT_EQ(stat(folder->path_of("job.json").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600u);
    const auto files = std::filesystem::directory_iterator(folder->path_of(""));
    EXPECT_EQ(std::distance(begin(files), end(files)), 1) << "a temporary file was left";
    const auto text = read_file(folder->path_of("job.json"), 100000);
    EXPECT_EQ(as_text(*text), to_json(job));
    folder->remove();
    EXPECT_TRUE(std::filesystem::is_empty(m_jobs));
}

TEST_F(Jobs, TwoDoNotWorkOnOneJob) {
    const std::string id = leave_job(JobState::Accepted);
    Job job;
    {
        const auto first = JobFolder::open(m_jobs, id, job);
        ASSERT_TRUE(first);
        const auto second = JobFolder::open(m_jobs, id, job);
        ASSERT_FALSE(second);
        EXPECT_EQ(second.error().kind, ErrorKind::BadInput);
        EXPECT_EQ(second.error().reason, Reason::JobInUse);
        EXPECT_TRUE(unfinished_jobs(m_jobs).empty());
    }
    EXPECT_TRUE(JobFolder::open(m_jobs, id, job)) << "the lock ends with its owner";
    EXPECT_EQ(unfinished_jobs(m_jobs).size(), 1u);
}

TEST_F(Jobs, AreListedNewestFirstWithinASecondToo) {
    std::vector<std::string> made, listed;
    for (int i = 0; i < 20; ++i) made.insert(made.begin(), leave_job(JobState::Accepted));
    for (const Job& job : unfinished_jobs(m_jobs)) listed.push_back(job.id);
    EXPECT_EQ(listed, made);
}

TEST_F(Jobs, FreeOnesAreKeptFor30DaysAndPaidOnesForGood) {
    using std::chrono::hours;
    std::set<std::string> kept;
    const auto old = hours(24 * 31);
    kept.insert(leave_job(JobState::Prepared, hours(24 * 29)));
    const std::string at_work = *kept.insert(leave_job(JobState::Prepared, old)).first;
    for (const auto state :
         {JobState::Submitted, JobState::Accepted, JobState::Succeeded, JobState::Downloaded})
        kept.insert(leave_job(state, old));
    for (const auto state :
         {JobState::Prepared, JobState::Uploaded, JobState::Imported, JobState::Failed})
        leave_job(state, old);
    Job job;
    const auto lock = JobFolder::open(m_jobs, at_work, job);
    trim_history(m_jobs, kPlenty);
    EXPECT_EQ(names(), kept);
}

TEST_F(Jobs, ForeignFoldersStopNothingAndAreLeftAlone) {
    const std::string good = leave_job(JobState::Accepted);
    std::filesystem::create_directory(m_jobs + "/empty");
    std::filesystem::create_symlink("/nowhere", m_jobs + "/link");
    ASSERT_TRUE(write_file(m_jobs + "/file", {}));
    Job job;
    EXPECT_EQ(JobFolder::open(m_jobs, "empty", job).error().kind, ErrorKind::BadReply);
    const auto before = names();
    const auto jobs = unfinished_jobs(m_jobs);
    ASSERT_EQ(jobs.size(), 1u);
    EXPECT_EQ(jobs[0].id, good);
    trim_history(m_jobs, kPlenty);
    EXPECT_EQ(names(), before);
}

TEST_F(Jobs, DamagedAndNewerOnesAreListedWithTheirFilesAndNotChanged) {
    const std::string whole = to_json(example());
    const std::pair<std::string, Damage> records[] = {
        {"", Damage::Unreadable},
        {whole.substr(0, whole.size() / 2), Damage::Unreadable},
        {std::string(whole.size(), '\0'), Damage::Unreadable},
        {R"({"version":1})", Damage::Unreadable},
        {std::string(json::kMaxText + 1, ' '), Damage::Unreadable},
        {R"({"version":2,"state":"waiting"})", Damage::Newer}};
    for (const auto& [text, damage] : records) {
        const std::string id = leave_job(JobState::Downloaded, std::chrono::hours(24 * 40));
        const std::string folder = m_jobs + "/" + id + "/";
        for (const char* name : {"result-2.jpg", "result-1.png", "result-x.png", "notes.txt"})
            ASSERT_TRUE(write_file(folder + name, Bytes{1}));
        ASSERT_TRUE(write_file(folder + "job.json",
                               {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}));
        const auto listed = unfinished_jobs(m_jobs);
        ASSERT_EQ(listed.size(), 1u);
        Job job = listed[0];
        EXPECT_EQ(job.id, id);
        EXPECT_EQ(job.damage, damage) << text.substr(0, 40);
        EXPECT_TRUE(is_recoverable(job));
        ASSERT_EQ(job.results.size(), 2u);
        EXPECT_EQ(job.results[0].file, "result-1.png");
        EXPECT_EQ(job.results[1].file, "result-2.jpg");
        EXPECT_EQ(job.results[1].format, ImageFormat::Jpeg);
        trim_history(m_jobs, kPlenty);
        {
            const auto opened = JobFolder::open(m_jobs, id, job);
            ASSERT_TRUE(opened);
            EXPECT_TRUE(opened->save(job));
            mark_imported(job, *opened, std::array{Delivered{0, {}}, Delivered{1, {}}}, false);
        }
        const auto after = read_file(folder + "job.json", json::kMaxText + 1);
        EXPECT_EQ(as_text(*after), text) << "it is not ours to change";
        EXPECT_TRUE(read_file(folder + "result-1.png", 10));
        std::filesystem::remove_all(folder);
    }
    const std::string id = leave_job(JobState::Accepted);
    ASSERT_TRUE(write_file(m_jobs + "/" + id + "/job.json", {}));
    const auto listed = unfinished_jobs(m_jobs);
    ASSERT_EQ(listed.size(), 1u);
    EXPECT_FALSE(is_recoverable(listed[0])) << "there is no file";
}

TEST_F(Jobs, ADamagedRecordOfSeveralCallsStillHasTheirResults) {
    Job job, call;
    {
        const auto folder = JobFolder::create(m_jobs, job);
        ASSERT_TRUE(folder);
        const auto inner = JobFolder::create(folder->path() + "/calls/pass-1-tile-1", call);
        ASSERT_TRUE(inner);
        ASSERT_TRUE(inner->write("result-1.png", as_bytes("a picture")));
        ASSERT_TRUE(folder->write(kRecordName, as_bytes("damaged")));
    }
    Job found;
    ASSERT_TRUE(JobFolder::look(m_jobs, job.id, found));
    EXPECT_EQ(found.state, JobState::Downloaded);
    ASSERT_EQ(found.results.size(), 1u);
    EXPECT_EQ(found.results[0].file, "calls/pass-1-tile-1/" + call.id + "/result-1.png");
}

TEST_F(Jobs, ResultsToComeStayIfTheRecordCannotBeWritten) {
    // the second result was imported before; add one that was not downloaded yet
    Job job = example();
    job.results.push_back({{{"https://a/3"}, 7, ""}, "", ImageFormat::Png, false});
    const auto folder = JobFolder::create(m_jobs, job);
    ASSERT_TRUE(folder && folder->save(job));
    ASSERT_TRUE(folder->write("result-1.jpg", Bytes{1}));
    // a file cannot replace a folder, so writing the record fails
    std::filesystem::remove(folder->path_of("job.json"));
    std::filesystem::create_directories(folder->path_of("job.json") + "/in-the-way");
    Job copy = job;
    mark_imported(copy, *folder, std::array{Delivered{0, {}}}, false);
    EXPECT_TRUE(folder->has("result-1.jpg"));
}

TEST_F(Jobs, ARecordWithoutResultsIsAnErrorAndStays) {
    Job job;
    job.state = JobState::Succeeded;
    auto folder = JobFolder::create(m_jobs, job);
    ASSERT_TRUE(folder);
    const JobEnd end = resume_job(job, std::move(*folder), {}, Service(), {}, {});
    ASSERT_TRUE(end.error);
    EXPECT_EQ(end.error->kind, ErrorKind::BadReply);
    EXPECT_EQ(names(), std::set<std::string>{job.id});
}

TEST_F(Jobs, WhichTheUserIsToldOfAndWhatACancelCosts) {
    struct Case {
        JobState state;
        bool unfinished, recoverable;
        Cost cost;
    };
    const Case cases[] = {
        {JobState::Prepared, false, false, Cost::NotYet},
        {JobState::Uploaded, false, false, Cost::NotYet},
        {JobState::Submitted, true, false, Cost::Unclear},
        {JobState::Accepted, true, true, Cost::Kept},
        {JobState::Succeeded, true, true, Cost::Kept},
        {JobState::Downloaded, true, true, Cost::Kept},
        {JobState::Failed, false, false, Cost::NotYet},
        {JobState::Imported, false, false, Cost::NotYet},
    };
    for (const auto& [state, unfinished, recoverable, cost] : cases) {
        Job job;
        job.state = state;
        EXPECT_EQ(is_unfinished(job), unfinished) << name_of(state);
        EXPECT_EQ(is_recoverable(job), recoverable) << name_of(state);
        EXPECT_EQ(cost_of(job), cost) << name_of(state);
        // the engine on this computer forgets its jobs, and nothing was paid
        job.parameters.engine = Engine::Local;
        EXPECT_EQ(is_unfinished(job), state == JobState::Downloaded) << name_of(state);
        EXPECT_EQ(cost_of(job), Cost::Free) << name_of(state);
    }
}

TEST(Provenance, NamesAndParasite) {
    const Job job = example();
    EXPECT_EQ(layer_name(job, 0, 2), "1/2 – Layer – upscale R50 D50 seed 123");
    EXPECT_EQ(layer_name(job, 1, 2), "2/2 – Layer – upscale R50 D50 seed 5");
    EXPECT_EQ(layer_name(job, 0, 1), "Layer – upscale R50 D50 seed 123");
    Job unseeded = job;
    unseeded.parameters.seed = -1;
    EXPECT_EQ(layer_name(unseeded, 1, 1), "Layer – upscale R50 D50");

    const Registration registration{
        .covered = {0, 0, 29, 40}, .part = {0, 0, 58, 80}, .scale_x = 2, .scale_y = 2};
    const auto root = json::parse(provenance(job, 0, 2, registration));
    ASSERT_TRUE(root);
    EXPECT_EQ(original_name(provenance(job, 0, 2, registration), "a result"), "Layer");
    EXPECT_EQ(result_named_by(provenance(job, 1, 2, registration)), (ResultName{job.id, 1}));
    for (const char* foreign : {"", "x", "{}", R"({"job":"j"})", R"({"job":"j","index":0})"})
        EXPECT_FALSE(result_named_by(foreign)) << foreign;
    for (const char* foreign : {"", "{}", "[", R"({"source":{"name":""}})", R"({"source":5})"})
        EXPECT_EQ(original_name(foreign, "a layer"), "a layer");
    EXPECT_EQ(json::int_at(*root, {"version"}), 1);
    EXPECT_EQ(json::string_at(*root, {"engine"}), "ideogram");
    EXPECT_EQ(json::string_at(*root, {"prompt"}), "größer");
    EXPECT_EQ(json::string_at(*root, {"returned_prompt"}), "fuller");
    EXPECT_EQ(json::int_at(*root, {"seed"}), 123);
    EXPECT_EQ(json::int_at(*root, {"requested_seed"}), 5);
    EXPECT_EQ(json::int_at(*root, {"index"}), 1);
    EXPECT_EQ(json::int_at(*root, {"covered", "height"}), 40);
    EXPECT_EQ(json::double_at(*root, {"scale"}), 2);
    EXPECT_EQ(json::string_at(*root, {"fit"}), "whole");
    EXPECT_EQ(json::bool_at(*root, {"upload", "reduced"}), true);
}

TEST(Provenance, NamesTheDigitalSourceType) {
    const std::string vocabulary = "\"http://cv.iptc.org/newscodes/digitalsourcetype/";
    EXPECT_NE(source_type_xmp(Engine::Local).find(vocabulary + "algorithmicallyEnhanced\""),
              std::string::npos);
    EXPECT_NE(source_type_xmp(Engine::Ideogram).find(vocabulary + "trainedAlgorithmicMedia\""),
              std::string::npos);
}

}  // namespace
}  // namespace upscale
