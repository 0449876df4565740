// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The passes of a job of several calls, and the results that are made of them. See
// docs/enlarging.md.
#pragma once

#include <optional>
#include <stop_token>

#include "app/job.hpp"
#include "enlarging/composite.hpp"
#include "enlarging/plan.hpp"
#include "enlarging/run_context.hpp"

namespace upscale {

/// Makes or finishes all calls of a job, and the results of them. `end` has a folder, and its
/// planes. `source`: opaque. `images`: how many may still be paid for, beside what the slots have
/// to spare; nullopt: the job may not pay. Succeeds if there is any result; adds what failed beside
/// it to JobEnd::lost. Errors: Cancelled; NotAllCallsMade, if the job may not pay and not all of
/// the first pass was made; those of a call.
Status run_chain(JobEnd& end, const EnlargementPlan& plan, Composite source,
                 std::optional<int> images, const RunContext& run, const std::stop_token& stop,
                 const ProgressFn& progress);

}  // namespace upscale
