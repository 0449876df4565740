// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/runs/worker.hpp"

#include <glib.h>

#include <chrono>
#include <exception>
#include <optional>
#include <system_error>
#include <utility>

#include "common/boundary.hpp"

namespace upscale {
namespace {

gboolean on_timer(gpointer data) noexcept {
    guard([&] { (*static_cast<std::function<void()>*>(data))(); });
    return G_SOURCE_CONTINUE;
}

}  // namespace

Workers::Workers(While waiting, std::function<void()> look)
    : m_waiting(waiting), m_look(std::move(look)) {
    if (m_waiting == While::MainLoopRuns) m_timer = g_timeout_add(kLookEveryMs, on_timer, &m_look);
}

Workers::~Workers() {
    m_threads.clear();
    if (m_timer != 0) g_source_remove(m_timer);
}

void Workers::start(std::function<void()> work) {
    // a batch starts thousands, and a thread that was not joined keeps its stack
    m_threads.remove_if([](const Thread& thread) { return thread.ended.load(); });
    Thread& added = m_threads.emplace_back();
    try {
        added.thread = std::jthread([this, &added, work = std::move(work)] {
            work();
            wake();
            added.ended = true;
        });
    } catch (const std::system_error&) {
        m_threads.pop_back();
        throw;
    }
}

bool Workers::take_wake() {
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_woken, false);
}

void Workers::wait() {
    if (m_waiting == While::MainLoopRuns) {
        while (!take_wake()) g_main_context_iteration(nullptr, TRUE);
        return;
    }
    while (!take_wake()) {
        m_look();
        std::unique_lock lock(m_mutex);
        m_changed.wait_for(lock, std::chrono::milliseconds(kLookEveryMs), [&] { return m_woken; });
    }
}

void Workers::wake() {
    {
        const std::lock_guard lock(m_mutex);
        m_woken = true;
        m_changed.notify_all();
    }
    if (m_waiting == While::MainLoopRuns) g_main_context_wakeup(nullptr);
}

void run_in_worker(ProgressView& view,
                   const std::function<void(const std::stop_token&, const ProgressFn&)>& work) {
    if (view.is_for_any_thread())
        return work(view.stop_token(),
                    [&](const Progress& progress) { view.show(progress, describe(progress)); });
    std::mutex mutex;
    std::optional<Progress> latest;  // progress, handed from the worker to the main thread
    std::exception_ptr failure;
    const std::stop_token stop = view.stop_token();
    Workers workers(Workers::While::MainLoopRuns, [&] {
        const auto progress = [&] {
            const std::lock_guard lock(mutex);
            return latest;
        }();
        if (progress) view.show(*progress, describe(*progress));
    });
    workers.start([&] {
        try {
            work(stop, [&](const Progress& progress) {
                const std::lock_guard lock(mutex);
                latest = progress;
            });
        } catch (...) {
            failure = std::current_exception();
        }
    });
    workers.wait();
    if (failure) std::rethrow_exception(failure);
}

}  // namespace upscale
