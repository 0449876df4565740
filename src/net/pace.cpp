// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/pace.hpp"

#include <algorithm>
#include <cmath>

namespace upscale {
namespace {

using std::chrono::milliseconds;
using Seconds = std::chrono::duration<double>;

constexpr milliseconds kCareful{10000};  ///< how long to be careful after a 429
constexpr milliseconds kApart{200};      ///< between two calls while careful
constexpr milliseconds kRecently{1000};  ///< a job that asked within this time is still polling
constexpr milliseconds kLater{100};

}  // namespace

void Pace::slow_down(Clock::time_point until) {
    const std::lock_guard lock(m_mutex);
    m_open = std::max(m_open, until);
    m_careful = m_open + kCareful;
}

milliseconds Pace::until_free(Clock::time_point now) {
    const std::lock_guard lock(m_mutex);
    if (m_open > now) return std::chrono::ceil<milliseconds>(m_open - now);
    if (now < m_careful) m_open = now + kApart;
    return milliseconds(0);
}

Pace::Poller::Poller(Pace& pace, Clock::time_point now) : m_pace(pace) {
    const std::lock_guard lock(m_pace.m_mutex);
    m_pace.m_pollers[this] = {now, now, now, {}};
}

Pace::Poller::~Poller() {
    const std::lock_guard lock(m_pace.m_mutex);
    m_pace.m_pollers.erase(this);
    for (auto& other : m_pace.m_pollers) other.second.last = {};
}

void Pace::Poller::end(Clock::time_point now) {
    const std::lock_guard lock(m_pace.m_mutex);
    m_pace.m_usual = now - m_pace.m_pollers[this].begun;
}

milliseconds Pace::Poller::until_turn(milliseconds interval, Clock::time_point now) {
    const std::lock_guard lock(m_pace.m_mutex);
    auto& pollers = m_pace.m_pollers;
    Turn& mine = pollers[this];
    mine.asked = now;
    mine.due = mine.last + interval * pollers.size();
    if (mine.due > now) return std::chrono::ceil<milliseconds>(mine.due - now);
    double& polls = m_pace.m_polls;
    polls = std::min(kBurst, polls + kRefill * Seconds(now - m_pace.m_filled).count());
    m_pace.m_filled = now;
    if (polls < 1) return milliseconds(std::lround(std::ceil(1000 * (1 - polls) / kRefill)));
    if (polls < kFew && now < mine.begun + m_pace.m_usual * 9 / 10) return kLater;
    // If there are few polls left, they go to the jobs that have waited longest.
    const bool others_first = std::ranges::any_of(pollers, [&](const auto& other) {
        return other.second.due < mine.due && now - other.second.asked < kRecently;
    });
    if (others_first && polls < static_cast<double>(pollers.size())) return kLater;
    polls -= 1;
    mine = {mine.begun, now, now + interval * pollers.size(), now};
    return milliseconds(0);
}

}  // namespace upscale
