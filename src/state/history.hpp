// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The jobs on disk: what there is to come, and what was added to images and is kept for a while.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "state/journal.hpp"

namespace upscale {

/// The unfinished jobs that no run works on, newest first, and those whose records cannot be read.
/// Foreign folders are passed over.
std::vector<Job> unfinished_jobs(const std::string& jobs_folder);

/// The same, and the imported ones of which files are still there.
std::vector<Job> all_jobs(const std::string& jobs_folder);

/// Deletes imported jobs: those whose record is older than 30 days, and the oldest ones as long as
/// all together take more than `limit_bytes`; 0: all. Also what came to nothing more than 30 days
/// ago. Never an unfinished job, one that another run works on, or what is foreign: what is paid
/// for is deleted by the user alone.
void trim_history(const std::string& jobs_folder, std::uintmax_t limit_bytes);

/// Notes in the records of all jobs of an image (of this session) that one of our imports scaled
/// it.
void note_scaled(const std::string& jobs_folder, ImageId image, double factor);

/// What the imported jobs take on disk.
std::uintmax_t history_bytes(const std::string& jobs_folder);

/// An imported job as trim_history() sees it.
struct PastJob {
    std::string id;
    std::chrono::seconds age{};  ///< of its record; negative: the clock was ahead when it was made
    std::uintmax_t bytes = 0;
};

/// The ids of those that trim_history() deletes, oldest first.
std::vector<std::string> past_its_time(std::span<const PastJob> jobs, std::uintmax_t limit_bytes);

}  // namespace upscale
