// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Work beside the main loop of which only the latest matters.
#pragma once

#include <glib.h>

#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

namespace upscale {

/// One thread at a time; main thread only.
class Background {
  public:
    /// What the main thread does with the answer.
    using Answer = std::function<void()>;
    /// Must not call GIMP or GTK; ends soon after a stop.
    using Work = std::function<Answer(const std::stop_token&)>;

    Background() = default;
    Background(const Background&) = delete;
    Background& operator=(const Background&) = delete;
    /// Stops and waits for the thread to end.
    ~Background();

    /// Begins `work`, once what runs has been stopped and has ended; what waited is dropped. Its
    /// answer is called unless it was stopped or dropped.
    void start(Work work);
    void stop();
    bool is_busy() const { return m_thread.joinable(); }

  private:
    void begin(Work work);
    void ended();
    static gboolean on_ended(gpointer self) noexcept;

    std::jthread m_thread;
    std::optional<Work> m_next;
    std::mutex m_mutex;
    Answer m_answer;     ///< guarded by m_mutex
    guint m_source = 0;  ///< guarded by m_mutex: calls on_ended()
};

}  // namespace upscale
