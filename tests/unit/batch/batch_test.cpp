// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "base/utf8.hpp"
#include "batch/batch.hpp"
#include "batch/earlier.hpp"
#include "batch/file_list.hpp"
#include "batch/file_record.hpp"
#include "batch/name_pattern.hpp"
#include "batch/report.hpp"
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
    const NameValues all{"cat", "Sky", 2.13, Size{300, 200}, 7, 0, 1};
    EXPECT_EQ(named("{name}-{factor}x", all), "cat-2.1x");
    EXPECT_EQ(named("{name}-{factor}x", {.name = "cat", .factor = 4.0}), "cat-4x");
    EXPECT_EQ(named("{name} {layer}", all), "cat Sky");
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

TEST(NamePattern, KnowsWhetherLayersGetResults) {
    EXPECT_TRUE(NamePattern::parse("{name}-{layer}")->has_layer());
    EXPECT_FALSE(NamePattern::parse("layer {name}")->has_layer());
}

TEST(NamePattern, SaysWhichNamesAreKnownBefore) {
    using Names = std::vector<std::string>;
    const auto planned = [](const char* text, const Parameters& values) {
        const auto pattern = NamePattern::parse(text).value();
        return planned_names(pattern, values, {.name = "cat", .layer = "Sky"}, "png");
    };
    Parameters two;
    two.num_images = 2;
    Parameters three_times;
    three_times.target = Target::Factor;
    three_times.target_value = 3;
    Parameters wide;
    wide.target = Target::LongestSide;
    Parameters seeded;
    seeded.seed = 7;
    EXPECT_EQ(planned("{name}-{layer}-{factor}x", {}), Names({"cat-Sky-2x.png"}));
    EXPECT_EQ(planned("{name}-{factor}x", two), Names({"cat-2x-1.png", "cat-2x-2.png"}));
    EXPECT_EQ(planned("{name}-{factor}x", three_times), Names({"cat-3x.png"}));
    EXPECT_TRUE(planned("{name}-{factor}x", wide).empty());
    EXPECT_TRUE(planned("{name}-{width}", {}).empty());
    EXPECT_TRUE(planned("{seed}", {}).empty());
    EXPECT_EQ(planned("{seed}", seeded), Names({"7.png"}));
}

TEST(NamePattern, SaysHowLongANameCanBe) {
    const auto longest = [](const char* text) {
        return longest_name(NamePattern::parse(text).value(), {}, {.name = "cat"}, "png");
    };
    const std::string number = "-999.png";
    EXPECT_EQ(longest("{name}"), ("cat" + number).size());
    EXPECT_EQ(longest("{name}-{width}x{height}"), ("cat-99999x99999" + number).size());
    EXPECT_EQ(longest("{factor}"), ("99998.9" + number).size());
    EXPECT_EQ(longest("{seed}"), ("9223372036854775807" + number).size());
}

TEST(LayerNames, CanBeInNamesOfFilesAndAreUnique) {
    using Names = std::vector<std::string>;
    EXPECT_EQ(layer_names({"Sky", "Sky", "Sky"}), Names({"Sky", "Sky-2", "Sky-3"}));
    EXPECT_EQ(layer_names({"a/b", "a-b", "a-b-2", "../x"}),
              Names({"a-b", "a-b-2", "a-b-2-2", "-x"}));
    EXPECT_EQ(layer_names({"", " ", ".", "two\nlines", "\xff\xfe", "Ä {seed}"}),
              Names({"layer", "layer-2", "layer-3", "two lines", "layer-4", "Ä {seed}"}));
    const auto longest = layer_names({std::string(500, 'a'), std::string(501, 'a')});
    EXPECT_LE(longest[0].size(), 100u);
    EXPECT_LE(longest[1].size(), 100u);
    EXPECT_TRUE(longest[1].ends_with("-2"));
    std::string umlauts;
    for (int i = 0; i < 150; ++i) umlauts += "ä";
    EXPECT_TRUE(is_utf8(layer_names({umlauts, umlauts})[1]));
    EXPECT_TRUE(layer_names({}).empty());
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
    const FileRecord record{{5, 7},
                            "0123456789abcdef",
                            "j",
                            true,
                            {{"/out/\xff %.png", 2, 42, {30, 20}, 99, 100}},
                            {{"Sky", {8, 6}, 150.5}, {"nothing"}}};
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
    ASSERT_EQ(read.layers.size(), 2u);
    EXPECT_EQ(read.layers[0].name, "Sky");
    EXPECT_EQ(read.layers[0].size, (Size{8, 6}));
    EXPECT_EQ(read.layers[0].ppi, 150.5);
    EXPECT_TRUE(read.layers[1].is_empty());
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
    ASSERT_TRUE(first->write({{}, "c", "", true, {{.path = "/x"}}, {}}));
    EXPECT_EQ(first->read()->content, "c");
    EXPECT_EQ(look_at_record("s", "f")->content, "c");
    EXPECT_EQ(results_of("s"), (std::map<std::string, std::set<std::string>>{{"/x", {"f"}}}));
}

TEST(ContentHashes, FollowWhatIsWritten) {
    const TemporaryFolder folder;
    const std::string path = folder.path() + "/a";
    ContentHashes hashes;
    EXPECT_FALSE(hashes.of(path));
    put(path, "one");
    EXPECT_EQ(hashes.of(path).value(), content_hash(path).value());
    EXPECT_EQ(hashes.of(path).value(), content_hash(path).value());
    put(path, "longer");
    EXPECT_EQ(hashes.of(path).value(), content_hash(path).value());
    fs::remove(path);
    EXPECT_FALSE(hashes.of(path));
}

TEST(FileRecord, AJobIsBegunByOneRun) {
    const OwnState state;
    auto first = lock_job_of_batch("k");
    ASSERT_TRUE(first);
    const auto second = lock_job_of_batch("k");
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().reason, Reason::FileInUse);
    EXPECT_TRUE(lock_job_of_batch("l"));
    *first = {};
    EXPECT_TRUE(lock_job_of_batch("k"));
}

TEST(FileRecord, IsDoneWhileItsSourceAndItsResultsAreThere) {
    const FileRecord whole{{5, 7}, "c", "", true, {{.path = "/1"}, {.path = "/2"}}, {}};
    FileRecord part = whole, none = whole, reported = whole;
    part.complete = false;
    none.results.clear();
    reported.source = {};
    const struct {
        const char* what;
        const FileRecord& record;
        std::optional<SourceStamp> stamp;
        std::optional<std::string> content;
        std::set<std::string> files;
        bool done;
    } kCases[] = {
        {"as it was", whole, SourceStamp{5, 7}, {}, {"/1", "/2"}, true},
        {"written since with the same content", whole, SourceStamp{5, 8}, "c", {"/1", "/2"}, true},
        {"changed since", whole, SourceStamp{5, 8}, "d", {"/1", "/2"}, false},
        {"cannot be read", whole, SourceStamp{5, 8}, {}, {"/1", "/2"}, false},
        {"is gone", whole, {}, {}, {"/1", "/2"}, false},
        {"a result is gone", whole, SourceStamp{5, 7}, "c", {"/2"}, false},
        {"results are to come", part, SourceStamp{5, 7}, "c", {"/1", "/2"}, false},
        {"has no results", none, SourceStamp{5, 7}, "c", {"/1", "/2"}, false},
        {"the time is not known", reported, SourceStamp{5, 7}, "c", {"/1", "/2"}, true},
        {"neither time nor content", reported, SourceStamp{5, 7}, "d", {"/1", "/2"}, false},
    };
    for (const auto& one : kCases) {
        const OnDisk disk{
            [&] { return one.stamp; }, [&] { return one.content; },
            [&](const SavedResult& result) { return one.files.contains(result.path); }};
        EXPECT_EQ(is_done(one.record, disk), one.done) << one.what;
    }
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
                                {{.path = result.canonical}},
                                {}};
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

TEST(Earlier, SkipsAFileWithLayersOnceAllAreDone) {
    const OwnState state;
    const TemporaryFolder folder;
    const std::string top = fs::canonical(folder.path()).string();
    const ListedFile file{top + "/in.xcf", top + "/in.xcf"};
    put(file.path);
    put(top + "/result");
    Batch batch;
    batch.output_folder = top;
    batch.name_pattern = "{layer}";
    const std::string settings = settings_key(batch);
    const auto write = [&](const std::string& layer, const FileRecord& record) {
        const auto own = FileOfBatch::open(settings, file_key(file.canonical, layer)).value();
        ASSERT_TRUE(own.write(record));
    };
    const SourceStamp stamp = stamp_of(file.path).value();
    const FileRecord done{stamp, "c", "", true, {{.path = top + "/result"}}, {}};
    write("a", done);
    EXPECT_TRUE(done_before(batch, {file}, {}).empty()) << "its layers are not known";
    write("",
          {.source = stamp, .content = "c", .layers = {{"a", {1, 1}}, {"none"}, {"b", {1, 1}}}});
    EXPECT_TRUE(done_before(batch, {file}, {}).empty());
    write("b", done);
    ASSERT_EQ(done_before(batch, {file}, {}).size(), 1u);
    EXPECT_EQ(done_before(batch, {file}, {})[0].results.size(), 2u);
    put(file.path, "other layers");
    EXPECT_TRUE(done_before(batch, {file}, {}).empty());
}

TEST(Earlier, TrustsTheReportWhereRecordsAreGone) {
    const OwnState state;
    const TemporaryFolder folder;
    const std::string top = fs::canonical(folder.path()).string();
    const ListedFile file{top + "/\xff.png", top + "/\xff.png"};
    put(file.path);
    put(top + "/result");
    Batch batch;
    batch.output_folder = top;
    batch.report = top + "/report";
    const std::string settings = settings_key(batch);
    FileStatus status{.path = file.path, .state = FileState::Done};
    status.results = {{.path = top + "/result"}};
    const std::string line =
        report_line(status, "", settings, content_hash(file.canonical).value());
    put(batch.report, line.substr(0, line.size() / 2));
    EXPECT_TRUE(done_before(batch, {file}, {}).empty());
    put(batch.report, line);
    ASSERT_EQ(done_before(batch, {file}, {}).size(), 1u);
    EXPECT_EQ(done_before(batch, {{top + "/result", top + "/result"}}, {}).size(), 1u);
    put(file.path, "another picture");
    EXPECT_TRUE(done_before(batch, {file}, {}).empty());
    put(file.path);
    fs::remove(top + "/result");
    EXPECT_TRUE(done_before(batch, {file}, {}).empty());
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
    EXPECT_NE(job_key({}, "c", "a"), job_key({}, "c"));
    EXPECT_NE(job_key({}, "c", "a"), job_key({}, "c", "b"));
    EXPECT_NE(file_key("/f", "a"), file_key("/f"));
    EXPECT_NE(file_key("/f", "a"), file_key("/fa"));
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
    EXPECT_FALSE(json::bool_at(*root, {"smaller"}));
    status.smaller = status.parts_missing = true;
    const auto lacking = json::parse(report_line(status, "", "key", "hash"));
    ASSERT_TRUE(lacking);
    EXPECT_EQ(json::bool_at(*lacking, {"smaller"}), true);
    EXPECT_EQ(json::bool_at(*lacking, {"parts_missing"}), true);
}

/// What a report of these lines says of the file /f and its layer.
std::optional<FileRecord> reported(const std::vector<std::string>& lines,
                                   const std::string& layer = {}) {
    Reported report;
    for (const std::string& line : lines) report.take(line, "key");
    const auto found = report.files.find({"/f", layer});
    return found == report.files.end() ? std::nullopt : std::optional(found->second);
}

TEST(Report, SaysWhatIsDone) {
    const auto line = [](FileState state, const std::string& layer = {},
                         const std::string& settings = "key", const std::string& content = "c") {
        FileStatus status{.path = "/f", .state = state, .layer = layer};
        if (state != FileState::Failed) status.results = {{.path = "/1"}, {.path = "/2"}};
        return report_line(status, "", settings, content);
    };
    const std::string done = line(FileState::Done);
    const struct {
        const char* what;
        std::vector<std::string> lines;
        bool known;
    } kCases[] = {
        {"nothing", {}, false},
        {"done", {done}, true},
        {"skipped, as it was done", {line(FileState::Skipped)}, true},
        {"failed", {line(FileState::Failed)}, false},
        {"failed later", {done, line(FileState::Failed)}, true},
        {"failed before", {line(FileState::Failed), done}, true},
        {"with other settings", {line(FileState::Done, {}, "other")}, false},
        {"of unknown content", {line(FileState::Done, {}, "key", "")}, false},
        {"a layer of it", {line(FileState::Done, "Sky")}, false},
        {"cut off", {done.substr(0, done.size() - 9)}, false},
        {"between what is no report",
         {"\xff\0\x01", "{}", "[1]", "7", "{\"state\":\"done\"}", done, std::string(1000, '[')},
         true},
        {"with results of no name",
         {R"({"file":"/f","state":"done","results":[{"file":7}],"parameters":"key","content":"c"})"},
         false},
        {"without results",
         {R"({"file":"/f","state":"done","results":[],"parameters":"key","content":"c"})"},
         false},
    };
    for (const auto& one : kCases)
        EXPECT_EQ(reported(one.lines).has_value(), one.known) << one.what;
    const auto record = reported({done}).value();
    EXPECT_TRUE(record.complete);
    EXPECT_EQ(record.content, "c");
    ASSERT_EQ(record.results.size(), 2u);
    EXPECT_EQ(record.results[1].path, "/2");
    EXPECT_TRUE(reported({line(FileState::Done, "Sky")}, "Sky"));
}

TEST(Report, GrowsWithWholeLines) {
    const TemporaryFolder folder;
    const std::string path = folder.path() + "/report";
    const auto add = [&](const std::string& line) {
        const auto so_far = read_report(path, "key").value();
        ASSERT_TRUE(ReportFile::open(path, so_far)->add(line));
    };
    add("one\n");
    add("tw");
    add("three\n");
    std::ifstream file(path);
    std::string all((std::istreambuf_iterator<char>(file)), {});
    EXPECT_EQ(all, "one\ntw\nthree\n") << "a line that was cut off does not spoil the next";
    EXPECT_TRUE(ReportFile::open("", {})->add("nowhere"));
    EXPECT_FALSE(ReportFile::open(folder.path() + "/no/report", {}));
    EXPECT_TRUE(read_report("/dev/null", "key")) << "no regular file, so nothing is known";
    FileStatus status{.path = "/f", .state = FileState::Done};
    status.results = {{.path = "/1"}};
    put(path, std::string(3 << 20, 'x') + "\n" + report_line(status, "", "key", "c"));
    EXPECT_EQ(read_report(path, "key")->results, std::set<std::string>{"/1"});
}

TEST(Report, IsNeverAddedToAPicture) {
    const TemporaryFolder folder;
    EXPECT_FALSE(read_report(folder.path() + "/photo.JPG", "key"));
    EXPECT_TRUE(read_report(folder.path() + "/photo.jsonl", "key"));
}

TEST(Batch, AFileIsWhatItsLayersAre) {
    using enum FileState;
    const struct {
        std::vector<FileState> layers;
        FileState file;
    } kCases[] = {{{Waiting, Waiting}, Waiting},
                  {{Waiting, Skipped}, Working},
                  {{Done, Waiting}, Working},
                  {{Done, Working}, Working},
                  {{Failed, Waiting}, Working},
                  {{Failed, Done}, Failed},
                  {{Skipped, Done}, Done},
                  {{Skipped, Skipped}, Skipped},
                  {{Done}, Done},
                  {{Failed}, Failed}};
    for (const auto& one : kCases) {
        std::vector<FileStatus> all{{.path = "/other", .state = Failed}};
        for (const FileState state : one.layers) {
            FileStatus layer{.path = "/f", .state = state, .layer = "l", .images_paid = 2};
            layer.results = {{.path = "/r"}};
            all.push_back(layer);
        }
        const FileStatus file = status_of_file(all, "/f");
        EXPECT_EQ(file.state, one.file);
        EXPECT_EQ(file.results.size(), one.layers.size());
        EXPECT_EQ(file.images_paid, 2 * static_cast<int>(one.layers.size()));
    }
    const Error empty{.kind = ErrorKind::BadInput, .reason = Reason::NothingVisible};
    EXPECT_FALSE(
        status_of_file(
            {{.path = "/f", .state = Skipped, .error = empty}, {.path = "/f", .state = Done}}, "/f")
            .error);
}

TEST(Batch, CountsFiles) {
    const std::vector<FileStatus> files{{"a", FileState::Done}, {"b"}, {"c", FileState::Done}};
    EXPECT_EQ(count_of(files, FileState::Done), 2);
    EXPECT_EQ(count_of(files, FileState::Failed), 0);
}

}  // namespace
}  // namespace upscale
