// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/runs/worker.hpp"

#include <glib.h>

#include <exception>
#include <mutex>
#include <optional>
#include <utility>

#include "common/boundary.hpp"

namespace upscale {
namespace {

constexpr guint kLookEveryMs = 80;

gboolean on_timer(gpointer data) noexcept {
    guard([&] { (*static_cast<std::function<void()>*>(data))(); });
    return G_SOURCE_CONTINUE;
}

}  // namespace

Workers::Workers(std::function<void()> look)
    : m_look(std::move(look)), m_timer(g_timeout_add(kLookEveryMs, on_timer, &m_look)) {}

Workers::~Workers() {
    m_threads.clear();
    g_source_remove(m_timer);
}

void Workers::start(std::function<void()> work) {
    m_threads.emplace_back([this, work = std::move(work)] {
        work();
        wake();
    });
}

void Workers::wait() {
    while (!m_woken.exchange(false)) g_main_context_iteration(nullptr, TRUE);
}

void Workers::wake() {
    m_woken = true;
    g_main_context_wakeup(nullptr);
}

void run_in_worker(ProgressView& view,
                   const std::function<void(const std::stop_token&, const ProgressFn&)>& work) {
    std::mutex mutex;
    std::optional<Progress> latest;  // progress, handed from the worker to the main thread
    std::exception_ptr failure;
    const std::stop_token stop = view.stop_token();
    Workers workers([&] {
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
