// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// One layer to the size that is asked for: one call, or several passes and tiles that together are
// one job. What the worker thread does. See docs/enlarging.md.
#pragma once

#include <set>
#include <stop_token>
#include <string>

#include "app/job.hpp"
#include "enlarging/run_context.hpp"

namespace upscale {

/// Runs the job of a layer. If that takes several calls, it goes on with a job that broke off: one
/// with the same pixels and the same values, of which nothing was delivered yet. Otherwise as
/// run_job(). A job of several calls makes no more images than foreseen, unless the slots have some
/// to spare; then it ends early, with what it has.
JobEnd enlarge(JobStart start, const RunContext& run, const std::stop_token& stop,
               const ProgressFn& progress);

/// How many images a run makes of a source; 0 if it is refused. Of a job that broke off and goes on
/// these are the ones that are left. `counted`: the ids of such jobs, each of which goes on once.
/// Reads records of jobs.
int images_to_make(const JobStart& start, std::set<std::string>& counted);

/// The same of what `images` are foreseen for, if it goes on with this job.
int images_left(const Job& job, int images);

/// True of a job of several calls that broke off before anything was delivered: enlarge() goes on
/// with it.
bool goes_on_when_run_again(const Job& job);

/// Continues an earlier job without paying again, as resume_job() does. Of a job of several calls
/// that broke off, the results are as large as what was paid for allows.
JobEnd resume(JobEnd earlier, const RunContext& run, const std::stop_token& stop,
              const ProgressFn& progress);

}  // namespace upscale
