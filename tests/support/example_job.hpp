// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// A small job for the scripted server, and functions to look at its outcome.
#pragma once

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "app/job.hpp"
#include "base/files.hpp"

namespace upscale {

/// As many tries as usual, but with short pauses.
inline const RetryLimits kQuick{.attempts = 3,
                                .first = std::chrono::milliseconds(5),
                                .longest = std::chrono::milliseconds(20),
                                .poll = std::chrono::milliseconds(2),
                                .trouble = std::chrono::milliseconds(50)};

inline JobStart example_start(int num_images = 1) {
    JobStart start;
    start.pixels = Bitmap(20, 10, 4);
    for (std::size_t i = 0; i < start.pixels.pixels.size(); ++i)
        start.pixels.pixels[i] = i % 4 == 3 ? 255 : static_cast<std::uint8_t>(i * 3);
    start.source.name = "Layer";
    start.source.canvas = {20, 10};
    start.source.layer = start.source.region = {0, 0, 20, 10};
    start.parameters.num_images = num_images;
    return start;
}

/// How many of a job's results are files that contain an image.
inline int readable_results(const Job& job, const JobFolder& folder) {
    return static_cast<int>(
        std::count_if(job.results.begin(), job.results.end(), [&](const ResultRecord& result) {
            const auto file = folder.read(result.file, kMaxResultBytes);
            return !result.file.empty() && file && read_image_header(*file) &&
                   check_complete(*file, result.format);
        }));
}

/// Marks every result that is here as imported.
inline void import_all(JobEnd& end, bool keep_files = false) {
    std::vector<Delivered> delivered;
    for (std::size_t i = 0; i < end.job.results.size(); ++i)
        if (is_waiting(end.job.results[i])) delivered.push_back({i, {}});
    mark_imported(end.job, *end.folder, delivered, keep_files);
}

/// Recovers a job as a user would do later. Returns how many of its results were recovered; -1:
/// there is no such job, or nothing to recover.
inline int recovered_results(const std::string& id, const Service& service) {
    Job job;
    auto folder = JobFolder::open(jobs_folder(), id, job);
    if (!folder || !is_recoverable(job)) return -1;
    check_files(job, *folder);
    const JobEnd end = resume_job(job, std::move(*folder), {}, service, {}, {}, kQuick);
    return end.folder ? readable_results(end.job, *end.folder) : 0;
}

}  // namespace upscale
