// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Work beside the main loop. Only the most recent start matters.
#pragma once

#include <glib.h>

#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

#include "common/runs/main_calls.hpp"

namespace upscale {

/// Uses one thread at a time. Call it from the main thread only.
class Background {
  public:
    /// Called on the main thread with the result.
    using Answer = std::function<void()>;
    /// Must not call GTK, and GIMP only through calls(); must end soon after a stop. Its thread has
    /// a default GMainContext of its own.
    using Work = std::function<Answer(const std::stop_token&)>;

    Background() = default;
    Background(const Background&) = delete;
    Background& operator=(const Background&) = delete;
    /// Stops and waits for the thread to end. Calls that it waits for are not made any more.
    ~Background();

    /// Stops the current work and begins `work` as soon as that has ended; work that was still
    /// waiting is dropped. The answer is called unless its work was stopped or dropped.
    void start(Work work);
    void stop();
    /// Asks the current work to end. Its answer is called all the same.
    void cancel();
    /// For the thread: has calls made by the main loop.
    MainCalls& calls() { return m_calls; }
    bool is_busy() const { return m_thread.joinable(); }

  private:
    void begin(Work work);
    void ended();
    static gboolean on_ended(gpointer self) noexcept;

    MainCalls m_calls;
    std::jthread m_thread;
    std::optional<Work> m_next;
    bool m_dropped = false;  ///< the answer of the current work is not wanted any more
    std::mutex m_mutex;
    Answer m_answer;     ///< guarded by m_mutex
    guint m_source = 0;  ///< guarded by m_mutex: calls on_ended()
};

}  // namespace upscale
