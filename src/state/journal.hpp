// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The record of a job on disk, written before each step that cannot be repeated, so that nothing
// paid for is lost whenever the plug-in ends.
#pragma once

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
    Uploaded,    ///< the layer is with the service; nothing is paid
    Submitted,   ///< the billed call is about to be made, or was; its answer is not known
    Accepted,    ///< the service works under a uuid: the results can be fetched with it
    Succeeded,   ///< the results' addresses are known
    Downloaded,  ///< the results are in the job's folder
    Imported,    ///< the results are in the editor; what is left of the folder is the history
    Failed,      ///< there is nothing to come
};

/// What is known of the source, enough to place results without it.
struct SourceRecord {
    std::string name;     ///< the layer's
    std::string session;  ///< editor_session(): image and drawable mean something only within it
    ImageId image = -1;
    ItemId drawable = -1;
    Size canvas;
    Rect layer, region;               ///< as in Source
    std::optional<Frame> frame = {};  ///< the padding that was sent around the region
    unsigned tattoo = 0;              ///< as in Source
    double scaled = 1;  ///< by which our own imports have scaled the whole image since it was read
    Size sent() const { return frame ? frame->size : Size{region.width, region.height}; }
};

/// How the source was sent.
struct UploadRecord {
    ImageFormat format = ImageFormat::Png;
    bool lossy = false;
    bool reduced = false;
    Size size;  ///< in pixels
};

/// One result. `file` is a name in the job's folder; empty: it was not had yet.
struct ResultRecord {
    AnnouncedResult announced;
    std::string file = {};
    ImageFormat format = ImageFormat::Png;  ///< the file's
    bool imported = false;  ///< it is in the editor; its file may be kept for the history
};

/// What keeps a record from being read.
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
    std::string asset;  ///< the upload's path at the service
    std::string uuid;   ///< the service's name for the job
    std::vector<ResultRecord> results;
    std::string failure;  ///< name_of() the kind, when Failed
    /// Not None: of the job no more is known than the files of results in its folder. It is
    /// Downloaded if there are any, else Submitted, and its folder is never changed. Not written.
    Damage damage = Damage::None;
};

/// "prepared", …
const char* name_of(JobState state);

std::string to_json(const Job& job);
/// BadReply: not a job of a version that we know. A result's file that is no plain name counts as
/// not had yet (see demand_files()); a size out of range is 0.
Result<Job> job_from_json(std::string_view text);

/// A job that was downloaded and has none of the files that are not imported yet goes back to
/// Succeeded: they are to be downloaded anew.
void demand_files(Job& job);

/// The folder of jobs: state_folder()/jobs.
std::string jobs_folder();

/// Names the running editor: the parent process and when it started. Ids of images and layers hold
/// as long as this does.
std::string editor_session();

/// One job's folder, locked as long as the object lives, so that two GIMPs do not work on one job.
/// Files in it are 0600, the folder 0700.
class JobFolder {
  public:
    /// Makes a folder for a new job and names the job after it.
    static Result<JobFolder> create(const std::string& jobs_folder, Job& job);

    /// Opens the folder of an earlier job and reads its record; see Job::damage. BadInput: `id`
    /// cannot be one, there is none, or another run works on it; BadReply: it is no job's folder;
    /// LocalIo.
    static Result<JobFolder> open(const std::string& jobs_folder, const std::string& id, Job& job);

    JobFolder(JobFolder&& other) noexcept;
    JobFolder& operator=(JobFolder&& other) noexcept;
    ~JobFolder();

    /// Takes as much room on the disk as the job's record can ever want; save() gives it back when
    /// it is needed. LocalIo.
    Status reserve_space() const;
    void release_space() const;
    /// Writes the job's record, unless it is there as it is; tries again in a folder made anew and
    /// in the room that is reserved. With it the names of all files written before are on the disk.
    /// A record that could not be read is not written over. LocalIo.
    Status save(const Job& job, Sync sync = Sync::FileAndFolder) const;
    /// True if upscale::is_recoverable() holds of the record on disk.
    bool is_recoverable() const;
    /// Writes a file of the job; see save(). LocalIo.
    Status write(const std::string& name, ByteView content) const;
    /// The same for one that is paid for: if it cannot be written there, then into a private folder
    /// for temporary files, which lives as long as this object. LocalIo.
    Status keep(const std::string& name, ByteView content);
    const std::string& path() const { return m_path; }
    std::string record_path() const;
    /// Where a file of the job is, or would be.
    std::string path_of(const std::string& name) const;
    bool has(const std::string& name) const;
    /// Deletes a file of the job.
    void remove(const std::string& name) const;
    /// Deletes the folder and all in it.
    void remove() const;

  private:
    JobFolder(std::string path, platform::Handle lock)
        : m_path(std::move(path)), m_lock(std::move(lock)) {}
    std::string m_path;
    platform::Handle m_lock;  ///< of the folder
    std::string m_spare;      ///< the folder for temporary files, or empty
};

/// True of a result that is here and not in the editor yet.
bool is_waiting(const ResultRecord& result);

/// True if the job's results can be fetched or are here: it is paid for and knows its name.
bool is_recoverable(const Job& job);

/// True if the user should hear of the job: it is recoverable, or may have been charged for
/// nothing.
bool is_unfinished(const Job& job);

/// What a cancel of the job costs in its present state.
Cost cost_of(const Job& job);

}  // namespace upscale
