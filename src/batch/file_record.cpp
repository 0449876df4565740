// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "batch/file_record.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <utility>

#include "base/files.hpp"
#include "base/fingerprint.hpp"
#include "base/options.hpp"
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

std::string hash_of(const std::string& text) {
    Fingerprint fingerprint;
    fingerprint.add(as_bytes(text));
    return hex(fingerprint.value());
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

Size size_at(const json::Value& value) {
    const auto side = [&](const char* name) {
        return static_cast<int>(json::unsigned_at(value, {name}).value_or(0) & 0x7FFFFFFF);
    };
    return {side("width"), side("height")};
}

/// The lock of this name in a folder of state_folder()/batches, which is made if necessary.
Result<platform::Handle> locked_in(const std::string& folder, const std::string& name) {
    for (const std::string& each : {state_folder(), state_folder() + "/batches", folder})
        if (auto made = make_folder(each); !made) return made.error();
    const std::string path = folder + "/" + name + ".lock";
    std::error_code code;
    platform::Handle lock = platform::open_lock_file(path, code);
    if (code) return io_error(path, code);
    if (platform::try_lock(lock) == platform::Lock::Taken)
        return Error{.kind = ErrorKind::BadInput, .reason = Reason::FileInUse};
    return lock;
}

std::optional<FileRecord> read_record(const std::string& path) {
    const auto text = read_file(path, kMostRecord);
    return text ? file_record_from_json(as_text(*text)) : std::nullopt;
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

Result<std::string> ContentHashes::of(const std::string& path) {
    const auto stamp = stamp_of(path);
    if (!stamp) return stamp.error();
    const auto known = m_known.find(path);
    if (known != m_known.end() && known->second.stamp == *stamp) return known->second.content;
    auto content = content_hash(path);
    if (content) m_known[path] = {*stamp, *content};
    return content;
}

std::string parameters_key(const Parameters& values) {
    return hash_of(options_text(values, changes_results));
}

std::string settings_key(const Batch& batch) {
    Fingerprint fingerprint;
    const std::string zero(1, '\0');
    for (const std::string& text :
         {batch.output_folder, batch.name_pattern, batch.format, parameters_key(batch.values)})
        fingerprint.add(as_bytes(text + zero));
    return hex(fingerprint.value());
}

std::string file_key(const std::string& canonical, const std::string& layer) {
    return hash_of(layer.empty() ? canonical : canonical + '\0' + layer);
}

std::string job_key(const Parameters& values, const std::string& content,
                    const std::string& layer) {
    const std::string key = parameters_key(values) + "-" + content;
    return layer.empty() ? key : key + "-" + hash_of(layer);
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
    if (!record.layers.empty()) {
        writer.Key("layers");
        writer.StartArray();
        for (const LayerOfFile& layer : record.layers) {
            writer.StartObject();
            writer.member("name", layer.name);
            writer.member("width", layer.size.width);
            writer.member("height", layer.size.height);
            writer.member("ppi", layer.ppi);
            writer.EndObject();
        }
        writer.EndArray();
    }
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
        result.size = size_at(*value);
        result.bytes = static_cast<std::uint64_t>(count_at(*value, "bytes"));
        result.time_ns = json::int_at(*value, {"time-ns"}).value_or(0);
        if (!result.path.empty()) record.results.push_back(std::move(result));
    }
    for (const json::Value* value : json::elements_at(*root, {"layers"}))
        record.layers.push_back({json::string_at(*value, {"name"}).value_or(""), size_at(*value),
                                 json::double_at(*value, {"ppi"}).value_or(0)});
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
    auto lock = locked_in(folder_of(settings), file);
    if (!lock) return lock.error();
    return FileOfBatch(folder_of(settings) + "/" + file + ".json", std::move(*lock));
}

Result<platform::Handle> lock_job_of_batch(const std::string& key) {
    return locked_in(folder_of("jobs"), key);
}

std::optional<FileRecord> FileOfBatch::read() const { return read_record(m_path); }

Status FileOfBatch::write(const FileRecord& record) const {
    return write_file(m_path, as_bytes(to_json(record)));
}

std::optional<FileRecord> look_at_record(const std::string& settings, const std::string& file) {
    return read_record(folder_of(settings) + "/" + file + ".json");
}

std::map<std::string, std::set<std::string>> results_of(const std::string& settings) {
    std::map<std::string, std::set<std::string>> owners;
    std::error_code failed;
    for (fs::directory_iterator entry(folder_of(settings), failed), end; !failed && entry != end;
         entry.increment(failed)) {
        if (entry->path().extension() != ".json") continue;
        if (const auto record = read_record(entry->path().string()))
            for (const SavedResult& result : record->results)
                owners[result.path].insert(entry->path().stem().string());
    }
    return owners;
}

OnDisk on_disk(const std::string& canonical, ContentHashes& hashes) {
    const auto value_of = [](auto found) {
        return found ? std::optional(std::move(*found)) : std::nullopt;
    };
    return {.stamp = [=] { return value_of(stamp_of(canonical)); },
            .content = [=, &hashes] { return value_of(hashes.of(canonical)); },
            .has = [](const SavedResult& result) { return is_there(result, true); }};
}

bool is_about(const FileRecord& record, const OnDisk& disk) {
    const auto stamp = disk.stamp();
    return stamp && (*stamp == record.source || disk.content() == record.content);
}

bool is_done(const FileRecord& record, const OnDisk& disk) {
    return record.complete && !record.results.empty() &&
           std::ranges::all_of(record.results, disk.has) && is_about(record, disk);
}

}  // namespace upscale
