// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "enlarging/call_runner.hpp"

#include <algorithm>
#include <climits>
#include <utility>

#include "app/result.hpp"
#include "base/log.hpp"
#include "base/parameter_table.hpp"
#include "image/decoding/decode.hpp"
#include "image/pixels/alpha.hpp"

namespace upscale {
namespace {

/// True if the call may be paid for although its answer is not known.
bool is_unclear(const JobEnd& call) { return call.folder && call.job.state == JobState::Submitted; }

/// True if the same call may succeed later, and nothing was paid for this one.
bool may_pass(const JobEnd& call) {
    return !call.folder && call.job.state < JobState::Accepted &&
           (call.error->kind == ErrorKind::ServerFault || call.error->kind == ErrorKind::Timeout ||
            call.error->kind == ErrorKind::Offline || call.error->kind == ErrorKind::BadReply);
}

/// True if the picture would fail again, or may be paid for. What was made of it before is used
/// then.
bool is_final(const JobEnd& call) {
    const ErrorKind kind = call.error->kind;
    return is_unclear(call) || kind == ErrorKind::Refused || kind == ErrorKind::BadInput ||
           kind == ErrorKind::TooLarge;
}

/// True if the error is about the one call, so that others may succeed.
bool is_of_the_call(const JobEnd& call) {
    const bool results_to_come =
        call.folder && (call.job.state == JobState::Accepted ||
                        (call.job.state == JobState::Succeeded && !call.job.results.empty()));
    if (results_to_come) return false;
    switch (call.error->kind) {
        case ErrorKind::Refused:
        case ErrorKind::BadInput:
        case ErrorKind::TooLarge:
        case ErrorKind::BadReply:
        case ErrorKind::ServerFault:
        case ErrorKind::Timeout:
            return true;
        default:
            return is_unclear(call);
    }
}

}  // namespace

double EndedCall::scale_of(std::size_t result) const {
    return std::min(places[result]->scale_x, places[result]->scale_y);
}

/// Before the first paid call the job's own record says that there are calls.
Status CallRunner::begin_paying() {
    const std::lock_guard lock(m_mutex);
    if (m_job.state >= JobState::Accepted) return Done{};
    const JobState before = std::exchange(m_job.state, JobState::Accepted);
    const Status saved = m_end.folder->save(m_job);
    if (!saved) m_job.state = before;
    return saved;
}

bool CallRunner::may_begin(std::size_t images) {
    const std::lock_guard lock(m_mutex);
    const auto room = static_cast<long long>(m_left) + m_run.slots.spare();
    return !may_pay() || static_cast<long long>(images) <= room;
}

bool CallRunner::take_images(int images) {
    const std::lock_guard lock(m_mutex);
    if (m_left >= images) {
        m_left -= images;
        return true;
    }
    return m_run.slots.take_spare(images);
}

void CallRunner::give_back(int images) {
    const std::lock_guard lock(m_mutex);
    m_left += images;
}

/// The progress of a call; nullopt: it ended. What is shown is the first call that runs.
void CallRunner::show(const Step& step, std::optional<Progress> progress) {
    const std::lock_guard lock(m_mutex);
    if (progress) {
        m_running[step] = std::move(*progress);
    } else {
        m_running.erase(step);
        ++m_ended;
    }
    if (!m_progress) return;
    Progress shown{.stage = Stage::Preparing, .cost = cost_of(m_job)};
    if (!m_running.empty()) shown = m_running.begin()->second;
    for (const auto& [of, running] : m_running)
        if (running.cost == Cost::Unclear) shown.cost = Cost::Unclear;
    if (shown.cost == Cost::NotYet) shown.cost = cost_of(m_job);
    shown.call = std::min(m_ended + 1, m_common.calls);
    shown.calls = m_common.calls;
    m_progress(shown);
}

/// What a call starts from.
JobStart CallRunner::start_of(const Step& step, bool is_whole, Bitmap pixels) const {
    JobStart start;
    start.source.name = m_job.source.name;
    start.source.canvas = size_of(pixels);
    start.source.layer = start.source.region = {0, 0, pixels.width, pixels.height};
    start.pixels = std::move(pixels);
    Parameters& values = start.parameters = m_job.parameters;
    const Parameters plain;
    values.num_images = step.pass == 1 ? m_job.parameters.num_images : 1;
    const std::lock_guard lock(m_mutex);
    if (!is_whole) values.seed = m_tile_seed;
    if (m_denoise) values.denoise = *m_denoise;
    // the first pass has removed the noise
    if (step.pass > 1) values.denoise = Denoise::Off;
    values.target = plain.target;
    values.target_value = plain.target_value;
    values.tiles = plain.tiles;
    values.max_images = plain.max_images;
    start.jobs_folder = folder_of(*m_end.folder, step);
    return start;
}

/// Finishes an earlier call of the step, or makes a new one; nullopt: that would have to be paid
/// for, and may not be.
std::optional<JobEnd> CallRunner::make_or_finish(const Step& step, bool is_whole,
                                                 const std::function<Bitmap()>& pixels) {
    JobEnd end;
    const auto failed = [&](Error error) {
        end.error = std::move(error);
        return std::move(end);
    };
    const auto slot = m_run.slots.take(m_stop);
    if (!slot) return failed(cancelled());
    const auto progress = [&](const Progress& now) { show(step, now); };
    bool unclear = false;
    for (JobEnd& earlier : earlier_calls(folder_of(*m_end.folder, step))) {
        unclear = unclear || earlier.job.state == JobState::Submitted;
        if (!is_recoverable(earlier.job)) continue;
        end = resume_job(std::move(earlier.job), std::move(*earlier.folder),
                         std::move(earlier.planes), m_run.service, m_stop, progress, m_run.limits);
        if (!end.error || !is_of_the_call(end)) return end;
    }
    if (unclear)
        return failed(
            {.kind = ErrorKind::BadReply, .reason = Reason::AnswerLost, .may_have_arrived = true});
    JobStart start = start_of(step, is_whole, pixels());
    const int images = start.parameters.num_images;
    if (!may_pay() || !take_images(images)) return std::nullopt;
    if (const Status begun = begin_paying(); !begun) return failed(begun.error());
    end = run_job(std::move(start), m_run.service, m_stop, progress, m_run.limits);
    if (end.error && !end.folder) give_back(images);
    return end;
}

/// All tiles of the source are cleaned like its first one.
void CallRunner::note_denoise(const Step& step, const Job& call) {
    if (step.pass > 1 || call.results.empty()) return;
    const std::lock_guard lock(m_mutex);
    if (!m_denoise) m_denoise = choice_named("denoise", call.results[0].announced.denoise);
}

/// The tiles of later passes get the seed that the service chose for the whole source.
void CallRunner::note_seed(const Step& step, const Job& call) {
    if (step.pass > 1 || call.parameters.seed >= 0 || call.results.empty()) return;
    const auto seed = call.results[0].announced.seed;
    const std::lock_guard lock(m_mutex);
    if (seed && *seed >= 0 && *seed <= INT_MAX) m_tile_seed = static_cast<int>(*seed);
}

/// Measures where the results of a call lie on what was sent.
void CallRunner::measure(EndedCall& call) const {
    std::vector<ResultView> views;
    std::vector<std::size_t> indices;
    const Job& job = call.end->job;
    for (std::size_t i = 0; i < job.results.size(); ++i) {
        const auto pixels = picture_of(call, i);
        if (!pixels) continue;
        views.push_back({size_of(*pixels), preview_of(*pixels)});
        indices.push_back(i);
    }
    call.places.resize(job.results.size());
    const auto places = register_on_region(job, call.end->planes.preview, views, m_stop);
    for (std::size_t k = 0; k < places.size(); ++k) call.places[indices[k]] = places[k];
}

std::optional<Bitmap> CallRunner::picture_of(const EndedCall& call, std::size_t index) const {
    const ResultRecord& result = call.end->job.results[index];
    if (result.file.empty() || result.foreign) return std::nullopt;
    const auto file = call.end->folder->read(result.file, kMaxResultBytes);
    auto decoded = file ? decode(*file, m_run.budget, m_stop) : file.error();
    if (!decoded || !*decoded) return std::nullopt;
    return take_apart(std::move((*decoded)->pixels)).rgb;
}

Result<EndedCall> CallRunner::run(const Step& step, bool is_whole,
                                  const std::function<Bitmap()>& pixels) {
    auto end = make_or_finish(step, is_whole, pixels);
    const bool is_later = is_whole && step.pass > 1;
    if (end && end->error && !is_unclear(*end) &&
        (is_whole ? is_later && may_pass(*end) : is_of_the_call(*end)))
        end = make_or_finish(step, is_whole, pixels);
    show(step, std::nullopt);
    if (m_stop.stop_requested()) return cancelled();
    if (!end) {
        if (!may_pay())
            return Error{
                .kind = ErrorKind::BadInput, .reason = Reason::NotAllCallsMade, .about = m_job.id};
        log_line("job " + m_job.id + ": a call more than foreseen may not be paid for");
        return EndedCall{};
    }
    if (!end->error) {
        EndedCall call{std::move(end)};
        measure(call);
        note_denoise(step, call.end->job);
        note_seed(step, call.end->job);
        return m_stop.stop_requested() ? Result<EndedCall>(cancelled()) : std::move(call);
    }
    if (is_unclear(*end)) end->error->reason = Reason::AnswerLost;
    if (is_whole ? !is_later || !is_final(*end) : !is_of_the_call(*end)) return *end->error;
    log_line("job " + m_job.id + ": " + (is_whole ? "a pass" : "a tile") +
             " is missing: " + log_words(*end->error));
    return EndedCall{.end = std::nullopt, .missing = std::move(end->error)};
}

}  // namespace upscale
