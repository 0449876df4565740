// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "enlarging/calls.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

namespace upscale {
namespace {

std::string calls_folder(const std::string& job_path) { return job_path + "/calls"; }
std::string calls_folder(const JobFolder& job) { return calls_folder(job.path()); }

std::vector<std::string> names_in(const std::string& folder) {
    std::error_code ignored;
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder, ignored))
        names.push_back(entry.path().filename().string());
    std::ranges::sort(names);
    return names;
}

/// Calls fn with the record of each call of a step, until it returns true. Returns if it did.
template <class Fn>
bool find_call_of(const std::string& step, Fn fn) {
    for (const std::string& id : names_in(step)) {
        Job call;
        if (JobFolder::look(step, id, call) && fn(call)) return true;
    }
    return false;
}

/// The same with each call of the job.
template <class Fn>
bool find_call(const JobFolder& job, Fn fn) {
    return std::ranges::any_of(names_in(calls_folder(job)), [&](const std::string& step) {
        return find_call_of(calls_folder(job) + "/" + step, fn);
    });
}

bool has_results(const Job& call) { return call.state == JobState::Downloaded; }

}  // namespace

std::string folder_of(const JobFolder& job, const Step& step) {
    std::string name = "/pass-" + std::to_string(step.pass);
    if (step.variation >= 0) name += "-" + std::to_string(step.variation + 1);
    return calls_folder(job) + name + "-tile-" + std::to_string(step.tile + 1);
}

std::vector<JobEnd> earlier_calls(const std::string& folder) {
    std::vector<JobEnd> calls;
    auto ids = names_in(folder);
    std::ranges::reverse(ids);
    for (const std::string& id : ids) {
        JobEnd end;
        auto opened = JobFolder::open(folder, id, end.job);
        if (!opened) continue;
        check_files(end.job, *opened);
        if (!is_unfinished(end.job)) {
            opened->remove();
            continue;
        }
        end.planes = read_planes(*opened);
        end.folder = std::move(*opened);
        calls.push_back(std::move(end));
    }
    return calls;
}

bool has_calls(const JobFolder& job) {
    return find_call(job, [](const Job& call) { return is_unfinished(call) || has_results(call); });
}

bool was_made(const JobFolder& job, const Step& step) {
    return find_call_of(folder_of(job, step), is_unfinished);
}

int made_images(const std::string& job_path) {
    int images = 0;
    for (const std::string& step : names_in(calls_folder(job_path)))
        find_call_of(calls_folder(job_path) + "/" + step, [&](const Job& call) {
            if (is_unfinished(call)) images += call.parameters.num_images;
            return is_unfinished(call);
        });
    return images;
}

int paid_images(const JobFolder& job) {
    int images = 0;
    find_call(job, [&](const Job& call) {
        if (is_paid(call.parameters) && is_recoverable(call)) images += call.parameters.num_images;
        return false;
    });
    return images;
}

std::optional<int> seed_of_calls(const JobFolder& job) {
    std::optional<int> seed;
    find_call(job, [&](const Job& call) {
        if (call.parameters.seed >= 0) seed = call.parameters.seed;
        return seed.has_value();
    });
    return seed;
}

}  // namespace upscale
