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

/// How many images enlarge() makes of this layer: those of its plan, less those that are not paid
/// for again because it goes on with a job that broke off. For a picture that plan_enlargement()
/// refuses, none. `counted`: the ids of such jobs, each of which goes on with one layer only.
int images_left(const JobStart& start, std::set<std::string>& counted);

/// The same of a job that enlarge() goes on with.
int images_left(const Job& job);

/// True of a job of several calls that broke off before anything was delivered: enlarge() goes on
/// with it.
bool goes_on_when_run_again(const Job& job);

/// Continues an earlier job without paying again, as resume_job() does. Of a job of several calls
/// that broke off, the results are as large as what was paid for allows.
JobEnd resume(JobEnd earlier, const RunContext& run, const std::stop_token& stop,
              const ProgressFn& progress);

}  // namespace upscale
