// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "enlarging/enlarge.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <map>
#include <mutex>
#include <new>
#include <random>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "app/kept_original.hpp"
#include "app/result.hpp"
#include "base/byte_budget.hpp"
#include "base/log.hpp"
#include "base/unless_exhausted.hpp"
#include "base/unless_stopped.hpp"
#include "enlarging/calls.hpp"
#include "enlarging/composite.hpp"
#include "image/decoding/decode.hpp"
#include "image/files/encode.hpp"
#include "image/pixels/alpha.hpp"
#include "image/registration/registration.hpp"
#include "state/history.hpp"

namespace upscale {
namespace {

constexpr const char* kSourceFile = "source.png";

Size size_of(const Bitmap& bitmap) { return {bitmap.width, bitmap.height}; }

Error cancelled() { return {.kind = ErrorKind::Cancelled}; }
/// Another call would be needed, and may not be paid for.
Error not_allowed() { return {.kind = ErrorKind::BadInput, .reason = Reason::NothingLeftOfJob}; }
bool is_not_allowed(const Error& error) { return error.reason == Reason::NothingLeftOfJob; }

/// True if the call may be paid for although its answer is not known.
bool is_unclear(const JobEnd& call) { return call.folder && call.job.state == JobState::Submitted; }

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

/// A call that ended, and where its results lie on what was sent.
struct Call {
    std::optional<JobEnd> end;  ///< nullopt: its tile is missing
    /// Of each result; nullopt: no picture could be read.
    std::vector<std::optional<Registration>> places = {};
    std::optional<Error> missing = {};  ///< why its tile is missing
    bool has(std::size_t result) const { return result < places.size() && places[result]; }
};

/// True of errors after which the same call may succeed later. Nothing was paid for it.
bool may_pass(const Error& error) {
    return error.reason != Reason::AnswerLost &&
           (error.kind == ErrorKind::ServerFault || error.kind == ErrorKind::Timeout);
}

/// Why there is no tile of a pass at all: an error that may pass, else that one may be paid for,
/// else any. Nullopt: there are tiles.
std::optional<Error> why_none(const std::vector<Call>& calls) {
    const auto weight = [](const Error& error) {
        return may_pass(error) ? 2 : error.reason == Reason::AnswerLost ? 1 : 0;
    };
    std::optional<Error> why;
    for (const Call& call : calls) {
        if (call.end) return std::nullopt;
        if (call.missing && (!why || weight(*call.missing) > weight(*why))) why = call.missing;
    }
    return why;
}

double scale_of(const Registration& place) { return std::min(place.scale_x, place.scale_y); }

/// What the pictures of a source are made from.
struct Opened {
    Composite source;
    Bitmap alpha;
    Bitmap preview;
};

/// Runs `work(i)` for i < count on several threads, until one returns false.
template <class Work>
void for_each_at_once(std::size_t count, int at_once, Work work) {
    std::atomic<std::size_t> next = 0;
    std::atomic<bool> ended = false;
    const auto run = [&] {
        for (std::size_t i = next++; i < count && !ended; i = next++)
            if (!work(i)) ended = true;
    };
    std::vector<std::jthread> helpers;  // beside this thread
    try {
        while (helpers.size() + 1 < std::min<std::size_t>(count, static_cast<unsigned>(at_once)))
            helpers.emplace_back(run);
    } catch (const std::system_error&) {
        // then those that could be started, and this thread
    }
    run();
}

/// A job of several calls.
class Chain {
  public:
    /// `foreseen`: how many images it may make; 0: it must not pay.
    Chain(JobEnd& end, const RunContext& run, const std::stop_token& stop,
          const ProgressFn& progress, int foreseen)
        : m_end(end),
          m_job(end.job),
          m_run(run),
          m_stop(stop),
          m_progress(progress),
          m_may_pay(foreseen > 0),
          m_left(foreseen) {}

    /// Makes or finishes all calls, and the results of them. Succeeds if there is any result.
    Status run(const EnlargementPlan& plan, Composite source) {
        m_factor = plan.factor;
        for (std::size_t pass = 0; pass < plan.passes.size(); ++pass)
            m_calls += static_cast<int>(plan.passes[pass].tiles.size()) *
                       (pass == 0 ? 1 : m_job.parameters.num_images);
        m_source = std::move(source);
        const auto tiles =
            tiles_of(size_of(m_source.rgb), 1, m_job.parameters, m_run.most_tile_pixels);
        m_same_seed = m_job.parameters.seed;
        if (tiles.size() > 1 && m_same_seed < 0) m_same_seed = seed_for_tiles();
        auto first = calls_of_pass(1, -1, m_source, tiles);
        if (!first) return first.error();
        note_upload(*first);
        std::size_t count = 0;
        for (const Call& call : *first) count = std::max(count, call.places.size());
        m_job.results.resize(std::max(count, m_job.results.size()));
        m_end.lost.reserve(2 * count);  // so that adding to it on another thread cannot fail
        std::optional<Error> trouble;
        for_each_at_once(count, at_once(count), [&](std::size_t i) {
            const Status done = finish(i, *first, tiles);
            const std::lock_guard lock(m_mutex);
            if (done) return true;
            m_end.lost.push_back(done.error());
            if (!trouble || done.error().kind == ErrorKind::Cancelled) trouble = done.error();
            return trouble->kind != ErrorKind::Cancelled;
        });
        if (trouble && trouble->kind == ErrorKind::Cancelled) return *trouble;
        if (std::ranges::any_of(m_job.results, is_waiting)) {
            reach(JobState::Downloaded);
            return Done{};
        }
        return trouble ? *trouble : Error{.kind = ErrorKind::BadReply};
    }

  private:
    /// As many of the pictures at once as there is room for.
    int at_once(std::size_t count) const {
        constexpr double kMost = 512e6;  // bytes
        const Size size = enlarged(size_of(m_source.rgb), m_factor > 0 ? m_factor : kUsualScale);
        const double each = 3.0 * size.width * size.height;
        return std::max(1, static_cast<int>(std::min(kMost / each, static_cast<double>(count))));
    }

    void reach(JobState state) {
        m_job.state = state;
        log_line("job " + m_job.id + ": " + name_of(state) + ", made of several calls");
        // what was paid for is in the folders of the calls, so a failed write loses nothing
        if (const Status saved = m_end.folder->save(m_job); !saved)
            log_line("job " + m_job.id + ": its record could not be written, " +
                     saved.error().detail);
    }

    /// Tiles that are made with different seeds would not fit together.
    int seed_for_tiles() const {
        if (const auto earlier = seed_of_calls(*m_end.folder); earlier && *earlier >= 0)
            return *earlier;
        std::random_device random;
        return static_cast<int>(random() & 0x7FFFFFFF);
    }

    /// Before the first paid call the job's own record says that there are calls.
    Status begin_paying() {
        const std::lock_guard lock(m_mutex);
        if (m_job.state >= JobState::Accepted) return Done{};
        const JobState before = std::exchange(m_job.state, JobState::Accepted);
        const Status saved = m_end.folder->save(m_job);
        if (!saved) m_job.state = before;
        return saved;
    }

    bool take_images(int images) {
        const std::lock_guard lock(m_mutex);
        if (m_left >= images) {
            m_left -= images;
            return true;
        }
        return m_run.slots.take_spare(images);
    }
    void give_back(int images) {
        const std::lock_guard lock(m_mutex);
        m_left += images;
    }

    /// The progress of a call; nullopt: it ended. What is shown is the first call that runs.
    void show(int call, std::optional<Progress> progress) {
        const std::lock_guard lock(m_mutex);
        if (progress) {
            m_running[call] = std::move(*progress);
        } else {
            m_running.erase(call);
            ++m_ended;
        }
        if (!m_progress) return;
        Progress shown{.stage = Stage::Preparing, .cost = cost_of(m_job)};
        if (!m_running.empty()) shown = m_running.begin()->second;
        for (const auto& [number, running] : m_running)
            if (running.cost == Cost::Unclear) shown.cost = Cost::Unclear;
        if (shown.cost == Cost::NotYet) shown.cost = cost_of(m_job);
        shown.call = std::min(m_ended + 1, m_calls);
        shown.calls = m_calls;
        m_progress(shown);
    }

    /// What a call starts from.
    JobStart start_of(const Step& step, Bitmap pixels) const {
        JobStart start;
        start.source.name = m_job.source.name;
        start.source.canvas = size_of(pixels);
        start.source.layer = start.source.region = {0, 0, pixels.width, pixels.height};
        start.pixels = std::move(pixels);
        Parameters& values = start.parameters = m_job.parameters;
        const Parameters plain;
        values.num_images = step.pass == 1 ? m_job.parameters.num_images : 1;
        values.seed = m_same_seed;
        values.target = plain.target;
        values.target_value = plain.target_value;
        values.tiles = plain.tiles;
        values.max_images = plain.max_images;
        start.jobs_folder = folder_of(*m_end.folder, step);
        return start;
    }

    /// Finishes an earlier call of the step, or makes a new one of the pixels.
    JobEnd call(const Step& step, int number, const std::function<Bitmap()>& pixels) {
        JobEnd end;
        const auto failed = [&](Error error) {
            end.error = std::move(error);
            return std::move(end);
        };
        const auto slot = m_run.slots.take(m_stop);
        if (!slot) return failed(cancelled());
        const auto progress = [&](const Progress& now) { show(number, now); };
        bool unclear = false;
        for (JobEnd& earlier : earlier_calls(folder_of(*m_end.folder, step))) {
            unclear = unclear || earlier.job.state == JobState::Submitted;
            if (!is_recoverable(earlier.job)) continue;
            end = resume_job(std::move(earlier.job), std::move(*earlier.folder),
                             std::move(earlier.planes), m_run.service, m_stop, progress,
                             m_run.limits);
            if (!end.error || !is_of_the_call(end)) return end;
        }
        if (unclear)
            return failed({.kind = ErrorKind::BadReply,
                           .reason = Reason::AnswerLost,
                           .may_have_arrived = true});
        JobStart start = start_of(step, pixels());
        const int images = start.parameters.num_images;
        if (!m_may_pay || !take_images(images)) return failed(not_allowed());
        if (const Status begun = begin_paying(); !begun) return failed(begun.error());
        end = run_job(std::move(start), m_run.service, m_stop, progress, m_run.limits);
        if (end.error && !end.folder) give_back(images);
        return end;
    }

    /// Measures where the results of a call lie on what was sent.
    void measure(Call& call) const {
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

    /// The pixels of a call's result; nullopt: there are none that can be read.
    std::optional<Bitmap> picture_of(const Call& call, std::size_t index) const {
        const ResultRecord& result = call.end->job.results[index];
        if (result.file.empty() || result.foreign) return std::nullopt;
        const auto file = call.end->folder->read(result.file, kMaxResultBytes);
        auto decoded = file ? decode(*file, m_run.budget, m_stop) : file.error();
        if (!decoded || !*decoded) return std::nullopt;
        return take_apart(std::move((*decoded)->pixels)).rgb;
    }

    /// A call and its places. A tile that fails is had once more. Fails if no other call can
    /// succeed either.
    Result<Call> tile_call(const Step& step, int number, bool is_alone,
                           const std::function<Bitmap()>& pixels) {
        JobEnd end = call(step, number, pixels);
        if (end.error && !is_alone && is_of_the_call(end) && !is_unclear(end) &&
            !is_not_allowed(*end.error))
            end = call(step, number, pixels);
        show(number, std::nullopt);
        if (m_stop.stop_requested()) return cancelled();
        if (!end.error) {
            Call call{std::move(end)};
            measure(call);
            return m_stop.stop_requested() ? Result<Call>(cancelled()) : std::move(call);
        }
        if (is_unclear(end)) end.error->reason = Reason::AnswerLost;
        if (is_alone || !is_of_the_call(end) || is_not_allowed(*end.error)) return *end.error;
        log_line("job " + m_job.id + ": a tile is missing: " + log_words(*end.error));
        return Call{.end = std::nullopt, .missing = std::move(end.error)};
    }

    /// The calls of a pass, a tile each. With several tiles the first is sent alone, so that a
    /// surprise costs one image.
    Result<std::vector<Call>> calls_of_pass(int pass, int variation, const Composite& from,
                                            const std::vector<Rect>& tiles) {
        std::vector<Call> calls(tiles.size());
        std::mutex mutex;
        std::optional<Error> trouble;
        const bool alone = tiles.size() == 1;
        const auto one = [&](std::size_t i) {
            if (!alone && !is_visible(from.in_source(tiles[i]))) return true;
            const Step step{pass, variation, static_cast<int>(i)};
            const int number = (pass * 16 + variation + 1) * 4096 + static_cast<int>(i);
            auto done = unless_exhausted([&] {
                return tile_call(step, number, alone,
                                 [&] { return alone ? from.rgb : crop(from.rgb, tiles[i]); });
            });
            const std::lock_guard lock(mutex);
            if (done) {
                calls[i] = std::move(*done);
                return true;
            }
            if (!trouble || done.error().kind == ErrorKind::Cancelled) trouble = done.error();
            return false;
        };
        std::size_t lead = 0;  // the one that is sent alone
        while (lead + 1 < tiles.size() && !is_visible(from.in_source(tiles[lead]))) ++lead;
        if (one(lead) && !alone) {
            const Call& first = calls[lead];
            if (first.has(0) && scale_of(*first.places[0]) < kLeastScale) {
                const JobEnd& end = *first.end;
                return Error{.kind = ErrorKind::BadReply,
                             .reason = Reason::NotEnlarged,
                             .about = end.folder->path_of(end.job.results[0].file)};
            }
            for_each_at_once(tiles.size(), m_run.slots.at_once(),
                             [&](std::size_t i) { return i == lead || one(i); });
        }
        if (trouble) return *trouble;
        // a later pass whose tiles were all refused ends the chain, with what there is so far
        if (const auto none = why_none(calls);
            none && (pass == 1 || may_pass(*none) || none->reason == Reason::AnswerLost))
            return *none;
        return calls;
    }

    /// In which form the source was sent.
    void note_upload(const std::vector<Call>& calls) {
        m_job.upload.size = size_of(m_source.rgb);
        for (const Call& call : calls) {
            if (!call.end) continue;
            const UploadRecord& sent = call.end->job.upload;
            m_job.upload.format = sent.format;
            m_job.upload.lossy = m_job.upload.lossy || sent.lossy;
            m_job.upload.reduced = m_job.upload.reduced || sent.reduced;
            if (sent.reduced && calls.size() == 1) m_job.upload.size = sent.size;
        }
    }

    /// The picture that a pass made. `index`: of the results of its calls.
    Composite composed(const Composite& from, const std::vector<Rect>& tiles,
                       const std::vector<Call>& calls, std::size_t index, double scale) const {
        static const SlowPart kNone;
        const bool keep = m_job.parameters.keep_colors || tiles.size() > 1;
        const ColourSource colours{keep ? m_end.planes.slow : kNone, m_end.planes.alpha};
        return compose(
            from, tiles,
            [&](std::size_t i) -> std::optional<TilePixels> {
                if (!calls[i].has(index)) return std::nullopt;
                auto pixels = picture_of(calls[i], index);
                if (!pixels) return std::nullopt;
                return TilePixels{std::move(*pixels), *calls[i].places[index]};
            },
            scale, most_factor(), colours, m_stop);
    }

    /// The factor that is asked for, else the largest one within our own limits.
    double most_factor() const {
        if (m_factor > 0) return m_factor;
        const Size size = size_of(m_source.rgb);
        return std::min(static_cast<double>(kMaxResultSide) / std::max(size.width, size.height),
                        std::sqrt(static_cast<double>(kMaxResultPixels) /
                                  (static_cast<double>(size.width) * size.height)));
    }

    /// The first tile of a pass that has this result; null: none has.
    static const Call* first_with(const std::vector<Call>& calls, std::size_t index) {
        const auto found =
            std::ranges::find_if(calls, [&](const Call& call) { return call.has(index); });
        return found == calls.end() ? nullptr : &*found;
    }

    /// True if the source shows anything there. `part`: source pixels.
    bool is_visible(const Rect& part) const {
        const Bitmap& alpha = m_end.planes.alpha;
        const Rect within = intersection(part, {0, 0, alpha.width, alpha.height});
        return alpha.empty() ||
               (within.width > 0 && within.height > 0 && !is_invisible(crop(alpha, within)));
    }

    bool is_large_enough(const Composite& picture) const {
        if (m_factor == 0) return true;
        return picture.rgb.width + 1 > picture.covered.width * m_factor &&
               picture.rgb.height + 1 > picture.covered.height * m_factor;
    }

    /// Takes a result through the later passes and keeps it.
    Status finish(std::size_t index, const std::vector<Call>& first,
                  const std::vector<Rect>& tiles) try {
        ResultRecord& result = m_job.results[index];
        if (result.imported || !result.file.empty()) return Done{};
        const Call* call = first_with(first, index);
        if (!call) return Error{.kind = ErrorKind::BadReply, .detail = "no tile has this result"};
        ResultRecord made;
        made.announced = call->end->job.results[index].announced;
        made.announced.urls.clear();
        double scale = scale_of(*call->places[index]);
        Composite picture = composed(m_source, tiles, first, index, scale);
        const auto note_pass = [&](const Call& of, std::size_t at, std::size_t images) {
            made.passes.push_back({size_of(picture.rgb), of.end->job.results[at].announced.seed,
                                   static_cast<int>(images)});
        };
        note_pass(*call, index, tiles.size());
        for (int pass = 2; !is_large_enough(picture); ++pass) {
            if (scale < kLeastScale || pass > kMostPasses) break;
            const auto next_tiles =
                tiles_of(size_of(picture.rgb), pass, m_job.parameters, m_run.most_tile_pixels);
            const auto calls = calls_of_pass(pass, static_cast<int>(index), picture, next_tiles);
            if (!calls && calls.error().reason == Reason::AnswerLost) {
                // It may be paid, so it is not made again; what there is so far is not lost with
                // it.
                const std::lock_guard lock(m_mutex);
                m_end.lost.push_back(calls.error());
                break;
            }
            if (!calls && is_not_allowed(calls.error())) break;
            if (!calls) return calls.error();
            call = first_with(*calls, 0);
            if (!call) break;
            scale = scale_of(*call->places[0]);
            if (scale < kLeastScale) break;
            picture = composed(picture, next_tiles, *calls, 0, scale);
            note_pass(*call, 0, next_tiles.size());
        }
        if (m_stop.stop_requested()) return cancelled();
        made.smaller = !is_large_enough(picture);
        made.plain = std::move(picture.plain);
        std::erase_if(made.plain, [&](const Rect& part) { return !is_visible(part); });
        return keep(index, std::move(made), picture.rgb);
    } catch (const std::bad_alloc&) {
        return Error{.kind = ErrorKind::Internal, .detail = "not enough memory"};
    }

    Status keep(std::size_t index, ResultRecord made, const Bitmap& rgb) {
        const auto png = encode_png(rgb);
        if (!png) return png.error();
        made.file = "result-" + std::to_string(index + 1) + ".png";
        made.format = ImageFormat::Png;
        const std::lock_guard lock(m_mutex);
        m_end.folder->keep(made.file, *png);
        m_job.results[index] = std::move(made);
        return Done{};
    }

    JobEnd& m_end;
    Job& m_job;
    const RunContext& m_run;
    std::stop_token m_stop;
    ProgressFn m_progress;
    Composite m_source;
    double m_factor = 0;   ///< as in EnlargementPlan
    int m_same_seed = -1;  ///< of all calls
    bool m_may_pay;
    std::mutex m_mutex;
    int m_left;                              ///< images that may still be made; guarded
    int m_calls = 0;                         ///< that are foreseen
    int m_ended = 0;                         ///< guarded
    std::map<int, Progress> m_running = {};  ///< guarded
};

/// The chain's own values say all that its calls depend on.
bool makes_the_same(const Parameters& a, Parameters b) {
    b.placement = a.placement;
    b.max_images = a.max_images;
    return a == b;
}

/// Opens the newest job of several calls that broke off, with these pixels and values. Those of the
/// engine on this computer are begun anew, since they cost nothing.
std::optional<JobEnd> broken_off(const std::string& pixels_hash, const Parameters& values) {
    const auto fits = [&](const Job& job) {
        return goes_on_when_run_again(job) && job.source.pixels_hash == pixels_hash &&
               makes_the_same(values, job.parameters);
    };
    for (const Job& job : unfinished_jobs(jobs_folder())) {
        JobEnd end;
        if (!fits(job)) continue;
        auto folder = JobFolder::open(jobs_folder(), job.id, end.job);
        if (!folder || !fits(end.job)) continue;
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
    if (!done && end.folder) {
        end.images_paid = paid_images(*end.folder);
        if (end.job.state == JobState::Accepted && !has_calls(*end.folder))
            end.job.state = JobState::Prepared;
    }
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
    if (auto earlier = broken_off(end.job.source.pixels_hash, end.job.parameters)) {
        log_line("job " + earlier->job.id + " goes on");
        const SourceRecord now = end.job.source;
        const Parameters values = end.job.parameters;
        end.job = std::move(earlier->job);
        end.job.source = now;
        end.job.parameters = values;
        end.folder = std::move(earlier->folder);
        // the selection may be another one by now
        if (auto saved = save_planes(*end.folder, end.planes); !saved) return saved;
    } else {
        end.job.calls = plan.images;
        if (auto begun = begin(end, opened->source.rgb); !begun) return begun;
    }
    Chain chain(end, run, stop, progress, plan.images);
    return chain.run(plan, std::move(opened->source));
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
    Chain chain(end, run, stop, progress, 0);
    return chain.run(plan_of(end.job), whole_source(std::move((*pixels)->pixels)));
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
    const Status done = unless_exhausted([&] { return carry_on(end, run, stop, progress); });
    conclude_calls(end, done);
    return end;
}

}  // namespace upscale
