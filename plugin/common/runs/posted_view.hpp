// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Progress of work that runs on a thread beside the main one.
#pragma once

#include <glib.h>

#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "common/dialogs/progress_view.hpp"

namespace upscale {

/// Has the main loop show the latest progress in another view, a dozen times a second.
class PostedView : public ProgressView {
  public:
    explicit PostedView(ProgressView& shown) : m_shown(shown) {}
    PostedView(const PostedView&) = delete;
    PostedView& operator=(const PostedView&) = delete;
    /// Main thread, when no other thread uses it any more.
    ~PostedView() override { forget(); }

    /// What stops the work that begins. On the thread of that work.
    void begin(std::stop_token stop) { m_stop = std::move(stop); }
    /// What was not shown yet is not shown any more. Main thread.
    void forget();

    void show(const Progress& progress, const std::string& text) override;
    std::stop_token stop_token() override { return m_stop; }
    bool is_for_any_thread() const override { return true; }

  private:
    static gboolean on_time(gpointer self) noexcept;
    void show_latest();

    ProgressView& m_shown;
    std::stop_token m_stop;
    std::mutex m_mutex;
    std::optional<std::pair<Progress, std::string>> m_latest;  ///< guarded by m_mutex
    guint m_source = 0;                                        ///< guarded: calls on_time()
};

/// Shows nothing, because the work takes only a moment.
class QuietView : public ProgressView {
  public:
    explicit QuietView(std::stop_token stop) : m_stop(std::move(stop)) {}
    void show(const Progress&, const std::string&) override {}
    std::stop_token stop_token() override { return m_stop; }
    bool is_for_any_thread() const override { return true; }

  private:
    std::stop_token m_stop;
};

}  // namespace upscale
