// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "app/report.hpp"
#include "common/boundary.hpp"
#include "common/diagnostics.hpp"
#include "common/dialogs/frozen_window.hpp"
#include "common/dialogs/progress_window.hpp"
#include "common/dialogs/recover_dialog.hpp"
#include "common/import/importer.hpp"
#include "common/import/tidy_history.hpp"
#include "common/key/key_store.hpp"
#include "common/runs/fetch.hpp"
#include "common/runs/procedure.hpp"
#include "common/words/messages.hpp"
#include "state/history.hpp"
#include "state/preferences.hpp"

namespace upscale {
namespace {

/// `parent`: the window of an interactive run, or null.
Report recover(Editor& editor, const std::string& id, int placement, ProgressView& view,
               GtkWindow* parent) {
    JobsEnd jobs = fetch_job(editor, id, view, parent ? key_by_dialog(parent) : find_key);
    if (jobs.ends.empty()) return jobs.report;
    Job& job = jobs.ends.front().job;
    job.parameters.placement = placement;
    // what was imported earlier is wanted again, all of it
    std::optional<std::vector<std::size_t>> wanted;
    if (job.state == JobState::Imported) wanted = kept_results(job);
    const bool keep = is_paid(job.parameters) && history_limit(load_preferences()) > 0;
    Importer importer(editor, job.source.image, placement, view, parent != nullptr, keep);
    return importer.import(std::move(jobs), [&](const std::string&) { return wanted; });
}

Report recover_interactively(Editor& editor, int placement) {
    RecoverDialog dialog(placement);
    while (const auto choice = dialog.ask()) {
        const FrozenWindow frozen(dialog.window());
        const auto view = make_progress_window(dialog.window());
        Report report = recover(editor, choice->job_id, choice->placement, *view, dialog.window());
        if (status_of(report) == RunStatus::Success) return report;
        dialog.show_error(words_of(report));
    }
    return {.error = Error{.kind = ErrorKind::Cancelled}};
}

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

Report run(Editor& editor, RunMode mode, const std::string& job_id, int placement) {
    tidy_history(editor);
    if (mode == RunMode::Interactive) return recover_interactively(editor, placement);
    std::string id = job_id;
    if (id.empty()) {
        auto newest = newest_job();
        if (!newest) return {.error = newest.error()};
        id = *newest;
    }
    return recover(editor, id, placement, *make_gimp_progress(), nullptr);
}

}  // namespace

Report run_recover(Editor& editor, RunMode mode, const std::string& job_id,
                   int placement) noexcept {
    return guard(Report{.error = Error{.kind = ErrorKind::Internal}}, [&] {
        return logged("recover", [&] { return run(editor, mode, job_id, placement); });
    });
}

}  // namespace upscale
