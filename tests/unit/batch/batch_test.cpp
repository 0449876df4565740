// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>

#include "base/utf8.hpp"
#include "batch/batch.hpp"
#include "batch/file_list.hpp"
#include "batch/file_record.hpp"
#include "batch/name_pattern.hpp"
#include "json/json.hpp"
#include "support/own_state.hpp"
#include "support/temporary_folder.hpp"

namespace upscale {
namespace {

namespace fs = std::filesystem;

void put(const std::string& path, const std::string& text = "x") { std::ofstream(path) << text; }

std::string named(const std::string& pattern, const NameValues& values) {
    const auto parsed = NamePattern::parse(pattern);
    return parsed ? parsed->name_for(values).value_or("(unknown)") : parsed.error().detail;
}

TEST(NamePattern, FillsItsPlaceholders) {
    const NameValues all{"cat", 2.13, Size{300, 200}, 7, 0, 1};
    EXPECT_EQ(named("{name}-{factor}x", all), "cat-2.1x");
    EXPECT_EQ(named("{name}-{factor}x", {"cat", 4.0}), "cat-4x");
    EXPECT_EQ(named("{width}x{height} {name} s{seed} #{index}", all), "300x200 cat s7 #1");
    EXPECT_EQ(named("plain", all), "plain");
    EXPECT_EQ(named("{name}", {.name = "\xff\xfe"}), "\xff\xfe");
}

TEST(NamePattern, IsUnknownUntilItsValuesAre) {
    for (const char* pattern : {"{factor}", "{width}", "{height}", "{seed}"})
        EXPECT_EQ(named(pattern, {"cat"}), "(unknown)") << pattern;
}

TEST(NamePattern, NumbersSeveralResults) {
    EXPECT_EQ(named("{name}", {.name = "cat", .index = 2, .count = 3}), "cat-3");
    EXPECT_EQ(named("{index}-{name}", {.name = "cat", .index = 2, .count = 3}), "3-cat");
    EXPECT_EQ(numbered("cat", 1), "cat");
    EXPECT_EQ(numbered("cat", 3), "cat-3");
}

TEST(NamePattern, RefusesWhatIsNoName) {
    for (const char* pattern : {"", "a/b", "{nmae}", "{name", "name}", "{}", ".{name}", "{{name}}"})
        EXPECT_FALSE(NamePattern::parse(pattern)) << pattern;
    EXPECT_NE(NamePattern::parse("{nmae}").error().detail.find("{nmae}"), std::string::npos);
    EXPECT_EQ(NamePattern::parse("x{y}").error().kind, ErrorKind::BadInput);
}

TEST(NamePattern, CutsTheNameOfTheSource) {
    const auto pattern = NamePattern::parse("{name}-{factor}x").value();
    const std::string name =
        pattern.name_for({.name = std::string(300, 'a'), .factor = 2.0}).value();
    EXPECT_EQ(name.size(), 200u);
    EXPECT_TRUE(name.ends_with("a-2x"));
    std::string umlauts;
    for (int i = 0; i < 150; ++i) umlauts += "ä";
    EXPECT_TRUE(is_utf8(pattern.name_for({.name = umlauts, .factor = 2.0}).value()));
}

TEST(FileList, NamesEachFileOnce) {
    const TemporaryFolder folder;
    const std::string top = fs::canonical(folder.path()).string();
    put(top + "/b.jpg");
    put(top + "/a.png");
    put(top + "/notes.txt");
    put(top + "/.hidden.png");
    put(top + "/[x].png");
    put(top + "/\xff.png");
    fs::create_directory(top + "/sub.png");
    fs::create_symlink("a.png", top + "/link.png");
    fs::create_hard_link(top + "/b.jpg", top + "/same.jpg");

    const auto paths = [&](const std::vector<std::string>& given) {
        std::vector<std::string> names;
        for (const ListedFile& file : list_files(given))
            names.push_back(fs::path(file.path).filename().string() +
                            (file.canonical.empty() ? " missing" : ""));
        return names;
    };
    using Names = std::vector<std::string>;
    EXPECT_EQ(paths({top + "/b.jpg", top + "/b.jpg"}), Names({"b.jpg"}));
    EXPECT_EQ(paths({top + "/link.png", top + "/a.png"}), Names({"link.png"}));
    EXPECT_EQ(paths({top + "/same.jpg", top + "/./b.jpg"}), Names({"same.jpg"}));
    EXPECT_EQ(paths({top + "/gone.jpg", top + "/gone.jpg"}), Names({"gone.jpg missing"}));
    EXPECT_EQ(paths({top}), Names({"[x].png", "a.png", "b.jpg", "\xff.png"}));
    EXPECT_EQ(paths({top + "/*.jpg"}), Names({"b.jpg"}));
    EXPECT_EQ(paths({top + "/?.png"}), Names({"a.png", "\xff.png"}));
    EXPECT_EQ(paths({top + "/[ab].*"}), Names({"a.png", "b.jpg"}));
    EXPECT_EQ(paths({top + "/[x].png"}), Names({"[x].png"})) << "a file of that very name";
    EXPECT_EQ(paths({top + "/*.tif"}), Names({"*.tif missing"}));
    EXPECT_EQ(paths({top + "/notes.txt"}), Names({"notes.txt"})) << "GIMP says what it cannot read";
    EXPECT_EQ(paths({uri_of(top + "/\xff.png")}), Names({"\xff.png"}));
    EXPECT_TRUE(paths({}).empty());
}

TEST(FileList, TakesOnePathALine) {
    EXPECT_EQ(lines_of("a\n b c\n\n\nd"), std::vector<std::string>({"a", " b c", "d"}));
    EXPECT_TRUE(lines_of("\n").empty());
}

TEST(FileList, TakesAddresses) {
    EXPECT_EQ(uri_of("/a b/\xff.png"), "file:///a%20b/%FF.png");
    EXPECT_EQ(path_from_uri("file:///a%20b/%fF.png"), "/a b/\xff.png");
    EXPECT_EQ(path_meant_by("/a%20b"), "/a%20b");
    for (const char* text : {"/a", "http://a/b", "file:///a%0", "file:///a%zz", "file:///%00"})
        EXPECT_EQ(path_from_uri(text), "") << text;
}

TEST(FileList, KnowsWhichFormatResultsGet) {
    EXPECT_EQ(extension_of_path("/a.b/C.JPEG"), "jpeg");
    EXPECT_EQ(extension_of_path("/a.b/c"), "");
    EXPECT_EQ(result_extension("jpg", ""), "jpg");
    EXPECT_EQ(result_extension("xcf", ""), "xcf");
    EXPECT_EQ(result_extension("nef", ""), "png");
    EXPECT_EQ(result_extension("gif", ""), "png") << "256 colours are too few";
    EXPECT_EQ(result_extension("", ""), "png");
    EXPECT_EQ(result_extension("jpg", "tif"), "tif");
}

TEST(Naming, NeverReplacesAFile) {
    const TemporaryFolder folder;
    const std::string from = folder.path() + "/from", to = folder.path() + "/to";
    put(from, "new");
    put(to, "old");
    std::error_code code;
    platform::move_to_free_name(from, to, code);
    EXPECT_EQ(code, std::errc::file_exists);
    EXPECT_EQ(fs::file_size(from) + fs::file_size(to), 6u);
    fs::remove(to);
    platform::move_to_free_name(from, to, code);
    EXPECT_FALSE(code) << code.message();
    EXPECT_TRUE(fs::exists(to) && !fs::exists(from));
    platform::move_to_free_name(from, to + "2", code);
    EXPECT_EQ(code, std::errc::no_such_file_or_directory);
    EXPECT_FALSE(fs::exists(to + "2"));
}

TEST(FileRecord, ReadsWhatItWrote) {
    const FileRecord record{
        {5, 7}, "0123456789abcdef", "j", true, {{"/out/\xff %.png", 2, 42, {30, 20}, 99, 100}}};
    const auto read = file_record_from_json(to_json(record)).value();
    EXPECT_EQ(read.source, record.source);
    EXPECT_EQ(read.content, record.content);
    EXPECT_TRUE(read.complete);
    EXPECT_EQ(read.job, "j");
    ASSERT_EQ(read.results.size(), 1u);
    EXPECT_EQ(read.results[0].path, record.results[0].path);
    EXPECT_EQ(read.results[0].seed, 42);
    EXPECT_EQ(read.results[0].size, (Size{30, 20}));
    EXPECT_EQ(read.results[0].bytes, 99u);
    for (const char* text : {"", "{}", "[]", R"({"version":2})"})
        EXPECT_FALSE(file_record_from_json(text)) << text;
    EXPECT_TRUE(file_record_from_json(R"({"version":1,"results":[{"uri":"file:///a%0"},
        {"uri":"http://x"},{"uri":7},3]})")
                    ->results.empty());
}

TEST(FileRecord, IsLockedByOneRun) {
    const OwnState state;
    auto first = FileOfBatch::open("s", "f");
    ASSERT_TRUE(first);
    const auto second = FileOfBatch::open("s", "f");
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().reason, Reason::FileInUse);
    EXPECT_TRUE(FileOfBatch::open("s", "g"));
    EXPECT_FALSE(first->read());
    ASSERT_TRUE(first->write({{}, "c", "", true, {{.path = "/x"}}}));
    EXPECT_EQ(first->read()->content, "c");
    EXPECT_EQ(look_at_record("s", "f")->content, "c");
    EXPECT_EQ(results_of("s"), std::vector<std::string>{"/x"});
}

TEST(FileRecord, TrustsAnUnfinishedRecordOnlyWithTheVeryFile) {
    const TemporaryFolder folder;
    const std::string path = folder.path() + "/r.png";
    EXPECT_FALSE(is_there({.path = path}, true));
    put(path, "12345");
    const auto stamp = stamp_of(path).value();
    const SavedResult same{.path = path, .bytes = stamp.bytes, .time_ns = stamp.time_ns};
    EXPECT_TRUE(is_there(same, false));
    SavedResult other = same;
    other.bytes = 4;
    EXPECT_FALSE(is_there(other, false)) << "somebody else's file of that name";
    EXPECT_TRUE(is_there(other, true)) << "the user may have edited the result";
}

TEST(FileRecord, SaysWhatWasDoneBefore) {
    const OwnState state;
    const TemporaryFolder folder;
    const std::string canonical = fs::canonical(folder.path()).string();
    Batch batch;
    batch.output_folder = folder.path() + "/.";
    const auto listed = [&](const char* name) {
        put(canonical + "/" + name, name);
        return ListedFile{canonical + "/" + name, canonical + "/" + name};
    };
    const ListedFile done = listed("done"), result = listed("result"), other = listed("new"),
                     half = listed("half");
    Batch placed = batch;
    placed.output_folder = canonical;
    const auto write = [&](const ListedFile& file, bool complete) {
        const auto own = FileOfBatch::open(settings_key(placed), file_key(file.canonical)).value();
        const FileRecord record{stamp_of(file.canonical).value(),
                                content_hash(file.canonical).value(),
                                "",
                                complete,
                                {{.path = result.canonical}}};
        ASSERT_TRUE(own.write(record));
    };
    write(done, true);
    write(half, false);
    const std::vector<ListedFile> files{done, result, other, half};
    const auto before = done_before(batch, files, {});
    ASSERT_EQ(before.size(), 2u);
    EXPECT_EQ(before[0].path, done.path);
    EXPECT_EQ(before[0].state, FileState::Skipped);
    EXPECT_EQ(before[0].results.front().path, result.canonical);
    EXPECT_EQ(before[1].path, result.path);
    EXPECT_TRUE(before[1].results.empty());
    batch.values.detail = 70;
    EXPECT_TRUE(done_before(batch, files, {}).empty());
    batch.values.detail = 50;
    put(done.path, "another picture");
    EXPECT_EQ(done_before(batch, files, {}).size(), 1u);
    batch.output_folder = "/nowhere";
    EXPECT_TRUE(done_before(batch, files, {}).empty());
}

TEST(FileRecord, RecognisesContentAndSettings) {
    const TemporaryFolder folder;
    put(folder.path() + "/a", "12345");
    put(folder.path() + "/b", "12345");
    put(folder.path() + "/c", "12346");
    const auto hash = [&](const char* name) {
        return content_hash(folder.path() + "/" + name).value();
    };
    EXPECT_EQ(hash("a"), hash("b"));
    EXPECT_NE(hash("a"), hash("c"));
    Parameters wide;
    wide.prompt = "wide";
    EXPECT_EQ(job_key({}, "c").size(), 18u);
    EXPECT_NE(job_key(wide, "c"), job_key({}, "c"));
    EXPECT_EQ(hash("a").size(), 16u);
    EXPECT_FALSE(content_hash(folder.path() + "/gone"));
    EXPECT_FALSE(stamp_of(folder.path()));

    Batch batch;
    batch.output_folder = "/out";
    const std::string key = settings_key(batch);
    Batch other = batch;
    other.values.max_images = 7;
    other.values.region = Region::Selection;
    other.overwrite = true;
    other.report = "/r";
    EXPECT_EQ(settings_key(other), key) << "these do not change the results";
    for (const auto& change : std::vector<void (*)(Batch&)>{
             [](Batch& b) { b.output_folder = "/oth"; },
             [](Batch& b) { b.name_pattern = "{name}"; }, [](Batch& b) { b.format = "png"; },
             [](Batch& b) { b.values.detail = 51; }, [](Batch& b) { b.values.target_value = 3; }}) {
        other = batch;
        change(other);
        EXPECT_NE(settings_key(other), key);
    }
}

TEST(Report, IsALineOfJsonWhateverTheNamesAre) {
    FileStatus status{.path = "/in/\xff\n.png", .state = FileState::Failed, .seconds = 1.26};
    status.results.push_back({.path = "/out/ä.png", .seed = 5, .size = {3, 2}});
    status.error = Error{.kind = ErrorKind::LocalIo, .reason = Reason::FileChanged};
    const std::string line = report_line(status, "bad \xff", "key", "hash");
    EXPECT_EQ(line.find('\n'), line.size() - 1);
    const auto root = json::parse(line);
    ASSERT_TRUE(root);
    EXPECT_EQ(json::string_at(*root, {"file-uri"}), "file:///in/%FF%0A.png");
    EXPECT_EQ(json::string_at(*root, {"state"}), "failed");
    EXPECT_EQ(json::string_at(*root, {"error", "reason"}), "FileChanged");
    EXPECT_EQ(json::double_at(*root, {"seconds"}), 1.2);
    const auto results = json::elements_at(*root, {"results"});
    ASSERT_EQ(results.size(), 1u);
    EXPECT_EQ(json::string_at(*results[0], {"file"}), "/out/ä.png");
    EXPECT_EQ(json::int_at(*results[0], {"seed"}), 5);
}

TEST(Batch, CountsFiles) {
    const std::vector<FileStatus> files{{"a", FileState::Done}, {"b"}, {"c", FileState::Done}};
    EXPECT_EQ(count_of(files, FileState::Done), 2);
    EXPECT_EQ(count_of(files, FileState::Failed), 0);
}

}  // namespace
}  // namespace upscale
