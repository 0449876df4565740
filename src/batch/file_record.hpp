// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What is remembered of each file of a batch, so that the next run goes on where the last one
// ended. One small file of JSON for each, in state_folder()/batches/<settings>/<file>.json.
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "batch/batch.hpp"
#include "batch/file_list.hpp"
#include "platform/files.hpp"

namespace upscale {

/// A source as it is on the disk.
struct SourceStamp {
    std::uint64_t bytes = 0;
    std::int64_t time_ns = 0;  ///< when it was written, since 1970
    bool operator==(const SourceStamp&) const = default;
};

/// LocalIo: it is gone, is no regular file, or cannot be read.
Result<SourceStamp> stamp_of(const std::string& path);

/// A hash of a file's bytes, 16 hexadecimal digits. LocalIo.
Result<std::string> content_hash(const std::string& path);

/// The parameters that results depend on. 16 hexadecimal digits.
std::string parameters_key(const Parameters& values);

/// The same with the output folder, names and format: where the results are looked for. 16
/// hexadecimal digits. The folder must be canonical.
std::string settings_key(const Batch& batch);

/// Which file, by its canonical path; 16 hexadecimal digits.
std::string file_key(const std::string& canonical);

/// SourceRecord::batch of the job that is made of this content with these parameters. `content`:
/// content_hash().
std::string job_key(const Parameters& values, const std::string& content);

/// What became of a file.
struct FileRecord {
    SourceStamp source;
    std::string content;    ///< content_hash() of the source
    std::string job = {};   ///< the id of the job that the results are of
    bool complete = false;  ///< all results that will come are saved
    std::vector<SavedResult> results = {};
};

std::string to_json(const FileRecord& record);
/// Nullopt: it is damaged, or of another version.
std::optional<FileRecord> file_record_from_json(std::string_view text);

/// True if the result is where it was saved. Before the record is complete, the file must be the
/// very one that was written: the record comes before the name.
bool is_there(const SavedResult& result, bool complete);

/// The record of one file of a batch, locked as long as this object lives, so that two runs do not
/// work on one file.
class FileOfBatch {
  public:
    /// BadInput, Reason::FileInUse: another run works on it; LocalIo.
    static Result<FileOfBatch> open(const std::string& settings, const std::string& file);
    /// Nullopt: there is none yet.
    std::optional<FileRecord> read() const;
    Status write(const FileRecord& record) const;

  private:
    FileOfBatch(std::string path, platform::Handle lock)
        : m_path(std::move(path)), m_lock(std::move(lock)) {}
    std::string m_path;
    platform::Handle m_lock;
};

/// The same without a lock. Nullopt: there is none.
std::optional<FileRecord> look_at_record(const std::string& settings, const std::string& file);

/// The paths of all results of the batches with these settings.
std::vector<std::string> results_of(const std::string& settings);

/// True if all results of this record are there and the file is the one that they were made of.
/// Reads the file if it was written since.
bool is_done(const FileRecord& record, const std::string& canonical);

/// Those of the files that a run of this batch would skip, each with its results: they are done, or
/// are results of this batch. May take long; a stop ends it. `batch`: its files are not used.
std::vector<FileStatus> done_before(const Batch& batch, const std::vector<ListedFile>& files,
                                    const std::stop_token& stop);

/// A line of a batch's report: one JSON object, and a line break. Members: file, state ("done",
/// "skipped", "failed"), results (file, seed, width, height), missing, images_paid, seconds,
/// error (kind, reason, message), parameters (settings_key()), source (bytes, content), time. A
/// path that is not UTF-8 is a "file-uri" instead of a "file". `message`: the error in words.
std::string report_line(const FileStatus& status, const std::string& message,
                        const std::string& settings, const std::string& content);

}  // namespace upscale
