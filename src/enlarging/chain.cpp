// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "enlarging/chain.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>
#include <new>
#include <random>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "base/unless_exhausted.hpp"
#include "enlarging/call_runner.hpp"
#include "enlarging/calls.hpp"
#include "image/files/encode.hpp"
#include "image/pixels/alpha.hpp"
#include "results/result.hpp"

namespace upscale {
namespace {

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

/// Tiles that are made with different seeds would not fit together.
int seed_for_tiles(const JobFolder& job) {
    if (const auto earlier = seed_of_calls(job); earlier && *earlier >= 0) return *earlier;
    std::random_device random;
    return static_cast<int>(random() & 0x7FFFFFFF);
}

/// True of errors that the same call would meet again, of which others may have none.
bool is_for_good(const Error& error) {
    switch (error.kind) {
        case ErrorKind::Refused:
        case ErrorKind::TooLarge:
        case ErrorKind::BadReply:
            return true;
        case ErrorKind::BadInput:
            return error.reason != Reason::NotAllCallsMade;
        default:
            return error.reason == Reason::AnswerLost;
    }
}

/// True of errors after which the same call may succeed later. Nothing was paid for it.
bool may_pass(const Error& error) {
    return error.reason != Reason::AnswerLost &&
           (error.kind == ErrorKind::ServerFault || error.kind == ErrorKind::Timeout);
}

/// Why there is no tile of a pass at all: an error that may pass, else that one may be paid for,
/// else any. Nullopt: there are tiles.
std::optional<Error> why_none(const std::vector<EndedCall>& calls) {
    const auto weight = [](const Error& error) {
        return may_pass(error) ? 2 : error.reason == Reason::AnswerLost ? 1 : 0;
    };
    std::optional<Error> why;
    for (const EndedCall& call : calls) {
        if (call.end) return std::nullopt;
        if (call.missing && (!why || weight(*call.missing) > weight(*why))) why = call.missing;
    }
    return why;
}

/// The first tile of a pass that has this result; null: none has.
const EndedCall* first_with(const std::vector<EndedCall>& calls, std::size_t index) {
    const auto found =
        std::ranges::find_if(calls, [&](const EndedCall& call) { return call.has(index); });
    return found == calls.end() ? nullptr : &*found;
}

class Chain {
  public:
    Chain(JobEnd& end, Composite source, std::vector<Rect> tiles, double factor,
          const CallsOfJob& common, const RunContext& run, const std::stop_token& stop,
          const ProgressFn& progress)
        : m_end(end),
          m_job(end.job),
          m_source(std::move(source)),
          m_tiles(std::move(tiles)),
          m_factor(factor),
          m_run(run),
          m_stop(stop),
          m_calls(end, m_mutex, common, run, stop, progress) {}

    Status run() {
        auto first = calls_of_pass(1, -1, m_source, m_tiles);
        if (!first) return first.error();
        note_upload(*first);
        std::size_t count = 0;
        for (const EndedCall& call : *first) count = std::max(count, call.places.size());
        m_job.results.resize(std::max(count, m_job.results.size()));
        m_end.lost.reserve(2 * count);  // so that adding to it on another thread cannot fail
        std::optional<Error> trouble;
        for_each_at_once(count, at_once(count), [&](std::size_t i) {
            const Status done = finish(i, *first);
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
        const Size size = enlarged(size_of(m_source.rgb),
                                   m_factor > 0 ? m_factor : usual_scale(m_job.parameters));
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

    /// The calls of a pass, a tile each. With several tiles the first is sent alone, so that a
    /// surprise costs one image.
    Result<std::vector<EndedCall>> calls_of_pass(int pass, int variation, const Composite& from,
                                                 const std::vector<Rect>& tiles) {
        std::vector<EndedCall> calls(tiles.size());
        std::mutex mutex;
        std::optional<Error> trouble;
        const bool alone = tiles.size() == 1;
        const auto one = [&](std::size_t i) {
            if (!alone && !is_visible(from.in_source(tiles[i]))) return true;
            const Step step{pass, variation, static_cast<int>(i)};
            auto done = unless_exhausted([&] {
                return m_calls.run(step, alone,
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
            const EndedCall& first = calls[lead];
            if (first.has(0) && first.scale_of(0) < kLeastScale) {
                if (pass > 1) return calls;  // it ends the chain
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
    void note_upload(const std::vector<EndedCall>& calls) {
        m_job.upload.size = size_of(m_source.rgb);
        for (const EndedCall& call : calls) {
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
                       const std::vector<EndedCall>& calls, std::size_t index, double scale) const {
        static const SlowPart kNone;
        const bool keep = m_job.parameters.keep_colors || tiles.size() > 1;
        const ColourSource colours{keep ? m_end.planes.slow : kNone, m_end.planes.alpha};
        return compose(
            from, tiles,
            [&](std::size_t i) -> std::optional<TilePixels> {
                if (!calls[i].has(index)) return std::nullopt;
                auto pixels = m_calls.picture_of(calls[i], index);
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
    Status finish(std::size_t index, const std::vector<EndedCall>& first) try {
        ResultRecord& result = m_job.results[index];
        if (result.imported || !result.file.empty()) return Done{};
        const EndedCall* call = first_with(first, index);
        if (!call) return Error{.kind = ErrorKind::BadReply, .detail = "no tile has this result"};
        ResultRecord made;
        made.announced = call->end->job.results[index].announced;
        made.announced.urls.clear();
        double scale = call->scale_of(index);
        Composite picture = composed(m_source, m_tiles, first, index, scale);
        const auto note_pass = [&](const EndedCall& of, std::size_t at, std::size_t images) {
            made.passes.push_back({size_of(picture.rgb), of.end->job.results[at].announced.seed,
                                   static_cast<int>(images)});
        };
        note_pass(*call, index, m_tiles.size());
        for (int pass = 2; !is_large_enough(picture); ++pass) {
            if (scale < kLeastScale || pass > kMostPasses) break;
            const auto next_tiles =
                tiles_of(size_of(picture.rgb), pass, m_job.parameters, m_run.most_tile_pixels);
            // a part of a pass that cannot be completed would be paid for in vain
            if (!m_calls.may_begin(pass, static_cast<int>(index), next_tiles.size())) break;
            const auto calls = calls_of_pass(pass, static_cast<int>(index), picture, next_tiles);
            if (!calls && is_for_good(calls.error())) {
                // what there is so far is not lost with it
                const std::lock_guard lock(m_mutex);
                m_end.lost.push_back(calls.error());
                break;
            }
            if (!calls && calls.error().reason == Reason::NotAllCallsMade) break;
            if (!calls) return calls.error();
            call = first_with(*calls, 0);
            if (const auto none = why_none(*calls)) {
                const std::lock_guard lock(m_mutex);
                m_end.lost.push_back(*none);
            }
            if (!call) break;
            scale = call->scale_of(0);
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
    const Composite m_source;
    const std::vector<Rect> m_tiles;  ///< of the source
    const double m_factor;            ///< as in EnlargementPlan
    const RunContext& m_run;
    const std::stop_token m_stop;
    std::mutex m_mutex;  ///< guards what m_end holds
    CallRunner m_calls;
};

}  // namespace

Status run_chain(JobEnd& end, const EnlargementPlan& plan, Composite source,
                 std::optional<int> images, const RunContext& run, const std::stop_token& stop,
                 const ProgressFn& progress) {
    const Parameters& values = end.job.parameters;
    auto tiles = tiles_of(size_of(source.rgb), 1, values, run.most_tile_pixels);
    CallsOfJob common{images, 0, values.seed};
    // a later pass may have tiles, too
    if (values.tiles == Tiles::On && values.seed < 0) common.seed = seed_for_tiles(*end.folder);
    for (std::size_t pass = 0; pass < plan.passes.size(); ++pass)
        common.calls +=
            static_cast<int>(plan.passes[pass].tiles.size()) * (pass == 0 ? 1 : values.num_images);
    Chain chain(end, std::move(source), std::move(tiles), plan.factor, common, run, stop, progress);
    return chain.run();
}

}  // namespace upscale
