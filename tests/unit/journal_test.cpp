// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/journal.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "app/provenance.hpp"
#include "base/files.hpp"
#include "json/json.hpp"

namespace upscale {
namespace {

Job example() {
    Job job;
    job.created = "2026-01-02T03:04:05Z";
    job.state = JobState::Downloaded;
    job.parameters.prompt = "größer";
    job.parameters.placement = Placement::Fit;
    job.parameters.seed = 5;
    job.source = {
        "Layer", "1-2", 3, 4, {100, 50}, {-1, 2, 30, 40}, {0, 2, 29, 40}, Frame{{30, 40}, 1, 0}};
    job.upload = {ImageFormat::Jpeg, true, true, {10, 20}};
    job.asset = "images/a.png";
    job.uuid = "u-1";
    job.results = {
        {{{"https://a/1", "https://b/1"}, 123, "fuller"}, "result-1.jpg", ImageFormat::Jpeg, false},
        {{{"https://a/2"}, std::nullopt, ""}, "", ImageFormat::Png, true}};
    return job;
}

TEST(Journal, AJobComesBackAsItWasWritten) {
    const Job job = example();
    const auto back = job_from_json(to_json(job));
    ASSERT_TRUE(back);
    EXPECT_EQ(to_json(*back), to_json(job));
    EXPECT_EQ(back->parameters, job.parameters);
    EXPECT_EQ(back->results[0].announced, job.results[0].announced);
    EXPECT_EQ(back->results[0].format, ImageFormat::Jpeg) << "its loader is chosen by this";
    EXPECT_TRUE(back->results[1].imported);
    EXPECT_EQ(back->source.layer, job.source.layer);
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

TEST(Journal, FoldersArePrivateAndLeaveNothingBehind) {
    const std::string root = testing::TempDir() + "ideogram-upscale-journal-test";
    std::filesystem::remove_all(root);
    Job job = example();
    const auto folder = JobFolder::create(root + "/state/jobs", job);
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
    EXPECT_TRUE(std::filesystem::is_empty(root + "/state/jobs"));
    std::filesystem::remove_all(root);
}

TEST(Provenance, NamesAndParasite) {
    const Job job = example();
    EXPECT_EQ(layer_name(job, 0, 2), "Layer – upscale R50 D50 seed 123 (1/2)");
    EXPECT_EQ(layer_name(job, 1, 2), "Layer – upscale R50 D50 seed 5 (2/2)");
    EXPECT_EQ(layer_name(job, 0, 1), "Layer – upscale R50 D50 seed 123");
    Job unseeded = job;
    unseeded.parameters.seed = -1;
    EXPECT_EQ(layer_name(unseeded, 1, 1), "Layer – upscale R50 D50");

    const auto root = json::parse(provenance(job, 0, 2, Registration{{0, 0, 29, 40}, 2, 2}));
    ASSERT_TRUE(root);
    EXPECT_EQ(json::int_at(*root, {"version"}), 1);
    EXPECT_EQ(json::string_at(*root, {"engine"}), "ideogram");
    EXPECT_EQ(json::string_at(*root, {"prompt"}), "größer");
    EXPECT_EQ(json::string_at(*root, {"returned_prompt"}), "fuller");
    EXPECT_EQ(json::int_at(*root, {"seed"}), 123);
    EXPECT_EQ(json::int_at(*root, {"requested_seed"}), 5);
    EXPECT_EQ(json::int_at(*root, {"index"}), 1);
    EXPECT_EQ(json::int_at(*root, {"covered", "height"}), 40);
    EXPECT_EQ(json::double_at(*root, {"scale"}), 2);
    EXPECT_EQ(json::bool_at(*root, {"upload", "reduced"}), true);
}

}  // namespace
}  // namespace upscale
