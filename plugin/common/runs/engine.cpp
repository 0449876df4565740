// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/runs/engine.hpp"

#include <mutex>
#include <optional>
#include <utility>

#include "base/parameters.hpp"
#include "common/runs/worker.hpp"
#include "platform/process.hpp"
#include "state/key.hpp"
#include "state/preferences.hpp"

namespace upscale {

std::string local_engine_path() {
    return (platform::executable().parent_path() / "local" / "ideogram-upscale-local").string();
}

namespace {

/// The engine on this computer that is running, or one that it starts.
Result<std::shared_ptr<const LocalService>> running_engine(const std::stop_token& stop,
                                                           const ProgressFn& progress) {
    static std::mutex mutex;
    static std::shared_ptr<const LocalService> kept;
    const std::lock_guard lock(mutex);
    if (kept && kept->answers(stop)) return kept;
    progress({Stage::Starting});
    auto started = LocalService::start(local_engine_path(), stop);
    if (!started) return started.error();
    kept = std::make_shared<const LocalService>(std::move(*started));
    return kept;
}

}  // namespace

Result<ReadyEngine> ReadyEngine::prepare(int engine, ProgressView& view,
                                         const KeyOfUser& key_of_user) {
    ReadyEngine ready;
    if (engine == Engine::Local) {
        std::optional<Result<std::shared_ptr<const LocalService>>> running;
        run_in_worker(view, [&](const std::stop_token& stop, const ProgressFn& progress) {
            running.emplace(running_engine(stop, progress));
        });
        if (!*running) return running->error();
        ready.m_local = std::move(**running);
        ready.m_service = ready.m_local->service();
        return ready;
    }
    auto service = service_from_environment();
    if (!service) return service.error();
    auto key = key_of_user(view.stop_token());
    if (view.stop_token().stop_requested()) return cancelled();
    if (!key) return key.error();
    ready.m_service = std::move(*service);
    ready.m_service.key = std::move(*key);
    ready.m_service.allow_private = load_preferences().allow_private;
    return ready;
}

}  // namespace upscale
