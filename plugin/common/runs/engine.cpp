// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/runs/engine.hpp"

#include "base/parameters.hpp"
#include "common/dialogs/frozen_window.hpp"
#include "common/dialogs/settings_dialog.hpp"
#include "common/key/key_store.hpp"
#include "common/runs/worker.hpp"
#include "platform/process.hpp"
#include "state/key.hpp"
#include "state/preferences.hpp"

namespace upscale {

KeyOfUser key_by_dialog(GtkWindow* parent) {
    return [parent] {
        auto key = [&] {
            const FrozenWindow frozen(parent);
            return find_key_asking();
        }();
        // a dialog cannot change a key that the environment sets
        if (key || has_environment_key() || run_settings_dialog(parent).empty()) return key;
        return find_key();
    };
}

std::string local_engine_path() {
    return (platform::executable().parent_path() / "local" / "ideogram-upscale-local").string();
}

Result<ReadyEngine> ReadyEngine::prepare(int engine, ProgressView& view,
                                         const KeyOfUser& key_of_user) {
    ReadyEngine ready;
    if (engine == Engine::Local) {
        std::optional<Result<LocalService>> started;
        run_in_worker(view, [&](const std::stop_token& stop, const ProgressFn& progress) {
            progress({Stage::Starting});
            started.emplace(LocalService::start(local_engine_path(), stop));
        });
        if (!*started) return started->error();
        ready.m_local.emplace(std::move(**started));
        ready.m_service = ready.m_local->service();
        return ready;
    }
    auto service = service_from_environment();
    if (!service) return service.error();
    auto key = key_of_user();
    if (!key) return key.error();
    ready.m_service = std::move(*service);
    ready.m_service.key = std::move(*key);
    ready.m_service.allow_private = load_preferences().allow_private;
    return ready;
}

}  // namespace upscale
