// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/runs/posted_view.hpp"

#include "common/boundary.hpp"
#include "common/runs/worker.hpp"

namespace upscale {

void PostedView::forget() {
    const std::lock_guard lock(m_mutex);
    m_latest.reset();
    if (m_source != 0) g_source_remove(m_source);
    m_source = 0;
}

void PostedView::show(const Progress& progress, const std::string& text) {
    const std::lock_guard lock(m_mutex);
    m_latest.emplace(progress, text);
    if (m_source == 0) m_source = g_timeout_add(kLookEveryMs, on_time, this);
}

gboolean PostedView::on_time(gpointer self) noexcept {
    guard([&] { static_cast<PostedView*>(self)->show_latest(); });
    return G_SOURCE_REMOVE;
}

void PostedView::show_latest() {
    std::unique_lock lock(m_mutex);
    m_source = 0;
    const auto latest = std::exchange(m_latest, std::nullopt);
    lock.unlock();
    if (latest) m_shown.show(latest->first, latest->second);
}

}  // namespace upscale
