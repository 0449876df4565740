// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/batch/run_batch.hpp"

#include <algorithm>
#include <chrono>
#include <deque>
#include <memory>
#include <new>
#include <thread>
#include <utility>

#include "base/log.hpp"
#include "base/utf8.hpp"
#include "common/batch/loaded_file.hpp"
#include "common/batch/plan_batch.hpp"
#include "common/batch/save_results.hpp"
#include "common/import/tidy_history.hpp"
#include "common/runs/fetch.hpp"
#include "common/runs/run_jobs.hpp"
#include "common/runs/worker.hpp"
#include "common/words/messages.hpp"
#include "enlarging/enlarge.hpp"
#include "results/file_name.hpp"
#include "state/history.hpp"

namespace upscale {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kLookAgain{200};  ///< for files of another run, and in a pause
constexpr std::size_t kMostArrived = 4;               ///< units whose images are open for it

/// True if no other file can succeed either.
bool stops_all(const Error& error) {
    return error.kind == ErrorKind::NoKey || error.kind == ErrorKind::Unauthorized ||
           error.kind == ErrorKind::NoCredits || error.kind == ErrorKind::UnsupportedModel;
}

/// True if the engine on this computer has ended with it.
bool ends_engine(const Error& error) {
    return error.reason == Reason::EngineEnded || error.network_fault == NetworkFault::Silent;
}

/// True if another run works on it, so that this one waits for it.
bool is_elsewhere(const Error& error) {
    return error.reason == Reason::FileInUse || error.reason == Reason::JobInUse;
}

/// What a unit holds while it is worked on.
struct Work {
    std::optional<FileOfBatch> own = {};  ///< its record, locked
    platform::Handle job_lock = {};       ///< lock_job_of_batch()
    std::optional<JobEnd> job = {};       ///< of an earlier run, which has the results
    std::shared_ptr<LoadedFile> file = {};
    bool was_complete = false;  ///< the record, when the unit was begun
    bool is_new = false;        ///< this run began its job, which costs money
};

class BatchRun {
  public:
    BatchRun(Editor& editor, FilePort& files, ProgressView& view, const BatchEvents& events)
        : m_editor(editor), m_port(files), m_view(view), m_events(events) {}

    BatchEnd run(const Batch& batch, const KeyOfUser& key_of_user) {
        auto plan = plan_batch(m_editor, m_port, batch, m_jobs, m_view, m_events.images_of);
        if (!plan) return {{}, plan.error()};
        m_plan = std::move(*plan);
        m_works.resize(m_plan.units.size());
        m_begun.resize(m_plan.units.size());
        for (std::size_t i = 0; i < m_status.size(); ++i)
            if (m_status[i].state != FileState::Waiting) tell(i);
        for (bool again = true; again && count_of(m_status, FileState::Waiting) > 0;) {
            m_engine_ended = false;
            auto engine = ReadyEngine::prepare(values().engine, m_view, key_of_user);
            if (!engine) return end(engine.error());
            work(engine->service());
            // another one does the other files
            again = m_engine_ended && !m_view.stop_token().stop_requested();
        }
        tidy_history(m_editor);
        if (m_view.stop_token().stop_requested()) return end(cancelled());
        return end(std::nullopt);
    }

  private:
    enum class Begun { UnderWay, Ended, InUse };

    BatchEnd end(std::optional<Error> error) { return {std::move(m_status), std::move(error)}; }
    const Parameters& values() const { return m_plan.batch.values; }

    void work(const Service& service) {
        JobRunner runner(values(), service, m_view, m_plan.foreseen,
                         [](const JobRunner::Entry& entry, int, const std::string& stage) {
                             return entry.name + ": " + stage;
                         });
        const std::stop_token stop = m_view.stop_token();
        std::vector<std::size_t> of_entry;  // the unit of each of the runner's entries
        runner.on_progress = [&](std::size_t entry, const Progress& progress) {
            if (entry < of_entry.size())
                m_events.on_progress(m_status[of_entry[entry]].path, progress);
        };
        std::vector<std::size_t> next;
        for (std::size_t i = m_status.size(); i-- > 0;)
            if (m_status[i].state == FileState::Waiting) next.push_back(i);
        std::vector<std::size_t> elsewhere;  // another run works on them
        std::size_t under_way = 0;
        std::deque<std::size_t> arrived;  // entries whose results wait to be saved
        const auto save = [&](std::size_t entry) {
            --under_way;
            finish(of_entry[entry], std::move(runner.all()[entry].end));
        };
        while (!next.empty() || under_way > 0) {
            while (const auto taken = runner.take_ended()) {
                if (runner.all()[*taken].end.error)
                    save(*taken);
                else
                    arrived.push_back(*taken);
            }
            const bool waits = !next.empty() && !stop.stop_requested() && m_events.is_paused();
            // The next files are begun first: saving takes time, in which the service can work.
            const bool begins = !next.empty() && !waits && arrived.size() < kMostArrived;
            if (begins && runner.has_room()) {
                const std::size_t i = next.back();
                next.pop_back();
                if (stop.stop_requested() || m_engine_ended) continue;
                if (m_fatal) {
                    ended(i, *m_fatal);
                    continue;
                }
                switch (begin(i, runner)) {
                    case Begun::UnderWay:
                        of_entry.push_back(i);
                        ++under_way;
                        break;
                    case Begun::InUse:
                        elsewhere.push_back(i);
                        break;
                    case Begun::Ended:
                        break;
                }
            } else if (!arrived.empty() && !(begins && runner.will_have_room())) {
                const std::size_t entry = arrived.front();
                arrived.pop_front();
                save(entry);
            } else if (waits) {
                wait_a_moment();
                runner.show();
            } else if (under_way > 0) {
                runner.wait();
            }
            if (next.empty() && under_way == 0 && !elsewhere.empty() && !stop.stop_requested() &&
                !m_engine_ended) {
                wait_a_moment();
                std::swap(next, elsewhere);
                std::ranges::reverse(next);
            }
        }
        m_opened.reset();
    }

    /// The other run may end with a file, and the user a pause, at any time.
    void wait_a_moment() {
        run_in_worker(m_view, [](const std::stop_token&, const ProgressFn&) {
            std::this_thread::sleep_for(kLookAgain);
        });
    }

    Begun begin(std::size_t i, JobRunner& runner) {
        FileStatus& status = m_status[i];
        const bool waited = status.error.has_value();
        status.error.reset();
        if (!waited) m_begun[i] = Clock::now();
        try {
            if (const Status claimed = claim(i); !claimed) {
                if (!is_elsewhere(claimed.error())) return ended(i, claimed.error());
                m_works[i] = {};
                status.error = claimed.error();
                if (!waited) tell(i);
                return Begun::InUse;
            }
            if (status.state == FileState::Skipped) return ended(i, std::nullopt);
            status.state = FileState::Working;
            tell(i);
            const Status started = start(i, runner);
            return started ? Begun::UnderWay : ended(i, started.error());
        } catch (const std::bad_alloc&) {
            return ended(i, Error{.kind = ErrorKind::Internal, .detail = "not enough memory"});
        }
    }

    /// Makes sure that only this run works on a unit, and finds out what earlier ones have done.
    /// An error that is_elsewhere(): another run does.
    Status claim(std::size_t i) {
        BatchUnit& unit = m_plan.units[i];
        Work& work = m_works[i];
        const std::string& path = unit.listed.canonical;
        auto own = FileOfBatch::open(m_plan.settings, file_key(path, unit.layer));
        if (!own) return own.error();
        work.own = std::move(*own);
        if (auto done = m_plan.earlier->done(unit.listed, unit.layer)) {
            unit.record = std::move(*done);
            m_status[i].state = FileState::Skipped;
            m_status[i].results = unit.record.results;
            settle_skipped(unit.record);
            return Done{};
        }
        const auto stamp = stamp_of(path);
        if (!stamp) return stamp.error();
        auto record = work.own->read().value_or(FileRecord());
        if (*stamp != record.source || record.content.empty()) {
            auto content = m_plan.earlier->hashes().of(path);
            if (!content) return content.error();
            if (record.content != *content) record = {};
            record.source = *stamp;
            record.content = std::move(*content);
        }
        unit.record = std::move(record);
        work.was_complete = std::exchange(unit.record.complete, false);
        const std::string key = job_key_of(unit);
        auto lock = lock_job_of_batch(key);
        if (!lock) return lock.error();
        work.job_lock = std::move(*lock);
        const auto [jobs, in_use] = m_jobs.of(key);
        if (in_use) return Error{.kind = ErrorKind::BadInput, .reason = Reason::FileInUse};
        if (jobs.empty() || std::ranges::any_of(jobs, goes_on_when_run_again)) return Done{};
        const auto has_results = [](const Job& job) {
            return is_recoverable(job) || !kept_results(job).empty();
        };
        const auto found = std::ranges::find_if(jobs, has_results);
        if (found == jobs.end())
            return Error{.kind = ErrorKind::BadReply,
                         .reason = Reason::PerhapsPaid,
                         .about = printable_line(jobs.front().id)};
        auto opened = open_job(found->id);
        if (!opened) return opened.error();
        work.job = std::move(*opened);
        return Done{};
    }

    std::string job_key_of(const BatchUnit& unit) const {
        return job_key(values(), unit.record.content, unit.layer);
    }

    /// Starts the job of a unit that is ours.
    Status start(std::size_t i, JobRunner& runner) {
        BatchUnit& unit = m_plan.units[i];
        Work& work = m_works[i];
        const auto layer = open(unit, work);
        if (!layer) return layer.error();
        const ImageId image = work.file->image();

        if (work.job) {
            work.job->job.source.image = image;
            work.job->job.source.drawable = *layer;
            runner.resume(shown_name(i, m_status), std::move(*work.job));
            work.job.reset();
            return Done{};
        }
        auto start = read_assignment(m_editor, image, {*layer, {}, Pixels::Own}, values());
        if (!start) return start.error();
        start->source.batch = job_key_of(unit);
        unit.record.results.clear();  // the new ones are others
        if (auto written = work.own->write(unit.record); !written) return written.error();
        work.is_new = is_paid(values());
        runner.start(shown_name(i, m_status), std::move(*start));
        return Done{};
    }

    /// Opens the file of a unit, and returns the layer that is upscaled.
    Result<ItemId> open(const BatchUnit& unit, Work& work) {
        const std::string& path = unit.listed.canonical;
        // the layers of a file follow each other
        if (!unit.layer.empty() && m_opened && m_opened_path == path &&
            m_opened->stamp() == unit.record.source) {
            work.file = m_opened;
        } else {
            m_opened.reset();
            auto loaded = LoadedFile::load(m_editor, m_port, path, unit.record.source);
            if (!loaded) return loaded.error();
            work.file = std::make_shared<LoadedFile>(std::move(*loaded));
        }
        if (!unit.layer.empty()) {
            m_opened = work.file;
            m_opened_path = path;
            return work.file->layer(m_port, unit.layer);
        }
        const std::string name = file_stem(unit.stem);
        return m_port.visible_layer(work.file->image(), name.empty() ? "image" : name);
    }

    /// Saves the results of a job that ended.
    void finish(std::size_t i, JobEnd end) {
        Work& work = m_works[i];
        FileStatus& status = m_status[i];
        const SourceReport facts = facts_of(end);
        if (work.is_new) status.images_paid = facts.paid_now;
        std::optional<Error> error = end.error;
        try {
            if (!error)
                error = m_saver.save(
                    {m_plan.units[i], status, *work.own, work.was_complete, work.file->image()},
                    std::move(end), facts);
        } catch (const std::bad_alloc&) {
            error = Error{.kind = ErrorKind::Internal, .detail = "not enough memory"};
        }
        ended(i, error);
    }

    /// Frees what the unit held. Always Begun::Ended, for begin().
    Begun ended(std::size_t i, const std::optional<Error>& error) {
        FileStatus& status = m_status[i];
        m_works[i] = {};
        if (m_begun[i] != Clock::time_point())
            status.seconds = std::chrono::duration<double>(Clock::now() - m_begun[i]).count();
        if (error && error->kind == ErrorKind::Cancelled) {
            status.state = FileState::Waiting;
            return Begun::Ended;
        }
        if (error) {
            status.state = FileState::Failed;
            status.error = error;
        } else if (status.state != FileState::Skipped) {
            status.state = FileState::Done;
        }
        if (error && stops_all(*error)) m_fatal = *error;
        if (error && ends_engine(*error)) m_engine_ended = true;
        tell(i);
        return Begun::Ended;
    }

    void tell(std::size_t i) {
        const FileStatus& status = m_status[i];
        const bool has_ended =
            status.state != FileState::Waiting && status.state != FileState::Working;
        if (has_ended) {
            const std::string line =
                report_line(status, status.error ? message_for(*status.error) : std::string(),
                            m_plan.settings, m_plan.units[i].record.content);
            if (const auto added = m_plan.report.add(line); !added)
                log_line("the report of a batch cannot be written: " + added.error().detail);
        }
        m_events.on_file(i, m_status);
    }

    Editor& m_editor;
    FilePort& m_port;
    ProgressView& m_view;
    const BatchEvents& m_events;
    JobsOfBatch m_jobs{jobs_folder()};
    BatchPlan m_plan;
    std::vector<FileStatus>& m_status = m_plan.status;
    std::vector<Work> m_works;               ///< of the same units
    std::vector<Clock::time_point> m_begun;  ///< of the same units
    std::shared_ptr<LoadedFile> m_opened;    ///< whose layers are worked on one after the other
    std::string m_opened_path;
    ResultSaver m_saver{m_editor, m_port, m_plan, m_view};
    std::optional<Error> m_fatal;  ///< why no further file can succeed
    bool m_engine_ended = false;   ///< the one on this computer; what waits needs a new one
};

}  // namespace

BatchEnd run_batch(Editor& editor, FilePort& files, const Batch& batch, ProgressView& view,
                   const KeyOfUser& key_of_user, const BatchEvents& events) {
    return BatchRun(editor, files, view, events).run(batch, key_of_user);
}

}  // namespace upscale
