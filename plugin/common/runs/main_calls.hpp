// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Calls that other threads have made by the main loop, because GIMP may only be called there.
#pragma once

#include <glib.h>

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <type_traits>

namespace upscale {

class MainCalls {
  public:
    MainCalls() = default;
    MainCalls(const MainCalls&) = delete;
    MainCalls& operator=(const MainCalls&) = delete;
    /// Nobody may be waiting in call() any more.
    ~MainCalls() { close(); }

    /// Waits until the main loop has called `fn`, and returns its result; an exception in it is
    /// thrown here. Nullopt: close() came first, and `fn` was not and will not be called. Any
    /// thread but the main one.
    template <class Fn>
    auto call(Fn fn) -> std::optional<std::invoke_result_t<Fn&>> {
        std::optional<std::invoke_result_t<Fn&>> value;
        std::exception_ptr failure;
        const bool made = make([&] {
            try {
                value.emplace(fn());
            } catch (...) {
                failure = std::current_exception();
            }
        });
        if (!made) return std::nullopt;
        if (failure) std::rethrow_exception(failure);
        return value;
    }

    /// The main loop ends: whoever waits in call() gets nullopt at once, and so does every later
    /// call. Main thread.
    void close();

  private:
    struct Waiting {
        std::function<void()> run;
        bool made = false;
    };
    /// True if `run` was called.
    bool make(std::function<void()> run);
    static gboolean on_turn(gpointer self) noexcept;
    bool make_next();

    // everything below is guarded by m_mutex
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Waiting*> m_waiting;
    guint m_source = 0;  ///< calls on_turn(); 0: nobody waits
    bool m_closed = false;
};

}  // namespace upscale
