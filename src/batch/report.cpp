// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "batch/report.hpp"

#include <utility>

#include "base/time.hpp"
#include "base/utf8.hpp"
#include "batch/file_list.hpp"
#include "json/json.hpp"

namespace upscale {
namespace {

constexpr std::size_t kLongestLine = std::size_t{1} << 20;  // bytes; ours are shorter

void write_path(json::Writer& writer, const std::string& path) {
    if (is_utf8(path))
        writer.member("file", path);
    else
        writer.member("file-uri", uri_of(path));
}

std::string path_at(const json::Value& value) {
    if (const auto path = json::string_at(value, {"file"})) return *path;
    return path_from_uri(json::string_at(value, {"file-uri"}).value_or(""));
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

std::string report_line(const FileStatus& status, const std::string& message,
                        const std::string& settings, const std::string& content) {
    json::Writer writer;
    writer.StartObject();
    write_path(writer, status.path);
    if (!status.layer.empty()) writer.member("layer", status.layer);
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
    if (status.smaller) writer.member("smaller", true);
    if (status.parts_missing) writer.member("parts_missing", true);
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

void Reported::take(std::string_view line, const std::string& settings) {
    const auto root = json::parse(line);
    if (!root || json::string_at(*root, {"parameters"}) != settings) return;
    const auto state = json::string_at(*root, {"state"});
    if (state != name_of(FileState::Done) && state != name_of(FileState::Skipped)) return;
    FileRecord record{.source = {},
                      .content = json::string_at(*root, {"content"}).value_or(""),
                      .complete = true};
    for (const json::Value* value : json::elements_at(*root, {"results"})) {
        SavedResult result{.path = path_at(*value), .index = record.results.size()};
        if (result.path.empty()) return;
        record.results.push_back(std::move(result));
    }
    if (record.content.empty() || record.results.empty()) return;
    for (const SavedResult& result : record.results) results.insert(result.path);
    files[{path_at(*root), json::string_at(*root, {"layer"}).value_or("")}] = std::move(record);
}

Result<Reported> read_report(const std::string& path, const std::string& settings) {
    Reported reported;
    if (path.empty()) return reported;
    if (is_picture(extension_of_path(path)))
        return Error{.kind = ErrorKind::LocalIo,
                     .detail = printable_line(path) + ", which is named like a picture"};
    std::error_code code;
    const platform::Handle file = platform::open_to_read(path, code);
    if (code == std::errc::no_such_file_or_directory) return reported;
    // a pipe or a terminal tells nothing about earlier runs
    if (!code && !platform::file_size(file, code)) return reported;
    Bytes room(std::size_t{1} << 16);
    std::string line;
    for (std::size_t count = room.size(); !code && count == room.size();) {
        count = platform::read(file, room, code);
        std::string_view text = as_text(ByteView(room).first(count));
        while (!text.empty()) {
            const std::size_t end = text.find('\n');
            if (line.size() <= kLongestLine) line += text.substr(0, end);
            if (end == text.npos) break;
            reported.take(line, settings);
            line.clear();
            text.remove_prefix(end + 1);
        }
    }
    if (code)
        return Error{.kind = ErrorKind::LocalIo,
                     .detail = printable_line(path) + ": " + code.message()};
    reported.take(line, settings);
    reported.ends_in_line = !line.empty();
    return reported;
}

Result<ReportFile> ReportFile::open(const std::string& path, const Reported& so_far) {
    ReportFile report;
    if (path.empty()) return report;
    std::error_code code;
    report.m_file = platform::open_to_append(path, code);
    if (!code && so_far.ends_in_line) platform::write(report.m_file, as_bytes("\n"), code);
    if (code)
        return Error{.kind = ErrorKind::LocalIo,
                     .detail = printable_line(path) + ": " + code.message()};
    return report;
}

Status ReportFile::add(const std::string& line) const {
    if (!m_file) return Done{};
    std::error_code code;
    platform::write(m_file, as_bytes(line), code);
    if (!code) return Done{};
    return Error{.kind = ErrorKind::LocalIo, .detail = code.message()};
}

}  // namespace upscale
