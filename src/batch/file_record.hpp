// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What is remembered of each file of a batch, so that the next run goes on where the last one
// ended. One small file of JSON for each, in state_folder()/batches/<settings>/<file>.json.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "batch/batch.hpp"
#include "image/pixels/bitmap.hpp"
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

/// The same of many files, each of which is read once as long as nobody writes to it.
class ContentHashes {
  public:
    /// LocalIo.
    Result<std::string> of(const std::string& path);

  private:
    struct Known {
        SourceStamp stamp;
        std::string content;
    };
    std::map<std::string, Known> m_known;  ///< by path
};

/// The parameters that results depend on. 16 hexadecimal digits.
std::string parameters_key(const Parameters& values);

/// The same with the output folder, names and format: where the results are looked for. 16
/// hexadecimal digits. The folder must be canonical.
std::string settings_key(const Batch& batch);

/// Which file, by its canonical path, and which layer of it; 16 hexadecimal digits. `layer`: one of
/// layer_names(); empty: what the whole file shows, or the list of its layers.
std::string file_key(const std::string& canonical, const std::string& layer = {});

/// SourceRecord::batch of the job that is made of this content with these parameters. `content`:
/// content_hash(); `layer` as above.
std::string job_key(const Parameters& values, const std::string& content,
                    const std::string& layer = {});

/// A layer of a file.
struct LayerOfFile {
    std::string name;  ///< one of layer_names()
    Size size = {};    ///< pixels; none: nothing in it is visible
    double ppi = 72;   ///< pixels per inch at which it is printed
    bool is_empty() const { return size == Size(); }
};

/// What became of a file or of one of its layers, or which layers a file has.
struct FileRecord {
    SourceStamp source;
    std::string content;    ///< content_hash() of the source
    std::string job = {};   ///< the id of the job that the results are of
    bool complete = false;  ///< all results that will come are saved
    std::vector<SavedResult> results = {};
    std::vector<LayerOfFile> layers = {};  ///< from top to bottom
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

/// Locks the job of this job_key(), so that no other run begins it, whatever its folder or names.
/// BadInput, Reason::FileInUse: another run has it, which may be one of this process; LocalIo.
Result<platform::Handle> lock_job_of_batch(const std::string& key);

/// The record of a file without a lock. Nullopt: there is none.
std::optional<FileRecord> look_at_record(const std::string& settings, const std::string& file);

/// The paths of all results of the batches with these settings, and the file_key() of what each is
/// of.
std::map<std::string, std::set<std::string>> results_of(const std::string& settings);

/// What the disk says of a source and its results. Each is asked only if the answer matters.
struct OnDisk {
    std::function<std::optional<SourceStamp>()> stamp;
    std::function<std::optional<std::string>()> content;  ///< content_hash()
    std::function<bool(const SavedResult&)> has;
};

/// What the disk says of the file with this canonical path. `hashes` must outlive it.
OnDisk on_disk(const std::string& canonical, ContentHashes& hashes);

/// True if the record, or the list of layers in it, is about the file as it is now.
bool is_about(const FileRecord& record, const OnDisk& disk);

/// True if nothing is left to do for this record: its source is as it was, and all results that
/// will come were saved and are there.
bool is_done(const FileRecord& record, const OnDisk& disk);

}  // namespace upscale
