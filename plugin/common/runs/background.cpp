// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/runs/background.hpp"

#include <utility>

#include "common/boundary.hpp"

namespace upscale {
namespace {

/// Answers of GLib's asynchronous calls come to the thread that made the call, not to the main one.
class OwnContext {
  public:
    OwnContext() : m_context(g_main_context_new()) {
        g_main_context_push_thread_default(m_context);
    }
    OwnContext(const OwnContext&) = delete;
    OwnContext& operator=(const OwnContext&) = delete;
    ~OwnContext() {
        g_main_context_pop_thread_default(m_context);
        g_main_context_unref(m_context);
    }

  private:
    GMainContext* m_context;
};

}  // namespace

Background::~Background() {
    m_calls.close();
    m_next.reset();
    if (!m_thread.joinable()) return;
    m_thread.request_stop();
    m_thread.join();
    if (m_source != 0) g_source_remove(m_source);
}

void Background::start(Work work) {
    if (!m_thread.joinable()) return begin(std::move(work));
    m_next = std::move(work);
    m_dropped = true;
    m_thread.request_stop();
}

void Background::stop() {
    m_next.reset();
    m_dropped = true;
    cancel();
}

void Background::cancel() {
    if (m_thread.joinable()) m_thread.request_stop();
}

void Background::begin(Work work) {
    m_dropped = false;
    m_thread = std::jthread([this, work = std::move(work)](const std::stop_token& stop) {
        const OwnContext context;
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
    const bool dropped = m_dropped;
    m_thread.join();
    m_thread = {};
    m_source = 0;
    const Answer answer = std::exchange(m_answer, {});
    if (auto next = std::exchange(m_next, {})) begin(std::move(*next));
    if (answer && !dropped) answer();
}

}  // namespace upscale
