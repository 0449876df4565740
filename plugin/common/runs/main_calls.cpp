// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/runs/main_calls.hpp"

#include <utility>

#include "common/boundary.hpp"

namespace upscale {

void MainCalls::close() {
    const std::lock_guard lock(m_mutex);
    m_closed = true;
    m_waiting.clear();
    if (m_source != 0) g_source_remove(m_source);
    m_source = 0;
    m_changed.notify_all();
}

bool MainCalls::make(std::function<void()> run) {
    std::unique_lock lock(m_mutex);
    if (m_closed) return false;
    Waiting waiting{std::move(run)};
    m_waiting.push_back(&waiting);
    // with the priority of events, so that a window that is drawn all the time delays nothing
    if (m_source == 0) m_source = g_idle_add_full(G_PRIORITY_DEFAULT, on_turn, this, nullptr);
    m_changed.wait(lock, [&] { return waiting.made || m_closed; });
    return waiting.made;
}

gboolean MainCalls::on_turn(gpointer self) noexcept {
    return guard(G_SOURCE_CONTINUE, [&]() -> gboolean {
        return static_cast<MainCalls*>(self)->make_next() ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
    });
}

/// Makes only one call, so that the window reacts between two. True: more are waiting.
bool MainCalls::make_next() {
    std::unique_lock lock(m_mutex);
    Waiting& next = *m_waiting.front();
    m_waiting.pop_front();
    lock.unlock();
    next.run();
    lock.lock();
    next.made = true;
    m_changed.notify_all();
    if (m_waiting.empty()) m_source = 0;
    return m_source != 0;
}

}  // namespace upscale
