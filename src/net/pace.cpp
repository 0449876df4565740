// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/pace.hpp"

#include <algorithm>
#include <cmath>

namespace upscale {
namespace {

using std::chrono::milliseconds;
using Seconds = std::chrono::duration<double>;

constexpr milliseconds kCareful{10000};  ///< after a 429
constexpr milliseconds kApart{200};      ///< two calls then

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
    m_pace.m_pollers[this] = now;
}

Pace::Poller::~Poller() {
    const std::lock_guard lock(m_pace.m_mutex);
    m_pace.m_pollers.erase(this);
    for (auto& other : m_pace.m_pollers) other.second = {};
}

milliseconds Pace::Poller::until_turn(milliseconds interval, Clock::time_point now) {
    const std::lock_guard lock(m_pace.m_mutex);
    auto& last = m_pace.m_pollers[this];
    const auto due = last + interval * m_pace.m_pollers.size();
    if (due > now) return std::chrono::ceil<milliseconds>(due - now);
    double& polls = m_pace.m_polls;
    polls = std::min(kBurst, polls + kRefill * Seconds(now - m_pace.m_filled).count());
    m_pace.m_filled = now;
    if (polls < 1) return milliseconds(std::lround(std::ceil(1000 * (1 - polls) / kRefill)));
    polls -= 1;
    last = now;
    return milliseconds(0);
}

}  // namespace upscale
