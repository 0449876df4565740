// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The jobs on disk: those with results to come, and those whose results were imported and are kept
// for a while.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "state/journal.hpp"

namespace upscale {

/// The unfinished jobs that no other run is working on, newest first, and those whose records
/// cannot be read. Folders that are not ours are ignored.
std::vector<Job> unfinished_jobs(const std::string& jobs_folder);

/// The same, and the imported jobs that still have files.
std::vector<Job> all_jobs(const std::string& jobs_folder);

/// Deletes imported jobs: those whose record is older than 30 days, and then the oldest until all
/// together take no more than `limit_bytes` (0: all of them). Also deletes jobs older than 30 days
/// that led to nothing. Never deletes an unfinished job, one that another run is working on, or a
/// folder that is not ours: only the user deletes what is paid for.
void trim_history(const std::string& jobs_folder, std::uintmax_t limit_bytes);

/// Notes in the records of all jobs of an image (of this session) that one of our imports scaled
/// the image by this factor.
void note_scaled(const std::string& jobs_folder, ImageId image, double factor);

/// The bytes that imported jobs take on disk.
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
