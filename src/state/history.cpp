// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "state/history.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

namespace upscale {
namespace {

constexpr auto kKeep = std::chrono::hours(24 * 30);

std::vector<std::string> ids_in(const std::string& jobs_folder) {
    std::error_code ignored;
    std::vector<std::string> ids;
    for (const auto& entry : std::filesystem::directory_iterator(jobs_folder, ignored))
        ids.push_back(entry.path().filename().string());
    return ids;
}

/// Looks at each job that no other run is working on.
template <class Visit>
void for_each_job(const std::string& jobs_folder, Visit visit) {
    for (const std::string& id : ids_in(jobs_folder)) {
        Job job;
        if (JobFolder::look(jobs_folder, id, job)) visit(job);
    }
}

/// Opens a job if it is as wanted, and still is once it is locked.
template <class Wanted, class Change>
void change_job(const std::string& jobs_folder, const std::string& id, Wanted wanted,
                Change change) {
    Job job;
    const auto folder = JobFolder::open(jobs_folder, id, job);
    if (folder && wanted(job)) change(job, *folder);
}

/// An id is the time when the job was made.
bool newest_first(const Job& a, const Job& b) { return a.id > b.id; }

template <class Wanted>
std::vector<Job> jobs_that(const std::string& jobs_folder, Wanted wanted) {
    std::vector<Job> jobs;
    for_each_job(jobs_folder, [&](Job& job) {
        if (wanted(job)) jobs.push_back(std::move(job));
    });
    std::ranges::sort(jobs, newest_first);
    return jobs;
}

/// Imported, and its record is intact.
bool is_past(const Job& job) {
    return job.damage == Damage::None && job.state == JobState::Imported;
}

bool may_be_trimmed(const Job& job) { return is_past(job) && !has_star(job); }

bool has_added(const Job& job) {
    return is_past(job) || (job.damage == Damage::None &&
                            std::ranges::any_of(job.results, &ResultRecord::imported));
}

std::uintmax_t bytes_in(const std::string& folder) {
    std::uintmax_t bytes = 0;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, ignored)) {
        const std::uintmax_t size = entry.file_size(ignored);
        if (!ignored) bytes += size;
    }
    return bytes;
}

/// How long ago a file or folder was written; zero if that is unknown.
std::chrono::seconds age_of(const std::string& path) {
    std::error_code failed;
    const auto written = std::filesystem::last_write_time(path, failed);
    if (failed) return {};
    return std::chrono::duration_cast<std::chrono::seconds>(
        std::filesystem::file_time_type::clock::now() - written);
}

bool is_newer(const std::string& file, std::int64_t time_ns) {
    std::error_code failed;
    const auto written = std::filesystem::last_write_time(file, failed);
    if (failed) return false;
    const auto since_1970 = std::chrono::file_clock::to_sys(written).time_since_epoch();
    return std::chrono::duration_cast<std::chrono::nanoseconds>(since_1970).count() > time_ns;
}

/// Brings the deliveries of a job up to date; false: nothing is new.
bool look_at_files(Job& job, const FileOfImage& file_of) {
    const std::string before = to_json(job);
    for (ResultRecord& result : job.results) {
        if (!is_unsaved(job, result)) continue;
        Delivery& delivery = result.delivery;
        if (file_of && job.source.session == editor_session())
            if (std::string file = file_of(delivery.image); !file.empty())
                delivery.file = std::move(file);
        delivery.saved = !delivery.file.empty() && is_newer(delivery.file, delivery.time_ns);
    }
    return to_json(job) != before;
}

bool is_safe_past(const Job& job) { return may_be_trimmed(job) && !is_unsaved(job); }

}  // namespace

std::vector<Job> unfinished_jobs(const std::string& jobs_folder) {
    return jobs_that(jobs_folder, is_unfinished);
}

std::vector<Job> jobs_to_recover(const std::string& jobs_folder) {
    return jobs_that(jobs_folder,
                     [](const Job& job) { return is_unfinished(job) || is_unsaved(job); });
}

JobsOfBatch::Found JobsOfBatch::of(const std::string& key) {
    const auto matters = [](const Job& job) {
        return job.damage == Damage::None && (is_unfinished(job) || !kept_results(job).empty());
    };
    Found found;
    for (const std::string& id : ids_in(m_folder)) {
        Job job;
        const auto known = m_keys.find(id);
        if (known != m_keys.end() && known->second != key) continue;
        if (known == m_keys.end()) {
            // a record that is not there yet, or damaged, is read again the next time
            if (!JobFolder::peek(m_folder, id, job) || job.damage != Damage::None) continue;
            m_keys[id] = job.source.batch;
            if (job.source.batch != key) continue;
        }
        if (Job now; JobFolder::look(m_folder, id, now)) {
            if (matters(now)) found.jobs.push_back(std::move(now));
        } else if (JobFolder::peek(m_folder, id, job) && matters(job)) {
            found.in_use = true;
        }
    }
    std::ranges::sort(found.jobs, newest_first);
    return found;
}

std::vector<Job> all_jobs(const std::string& jobs_folder) {
    return jobs_that(jobs_folder, [&](const Job& job) {
        std::error_code ignored;
        return is_unfinished(job) ||
               (is_past(job) && std::ranges::any_of(job.results, [&](const ResultRecord& result) {
                    return !result.file.empty() &&
                           std::filesystem::is_regular_file(
                               jobs_folder + "/" + job.id + "/" + result.file, ignored);
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

void note_saved(const std::string& jobs_folder, const FileOfImage& file_of) {
    for_each_job(jobs_folder, [&](Job& seen) {
        if (!is_unsaved(seen) || !look_at_files(seen, file_of)) return;
        change_job(
            jobs_folder, seen.id, [](const Job& job) { return is_unsaved(job); },
            [&](Job& job, const JobFolder& folder) {
                // If this cannot be saved, the job stays unsaved and its files stay.
                if (look_at_files(job, file_of)) static_cast<void>(folder.save(job));
            });
    });
}

Status star_result(const std::string& jobs_folder, const std::string& id, std::size_t index,
                   bool starred) {
    Job job;
    const auto folder = JobFolder::open(jobs_folder, id, job);
    if (!folder) return folder.error();
    if (index >= job.results.size() || job.damage != Damage::None)
        return Error{.kind = ErrorKind::BadInput, .detail = id + ": no result to star"};
    job.results[index].starred = starred;
    return folder->save(job);
}

void trim_history(const std::string& jobs_folder, std::uintmax_t limit_bytes) {
    std::vector<PastJob> past;
    std::vector<std::string> fruitless;
    for_each_job(jobs_folder, [&](const Job& job) {
        const std::string folder = jobs_folder + "/" + job.id;
        const auto age = age_of(folder + "/" + kRecordName);
        if (limit_bytes == 0 ? may_be_trimmed(job) : is_safe_past(job))
            past.push_back({job.id, age, bytes_in(folder)});
        else if (!is_past(job) && !is_unfinished(job) && age > kKeep)
            fruitless.push_back(job.id);
    });
    const auto remove = [](const Job&, const JobFolder& folder) { folder.remove(); };
    for (const std::string& id : past_its_time(past, limit_bytes))
        change_job(jobs_folder, id, may_be_trimmed, remove);
    for (const std::string& id : fruitless)
        change_job(
            jobs_folder, id, [](const Job& job) { return !is_unfinished(job); }, remove);
    for (const std::string& id : ids_in(jobs_folder))
        if (age_of(jobs_folder + "/" + id) > kKeep)
            JobFolder::remove_without_record(jobs_folder, id);
}

std::uintmax_t history_bytes(const std::string& jobs_folder) {
    std::uintmax_t bytes = 0;
    for_each_job(jobs_folder, [&](const Job& job) {
        if (has_added(job)) bytes += bytes_in(jobs_folder + "/" + job.id);
    });
    return bytes;
}

}  // namespace upscale
