// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/runs/fetch.hpp"

#include <glib.h>

#include <optional>
#include <utility>

#include "common/gobject_ptr.hpp"
#include "common/runs/engine.hpp"
#include "common/runs/worker.hpp"
#include "common/words/i18n.hpp"
#include "common/words/messages.hpp"

namespace upscale {
namespace {

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

/// Why an earlier job has nothing to give; nothing: it has.
std::optional<Outcome> obstacle_to(const Job& job) {
    if (job.damage != Damage::None && !is_recoverable(job))
        return Outcome{
            .status = Outcome::Status::ExecutionError,
            .message = adopt(g_strdup_printf(_("The record of the upscale %s cannot be read, "
                                               "and there is no result beside it."),
                                             job.id.c_str()))
                           .get()};
    if (!is_unfinished(job))
        return Outcome{.status = Outcome::Status::CallingError,
                       .message = _("This upscale has nothing to recover.")};
    if (!is_recoverable(job))
        return Outcome{
            .status = Outcome::Status::ExecutionError,
            .message = _("The service's answer to this upscale was lost, and with it its name "
                         "there, so its result cannot be fetched.") +
                       (" " + maybe_charged_hint()) + " " + _("Then discard it in the list.")};
    return std::nullopt;
}

}  // namespace

Result<JobEnd> open_job(Editor& editor, const std::string& id) {
    JobEnd end;
    auto folder = JobFolder::open(jobs_folder(), id, end.job);
    if (!folder) return folder.error();
    check_files(end.job, *folder);
    // within another run of GIMP the numbers mean other images
    if (end.job.source.session != editor_session())
        end.job.source.image = end.job.source.drawable = -1;
    end.planes = read_planes(editor, *folder);
    end.folder = std::move(*folder);
    return end;
}

Outcome fetch_job(Editor& editor, const std::string& id, ProgressView& view, GtkWindow* parent,
                  JobEnd& end) {
    auto opened = open_job(editor, id);
    if (!opened) return outcome_of(opened.error());
    if (auto obstacle = obstacle_to(opened->job)) return *obstacle;
    std::optional<ReadyEngine> engine;
    Service service;
    if (opened->job.state != JobState::Downloaded) {
        auto ready = ReadyEngine::prepare(opened->job.parameters.engine, view, parent);
        if (!ready) return outcome_of(ready.error());
        engine.emplace(std::move(*ready));
        service = engine->service();
    }
    run_in_worker(view, [&](const std::stop_token& stop, const ProgressFn& progress) {
        end = resume_job(std::move(opened->job), std::move(*opened->folder),
                         std::move(opened->planes), service, stop, progress);
    });
    if (!end.error) return {};
    Outcome outcome = outcome_of(*end.error);
    if (const auto fate = fate_of(end); !fate.empty()) outcome.message += " " + fate;
    return outcome;
}

}  // namespace upscale
