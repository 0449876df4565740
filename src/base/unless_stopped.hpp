// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Runs long work that cannot be interrupted, without waiting for it after a stop.
#pragma once

#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <system_error>
#include <thread>
#include <type_traits>
#include <utility>

namespace upscale {

/// Runs `work` on a thread of its own and returns its result, or nothing as soon as `stop` is
/// requested. In that case the thread runs on to its end in the background. Therefore `work` must
/// use only objects that it owns, or shared ones that nobody changes, and it must not call GIMP or
/// GTK. An exception from `work` is thrown here.
template <class Work>
auto unless_stopped(const std::stop_token& stop, Work work)
    -> std::optional<std::invoke_result_t<Work&>> {
    struct State {
        explicit State(Work given) : work(std::move(given)) {}
        Work work;
        std::mutex mutex;
        std::condition_variable_any done;
        std::optional<std::invoke_result_t<Work&>> value;
        std::exception_ptr failure;
    };
    if (stop.stop_requested()) return std::nullopt;
    const auto state = std::make_shared<State>(std::move(work));
    const auto run = [state] {
        std::optional<std::invoke_result_t<Work&>> value;
        std::exception_ptr failure;
        try {
            value.emplace(state->work());
        } catch (...) {
            failure = std::current_exception();
        }
        const std::lock_guard lock(state->mutex);
        state->value = std::move(value);
        state->failure = failure;
        state->done.notify_all();
    };
    try {
        std::thread(run).detach();
    } catch (const std::system_error&) {
        run();  // no thread could be started
    }
    std::unique_lock lock(state->mutex);
    const bool ended = state->done.wait(lock, stop, [&] { return state->value || state->failure; });
    if (!ended) return std::nullopt;
    if (state->failure) std::rethrow_exception(state->failure);
    return std::move(state->value);
}

}  // namespace upscale
