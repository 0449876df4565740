// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <glib.h>

#include <algorithm>
#include <optional>

#include "app/job.hpp"
#include "common/boundary.hpp"
#include "common/diagnostics.hpp"
#include "common/engine.hpp"
#include "common/frozen_window.hpp"
#include "common/gobject_ptr.hpp"
#include "common/i18n.hpp"
#include "common/importer.hpp"
#include "common/messages.hpp"
#include "common/procedure.hpp"
#include "common/progress_window.hpp"
#include "common/recover_dialog.hpp"
#include "common/worker.hpp"

namespace upscale {
namespace {

Outcome calling_error(const char* message) {
    return {.status = Outcome::Status::CallingError, .message = message};
}

/// The planes that the job's folder holds, as GIMP's PNG loader reads them.
SourcePlanes read_planes(Editor& editor, const JobFolder& folder) {
    SourcePlanes planes;
    for (const PlaneFile& file : plane_files()) {
        if (!folder.has(file.name)) continue;
        const auto rgb = editor.decode(folder.path_of(file.name), ImageFormat::Png);
        if (!rgb) continue;
        Bitmap plane(rgb->width, rgb->height, 1);
        for (std::size_t i = 0; i < plane.pixels.size(); ++i) plane.pixels[i] = rgb->pixels[i * 3];
        planes.*file.plane = std::move(plane);
    }
    return planes;
}

/// `parent`: the window of an interactive run, or null.
Outcome recover(Editor& editor, const std::string& id, int placement, ProgressView& view,
                GtkWindow* parent) {
    Job job;
    auto folder = JobFolder::open(jobs_folder(), id, job);
    if (!folder) return outcome_of(folder.error());
    check_files(job, *folder);
    if (job.damage != Damage::None && !is_recoverable(job))
        return {.status = Outcome::Status::ExecutionError,
                .message = adopt(g_strdup_printf(_("The record of the upscale %s cannot be read, "
                                                   "and there is no result beside it."),
                                                 id.c_str()))
                               .get()};
    if (!is_unfinished(job)) return calling_error(_("This upscale has nothing to recover."));
    if (!is_recoverable(job))
        return {.status = Outcome::Status::ExecutionError,
                .message = _("The service's answer to this upscale was lost, and with it its name "
                             "there, so its result cannot be fetched.") +
                           (" " + maybe_charged_hint()) + " " + _("Then discard it in the list.")};
    job.parameters.placement = placement;
    // within another run of GIMP the numbers mean other images
    if (job.source.session != editor_session()) job.source.image = job.source.drawable = -1;

    std::optional<ReadyEngine> engine;
    Service service;
    if (job.state != JobState::Downloaded) {
        auto ready = ReadyEngine::prepare(job.parameters.engine, view, parent);
        if (!ready) return outcome_of(ready.error());
        engine.emplace(std::move(*ready));
        service = engine->service();
    }
    SourcePlanes planes = read_planes(editor, *folder);
    const ImageId image = job.source.image;
    const bool paid = job.parameters.engine != Engine::Local;
    JobEnd end;
    run_in_worker(view, [&](const std::stop_token& stop, const ProgressFn& progress) {
        end = resume_job(std::move(job), std::move(*folder), std::move(planes), service, stop,
                         progress);
    });
    if (end.error) {
        Outcome outcome = outcome_of(*end.error);
        if (const auto fate = fate_of(end); !fate.empty()) outcome.message += " " + fate;
        return outcome;
    }
    Importer importer(editor, image, placement, view, parent != nullptr);
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
    forget_old_jobs(jobs_folder());
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
