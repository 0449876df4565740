// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Limits how much work is done on pictures that came from outside.
#pragma once

#include <cstdint>
#include <stop_token>
#include <utility>

namespace upscale {

/// A number of operations that work may still take. It is counted, not timed, so the same input
/// always gives the same result. One thread.
class Effort {
  public:
    /// `most`: operations. Once `stop` is requested, nothing is left.
    explicit Effort(std::uint64_t most, std::stop_token stop = {})
        : m_most(most), m_stop(std::move(stop)) {}

    /// To be called before each piece of work, which must take less than 50 ms. False: it must not
    /// be done, because too little is left for it. From then on nothing is left.
    bool take(std::uint64_t operations) {
        if (m_ended) return false;
        m_ended = operations > m_most - m_used || m_stop.stop_requested();
        if (!m_ended) m_used += operations;
        return !m_ended;
    }
    /// Leaves the rest undone.
    void give_up() { m_ended = true; }
    /// True if work was left undone.
    bool ended() const { return m_ended; }
    std::uint64_t used() const { return m_used; }
    std::uint64_t left() const { return m_ended ? 0 : m_most - m_used; }

  private:
    std::uint64_t m_most, m_used = 0;
    std::stop_token m_stop;
    bool m_ended = false;
};

}  // namespace upscale
