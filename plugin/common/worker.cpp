// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/worker.hpp"

#include <glib.h>

#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "common/boundary.hpp"
#include "common/gobject_ptr.hpp"

namespace upscale {
namespace {

constexpr guint kShowEveryMs = 80;

/// The latest report, handed from the worker to the main thread.
struct Mailbox {
    ProgressView& view;
    std::mutex mutex;
    std::optional<Progress> latest;

    void show() {
        std::optional<Progress> progress;
        {
            const std::lock_guard lock(mutex);
            progress = latest;
        }
        if (progress) view.show(*progress, describe(*progress));
    }
};

gboolean on_timer(gpointer data) noexcept {
    guard([&] { static_cast<Mailbox*>(data)->show(); });
    return G_SOURCE_CONTINUE;
}

/// Calls on_timer() as long as it lives.
class Timer {
  public:
    explicit Timer(Mailbox& mailbox) : m_id(g_timeout_add(kShowEveryMs, on_timer, &mailbox)) {}
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;
    ~Timer() { g_source_remove(m_id); }

  private:
    guint m_id;
};

gboolean on_done(gpointer data) noexcept {
    g_main_loop_quit(static_cast<GMainLoop*>(data));
    return G_SOURCE_REMOVE;
}

}  // namespace

void run_in_worker(ProgressView& view,
                   const std::function<void(const std::stop_token&, const ProgressFn&)>& work) {
    const std::unique_ptr<GMainLoop, Release<&g_main_loop_unref>> loop(
        g_main_loop_new(nullptr, FALSE));
    Mailbox mailbox{view, {}, {}};
    std::exception_ptr failure;
    const std::stop_token stop = view.stop_token();
    const Timer timer(mailbox);  // ends also if the thread cannot be made
    std::jthread worker([&] {
        try {
            work(stop, [&](const Progress& progress) {
                const std::lock_guard lock(mailbox.mutex);
                mailbox.latest = progress;
            });
        } catch (...) {
            failure = std::current_exception();
        }
        g_idle_add(on_done, loop.get());
    });
    g_main_loop_run(loop.get());
    worker.join();
    if (failure) std::rethrow_exception(failure);
}

}  // namespace upscale
