// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Opens earlier jobs, and fetches those of their results that are not here yet.
#pragma once

#include <string>

#include "app/editor.hpp"
#include "app/job.hpp"
#include "common/dialogs/progress_view.hpp"
#include "common/runs/engine.hpp"
#include "common/runs/run_jobs.hpp"

namespace upscale {

/// Opens a job's folder and reads what placing its results needs. Image and drawable are -1 if they
/// belong to another session of GIMP. Fails as JobFolder::open() does.
Result<JobEnd> open_job(const std::string& id);

/// Opens a job and waits for or downloads what is not here yet, without paying. JobsEnd::ends
/// contains the job if there are results.
JobsEnd fetch_job(const std::string& id, ProgressView& view, const KeyOfUser& key_of_user);

}  // namespace upscale
