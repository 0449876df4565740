// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "common/boundary.hpp"
#include "common/diagnostics.hpp"
#include "common/dialogs/progress_view.hpp"
#include "common/import/importer.hpp"
#include "common/import/tidy_history.hpp"
#include "common/key/key_store.hpp"
#include "common/runs/fetch.hpp"
#include "common/runs/procedure.hpp"
#include "results/report.hpp"
#include "state/history.hpp"
#include "state/preferences.hpp"

namespace upscale {
namespace {

/// The job that an empty id means: the newest that can be fetched, else the newest that may have
/// been charged. It is never one whose record cannot be read, because importing its files would not
/// end it, and never one that was imported; the error names both.
Result<std::string> newest_job() {
    std::vector<Job> jobs = jobs_to_recover(jobs_folder());
    const auto others = std::stable_partition(jobs.begin(), jobs.end(), [](const Job& job) {
        return job.damage == Damage::None && is_unfinished(job);
    });
    // a job that cannot be fetched must not hide an older one that can
    const auto found = std::find_if(jobs.begin(), others, is_recoverable);
    if (found != others) return found->id;
    if (others != jobs.begin()) return jobs.front().id;
    std::string damaged, unsaved;
    for (auto job = others; job != jobs.end(); ++job) {
        std::string& names = job->damage == Damage::None ? unsaved : damaged;
        names += (names.empty() ? "" : ", ") + job->id;
    }
    Error error{.kind = ErrorKind::BadInput, .reason = Reason::NothingToRecover, .about = damaged};
    if (damaged.empty() && !unsaved.empty()) {
        error.reason = Reason::NothingButUnsaved;
        error.about = unsaved;
    }
    return error;
}

Report run(Editor& editor, const std::string& job_id, int placement) {
    if (auto possible = check_placement(editor, placement); !possible)
        return {.error = possible.error()};
    tidy_history(editor);
    std::string id = job_id;
    if (id.empty()) {
        auto newest = newest_job();
        if (!newest) return {.error = newest.error()};
        id = *newest;
    }
    return recover_job(editor, id, placement, *make_gimp_progress(), find_key, false);
}

}  // namespace

Report recover_job(Editor& editor, const std::string& id, int placement, ProgressView& view,
                   const KeyOfUser& key_of_user, bool show) {
    JobsEnd jobs = fetch_job(id, view, key_of_user);
    if (jobs.ends.empty()) return jobs.report;
    Job& job = jobs.ends.front().job;
    job.parameters.placement = placement;
    // what was imported earlier is wanted again, all of it
    std::optional<std::vector<std::size_t>> wanted;
    if (job.state == JobState::Imported) wanted = kept_results(job);
    const bool keep = is_paid(job.parameters) && history_limit(load_preferences()) > 0;
    Importer importer(editor, job.source.image, placement, view, show, keep);
    return importer.import(std::move(jobs), [&](const std::string&) { return wanted; });
}

Report run_recover(Editor& editor, const std::string& job_id, int placement) noexcept {
    return guard(Report{.error = Error{.kind = ErrorKind::Internal}},
                 [&] { return logged("recover", [&] { return run(editor, job_id, placement); }); });
}

}  // namespace upscale
