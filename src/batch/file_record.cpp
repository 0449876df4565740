// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "batch/file_record.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <set>
#include <utility>

#include "base/files.hpp"
#include "base/fingerprint.hpp"
#include "base/options.hpp"
#include "base/time.hpp"
#include "base/utf8.hpp"
#include "batch/file_list.hpp"
#include "json/json.hpp"

namespace upscale {
namespace {

namespace fs = std::filesystem;

constexpr int kVersion = 1;
constexpr std::size_t kMostRecord = std::size_t{1} << 20;  // bytes

Error io_error(const std::string& path, const std::error_code& code) {
    return {.kind = ErrorKind::LocalIo, .detail = printable_line(path) + ": " + code.message()};
}

std::string hex(std::uint64_t value) {
    std::array<char, 17> text{};
    std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(value));
    return text.data();
}

std::int64_t time_of(const fs::path& path, std::error_code& code) {
    const auto written = fs::last_write_time(path, code);
    if (code) return 0;
    const auto since_1970 = std::chrono::file_clock::to_sys(written).time_since_epoch();
    return std::chrono::duration_cast<std::chrono::nanoseconds>(since_1970).count();
}

std::string folder_of(const std::string& settings) {
    return state_folder() + "/batches/" + settings;
}

/// The name of a parameter that results depend on.
bool changes_results(const Parameter& entry) {
    return entry.in_batch && std::string_view(entry.name) != "max-images";
}

void write_path(json::Writer& writer, const std::string& path) {
    if (is_utf8(path))
        writer.member("file", path);
    else
        writer.member("file-uri", uri_of(path));
}

std::optional<FileRecord> read_record(const std::string& path) {
    const auto text = read_file(path, kMostRecord);
    return text ? file_record_from_json(as_text(*text)) : std::nullopt;
}

const char* name_of(FileState state) {
    switch (state) {
        case FileState::Waiting:
            return "waiting";
        case FileState::Working:
            return "working";
        case FileState::Done:
            return "done";
        case FileState::Skipped:
            return "skipped";
        case FileState::Failed:
            return "failed";
    }
    return "";
}

}  // namespace

Result<SourceStamp> stamp_of(const std::string& path) {
    std::error_code code;
    const platform::Handle file = platform::open_to_read(path, code);
    const auto bytes = file ? platform::file_size(file, code) : std::nullopt;
    if (code) return io_error(path, code);
    if (!bytes)
        return Error{.kind = ErrorKind::LocalIo,
                     .detail = printable_line(path) + " is not a regular file"};
    SourceStamp stamp{*bytes, time_of(path, code)};
    if (code) return io_error(path, code);
    return stamp;
}

Result<std::string> content_hash(const std::string& path) {
    std::error_code code;
    const platform::Handle file = platform::open_to_read(path, code);
    if (code) return io_error(path, code);
    Fingerprint fingerprint;
    Bytes room(std::size_t{1} << 20);
    for (;;) {
        const std::size_t count = platform::read(file, room, code);
        if (code) return io_error(path, code);
        fingerprint.add(ByteView(room).first(count));
        if (count < room.size()) return hex(fingerprint.value());
    }
}

std::string parameters_key(const Parameters& values) {
    Fingerprint fingerprint;
    fingerprint.add(as_bytes(options_text(values, changes_results)));
    return hex(fingerprint.value());
}

std::string settings_key(const Batch& batch) {
    Fingerprint fingerprint;
    const std::string zero(1, '\0');
    for (const std::string& text :
         {batch.output_folder, batch.name_pattern, batch.format, parameters_key(batch.values)})
        fingerprint.add(as_bytes(text + zero));
    return hex(fingerprint.value());
}

std::string file_key(const std::string& canonical) {
    Fingerprint fingerprint;
    fingerprint.add(as_bytes(canonical));
    return hex(fingerprint.value());
}

std::string job_key(const Parameters& values, const std::string& content) {
    return parameters_key(values) + "-" + content;
}

std::string to_json(const FileRecord& record) {
    json::Writer writer;
    writer.StartObject();
    writer.member("version", kVersion);
    writer.member("bytes", static_cast<long long>(record.source.bytes));
    writer.member("time-ns", static_cast<long long>(record.source.time_ns));
    writer.member("content", record.content);
    writer.member("job", record.job);
    writer.member("complete", record.complete);
    writer.Key("results");
    writer.StartArray();
    for (const SavedResult& result : record.results) {
        writer.StartObject();
        writer.member("uri", uri_of(result.path));
        writer.member("index", static_cast<long long>(result.index));
        if (result.seed) writer.member("seed", *result.seed);
        writer.member("width", result.size.width);
        writer.member("height", result.size.height);
        writer.member("bytes", static_cast<long long>(result.bytes));
        writer.member("time-ns", static_cast<long long>(result.time_ns));
        writer.EndObject();
    }
    writer.EndArray();
    writer.EndObject();
    return writer.text();
}

std::optional<FileRecord> file_record_from_json(std::string_view text) {
    const auto root = json::parse(text);
    if (!root || json::int_at(*root, {"version"}) != kVersion) return std::nullopt;
    const auto count_at = [](const json::Value& value, const char* name) {
        return std::max(json::int_at(value, {name}).value_or(0), 0LL);
    };
    FileRecord record;
    record.source = {static_cast<std::uint64_t>(count_at(*root, "bytes")),
                     json::int_at(*root, {"time-ns"}).value_or(0)};
    record.content = json::string_at(*root, {"content"}).value_or("");
    record.job = json::string_at(*root, {"job"}).value_or("");
    record.complete = json::bool_at(*root, {"complete"}).value_or(false);
    for (const json::Value* value : json::elements_at(*root, {"results"})) {
        SavedResult result;
        result.path = path_from_uri(json::string_at(*value, {"uri"}).value_or(""));
        result.index = static_cast<std::size_t>(count_at(*value, "index"));
        result.seed = json::int_at(*value, {"seed"});
        const auto side = [&](const char* name) {
            return static_cast<int>(json::unsigned_at(*value, {name}).value_or(0) & 0x7FFFFFFF);
        };
        result.size = {side("width"), side("height")};
        result.bytes = static_cast<std::uint64_t>(count_at(*value, "bytes"));
        result.time_ns = json::int_at(*value, {"time-ns"}).value_or(0);
        if (!result.path.empty()) record.results.push_back(std::move(result));
    }
    return record;
}

bool is_there(const SavedResult& result, bool complete) {
    std::error_code failed;
    if (!fs::is_regular_file(result.path, failed)) return false;
    if (complete) return true;
    const auto stamp = stamp_of(result.path);
    return stamp && *stamp == SourceStamp{result.bytes, result.time_ns};
}

Result<FileOfBatch> FileOfBatch::open(const std::string& settings, const std::string& file) {
    for (const std::string& folder :
         {state_folder(), state_folder() + "/batches", folder_of(settings)})
        if (auto made = make_folder(folder); !made) return made.error();
    const std::string path = folder_of(settings) + "/" + file;
    std::error_code code;
    platform::Handle lock = platform::open_lock_file(path + ".lock", code);
    if (code) return io_error(path, code);
    if (platform::try_lock(lock) == platform::Lock::Taken)
        return Error{.kind = ErrorKind::BadInput, .reason = Reason::FileInUse};
    return FileOfBatch(path + ".json", std::move(lock));
}

std::optional<FileRecord> FileOfBatch::read() const { return read_record(m_path); }

Status FileOfBatch::write(const FileRecord& record) const {
    return write_file(m_path, as_bytes(to_json(record)));
}

std::optional<FileRecord> look_at_record(const std::string& settings, const std::string& file) {
    return read_record(folder_of(settings) + "/" + file + ".json");
}

std::vector<std::string> results_of(const std::string& settings) {
    std::vector<std::string> paths;
    std::error_code failed;
    for (fs::directory_iterator entry(folder_of(settings), failed), end; !failed && entry != end;
         entry.increment(failed)) {
        if (entry->path().extension() != ".json") continue;
        if (const auto record = read_record(entry->path().string()))
            for (const SavedResult& result : record->results) paths.push_back(result.path);
    }
    return paths;
}

bool is_done(const FileRecord& record, const std::string& canonical) {
    if (!record.complete || record.results.empty()) return false;
    if (!std::ranges::all_of(record.results,
                             [](const SavedResult& result) { return is_there(result, true); }))
        return false;
    const auto stamp = stamp_of(canonical);
    if (!stamp) return false;
    if (*stamp == record.source) return true;
    const auto content = content_hash(canonical);
    return content && *content == record.content;
}

std::vector<FileStatus> done_before(const Batch& batch, const std::vector<ListedFile>& files,
                                    const std::stop_token& stop) {
    std::error_code failed;
    Batch placed = batch;
    placed.output_folder = fs::canonical(batch.output_folder, failed).string();
    if (failed) return {};  // it is made by the first run
    const std::string settings = settings_key(placed);
    const auto results = results_of(settings);
    const std::set<std::string> own(results.begin(), results.end());
    std::vector<FileStatus> done;
    for (const ListedFile& file : files) {
        if (stop.stop_requested()) break;
        FileStatus status{.path = file.path, .state = FileState::Skipped};
        if (own.contains(file.canonical)) {
            done.push_back(std::move(status));
            continue;
        }
        const auto record = look_at_record(settings, file_key(file.canonical));
        if (!record || !is_done(*record, file.canonical)) continue;
        status.results = record->results;
        done.push_back(std::move(status));
    }
    return done;
}

std::string report_line(const FileStatus& status, const std::string& message,
                        const std::string& settings, const std::string& content) {
    json::Writer writer;
    writer.StartObject();
    write_path(writer, status.path);
    writer.member("state", name_of(status.state));
    writer.Key("results");
    writer.StartArray();
    for (const SavedResult& result : status.results) {
        writer.StartObject();
        write_path(writer, result.path);
        if (result.seed) writer.member("seed", *result.seed);
        writer.member("width", result.size.width);
        writer.member("height", result.size.height);
        writer.EndObject();
    }
    writer.EndArray();
    if (status.missing > 0) writer.member("missing", status.missing);
    writer.member("images_paid", status.images_paid);
    writer.member("seconds", static_cast<double>(static_cast<long long>(status.seconds * 10)) / 10);
    if (status.error) {
        writer.Key("error");
        writer.StartObject();
        writer.member("kind", name_of(status.error->kind));
        if (status.error->reason != Reason::None)
            writer.member("reason", name_of(status.error->reason));
        writer.member("message", is_utf8(message) ? message : printable_line(message, 1000));
        writer.EndObject();
    }
    writer.member("parameters", settings);
    if (!content.empty()) writer.member("content", content);
    writer.member("time", utc_now());
    writer.EndObject();
    return writer.text() + "\n";
}

}  // namespace upscale
