// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// One job from pixels to the results' files: what the worker thread does.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "api/client.hpp"
#include "base/progress.hpp"
#include "image/colours/slow_part.hpp"
#include "state/journal.hpp"

namespace upscale {

/// What a job starts from.
struct JobStart {
    Bitmap pixels;  ///< RGB or RGBA of the region; taken over, and freed as soon as it is encoded
    Bitmap selection;  ///< 1 channel over the region, or empty
    SlowPart slow;     ///< as in Source
    SourceRecord source;
    bool clipped = false;    ///< see Source
    bool only_srgb = false;  ///< see Source
    Parameters parameters;
    std::string jobs_folder = {};  ///< where its folder is made; empty: where jobs are
};

/// What is kept of the source, to place the results and for their colours. Bitmaps have 1 channel.
struct SourcePlanes {
    Bitmap alpha;      ///< of the region; empty: opaque
    Bitmap selection;  ///< over the region; empty: none
    Bitmap preview;    ///< preview_of() what was sent
    SlowPart slow;     ///< of the region; empty: an earlier version made the job
};

/// A job that ended, well or not.
struct JobEnd {
    Job job;
    std::optional<JobFolder> folder;  ///< with the results' files; none: nothing is left on disk
    SourcePlanes planes;
    bool clipped = false;          ///< see Source
    bool only_srgb = false;        ///< see Source
    std::optional<Error> error;    ///< why there are no results
    std::vector<Error> lost;       ///< why single results could not be fetched
    int images_paid = 0;           ///< of a job of several calls that failed: images of those that
                                   ///< are paid for
    int images_before = 0;         ///< of a job of several calls that went on: that were paid for
    int images_now = 0;            ///< of a job of several calls: that this run has paid for
    std::optional<Error> unsaved;  ///< why the record on disk is older than `job`: then only
                                   ///< this object knows what is paid for
};

/// Encodes and uploads the source, has it upscaled, and downloads the results. Saves the job's
/// record at each step. Before the paid call a record that cannot be written ends the job; after it
/// the job goes on, and the write is tried again. The state of the job alone decides what is kept:
/// the folder is deleted if the job cost nothing, or if the service said for certain that it
/// failed. BadInput: nothing in the source is visible.
JobEnd run_job(JobStart start, const Service& service, const std::stop_token& stop,
               const ProgressFn& progress, const RetryLimits& limits = {});

/// Continues an earlier job from the state it stopped in, without paying again: waits for results
/// or downloads them. Does nothing if they are already here or were imported. The job must be
/// Accepted, Succeeded, Downloaded or Imported; `planes` are those in its folder.
JobEnd resume_job(Job job, JobFolder folder, SourcePlanes planes, const Service& service,
                  const std::stop_token& stop, const ProgressFn& progress,
                  const RetryLimits& limits = {});

/// A result that is in the editor now.
struct Delivered {
    std::size_t index;  ///< among all results
    Delivery delivery;
};

/// Records which results are in the editor now; the others stay as they are. `keep_files`: keep
/// their files until the image is saved and then for the history; otherwise those without a star
/// are deleted, and the folder with the last of them. Afterwards the job is Downloaded if other
/// results are ready to be imported, Succeeded if other results can still be downloaded, else
/// Imported. The folder of a damaged or newer record is not changed.
void mark_imported(Job& job, const JobFolder& folder, std::span<const Delivered> delivered,
                   bool keep_files);

/// For a downloaded job: treats files that are missing or damaged as not yet downloaded, until the
/// record is written again; see demand_files(). A file that merely cannot be read at the moment
/// does not count as damaged.
void check_files(Job& job, const JobFolder& folder);

/// The files in a job's folder that hold the planes of the source, as gray PNGs. A plane that the
/// source does not have has no file.
struct PlaneFile {
    const char* name;
    Bitmap SourcePlanes::*plane;
};
std::span<const PlaneFile> plane_files();

/// Writes the planes into the job's folder, and reads them again; those that are missing or damaged
/// are empty. LocalIo.
Status save_planes(const JobFolder& folder, const SourcePlanes& planes);
SourcePlanes read_planes(const JobFolder& folder);

/// Records how a job ended; `done`: its steps. If it can give nothing any more, its folder is
/// deleted.
void conclude(JobEnd& end, const Status& done);

/// The file with to_bytes() of the slow part.
constexpr const char* kSlowPartFile = "colours";
constexpr std::size_t kMostSlowPartBytes = 16 << 20;

}  // namespace upscale
