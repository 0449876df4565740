// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/worker.hpp"

#include <glib.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace upscale {
namespace {

class FakeView : public ProgressView {
  public:
    void show(const Progress& progress, const std::string& text) override {
        EXPECT_EQ(std::this_thread::get_id(), m_main);
        EXPECT_FALSE(text.empty());
        ++shown;
        if (stop_at >= 0 && progress.item >= stop_at) source.request_stop();
    }
    std::stop_token stop_token() override { return source.get_token(); }

    int shown = 0, stop_at = -1;
    std::stop_source source;

  private:
    std::thread::id m_main = std::this_thread::get_id();
};

/// Works until it is stopped, reporting all the time.
void work_until_stopped(const std::stop_token& stop, const ProgressFn& progress) {
    std::mutex mutex;
    std::condition_variable_any condition;
    for (int i = 0; !stop.stop_requested(); ++i) {
        progress({Stage::Waiting, -1, i});
        std::unique_lock lock(mutex);
        condition.wait_for(lock, stop, std::chrono::milliseconds(1), [] { return false; });
    }
}

TEST(Worker, RunsElsewhereWhileTheMainLoopGoesOn) {
    FakeView view;
    view.stop_at = 1;
    std::thread::id worker;
    int turns = 0;
    const guint ticker = g_timeout_add(
        1,
        [](gpointer data) -> gboolean {
            ++*static_cast<int*>(data);
            return G_SOURCE_CONTINUE;
        },
        &turns);
    run_in_worker(view, [&](const std::stop_token& stop, const ProgressFn& progress) {
        worker = std::this_thread::get_id();
        work_until_stopped(stop, progress);
    });
    g_source_remove(ticker);
    EXPECT_NE(worker, std::this_thread::get_id());
    EXPECT_GE(view.shown, 1);
    EXPECT_GE(turns, 1);
}

TEST(Worker, EndsEvenIfTheWorkIsDoneBeforeTheLoopStarts) {
    FakeView view;
    for (int i = 0; i < 200; ++i) {
        int done = 0;
        run_in_worker(view, [&](const std::stop_token&, const ProgressFn&) { done = 1; });
        EXPECT_EQ(done, 1);
    }
}

TEST(Worker, HandsExceptionsOver) {
    FakeView view;
    EXPECT_THROW(run_in_worker(view, [](const std::stop_token&,
                                        const ProgressFn&) { throw std::runtime_error("x"); }),
                 std::runtime_error);
}

}  // namespace
}  // namespace upscale
