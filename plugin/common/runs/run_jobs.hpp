// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Runs a job for each layer, up to results on disk. Nothing is imported here.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "app/editor.hpp"
#include "app/job.hpp"
#include "common/dialogs/progress_view.hpp"
#include "common/runs/read_pixels.hpp"
#include "common/runs/worker.hpp"
#include "enlarging/slots.hpp"
#include "results/report.hpp"

namespace upscale {

/// What is upscaled: all of a layer or of its selected part, or, if `part` is set, that rectangle
/// of it, in the coordinates that read_pixels() gives.
struct Assignment {
    ItemId drawable = -1;
    std::optional<Rect> part = {};
    Pixels pixels = Pixels::UntilEdited;
};

/// The jobs of a run that ended.
struct JobsEnd {
    std::vector<JobEnd> ends;  ///< the jobs without an error; their results are in their folders
    Report report;             ///< about all jobs, in the layers' order
};

/// Jobs, some of them at the same time, with one pace, one progress and one cancel. What they are
/// made for, layers or files, does not matter here. On the thread of the editor.
class JobRunner {
  public:
    /// A job that was given to a runner.
    struct Entry {
        std::string name = {};
        std::optional<Progress> progress = {};  ///< the latest; guarded
        bool prepared = false;                  ///< its pixels are encoded and freed; guarded
        bool ended = false;                     ///< guarded
        bool taken = false;                     ///< by take_ended()
        JobEnd end = {};                        ///< used only by the worker until it has ended
    };
    /// Puts the progress of an entry into words. `number`: its place among all, from 1.
    using Words = std::function<std::string(const Entry&, int number, const std::string& stage)>;

    /// `foreseen`: how many images all jobs together need, as far as is known. What the values
    /// allow beyond that may be made by jobs that need more than was foreseen. The other arguments
    /// must outlive the runner.
    JobRunner(const Parameters& values, const Service& service, ProgressView& view, int foreseen,
              Words words);

    /// Starts a job on a thread of its own, enlarge().
    void start(const std::string& name, JobStart start);
    /// Does what is left of an earlier job on a thread of its own, without paying.
    void resume(const std::string& name, JobEnd opened);
    /// Adds something that failed before it had a job.
    void add_failed(const std::string& name, const Error& error);
    /// True if another job may begin: none holds a source's pixels any more, and fewer run than may
    /// at once, which are four with Ideogram and one on this computer.
    bool has_room();
    /// True if another job may begin as soon as the last one's pixels are encoded, which is soon.
    bool will_have_room();
    /// Waits until a job has ended, or holds its source's pixels no longer.
    void wait() { m_workers.wait(); }
    void wait_for_room();
    void wait_for_all();
    /// Shows how far the jobs are. Whoever does not wait() for long calls it.
    void show();
    /// How far a job is that has not ended, whenever progress is shown. `entry`: its place in the
    /// order of the starts.
    std::function<void(std::size_t entry, const Progress&)> on_progress = [](std::size_t,
                                                                             const Progress&) {};
    /// The place of a job that ended and was not taken yet, in the order of the starts.
    std::optional<std::size_t> take_ended();
    /// The entries in the order of the starts. References stay valid; what is guarded may be read
    /// only of those that ended.
    std::deque<Entry>& all() { return m_entries; }

  private:
    using Work = std::function<JobEnd(const std::stop_token&, const ProgressFn&)>;
    JobEnd without_job(const Error& error) const;
    void start_thread(const std::string& name, Work work);
    void run(Entry& entry, const Work& work, const std::stop_token& stop);

    const Parameters& m_values;
    const Service& m_service;
    CallSlots m_slots;
    ProgressView& m_view;
    Words m_words;
    std::mutex m_mutex;
    std::deque<Entry> m_entries;
    Workers m_workers;  ///< last member: its threads must end before the others are destroyed
};

/// The part of a source within a rectangle, in image coordinates. Its pixels are empty if there is
/// none.
Source part_of(const Source& source, const Rect& part);
/// What a job for this source starts from.
JobStart start_of(Source source, const Parameters& values);

/// Reads the pixels and the other data that a job starts from. BadInput: nothing can be read, or
/// the image is indexed and cannot take the results where `values` place them.
Result<JobStart> read_assignment(Editor& editor, ImageId image, const Assignment& assignment,
                                 const Parameters& values);

/// How many images a run makes of all assignments together, without those that are made already
/// where a job that broke off goes on. Layers are read for it if it depends on
/// their sizes; those that cannot be upscaled do not count then.
int images_of(Editor& editor, ImageId image, const std::vector<Assignment>& assignments,
              const Parameters& values);

/// Runs a job for each assignment, up to four at the same time (on this computer one). The next
/// layer is read only after the previous one was encoded, so that only one is in memory. A job that
/// fails does not stop the others. A cancel stops all, and layers that were not begun are not in
/// the report. On the thread of `editor`; what that does meanwhile follows from `view`.
JobsEnd run_jobs(Editor& editor, ImageId image, const std::vector<Assignment>& assignments,
                 const Parameters& values, const Service& service, ProgressView& view);

}  // namespace upscale
