// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What all paid calls of a run share: how many are made at the same time, and how many images they
// may make in all.
#pragma once

#include <climits>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <utility>

namespace upscale {

class CallSlots {
  public:
    /// `at_once`: calls at the same time. `spare_images`: how many more images than foreseen all
    /// jobs together may make.
    explicit CallSlots(int at_once, int spare_images = INT_MAX)
        : m_at_once(at_once), m_free(at_once), m_spare(spare_images) {}

    /// A call's place among those that run; given back at its end.
    class Slot {
      public:
        explicit Slot(CallSlots* slots) : m_slots(slots) {}
        Slot(Slot&& other) noexcept : m_slots(std::exchange(other.m_slots, nullptr)) {}
        Slot& operator=(Slot&&) = delete;
        ~Slot() {
            if (m_slots) m_slots->give_back();
        }
        /// False: the run was stopped before there was room.
        explicit operator bool() const { return m_slots != nullptr; }

      private:
        CallSlots* m_slots;
    };

    /// Waits until fewer than at_once() calls run. Any thread.
    Slot take(const std::stop_token& stop) {
        std::unique_lock lock(m_mutex);
        if (!m_changed.wait(lock, stop, [&] { return m_free > 0; })) return Slot(nullptr);
        --m_free;
        return Slot(this);
    }
    int at_once() const { return m_at_once; }
    /// How many images that were not foreseen may still be made. Any thread.
    int spare() {
        const std::lock_guard lock(m_mutex);
        return m_spare;
    }
    /// Takes images that were not foreseen; false: there are not so many left. Any thread.
    bool take_spare(int images) {
        const std::lock_guard lock(m_mutex);
        if (images > m_spare) return false;
        m_spare -= images;
        return true;
    }

  private:
    void give_back() {
        const std::lock_guard lock(m_mutex);
        ++m_free;
        m_changed.notify_all();
    }

    const int m_at_once;
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    int m_free;   ///< guarded by m_mutex
    int m_spare;  ///< guarded by m_mutex
};

}  // namespace upscale
