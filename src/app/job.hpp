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
#include "app/journal.hpp"
#include "base/progress.hpp"

namespace upscale {

/// What a job starts from.
struct JobStart {
    Bitmap pixels;     ///< RGBA of the region; taken over and freed as soon as it is encoded
    Bitmap selection;  ///< 1 channel over the region, or empty
    SourceRecord source;
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
    std::optional<Error> error;  ///< why there are no results
    std::vector<Error> lost;     ///< why single results could not be had
};

/// Encodes, uploads, has upscaled and downloads. Keeps the job's record on disk at each step; of a
/// job that failed without anything to come nothing is left. BadInput: nothing visible to upscale.
JobEnd run_job(JobStart start, const Service& service, const std::stop_token& stop,
               const ProgressFn& progress);

/// Goes on with an earlier job where it stopped, without paying again: waits, downloads, or does
/// nothing if the results are there already. The job must be Accepted, Succeeded or Downloaded;
/// `planes` are those that plane_files() names.
JobEnd resume_job(Job job, JobFolder folder, SourcePlanes planes, const Service& service,
                  const std::stop_token& stop, const ProgressFn& progress);

/// Notes that the results that have a file are in the editor now. If others could not be had, the
/// job goes back to Succeeded, so that they can be fetched later; else its folder is deleted.
void mark_imported(Job& job, const JobFolder& folder);

/// For a job that was downloaded: forgets files that are gone or damaged; see demand_files().
void check_files(Job& job, const JobFolder& folder);

/// The files in a job's folder that hold the source's planes as gray PNGs, and where they belong;
/// a plane that the source does not have has no file.
struct PlaneFile {
    const char* name;
    Bitmap SourcePlanes::*plane;
};
std::span<const PlaneFile> plane_files();

}  // namespace upscale
