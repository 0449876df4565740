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
#include "state/journal.hpp"

namespace upscale {

/// What a job starts from.
struct JobStart {
    Bitmap pixels;     ///< RGB or RGBA of the region; taken over and freed as soon as it is encoded
    Bitmap selection;  ///< 1 channel over the region, or empty
    SourceRecord source;
    bool clipped = false;  ///< see Source
    Parameters parameters;
};

/// What of the source is needed to place the results; all 1 channel.
struct SourcePlanes {
    Bitmap alpha;      ///< of the region; empty: opaque
    Bitmap selection;  ///< over the region; empty: none
    Bitmap preview;    ///< preview_of() what was sent
};

/// A job that ended, well or not.
struct JobEnd {
    Job job;
    std::optional<JobFolder> folder;  ///< with the results' files; none: nothing is left on disk
    SourcePlanes planes;
    bool clipped = false;          ///< see Source
    std::optional<Error> error;    ///< why there are no results
    std::vector<Error> lost;       ///< why single results could not be had
    std::optional<Error> unsaved;  ///< why the record on disk is older than `job`; what is paid
                                   ///< then lives in this object alone
};

/// Encodes, uploads, has upscaled and downloads. Keeps the job's record on disk at each step. Until
/// the paid call a record that cannot be written ends the job; after it the job goes on, and the
/// write is tried again. Its state alone decides what is kept: of a job that cost nothing, or whose
/// failure is the service's final word, nothing is left. BadInput: nothing visible to upscale.
JobEnd run_job(JobStart start, const Service& service, const std::stop_token& stop,
               const ProgressFn& progress, const RetryLimits& limits = {});

/// Goes on with an earlier job where it stopped, without paying again: waits, downloads, or does
/// nothing if the results are there already or were imported. The job must be Accepted, Succeeded,
/// Downloaded or Imported; `planes` are those that plane_files() names.
JobEnd resume_job(Job job, JobFolder folder, SourcePlanes planes, const Service& service,
                  const std::stop_token& stop, const ProgressFn& progress,
                  const RetryLimits& limits = {});

/// Notes that the results `delivered` (their places among all) are in the editor now; the others
/// stay as they are. `keep_files`: their files stay for the history, else they are deleted, and
/// with the last of them the folder. If others are here, the job is Downloaded; if others are
/// outstanding, it is Succeeded, so that they can be fetched later; else Imported. The folder of a
/// damaged or newer record is left as it is.
void mark_imported(Job& job, const JobFolder& folder, std::span<const std::size_t> delivered,
                   bool keep_files);

/// For a job that was downloaded: the files that are gone or damaged count as not had yet, until
/// the record is written anew; see demand_files(). A file that cannot be read at the moment is not
/// damaged.
void check_files(Job& job, const JobFolder& folder);

/// The files in a job's folder that hold the source's planes as gray PNGs, and where they belong;
/// a plane that the source does not have has no file.
struct PlaneFile {
    const char* name;
    Bitmap SourcePlanes::*plane;
};
std::span<const PlaneFile> plane_files();

}  // namespace upscale
