// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// How much memory several threads may use together for large things.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <list>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>

namespace upscale {

/// A number of bytes that threads take shares of. Whoever asks first is served first.
class ByteBudget {
  public:
    /// A part of the budget, given back when it is destroyed. The budget must outlive it.
    class Share {
      public:
        Share() = default;
        Share(Share&& other) noexcept { swap(other); }
        Share& operator=(Share&& other) noexcept {
            Share(std::move(other)).swap(*this);
            return *this;
        }
        ~Share() { shrink(0); }

        std::size_t bytes() const { return m_bytes; }
        /// Gives back all but so many bytes.
        void shrink(std::size_t bytes) {
            if (bytes >= m_bytes) return;
            m_budget->give_back(m_bytes - bytes);
            m_bytes = bytes;
        }

      private:
        friend ByteBudget;
        Share(ByteBudget* budget, std::size_t bytes) : m_budget(budget), m_bytes(bytes) {}
        void swap(Share& other) noexcept {
            std::swap(m_budget, other.m_budget);
            std::swap(m_bytes, other.m_bytes);
        }

        ByteBudget* m_budget = nullptr;
        std::size_t m_bytes = 0;
    };

    explicit ByteBudget(std::size_t bytes) : m_whole(bytes), m_free(bytes) {}
    ByteBudget(const ByteBudget&) = delete;
    ByteBudget& operator=(const ByteBudget&) = delete;

    /// Waits until so many bytes are free. More than the whole budget is taken as the whole, so
    /// that something too large for it is worked on alone. Nullopt: a stop was requested.
    std::optional<Share> take(std::size_t bytes, const std::stop_token& stop) {
        bytes = std::min(bytes, m_whole);
        std::unique_lock lock(m_mutex);
        const auto place = m_waiting.insert(m_waiting.end(), bytes);
        const bool granted = m_changed.wait(
            lock, stop, [&] { return place == m_waiting.begin() && bytes <= m_free; });
        m_waiting.erase(place);
        m_changed.notify_all();
        if (!granted) return std::nullopt;
        m_free -= bytes;
        return Share(this, bytes);
    }

  private:
    void give_back(std::size_t bytes) {
        const std::lock_guard lock(m_mutex);
        m_free += bytes;
        m_changed.notify_all();
    }

    const std::size_t m_whole;
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::size_t m_free;
    std::list<std::size_t> m_waiting;  ///< the bytes that each one asks for, first come first
};

}  // namespace upscale
