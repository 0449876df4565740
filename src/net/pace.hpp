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

    /// No job may call the service before this time, because it answered 429. For a while after it
    /// the calls are made one after the other.
    void slow_down(Clock::time_point until);
    /// The time until a call may be made. Zero: now, and the call counts as made.
    std::chrono::milliseconds until_free(Clock::time_point now = Clock::now());

    /// A job that polls, while this object lives. The jobs take turns, so that together they poll
    /// as often as one alone would, and at most 60 times a minute.
    class Poller {
      public:
        explicit Poller(Pace& pace, Clock::time_point now = Clock::now());
        Poller(const Poller&) = delete;
        Poller& operator=(const Poller&) = delete;
        /// Lets the other jobs poll at once, because jobs that were begun together end together.
        ~Poller();
        /// The job is done; later ones are expected to take as long.
        void end(Clock::time_point now = Clock::now());

        /// The time until this job may poll, if one job alone would poll every `interval`. Zero:
        /// now, and the poll counts as made.
        std::chrono::milliseconds until_turn(std::chrono::milliseconds interval,
                                             Clock::time_point now = Clock::now());

      private:
        Pace& m_pace;
    };

  private:
    /// Polls in a burst, and polls per second after it
    static constexpr double kBurst = 36, kRefill = 0.4;
    /// If no more polls are left, none is made before the job may be done
    static constexpr double kFew = 18;

    struct Turn {
        Clock::time_point begun;  ///< when the job began to poll
        Clock::time_point last;   ///< the last poll
        Clock::time_point due;    ///< when the next poll is due
        Clock::time_point asked;  ///< when until_turn() was last called
    };

    std::mutex m_mutex;
    /// No call before m_open; one after the other until m_careful
    Clock::time_point m_open{}, m_careful{};
    std::map<const Poller*, Turn> m_pollers;
    Clock::duration m_usual{};                  ///< how long the last job took; 0: none has ended
    double m_polls = kBurst;                    ///< polls that may be made at once
    Clock::time_point m_filled = Clock::now();  ///< when `m_polls` was last updated
};

}  // namespace upscale
