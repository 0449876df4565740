// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <glib.h>

#include <algorithm>
#include <optional>

#include "app/job.hpp"
#include "common/boundary.hpp"
#include "common/diagnostics.hpp"
#include "common/dialogs/frozen_window.hpp"
#include "common/dialogs/progress_window.hpp"
#include "common/dialogs/recover_dialog.hpp"
#include "common/gobject_ptr.hpp"
#include "common/import/importer.hpp"
#include "common/runs/fetch.hpp"
#include "common/runs/procedure.hpp"
#include "common/words/i18n.hpp"
#include "common/words/messages.hpp"
#include "state/history.hpp"
#include "state/preferences.hpp"

namespace upscale {
namespace {

Outcome calling_error(const char* message) {
    return {.status = Outcome::Status::CallingError, .message = message};
}

/// `parent`: the window of an interactive run, or null.
Outcome recover(Editor& editor, const std::string& id, int placement, ProgressView& view,
                GtkWindow* parent) {
    JobEnd end;
    if (Outcome fetched = fetch_job(editor, id, view, parent, end);
        fetched.status != Outcome::Status::Success)
        return fetched;
    end.job.parameters.placement = placement;
    const ImageId image = end.job.source.image;
    const bool paid = is_paid(end.job.parameters);
    const bool keep = paid && history_limit(load_preferences()) > 0;
    Importer importer(editor, image, placement, view, parent != nullptr, keep);
    std::vector<Arrived> arrived;
    auto decoded = importer.decode(std::move(end));
    if (!decoded) {
        Outcome outcome = outcome_of(decoded.error());
        if (paid) outcome.message += " " + recover_hint();
        return outcome;
    }
    if (view.stop_token().stop_requested()) return {.status = Outcome::Status::Cancel};
    arrived.push_back(std::move(*decoded));
    return importer.import(arrived);
}

Outcome recover_interactively(Editor& editor, int placement) {
    RecoverDialog dialog(placement);
    while (const auto choice = dialog.ask()) {
        const FrozenWindow frozen(dialog.window());
        const auto view = make_progress_window(dialog.window());
        Outcome outcome =
            recover(editor, choice->job_id, choice->placement, *view, dialog.window());
        if (outcome.status == Outcome::Status::Success) return outcome;
        dialog.show_error(outcome.message);
    }
    return {.status = Outcome::Status::Cancel};
}

/// The job that an empty name means: the newest that can be fetched, else the newest that is
/// unclear. Records that cannot be read are named, since importing them does not end them.
Result<std::string> newest_job() {
    std::vector<Job> jobs = unfinished_jobs(jobs_folder());
    const auto damaged = std::stable_partition(
        jobs.begin(), jobs.end(), [](const Job& job) { return job.damage == Damage::None; });
    // one that cannot be fetched must not hide one that can
    const auto found = std::find_if(jobs.begin(), damaged, is_recoverable);
    if (found != damaged) return found->id;
    if (damaged != jobs.begin()) return jobs.front().id;
    std::string names;
    for (auto job = damaged; job != jobs.end(); ++job)
        names += (names.empty() ? "" : ", ") + job->id;
    Error error{.kind = ErrorKind::BadInput, .detail = _("There is no upscale to recover.")};
    if (!names.empty())
        error.detail +=
            " " + std::string(adopt(g_strdup_printf(_("The records of these upscales cannot be "
                                                      "read; name one to import its files: %s"),
                                                    names.c_str()))
                                  .get());
    return error;
}

Outcome run(Editor& editor, RunMode mode, const std::string& job_id, int placement) {
    trim_history(jobs_folder(), history_limit(load_preferences()));
    if (mode == RunMode::Interactive) return recover_interactively(editor, placement);
    std::string id = job_id;
    if (id.empty()) {
        auto newest = newest_job();
        if (!newest) return calling_error(newest.error().detail.c_str());
        id = *newest;
    }
    return recover(editor, id, placement, *make_gimp_progress(), nullptr);
}

}  // namespace

Outcome run_recover(Editor& editor, RunMode mode, const std::string& job_id,
                    int placement) noexcept {
    return guard(outcome_of({.kind = ErrorKind::Internal}), [&] {
        return logged("recover", [&] { return run(editor, mode, job_id, placement); });
    });
}

}  // namespace upscale
