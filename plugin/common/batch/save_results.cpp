// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/batch/save_results.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "base/utf8.hpp"
#include "common/import/importer.hpp"
#include "platform/files.hpp"
#include "state/history.hpp"
#include "state/preferences.hpp"

namespace upscale {
namespace {

namespace fs = std::filesystem;

/// How the results of a record are delivered: into files, where they are safe. Those that an
/// earlier run saved are among them, since it may have been killed before it marked them.
std::vector<Delivered> deliveries(const FileRecord& record, std::size_t count) {
    std::vector<Delivered> delivered;
    for (const SavedResult& saved : record.results)
        if (saved.index < count)
            delivered.push_back(
                {saved.index,
                 {-1, is_utf8(saved.path) ? saved.path : std::string(), unix_time_ns(), true}});
    return delivered;
}

/// For results that are saved, while a run that was killed could not mark them as imported.
void settle(const FileRecord& record, JobEnd& end) {
    const bool keep = history_limit(load_preferences()) > 0;
    mark_imported(end.job, *end.folder, deliveries(record, end.job.results.size()), keep);
}

Status sync(const std::string& path) {
    std::error_code code;
    const platform::Handle file = platform::open_to_read(path, code);
    if (!code) platform::sync(file, code);
    if (!code) return Done{};
    return Error{.kind = ErrorKind::LocalIo,
                 .detail = printable_line(path) + ": " + code.message()};
}

}  // namespace

std::optional<Error> ResultSaver::save(const Ended& ended, JobEnd end, const SourceReport& facts) {
    FileRecord& record = ended.unit.record;
    const Parameters& values = m_plan.batch.values;
    const Rect& region = end.job.source.region;
    const Size source{region.width, region.height};
    std::vector<std::size_t> wanted;
    std::map<std::size_t, std::optional<long long>> seeds;
    const std::size_t count = end.job.results.size();
    std::vector<SavedResult> there;
    for (const std::size_t index : kept_results(end.job)) {
        seeds[index] = end.job.results[index].announced.seed;
        const auto saved = std::ranges::find(record.results, index, &SavedResult::index);
        if (saved != record.results.end() && is_there(*saved, ended.was_complete))
            there.push_back(*saved);
        else
            wanted.push_back(index);
    }
    // results that were saved by a run before, and are kept no longer
    for (const SavedResult& saved : record.results)
        if (!seeds.contains(saved.index) && is_there(saved, true)) there.push_back(saved);
    std::error_code ignored;
    // a run that was killed may have given a result its name, and left the temporary one
    for (const SavedResult& saved : there)
        fs::remove(temporary_of(ended.unit, saved.index), ignored);
    record.results = std::move(there);
    record.job = end.job.id;

    std::optional<Error> trouble;
    const auto deliver = [&](std::span<const Importer::NewImage> images,
                             const SourceReport& so_far) {
        for (const auto& [index, image] : images) {
            SavedResult result{.index = index, .seed = seeds[index]};
            if (auto saved = save_image(ended, image, source, count, result); !saved)
                trouble = saved.error();
        }
        // Not later: a job whose results are all safe may be deleted, and without a complete
        // record the file would then be paid for again.
        record.complete = !trouble && so_far.outstanding == 0;
        if (auto written = ended.own.write(record); !written) {
            if (!trouble) trouble = written.error();
            return std::vector<Delivered>();
        }
        return deliveries(record, count);
    };
    SourceReport after = facts;
    if (wanted.empty()) {
        deliver({}, after);
        if (record.complete) settle(record, end);
    } else {
        JobsEnd jobs{{}, {.sources = {facts}}};
        jobs.ends.push_back(std::move(end));
        const bool keep = is_paid(values) && history_limit(load_preferences()) > 0;
        Importer importer(m_editor, ended.image, Placement::NewImage, m_view, false, keep);
        importer.deliver_with(deliver);
        const Report report =
            importer.import(std::move(jobs), [&](const std::string&) { return wanted; });
        for (const int image : report.images) m_editor.discard_image(image);
        if (trouble) return trouble;
        if (const Error* failure = first_error(report)) return *failure;
        after = report.sources.front();
    }
    const auto came = static_cast<int>(record.results.size() + after.files.size());
    ended.status.missing = std::max(0, values.num_images - came);
    ended.status.smaller = std::ranges::count(after.notes, Note::Smaller) > 0;
    ended.status.parts_missing = std::ranges::count(after.notes, Note::PartsMissing) > 0;
    if (!after.lost.empty()) ended.status.error = after.lost.front();
    ended.status.results = record.results;
    const bool none = record.results.empty() && after.files.empty();
    if (!trouble && (none || after.outstanding > 0))
        trouble = after.lost.empty() ? Error{.kind = ErrorKind::BadReply} : after.lost.front();
    return trouble;
}

/// The name that a result has until it is written. Batches with other settings may save results of
/// the same file at the same time.
std::string ResultSaver::temporary_of(const BatchUnit& unit, std::size_t index) const {
    return m_plan.batch.output_folder + "/" + kTemporaryPrefix + m_plan.settings + "-" +
           file_key(unit.listed.canonical, unit.layer) + "-" + std::to_string(index + 1) + "." +
           unit.extension;
}

/// Writes a result beside the place where it belongs, notes it in the file's record, and gives
/// it its name.
Status ResultSaver::save_image(const Ended& ended, ImageId image, Size source, std::size_t count,
                               SavedResult& result) {
    const BatchUnit& unit = ended.unit;
    const Size size = m_editor.state_of(image).canvas;
    const double factor = size.width >= size.height
                              ? static_cast<double>(size.width) / std::max(source.width, 1)
                              : static_cast<double>(size.height) / std::max(source.height, 1);
    const std::string temporary = temporary_of(unit, result.index);
    std::error_code ignored;
    fs::remove(temporary, ignored);  // a run that was killed may have left it
    auto saved = m_port.save(image, temporary);
    const auto stamp = stamp_of(temporary);
    if (saved && (!stamp || stamp->bytes == 0))
        saved = Error{.kind = ErrorKind::LocalIo,
                      .detail = "GIMP wrote no file " + printable_line(temporary)};
    if (saved) saved = sync(temporary);
    if (saved) {
        result.size = size;
        result.bytes = stamp->bytes;
        result.time_ns = stamp->time_ns;
        const NameValues values{unit.stem,   unit.layer,   factor, size,
                                result.seed, result.index, count};
        saved = give_name(ended, temporary, values, result);
    }
    if (!saved) fs::remove(temporary, ignored);
    return saved;
}

Status ResultSaver::give_name(const Ended& ended, const std::string& temporary, NameValues values,
                              SavedResult& result) {
    BatchUnit& unit = ended.unit;
    // the service may not say which seed it took
    if (!values.seed) values.seed = m_plan.batch.values.seed;
    const std::string name = m_plan.pattern.name_for(values).value_or(unit.stem);
    const std::vector<SavedResult> before = unit.record.results;
    for (int attempt = 1;; ++attempt) {
        result.path =
            m_plan.batch.output_folder + "/" + numbered(name, attempt) + "." + unit.extension;
        std::error_code code;
        if (!m_plan.batch.overwrite && fs::exists(result.path, code)) continue;
        if (m_plan.is_source(result.path) || m_written.contains(result.path) ||
            m_plan.earlier->is_of_another(result.path, unit.listed, unit.layer))
            continue;
        unit.record.results = before;
        unit.record.results.push_back(result);
        if (auto written = ended.own.write(unit.record); !written) return written;
        if (m_plan.batch.overwrite)
            platform::replace(temporary, result.path, code);
        else
            platform::move_to_free_name(temporary, result.path, code);
        if (code == std::errc::file_exists) continue;
        if (!code) {
            platform::sync_folder(m_plan.batch.output_folder);
            m_written.insert(result.path);
            return Done{};
        }
        unit.record.results = before;
        return Error{.kind = ErrorKind::LocalIo,
                     .detail = printable_line(result.path) + ": " + code.message()};
    }
}

void settle_skipped(const FileRecord& record) {
    Job job;
    if (!JobFolder::look(jobs_folder(), record.job, job) || !is_unfinished(job)) return;
    JobEnd end;
    auto folder = JobFolder::open(jobs_folder(), record.job, end.job);
    if (!folder || end.job.state != JobState::Downloaded) return;
    end.folder = std::move(*folder);
    settle(record, end);
}

}  // namespace upscale
