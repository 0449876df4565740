// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/picture/trial.hpp"

#include <memory>
#include <utility>

#include "base/unless_exhausted.hpp"
#include "common/import/importer.hpp"
#include "common/key/key_store.hpp"
#include "common/runs/engine.hpp"
#include "common/runs/main_thread_editor.hpp"
#include "common/runs/posted_view.hpp"
#include "common/runs/run_jobs.hpp"

namespace upscale {
namespace {

/// Deletes a trial's folder at the end: nobody wants it in the history.
class Passing {
  public:
    explicit Passing(std::string job) : m_job(std::move(job)) {}
    Passing(const Passing&) = delete;
    Passing& operator=(const Passing&) = delete;
    ~Passing() {
        Job job;
        if (const auto folder = JobFolder::open(jobs_folder(), m_job, job)) folder->remove();
    }

  private:
    std::string m_job;
};

}  // namespace

void Trial::start(Source part, Parameters values) {
    values.engine = Engine::Local;
    values.num_images = 1;
    values.protect_edges = false;
    values.placement = Placement::Fit;
    // std::function needs a copyable object.
    auto start = std::make_shared<JobStart>(start_of(std::move(part), values));
    m_background.start([this, start](const std::stop_token& stop) -> Background::Answer {
        const auto look = std::make_shared<Result<Look>>(
            unless_exhausted([&] { return enlarge(std::move(*start), stop); }));
        return [this, look] {
            if (*look)
                on_done(std::move(**look));
            else
                on_failed(look->error());
        };
    });
}

void Trial::stop() { m_background.stop(); }

Result<Look> Trial::enlarge(JobStart start, const std::stop_token& stop) {
    QuietView view(stop);
    auto engine = ReadyEngine::prepare(Engine::Local, view, find_key);
    if (!engine) return engine.error();
    JobEnd end = run_job(std::move(start), engine->service(), stop, {});
    if (end.error) return *end.error;
    const Passing passing(end.job.id);  // `arrived` holds the folder until then
    MainThreadEditor editor(m_host.editor(), m_background.calls());
    Importer importer(editor, -1, Placement::NewImage, view, false);
    auto arrived = importer.decode(std::move(end));
    if (!arrived) return arrived.error();
    const auto& result = arrived->results.front();
    auto content = importer.content_of(*arrived, result, natural_place(result.registration));
    if (!content) return content.error();
    return Look{std::move(content->pixels), result.registration.covered, arrived->end.job.source};
}

}  // namespace upscale
