// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The worker threads beside GIMP's main thread.
#pragma once

#include <atomic>
#include <functional>
#include <stop_token>
#include <thread>
#include <vector>

#include "base/progress.hpp"
#include "common/dialogs/progress_view.hpp"

namespace upscale {

/// Threads that work while the GLib main loop runs. Only wake() may be called on other threads than
/// the main one.
class Workers {
  public:
    /// `look` is called a dozen times a second while wait() waits.
    explicit Workers(std::function<void()> look);
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;
    /// Waits for the threads to end.
    ~Workers();

    /// Runs `work` on a thread of its own; it must not call GIMP or GTK, nor throw.
    /// std::system_error: no thread could be started.
    void start(std::function<void()> work);
    /// Runs the main loop until a thread has ended, or wake() was called since the previous wait().
    void wait();
    /// Ends wait(). Any thread.
    void wake();

  private:
    std::function<void()> m_look;
    std::atomic<bool> m_woken = false;
    std::vector<std::jthread> m_threads;
    unsigned m_timer;
};

/// Runs `work` on a thread of its own and the GLib main loop on this one until it ends; the
/// progress that it reports is shown in `view`. `work` gets the view's stop token and must not call
/// GIMP or GTK. An exception in it is thrown here; std::system_error: no thread could be started.
void run_in_worker(ProgressView& view,
                   const std::function<void(const std::stop_token&, const ProgressFn&)>& work);

}  // namespace upscale
