// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "enlarging/calls.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

namespace upscale {
namespace {

std::string calls_folder(const std::string& job_folder) { return job_folder + "/calls"; }

std::vector<std::string> names_in(const std::string& folder) {
    std::error_code ignored;
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder, ignored))
        names.push_back(entry.path().filename().string());
    std::ranges::sort(names);
    return names;
}

/// Calls fn with the record of each call, until it returns true. Returns if it did.
template <class Fn>
bool find_call(const std::string& job_folder, Fn fn) {
    for (const std::string& step : names_in(calls_folder(job_folder))) {
        const std::string folder = calls_folder(job_folder) + "/" + step;
        for (const std::string& id : names_in(folder)) {
            Job call;
            if (JobFolder::look(folder, id, call) && fn(call)) return true;
        }
    }
    return false;
}

/// The images of those paid calls that `counts` is true of.
template <class Fn>
int images_of_calls(const std::string& job_folder, Fn counts) {
    int images = 0;
    find_call(job_folder, [&](const Job& call) {
        if (is_paid(call.parameters) && counts(call)) images += call.parameters.num_images;
        return false;
    });
    return images;
}

bool has_results(const Job& call) { return call.state == JobState::Downloaded; }

}  // namespace

std::string folder_of(const JobFolder& job, const Step& step) {
    std::string name = "/pass-" + std::to_string(step.pass);
    if (step.variation >= 0) name += "-" + std::to_string(step.variation + 1);
    return calls_folder(job.path()) + name + "-tile-" + std::to_string(step.tile + 1);
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
    return find_call(job.path(),
                     [](const Job& call) { return is_unfinished(call) || has_results(call); });
}

int paid_images(const JobFolder& job) {
    return images_of_calls(job.path(), [](const Job& call) { return is_recoverable(call); });
}

int settled_images(const std::string& job_folder) {
    return images_of_calls(job_folder, [](const Job& call) { return is_unfinished(call); });
}

bool is_settled(const std::string& folder) {
    return std::ranges::any_of(names_in(folder), [&](const std::string& id) {
        Job call;
        return JobFolder::look(folder, id, call) && is_paid(call.parameters) && is_unfinished(call);
    });
}

std::optional<int> seed_of_calls(const JobFolder& job) {
    std::optional<int> seed;
    find_call(job.path(), [&](const Job& call) {
        if (call.parameters.seed >= 0) seed = call.parameters.seed;
        return seed.has_value();
    });
    return seed;
}

}  // namespace upscale
