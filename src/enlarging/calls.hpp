// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The calls that one job is made of. Each is a job of its own, with its record in a folder within
// the folder of the job that it belongs to, so each of them is neither paid twice nor lost.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <vector>

#include "app/job.hpp"

namespace upscale {

/// Which call of a job: the same step always has the same folder.
struct Step {
    int pass = 1;
    int variation = -1;  ///< -1: all of them, in the first pass
    int tile = 0;
    auto operator<=>(const Step&) const = default;
};

/// The folder for the calls of a step: "…/calls/pass-2-3-tile-14".
std::string folder_of(const JobFolder& job, const Step& step);

/// The calls of a step that were begun, newest first. Calls that cost nothing and gave nothing are
/// deleted.
std::vector<JobEnd> earlier_calls(const std::string& folder);

/// True if any call of the job was paid for, or may have been, or has results.
bool has_calls(const JobFolder& job);

/// True if a call of the step was paid for, or may have been.
bool was_made(const JobFolder& job, const Step& step);

/// How many images of the job's calls are paid for.
int paid_images(const JobFolder& job);

/// How many images of the calls of the job in a folder are not made again: paid for, or perhaps.
int made_images(const std::string& job_path);

/// The seed of the job's first call that has one; nullopt: there is none.
std::optional<int> seed_of_calls(const JobFolder& job);

}  // namespace upscale
