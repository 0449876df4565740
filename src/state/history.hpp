// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The jobs on disk: those with results to come, and those whose results were imported and are kept
// for a while.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "state/journal.hpp"

namespace upscale {

/// The unfinished jobs that no other run is working on, newest first, and those whose records
/// cannot be read. Folders that are not ours are ignored.
std::vector<Job> unfinished_jobs(const std::string& jobs_folder);

/// The jobs whose results can be had without paying: the unfinished ones, and those that are
/// is_unsaved(). Newest first.
std::vector<Job> jobs_to_recover(const std::string& jobs_folder);

/// The same, and the imported jobs that still have files.
std::vector<Job> all_jobs(const std::string& jobs_folder);

/// The jobs of the files of a batch. A record is read once to find out which file it is about, and
/// again when that file is asked for.
class JobsOfBatch {
  public:
    explicit JobsOfBatch(std::string jobs_folder) : m_folder(std::move(jobs_folder)) {}

    struct Found {
        /// Those that can give results for the file, or may have been charged for it, newest first.
        std::vector<Job> jobs;
        bool in_use = false;  ///< another run is working on such a job, which is not among them
    };
    /// `key`: their SourceRecord::batch.
    Found of(const std::string& key);

  private:
    std::string m_folder;
    std::map<std::string, std::string> m_keys;  ///< of each job whose record was read, by its id
};

/// The file that an open image was last saved as, exported to or opened from; empty: none.
using FileOfImage = std::function<std::string(ImageId)>;

/// Finds out which imported results are safe, because the image's file is newer than the import,
/// and notes it in their records. `file_of` tells what became of the images of this session;
/// without it the files are looked at that were known at the import.
void note_saved(const std::string& jobs_folder, const FileOfImage& file_of = {});

/// Stars a result, or takes its star away. The errors of JobFolder::open() and save(); BadInput
/// also if there is no such result.
Status star_result(const std::string& jobs_folder, const std::string& id, std::size_t index,
                   bool starred);

/// Deletes imported jobs that are not is_unsaved(): those whose record is older than 30 days, and
/// then the oldest until all together take no more than `limit_bytes`. 0: the user says that
/// nothing is to be kept, and so all imported jobs go. Also deletes what is older than 30 days and
/// led to nothing: jobs, and folders of ours without a record. Never deletes an unfinished job, one
/// with a star, one that another run is working on, or a folder that is not ours: only the user
/// deletes what is paid for.
void trim_history(const std::string& jobs_folder, std::uintmax_t limit_bytes);

/// The bytes that jobs take on disk of which at least one result was imported, saved or not.
std::uintmax_t history_bytes(const std::string& jobs_folder);

/// An imported job, as far as trim_history() needs it.
struct PastJob {
    std::string id;
    std::chrono::seconds age{};  ///< age of its record; negative: the clock was set back since
    std::uintmax_t bytes = 0;
};

/// The ids of the jobs that trim_history() deletes, oldest first.
std::vector<std::string> past_its_time(std::span<const PastJob> jobs, std::uintmax_t limit_bytes);

}  // namespace upscale
