// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "enlarging/enlarge.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "app/kept_original.hpp"
#include "base/log.hpp"
#include "base/unless_exhausted.hpp"
#include "base/unless_stopped.hpp"
#include "enlarging/calls.hpp"
#include "enlarging/chain.hpp"
#include "enlarging/composite.hpp"
#include "enlarging/plan.hpp"
#include "image/decoding/decode.hpp"
#include "image/files/encode.hpp"
#include "image/pixels/alpha.hpp"
#include "image/registration/registration.hpp"
#include "state/history.hpp"

namespace upscale {
namespace {

constexpr const char* kSourceFile = "source.png";

/// What the pictures of a source are made from.
struct Opened {
    Composite source;
    Bitmap alpha;
    Bitmap preview;
};

/// The chain's own values say all that its calls depend on.
bool makes_the_same(const Parameters& a, Parameters b) {
    b.placement = a.placement;
    b.max_images = a.max_images;
    return a == b;
}

/// True of a job of several calls that broke off, with these pixels and values. Those of the engine
/// on this computer are begun anew, since they cost nothing.
bool fits(const Job& job, const std::string& pixels_hash, const Parameters& values) {
    return goes_on_when_run_again(job) && job.source.pixels_hash == pixels_hash &&
           makes_the_same(values, job.parameters);
}

/// Opens the newest job that fits().
std::optional<JobEnd> broken_off(const std::string& pixels_hash, const Parameters& values) {
    for (const Job& job : unfinished_jobs(jobs_folder())) {
        JobEnd end;
        if (!fits(job, pixels_hash, values)) continue;
        auto folder = JobFolder::open(jobs_folder(), job.id, end.job);
        if (!folder || !fits(end.job, pixels_hash, values)) continue;
        end.folder = std::move(*folder);
        return end;
    }
    return std::nullopt;
}

/// The source as the first pass enlarges it.
Composite whole_source(Bitmap rgb) {
    const RectF all{0, 0, static_cast<double>(rgb.width), static_cast<double>(rgb.height)};
    return {std::move(rgb), all, {}};
}

Result<Opened> open_source(Bitmap pixels, const std::stop_token& stop) {
    auto opened = unless_stopped(stop, [pixels = std::move(pixels)]() mutable -> Result<Opened> {
        Opened made;
        made.alpha = take_alpha(pixels);
        if (is_invisible(made.alpha))
            return Error{.kind = ErrorKind::BadInput, .reason = Reason::NothingVisible};
        made.source = whole_source(bleed(std::move(pixels)));
        made.preview = preview_of(made.source.rgb);
        return made;
    });
    if (!opened) return cancelled();
    return std::move(*opened);
}

/// Makes the folder of a new job, with all that it needs to go on later.
Status begin(JobEnd& end, const Bitmap& source) {
    auto folder = JobFolder::create(jobs_folder(), end.job);
    if (!folder) return folder.error();
    end.folder = std::move(*folder);
    if (auto saved = save_planes(*end.folder, end.planes); !saved) return saved;
    const auto png = encode_png(source);
    if (!png) return png.error();
    if (auto written = end.folder->write(kSourceFile, *png); !written) return written;
    return end.folder->save(end.job, Sync::None);
}

/// Concludes a job of several calls. Without any call that is paid for, or may be, it has cost
/// nothing.
void conclude_calls(JobEnd& end, const Status& done) {
    if (end.folder) end.images_paid = paid_images(*end.folder);
    if (!done && end.folder && end.job.state == JobState::Accepted && !has_calls(*end.folder))
        end.job.state = JobState::Prepared;
    conclude(end, done);
}

Status carry_out(JobEnd& end, JobStart& start, const EnlargementPlan& plan, const RunContext& run,
                 const std::stop_token& stop, const ProgressFn& progress) {
    if (progress) progress({.stage = Stage::Preparing, .cost = cost_of(end.job)});
    end.job.source.pixels_hash = hash_of(start.pixels);
    end.planes.slow = start.slow.empty() ? slow_part_of(start.pixels) : std::move(start.slow);
    auto opened = open_source(std::move(start.pixels), stop);
    if (!opened) return opened.error();
    end.planes.alpha = std::move(opened->alpha);
    end.planes.preview = std::move(opened->preview);
    int images = plan.images;
    if (auto earlier = broken_off(end.job.source.pixels_hash, end.job.parameters)) {
        log_line("job " + earlier->job.id + " goes on");
        const SourceRecord now = end.job.source;
        const Parameters values = end.job.parameters;
        end.job = std::move(earlier->job);
        end.job.source = now;
        end.job.parameters = values;
        end.folder = std::move(earlier->folder);
        end.paid_before = paid_images(*end.folder);
        images = std::max(0, images - settled_images(end.folder->path()));
        // the selection may be another one by now
        if (auto saved = save_planes(*end.folder, end.planes); !saved) return saved;
    } else {
        end.job.calls = plan.images;
        if (auto begun = begin(end, opened->source.rgb); !begun) return begun;
    }
    return run_chain(end, plan, std::move(opened->source), images, run, stop, progress);
}

/// The plan that a job was begun with, as far as it matters for going on.
EnlargementPlan plan_of(const Job& job) {
    const Size region{job.source.region.width, job.source.region.height};
    const auto plan = plan_enlargement(region, job.source.ppi, job.parameters);
    return plan ? *plan : EnlargementPlan{};
}

Status carry_on(JobEnd& end, const RunContext& run, const std::stop_token& stop,
                const ProgressFn& progress) {
    if (end.job.state != JobState::Accepted && end.job.state != JobState::Succeeded) return Done{};
    const auto file = end.folder->read(kSourceFile, kMaxResultBytes);
    auto pixels = file ? decode(*file, run.budget, stop) : file.error();
    if (!pixels) return pixels.error();
    if (!*pixels) return Error{.kind = ErrorKind::LocalIo, .detail = kSourceFile};
    return run_chain(end, plan_of(end.job), whole_source(std::move((*pixels)->pixels)),
                     std::nullopt, run, stop, progress);
}

JobEnd run_one_call(JobStart start, const RunContext& run, const std::stop_token& stop,
                    const ProgressFn& progress) {
    const auto slot = run.slots.take(stop);
    if (slot) return run_job(std::move(start), run.service, stop, progress, run.limits);
    JobEnd end;
    end.job.source = start.source;
    end.job.parameters = start.parameters;
    end.error = cancelled();
    return end;
}

}  // namespace

int images_left(const Job& job) {
    const int settled = settled_images(jobs_folder() + "/" + job.id);
    return std::max(0, plan_of(job).images - settled);
}

int images_left(const JobStart& start, std::set<std::string>& counted) {
    const auto plan = plan_enlargement({start.pixels.width, start.pixels.height}, start.source.ppi,
                                       start.parameters);
    if (!plan) return 0;
    if (plan->is_plain() || !is_paid(start.parameters)) return plan->images;
    const std::string hash = hash_of(start.pixels);
    for (const Job& job : unfinished_jobs(jobs_folder()))
        if (fits(job, hash, start.parameters) && counted.insert(job.id).second)
            return images_left(job);
    return plan->images;
}

bool goes_on_when_run_again(const Job& job) {
    return job.calls > 0 && job.damage == Damage::None && job.state == JobState::Accepted;
}

JobEnd enlarge(JobStart start, const RunContext& run, const std::stop_token& stop,
               const ProgressFn& progress) {
    const auto plan = plan_enlargement({start.pixels.width, start.pixels.height}, start.source.ppi,
                                       start.parameters, run.most_tile_pixels);
    if (plan && plan->is_plain()) return run_one_call(std::move(start), run, stop, progress);
    JobEnd end;
    end.job.source = start.source;
    end.job.source.session = editor_session();
    end.job.parameters = start.parameters;
    end.clipped = start.clipped;
    end.only_srgb = start.only_srgb;
    end.planes.selection = std::move(start.selection);
    const Status done =
        plan ? unless_exhausted([&] { return carry_out(end, start, *plan, run, stop, progress); })
             : Status(plan.error());
    conclude_calls(end, done);
    return end;
}

JobEnd resume(JobEnd earlier, const RunContext& run, const std::stop_token& stop,
              const ProgressFn& progress) {
    if (earlier.job.calls == 0)
        return resume_job(std::move(earlier.job), std::move(*earlier.folder),
                          std::move(earlier.planes), run.service, stop, progress, run.limits);
    JobEnd end = std::move(earlier);
    end.error.reset();
    end.lost.clear();
    end.paid_before = paid_images(*end.folder);
    const Status done = unless_exhausted([&] { return carry_on(end, run, stop, progress); });
    conclude_calls(end, done);
    return end;
}

}  // namespace upscale
