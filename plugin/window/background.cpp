// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/background.hpp"

#include <utility>

#include "common/boundary.hpp"

namespace upscale {

Background::~Background() {
    m_next.reset();
    if (!m_thread.joinable()) return;
    m_thread.request_stop();
    m_thread.join();
    if (m_source != 0) g_source_remove(m_source);
}

void Background::start(Work work) {
    if (!m_thread.joinable()) return begin(std::move(work));
    m_next = std::move(work);
    m_thread.request_stop();
}

void Background::stop() {
    m_next.reset();
    if (m_thread.joinable()) m_thread.request_stop();
}

void Background::begin(Work work) {
    m_thread = std::jthread([this, work = std::move(work)](const std::stop_token& stop) {
        Answer answer;
        guard([&] { answer = work(stop); });
        const std::lock_guard lock(m_mutex);
        m_answer = std::move(answer);
        m_source = g_idle_add(on_ended, this);
    });
}

gboolean Background::on_ended(gpointer self) noexcept {
    guard([&] { static_cast<Background*>(self)->ended(); });
    return G_SOURCE_REMOVE;
}

void Background::ended() {
    const bool stopped = m_thread.get_stop_token().stop_requested();
    m_thread.join();
    m_thread = {};
    m_source = 0;
    const Answer answer = std::exchange(m_answer, {});
    if (auto next = std::exchange(m_next, {})) begin(std::move(*next));
    if (answer && !stopped) answer();
}

}  // namespace upscale
