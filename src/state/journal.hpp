// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The record of a job on disk. It is written before each step that cannot be repeated, so that
// nothing that is paid for is lost, whenever the plug-in ends. See docs/job.md.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/codec.hpp"
#include "base/files.hpp"
#include "base/ids.hpp"
#include "base/parameters.hpp"
#include "base/progress.hpp"
#include "base/result.hpp"
#include "image/files/header.hpp"
#include "image/pixels/bitmap.hpp"
#include "image/registration/padding.hpp"
#include "platform/files.hpp"

namespace upscale {

enum class JobState {
    Prepared,    ///< nothing has left this computer
    Uploaded,    ///< the service has the picture; nothing is paid
    Submitted,   ///< the paid call may have been made; its answer is not known
    Accepted,    ///< the service is working; the results can be fetched by the uuid
    Succeeded,   ///< the results' addresses are known
    Downloaded,  ///< the results are in the job's folder
    Imported,    ///< the results are in the editor; what is left of the folder is the history
    Failed,      ///< no results will come
};

/// What is known about the source: enough to place results even if the source is gone.
struct SourceRecord {
    std::string name;     ///< the layer's
    std::string session;  ///< editor_session(): the ids below are valid only within it
    ImageId image = -1;
    ItemId drawable = -1;
    Size canvas;
    Rect layer, region;               ///< as in Source
    std::optional<Frame> frame = {};  ///< the padding that was sent around the region
    unsigned tattoo = 0;              ///< as in Source
    /// as in Source; 0: not known, because an earlier version made the record
    double image_scale = 1;
    /// Only if image_scale is not known: the factor by which our own imports scaled the image after
    /// the source was read.
    double scaled = 1;
    double ppi = 72;               ///< as in Source
    std::string pixels_hash = {};  ///< hash_of() the region's pixels; empty: not known
    /// job_key() of the file of a batch that the job is made for (src/batch/file_record.hpp), so
    /// that the next run finds the job; empty: none.
    std::string batch = {};
    Size sent() const { return frame ? frame->size : Size{region.width, region.height}; }
};

/// In which form the source was sent.
struct UploadRecord {
    ImageFormat format = ImageFormat::Png;
    bool lossy = false;
    bool reduced = false;
    Size size;  ///< in pixels
};

/// Where an imported result went. It is safe as soon as the image's file is newer than the import.
struct Delivery {
    ImageId image = -1;        ///< valid only within SourceRecord::session's session
    std::string file = {};     ///< the image's file, absolute; empty: it has none yet
    std::int64_t time_ns = 0;  ///< when, since 1970; 0: before such things were recorded
    bool saved = false;        ///< the file was seen to be newer
};

/// One pass of a result that was made in several calls.
struct PassRecord {
    Size size;                           ///< pixels that it gave
    std::optional<long long> seed = {};  ///< as returned
    int images = 1;                      ///< calls' images that it is made of
    bool operator==(const PassRecord&) const = default;
};

/// One result. `file` is a name in the job's folder; empty: it was not downloaded yet.
struct ResultRecord {
    AnnouncedResult announced;
    std::string file = {};
    ImageFormat format = ImageFormat::Png;  ///< the file's
    bool foreign = false;    ///< no layer can be made of the file: it is handed over as it is
    bool starred = false;    ///< by the user: only the user deletes it
    bool imported = false;   ///< it is in the editor; its file may be kept for the history
    Delivery delivery = {};  ///< of an imported one
    // of a job of several calls
    std::vector<PassRecord> passes = {};
    bool smaller = false;          ///< than the size that was asked for
    std::vector<Rect> plain = {};  ///< parts of the region that no call gave: they are enlarged
                                   ///< without new detail
};

/// Why a record cannot be used.
enum class Damage {
    None,
    Unreadable,  ///< it is empty, cut off or overwritten
    Newer,       ///< it was written by a newer version of the plug-in
};

struct Job {
    std::string id;       ///< the folder's name
    std::string created;  ///< ISO 8601, UTC
    JobState state = JobState::Prepared;
    Parameters parameters;
    SourceRecord source;
    UploadRecord upload;
    std::string asset;      ///< the upload's path at the service
    std::string uuid;       ///< the service's name for the job
    std::string paid_with;  ///< key_mark() of the key of the paid call; empty: not known
    std::vector<ResultRecord> results;
    /// How many images its calls were foreseen to make; 0: it is a call itself. Then the calls have
    /// folders of their own within this one's, see enlarging/calls.hpp, and the results are made of
    /// theirs.
    int calls = 0;
    std::string failure;  ///< name_of() the kind, when Failed
    /// If not None, only the files of results in the folder are known. The job is Downloaded if
    /// there are any, else Submitted, and its folder is never changed. Not saved.
    Damage damage = Damage::None;
};

/// The values that a result was made with: as asked for, but for what the engine on this computer
/// says that it chose (detail and denoise). Records of earlier versions say nothing of it.
Parameters values_as_made(const Job& job, std::size_t result);

/// "prepared", …
const char* name_of(JobState state);

std::string to_json(const Job& job);
/// BadReply: not a job of a version that we know. A file name of a result that is not a plain name
/// is treated as not downloaded (see demand_files()); a size out of range becomes 0.
Result<Job> job_from_json(std::string_view text);

/// Sets a downloaded job back to Succeeded if all files of its results that were not imported are
/// missing, so that they are downloaded again.
void demand_files(Job& job);

/// The file of a job's folder with its record.
constexpr const char* kRecordName = "job.json";

/// The file of a job's folder with the body of the last answer to the paid call, as it came but for
/// the key. If the record was not written after that answer, open() takes what it says from here.
constexpr const char* kAnswerName = "answer";

/// The folder of jobs: state_folder()/jobs.
std::string jobs_folder();

/// Identifies the running editor: the parent process and its start time. Ids of images and layers
/// are valid only as long as this stays the same.
std::string editor_session();

/// One job's folder, locked while the object lives, so that two GIMPs do not work on one job. Its
/// files have mode 0600, the folder 0700.
class JobFolder {
  public:
    /// Makes a folder for a new job and names the job after it.
    static Result<JobFolder> create(const std::string& jobs_folder, Job& job);

    /// Opens the folder of an earlier job and reads its record; see Job::damage. BadInput: `id` is
    /// no valid name, the folder does not exist, or another run is working on it; BadReply: it is
    /// not a job's folder; LocalIo.
    static Result<JobFolder> open(const std::string& jobs_folder, const std::string& id, Job& job);
    /// Reads the record as open() does, without keeping the folder, in nobody's way. BadInput also
    /// if a run is working on the job; it does not wait.
    static Status look(const std::string& jobs_folder, const std::string& id, Job& job);
    /// Reads the record as look() does, also if a run is working on the job, so that it may change
    /// at once.
    static Status peek(const std::string& jobs_folder, const std::string& id, Job& job);

    /// Deletes a folder that create() made and that never got a record, unless it holds results or
    /// a run has just begun in it.
    static void remove_without_record(const std::string& jobs_folder, const std::string& id);

    JobFolder(JobFolder&& other) noexcept;
    JobFolder& operator=(JobFolder&& other) noexcept;
    ~JobFolder();

    /// Reserves as much disk space as the job's record can ever need; save() uses it when the disk
    /// is full. LocalIo.
    Status reserve_space() const;
    void release_space() const;
    /// Writes the job's record, unless it has not changed. If that fails, it tries again after
    /// making the folder anew and giving up the reserved space. With Sync::FileAndFolder all files
    /// written earlier are safely on the disk, too. A record that could not be read is not
    /// overwritten. LocalIo.
    Status save(const Job& job, Sync sync = Sync::FileAndFolder) const;
    /// True if upscale::is_recoverable() holds of the job that open() would find on the disk.
    bool is_recoverable() const;
    /// Checks that the record on the disk can be read again. LocalIo.
    Status check_record() const;
    /// Writes a file of the job, synced as Sync::File; see save(). LocalIo.
    Status write(const std::string& name, ByteView content) const;
    /// The same for a file that is paid for: if it cannot be written there, it is written into a
    /// private temporary folder, or else kept in memory, as long as this object exists.
    void keep(const std::string& name, ByteView content);
    /// A file of the job, wherever it is kept. LocalIo: missing, unreadable or longer.
    Result<Bytes> read(const std::string& name, std::size_t max_bytes) const;
    const std::string& path() const { return m_path; }
    std::string record_path() const;
    /// The path of a file of the job, whether it exists or not; none exists of one in memory.
    std::string path_of(const std::string& name) const;
    /// True if the file is kept, wherever that is.
    bool has(const std::string& name) const;
    /// True if the file is there for later runs, too.
    bool has_for_good(const std::string& name) const;
    /// Deletes a file of the job.
    void remove(const std::string& name) const;
    /// Deletes the folder with everything in it.
    void remove() const;

  private:
    JobFolder(std::string path, platform::Handle lock)
        : m_path(std::move(path)), m_lock(std::move(lock)) {}
    std::string m_path;
    platform::Handle m_lock;  ///< of the folder
    std::string m_spare;      ///< the private temporary folder; empty: none was needed
    std::map<std::string, Bytes> m_memory;  ///< what could be written nowhere, by name
};

/// True if the result is here and was not imported yet.
bool is_waiting(const ResultRecord& result);

/// True if the result is in the editor, its file is kept, and the image was not saved since. Only
/// what is paid for is watched over in this way.
bool is_unsaved(const Job& job, const ResultRecord& result);

/// True if any result is_unsaved(): the job's files can be had again, and nothing but the user
/// deletes them.
bool is_unsaved(const Job& job);

/// True if the user has starred any result that is still here.
bool has_star(const Job& job);

/// The indices of the results whose files are in the job's folder, imported or not.
std::vector<std::size_t> kept_results(const Job& job);

/// True if the results can be fetched or are already here: the job is paid for and its uuid is
/// known.
bool is_recoverable(const Job& job);

/// True if the user should be told about the job: it is recoverable, or may have been charged
/// without results.
bool is_unfinished(const Job& job);

/// What a cancel would cost in the job's present state.
Cost cost_of(const Job& job);

}  // namespace upscale
