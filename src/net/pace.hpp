// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// How fast all jobs together may call a service. Any thread.
#pragma once

#include <chrono>
#include <map>
#include <mutex>

namespace upscale {

class Pace {
  public:
    using Clock = std::chrono::steady_clock;

    /// The service is not to be called before then (it answered 429): by no job. For a while after
    /// that the calls come one after the other.
    void slow_down(Clock::time_point until);
    /// The time until a call may be made; zero: now, and the moment is taken by the caller.
    std::chrono::milliseconds until_free(Clock::time_point now = Clock::now());

    /// One job that polls, as long as it lives. The jobs take turns, so that together they ask as
    /// often as one, and at most 60 times in any minute.
    class Poller {
      public:
        explicit Poller(Pace& pace, Clock::time_point now = Clock::now());
        Poller(const Poller&) = delete;
        Poller& operator=(const Poller&) = delete;
        /// Jobs that were begun together end together: the others are due at once.
        ~Poller();

        /// The time until this job may poll, if one alone polled every `interval`; zero: now, and
        /// the poll counts as made.
        std::chrono::milliseconds until_turn(std::chrono::milliseconds interval,
                                             Clock::time_point now = Clock::now());

      private:
        Pace& m_pace;
    };

  private:
    static constexpr double kBurst = 36, kRefill = 0.4;  ///< polls, and polls a second

    struct Turn {
        Clock::time_point last;   ///< poll
        Clock::time_point due;    ///< for the next one
        Clock::time_point asked;  ///< until_turn(), the last time
    };

    std::mutex m_mutex;
    Clock::time_point m_open{}, m_careful{};  ///< no call before; one after the other until
    std::map<const Poller*, Turn> m_pollers;
    double m_polls = kBurst;                    ///< that may be made at once
    Clock::time_point m_filled = Clock::now();  ///< when `m_polls` was reckoned
};

}  // namespace upscale
