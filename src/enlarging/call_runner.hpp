// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Runs the calls that one job is made of: finishes the ones that were begun, pays for others as far
// as it may, and measures what came back. The passes that they are for are in chain.hpp.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <vector>

#include "app/job.hpp"
#include "enlarging/calls.hpp"
#include "enlarging/run_context.hpp"
#include "image/registration/registration.hpp"

namespace upscale {

/// A call that ended, and where its results lie on what was sent.
struct EndedCall {
    std::optional<JobEnd> end;  ///< nullopt: its tile is missing
    /// Of each result; nullopt: no picture could be read.
    std::vector<std::optional<Registration>> places = {};
    std::optional<Error> missing = {};  ///< why its tile is missing
    bool has(std::size_t result) const { return result < places.size() && places[result]; }
    /// Pixels of a result that it has, per pixel sent: the smaller of both axes.
    double scale_of(std::size_t result) const;
};

/// What the calls of a job have in common.
struct CallsOfJob {
    bool may_pay;
    int foreseen;  ///< images that they may still make
    int calls;     ///< that are foreseen
    int seed;      ///< of all tiles, unless the service has chosen one for the whole source
};

class CallRunner {
  public:
    /// `job` and `mutex`, which guards it, are kept by reference.
    CallRunner(JobEnd& job, std::mutex& mutex, const CallsOfJob& common, const RunContext& run,
               const std::stop_token& stop, const ProgressFn& progress)
        : m_end(job),
          m_job(job.job),
          m_mutex(mutex),
          m_common(common),
          m_left(common.foreseen),
          m_tile_seed(common.seed),
          m_run(run),
          m_stop(stop),
          m_progress(progress) {}

    /// The call of a step, made or finished. `pixels` makes what is sent. A tile that fails is had
    /// once more, and is missing after that. A picture that is sent whole (`is_whole`) fails; in a
    /// later pass it is had once more if nothing was charged and that may help, and is missing if
    /// it was refused or its answer was lost.
    /// Errors: Cancelled; NotAllCallsMade, if the job may not pay; those after which no other call
    /// can succeed either. Any thread.
    Result<EndedCall> run(const Step& step, bool is_whole, const std::function<Bitmap()>& pixels);

    /// True if a pass of so many images may be paid for to its end. True too if nothing may be paid
    /// for: then what was begun is finished. Any thread.
    bool may_begin(std::size_t images);

    /// The pixels of a call's result; nullopt: there are none that can be read. Any thread.
    std::optional<Bitmap> picture_of(const EndedCall& call, std::size_t index) const;

  private:
    bool may_pay() const { return m_common.may_pay; }
    Status begin_paying();
    bool take_images(int images);
    void give_back(int images);
    void show(const Step& step, std::optional<Progress> progress);
    JobStart start_of(const Step& step, bool is_whole, Bitmap pixels) const;
    std::optional<JobEnd> make_or_finish(const Step& step, bool is_whole,
                                         const std::function<Bitmap()>& pixels);
    void note_denoise(const Step& step, const Job& call);
    void note_seed(const Step& step, const Job& call);
    void measure(EndedCall& call) const;

    JobEnd& m_end;
    Job& m_job;
    std::mutex& m_mutex;
    const CallsOfJob m_common;
    int m_left;                               ///< images that may still be made; guarded
    int m_ended = 0;                          ///< guarded
    std::map<Step, Progress> m_running = {};  ///< guarded
    std::optional<int> m_denoise = {};        ///< that was chosen for the source; guarded
    int m_tile_seed;                          ///< guarded
    const RunContext& m_run;
    const std::stop_token m_stop;
    const ProgressFn m_progress;
};

}  // namespace upscale
