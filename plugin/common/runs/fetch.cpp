// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/runs/fetch.hpp"

#include <optional>
#include <utility>

#include "base/bytes.hpp"
#include "base/unless_exhausted.hpp"
#include "common/import/decoding.hpp"
#include "common/runs/worker.hpp"
#include "enlarging/enlarge.hpp"

namespace upscale {
namespace {

/// Why the results of an unfinished job cannot be fetched; nullopt: they can be.
std::optional<Error> obstacle_to(const Job& job) {
    if (is_recoverable(job) || job.state == JobState::Imported) return std::nullopt;
    return Error{
        .kind = ErrorKind::BadReply,
        .reason = job.damage == Damage::None ? Reason::AnswerLost : Reason::RecordUnreadable,
        .about = job.id,
        .may_have_arrived = true};
}

/// Continues the job of `end` until its results are on disk. Fails if that cannot begin, or with
/// `end.error`.
Status fetch(JobEnd& end, ProgressView& view, const KeyOfUser& key_of_user) {
    std::optional<ReadyEngine> engine;
    Service service;
    if (end.job.state != JobState::Downloaded && end.job.state != JobState::Imported) {
        auto ready = ReadyEngine::prepare(end.job.parameters.engine, view, key_of_user);
        if (!ready) return ready.error();
        engine.emplace(std::move(*ready));
        service = engine->service();
    }
    run_in_worker(view, [&](const std::stop_token& stop, const ProgressFn& progress) {
        CallSlots slots(1);
        const RunContext run{service, slots, picture_budget()};
        end = resume(std::move(end), run, stop, progress);
    });
    return end.error ? Status(*end.error) : Done{};
}

/// The outcome if a job cannot be continued.
JobsEnd failed(const Error& error) { return {{}, {.error = error}}; }

}  // namespace

Result<JobEnd> open_job(const std::string& id) {
    JobEnd end;
    auto folder = JobFolder::open(jobs_folder(), id, end.job);
    if (!folder) return folder.error();
    check_files(end.job, *folder);
    // in another session of GIMP these ids mean other images
    if (end.job.source.session != editor_session())
        end.job.source.image = end.job.source.drawable = -1;
    end.planes = read_planes(*folder);
    end.folder = std::move(*folder);
    return end;
}

JobsEnd fetch_job(const std::string& id, ProgressView& view, const KeyOfUser& key_of_user) {
    auto opened = open_job(id);
    if (!opened) return failed(opened.error());
    const bool kept = opened->job.state == JobState::Imported && !kept_results(opened->job).empty();
    if (!is_unfinished(opened->job) && !kept)
        return failed(
            {.kind = ErrorKind::BadInput, .reason = Reason::NothingLeftOfJob, .about = id});
    JobEnd end = std::move(*opened);
    if (auto obstacle = obstacle_to(end.job)) {
        end.error = std::move(obstacle);
    } else if (auto done = unless_exhausted([&] { return fetch(end, view, key_of_user); }); !done) {
        end.error = done.error();
    }
    JobsEnd jobs{{}, {.sources = {facts_of(end)}}};
    if (!end.error) jobs.ends.push_back(std::move(end));
    return jobs;
}

}  // namespace upscale
