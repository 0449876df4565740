// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The worker threads beside the thread that needs their work.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <list>
#include <mutex>
#include <stop_token>
#include <thread>

#include "base/progress.hpp"
#include "common/dialogs/progress_view.hpp"

namespace upscale {

constexpr unsigned kLookEveryMs = 80;  ///< how often progress is shown

/// Threads that work while their owner waits. Only wake() may be called on other threads than the
/// owner's.
class Workers {
  public:
    /// While the owner waits
    enum class While {
        MainLoopRuns,  ///< the GLib main loop goes on; the owner is the main thread
        Sleeping,      ///< it does nothing
    };
    /// `look` is called a dozen times a second while wait() waits, on the owner's thread.
    Workers(While waiting, std::function<void()> look);
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;
    /// Waits for the threads to end.
    ~Workers();

    /// Runs `work` on a thread of its own; it must not call GIMP or GTK, nor throw.
    /// std::system_error: no thread could be started.
    void start(std::function<void()> work);
    /// Waits until a thread has ended, or wake() was called since the previous wait().
    void wait();
    /// Ends wait(). Any thread.
    void wake();

  private:
    bool take_wake();

    While m_waiting;
    std::function<void()> m_look;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_woken = false;  ///< guarded by m_mutex
    /// A thread of start(); shared with it, so that it can say that it has ended.
    struct Thread {
        std::atomic<bool> ended = false;
        std::jthread thread = {};  ///< last, so that it ends before `ended` is destroyed
    };
    std::list<Thread> m_threads;
    unsigned m_timer = 0;  ///< 0: there is no main loop
};

/// What waits for `work`, whose progress is shown in `view`. It is run here if the view
/// is_for_any_thread(). Else it is run on a thread of its own, and the GLib main loop on this one
/// until it ends. `work` gets the view's stop token and must not call GIMP or GTK. An exception in
/// it is thrown here; std::system_error: no thread could be started.
void run_in_worker(ProgressView& view,
                   const std::function<void(const std::stop_token&, const ProgressFn&)>& work);

}  // namespace upscale
