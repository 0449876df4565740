// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "state/history.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

namespace upscale {
namespace {

constexpr auto kKeep = std::chrono::hours(24 * 30);

/// Opens each job that no other run is working on, with its folder.
template <class Visit>
void for_each_job(const std::string& jobs_folder, Visit visit) {
    std::error_code ignored;
    std::vector<std::string> ids;
    for (const auto& entry : std::filesystem::directory_iterator(jobs_folder, ignored))
        ids.push_back(entry.path().filename().string());
    for (const std::string& id : ids) {
        Job job;
        const auto folder = JobFolder::open(jobs_folder, id, job);
        if (folder) visit(job, *folder);
    }
}

template <class Wanted>
std::vector<Job> jobs_that(const std::string& jobs_folder, Wanted wanted) {
    std::vector<Job> jobs;
    for_each_job(jobs_folder, [&](Job& job, const JobFolder& folder) {
        if (wanted(job, folder)) jobs.push_back(std::move(job));
    });
    // an id is the time when the job was made
    std::sort(jobs.begin(), jobs.end(), [](const Job& a, const Job& b) { return a.id > b.id; });
    return jobs;
}

/// Imported, and its record is intact.
bool is_past(const Job& job) {
    return job.damage == Damage::None && job.state == JobState::Imported;
}

std::uintmax_t bytes_in(const JobFolder& folder) {
    std::uintmax_t bytes = 0;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path_of(""), ignored)) {
        const std::uintmax_t size = entry.file_size(ignored);
        if (!ignored) bytes += size;
    }
    return bytes;
}

/// How long ago the job's record was written; zero if that is unknown.
std::chrono::seconds age_of(const JobFolder& folder) {
    std::error_code failed;
    const auto written = std::filesystem::last_write_time(folder.record_path(), failed);
    if (failed) return {};
    return std::chrono::duration_cast<std::chrono::seconds>(
        std::filesystem::file_time_type::clock::now() - written);
}

}  // namespace

std::vector<Job> unfinished_jobs(const std::string& jobs_folder) {
    return jobs_that(jobs_folder,
                     [](const Job& job, const JobFolder&) { return is_unfinished(job); });
}

std::vector<Job> all_jobs(const std::string& jobs_folder) {
    return jobs_that(jobs_folder, [](const Job& job, const JobFolder& folder) {
        return is_unfinished(job) ||
               (is_past(job) && std::any_of(job.results.begin(), job.results.end(),
                                            [&](const ResultRecord& result) {
                                                return !result.file.empty() &&
                                                       folder.has(result.file);
                                            }));
    });
}

std::vector<std::string> past_its_time(std::span<const PastJob> jobs, std::uintmax_t limit_bytes) {
    std::vector<PastJob> oldest_first(jobs.begin(), jobs.end());
    std::stable_sort(oldest_first.begin(), oldest_first.end(),
                     [](const PastJob& a, const PastJob& b) { return a.age > b.age; });
    std::uintmax_t total = 0;
    for (const PastJob& job : oldest_first) total += job.bytes;
    std::vector<std::string> ids;
    for (const PastJob& job : oldest_first) {
        if (job.age <= kKeep && total <= limit_bytes && limit_bytes > 0) break;
        total -= job.bytes;
        ids.push_back(job.id);
    }
    return ids;
}

void trim_history(const std::string& jobs_folder, std::uintmax_t limit_bytes) {
    std::vector<PastJob> past;
    for_each_job(jobs_folder, [&](const Job& job, const JobFolder& folder) {
        if (is_past(job))
            past.push_back({job.id, age_of(folder), bytes_in(folder)});
        else if (!is_unfinished(job) && age_of(folder) > kKeep)
            folder.remove();
    });
    for (const std::string& id : past_its_time(past, limit_bytes)) {
        Job job;
        // Another run may have opened it meanwhile, or changed its state.
        const auto folder = JobFolder::open(jobs_folder, id, job);
        if (folder && is_past(job)) folder->remove();
    }
}

void note_scaled(const std::string& jobs_folder, ImageId image, double factor) {
    const std::string session = editor_session();
    for_each_job(jobs_folder, [&](Job& job, const JobFolder& folder) {
        if (job.damage != Damage::None || job.source.session != session ||
            job.source.image != image)
            return;
        job.source.scaled *= factor;
        // If this cannot be saved, the job's results become new images later, which is no loss.
        static_cast<void>(folder.save(job));
    });
}

std::uintmax_t history_bytes(const std::string& jobs_folder) {
    std::uintmax_t bytes = 0;
    for_each_job(jobs_folder, [&](const Job& job, const JobFolder& folder) {
        if (is_past(job)) bytes += bytes_in(folder);
    });
    return bytes;
}

}  // namespace upscale
