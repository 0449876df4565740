// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/picture/trial.hpp"

#include <memory>
#include <utility>

#include "common/import/importer.hpp"
#include "common/runs/run_jobs.hpp"

namespace upscale {
namespace {

/// Shows no progress, because a trial takes only a moment.
class NoView : public ProgressView {
  public:
    void show(const Progress&, const std::string&) override {}
    std::stop_token stop_token() override { return {}; }
};

}  // namespace

void Trial::start(Source part, Parameters values) {
    const int number = ++m_number;
    NoView view;
    if (!m_engine) {
        auto engine = ReadyEngine::prepare(Engine::Local, view, nullptr);
        if (!engine) return on_failed(engine.error());
        m_engine.emplace(std::move(*engine));
        if (number != m_number) return;  // another trial was started meanwhile
    }
    values.engine = Engine::Local;
    values.num_images = 1;
    values.protect_edges = false;
    values.placement = Placement::Fit;
    // std::function needs a copyable object.
    auto start = std::make_shared<JobStart>(start_of(std::move(part), values));
    m_background.start([this, number, start, service = m_engine->service()](
                           const std::stop_token& stop) -> Background::Answer {
        auto end = std::make_shared<JobEnd>(run_job(std::move(*start), service, stop, {}));
        if (stop.stop_requested() && end->folder) end->folder->remove();
        return [this, number, end] { ended(std::move(*end), number); };
    });
}

void Trial::stop() {
    ++m_number;
    m_background.stop();
}

void Trial::ended(JobEnd end, int number) {
    if (end.error) {
        m_engine.reset();  // it may have ended by itself; the next trial starts it again
        if (number == m_number) on_failed(*end.error);
        return;
    }
    NoView view;
    Importer importer(m_host.editor(), -1, Placement::NewImage, view, false);
    auto arrived = importer.decode(std::move(end));
    if (!arrived) {
        if (number == m_number) on_failed(arrived.error());
        return;
    }
    const auto& result = arrived->results.front();
    auto content = importer.content_of(*arrived, result, natural_place(result.registration));
    arrived->end.folder->remove();
    if (number != m_number) return;
    if (!content) return on_failed(content.error());
    on_done({std::move(content->pixels), result.registration.covered, arrived->end.job.source});
}

}  // namespace upscale
