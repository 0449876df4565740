// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/runs/worker.hpp"

#include <dlfcn.h>
#include <glib.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>

namespace upscale {
namespace {

bool no_threads = false;

}  // namespace
}  // namespace upscale

/// Acts like a system that allows no more threads, when told to.
extern "C" int pthread_create(pthread_t* thread, const pthread_attr_t* attributes,
                              void* (*start)(void*), void* argument) {
    static const auto real =
        reinterpret_cast<decltype(&pthread_create)>(dlsym(RTLD_NEXT, "pthread_create"));
    return upscale::no_threads ? EAGAIN : real(thread, attributes, start, argument);
}

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

TEST(Worker, LeavesNothingBehindIfThereCanBeNoThread) {
    {
        FakeView view;
        no_threads = true;
        EXPECT_THROW(run_in_worker(view, [](const std::stop_token&, const ProgressFn&) {}),
                     std::system_error);
        no_threads = false;
    }
    // a timer that was left over would use an object that no longer exists
    int turns = 0;
    const guint ticker = g_timeout_add(
        200,
        [](gpointer data) -> gboolean {
            ++*static_cast<int*>(data);
            return G_SOURCE_REMOVE;
        },
        &turns);
    EXPECT_GT(ticker, 0u);
    int dispatches = 0;
    while (turns == 0) dispatches += g_main_context_iteration(nullptr, TRUE);
    EXPECT_EQ(dispatches, 1) << "but for our own";
}

}  // namespace
}  // namespace upscale
