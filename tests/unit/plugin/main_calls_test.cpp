// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/runs/main_calls.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "common/runs/background.hpp"
#include "common/runs/main_thread_editor.hpp"
#include "common/runs/posted_view.hpp"
#include "common/runs/worker.hpp"

namespace upscale {
namespace {

using namespace std::chrono_literals;

void run_until(const std::atomic<bool>& ended) {
    while (!ended) g_main_context_iteration(nullptr, FALSE);
}

TEST(MainCalls, AreMadeOnTheMainThread) {
    MainCalls calls;
    std::atomic<bool> ended = false;
    std::thread::id called;
    std::optional<int> answer;
    std::jthread thread([&] {
        answer = calls.call([&] {
            called = std::this_thread::get_id();
            return 7;
        });
        ended = true;
    });
    run_until(ended);
    thread.join();
    EXPECT_EQ(called, std::this_thread::get_id());
    EXPECT_EQ(answer, 7);
}

TEST(MainCalls, OfManyThreadsAreAllMade) {
    MainCalls calls;
    std::atomic<int> left = 8;
    std::atomic<bool> ended = false;
    int sum = 0;  // only the main thread uses it
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 8; ++i)
            threads.emplace_back([&] {
                for (int k = 0; k < 50; ++k) EXPECT_TRUE(calls.call([&] { return ++sum; }));
                if (--left == 0) ended = true;
            });
        run_until(ended);
    }
    EXPECT_EQ(sum, 400);
}

TEST(MainCalls, HandExceptionsOver) {
    MainCalls calls;
    std::atomic<bool> ended = false;
    std::jthread thread([&] {
        EXPECT_THROW(calls.call([]() -> int { throw std::runtime_error("x"); }),
                     std::runtime_error);
        ended = true;
    });
    run_until(ended);
}

TEST(MainCalls, AreGivenUpWhenTheMainLoopEnds) {
    MainCalls calls;
    std::atomic<bool> begun = false;
    bool called = false;
    std::jthread thread([&] {
        begun = true;
        EXPECT_FALSE(calls.call([&] { return called = true; }));
        EXPECT_FALSE(calls.call([&] { return called = true; })) << "nor a later one";
    });
    while (!begun) std::this_thread::sleep_for(1ms);
    std::this_thread::sleep_for(10ms);  // whether it waits by then or not, the outcome is the same
    calls.close();
    thread.join();
    while (g_main_context_iteration(nullptr, FALSE)) {
    }
    EXPECT_FALSE(called);
}

/// An editor with one layer; it remembers on which thread it was asked.
class OneLayer : public Editor {
  public:
    std::string name_of(ItemId item) override {
        EXPECT_EQ(std::this_thread::get_id(), m_main);
        return "L" + std::to_string(item);
    }
    Result<Source> read_source(ImageId, ItemId, int) override {
        EXPECT_EQ(std::this_thread::get_id(), m_main);
        return Error{.kind = ErrorKind::BadInput};
    }
    Result<Bitmap> decode(const std::string&, ImageFormat) override { return Error{}; }
    ImageState state_of(ImageId) override { return {{9, 9}, 1}; }
    std::optional<Rect> bounds_of(ImageId, ItemId) override { return Rect{1, 2, 3, 4}; }
    std::optional<ItemId> original_of(ImageId, ItemId) override { return 5; }
    std::optional<ItemId> source_of(ImageId, ItemId) override { return 4; }
    Result<ItemId> make_layer(ImageId, const NewLayer&) override { return 6; }
    bool has_link_layers() override { return true; }
    bool is_link(ItemId) override { return true; }
    Result<LinkLayer> make_link(ImageId, const std::string&, const NewLayer&) override {
        return Error{};
    }
    void discard_layer(ItemId) override { ++discarded; }
    std::string file_stem_of(ImageId) override { return "stem"; }
    std::string saved_file_of(ImageId) override { return "file"; }
    unsigned tattoo_of(ItemId) override { return 0; }
    std::string parasite_on_layer(ItemId, const char*) override { return {}; }
    std::string parasite_on_image(ImageId, const std::string&) override { return {}; }
    Appearance appearance_of(ImageId, ItemId) override { return {{1}, false}; }
    Result<ImageId> make_image(const ImageOrigin&, const std::string&, const std::string&,
                               const NewLayer&) override {
        return 8;
    }
    void discard_image(ImageId) override { ++discarded; }
    Status import_layers(const LayerImport&) override { return Done{}; }
    void show_images(const std::vector<ImageId>&) override {}

    int discarded = 0;

  private:
    std::thread::id m_main = std::this_thread::get_id();
};

TEST(MainThreadEditor, HandsEachCallToTheEditor) {
    OneLayer layer;
    MainCalls calls;
    MainThreadEditor editor(layer, calls);
    std::atomic<bool> ended = false;
    std::jthread thread([&] {
        EXPECT_EQ(editor.name_of(3), "L3");
        EXPECT_EQ(editor.read_source(1, 3, 0).error().kind, ErrorKind::BadInput);
        EXPECT_EQ(editor.state_of(1), (ImageState{{9, 9}, 1}));
        EXPECT_EQ(editor.bounds_of(1, 3), (Rect{1, 2, 3, 4}));
        EXPECT_EQ(editor.original_of(1, 3), 5);
        EXPECT_EQ(editor.source_of(1, 3), 4);
        EXPECT_TRUE(editor.has_link_layers() && editor.is_link(3));
        EXPECT_FALSE(editor.make_link(1, "", {}));
        EXPECT_EQ(*editor.make_layer(1, {}), 6);
        EXPECT_EQ(*editor.make_image({}, "", "", {}), 8);
        EXPECT_EQ(editor.file_stem_of(1), "stem");
        EXPECT_EQ(editor.saved_file_of(1), "file");
        EXPECT_FALSE(editor.appearance_of(1, 3).plain);
        EXPECT_TRUE(editor.import_layers({}));
        editor.discard_layer(6);
        editor.discard_image(8);
        ended = true;
    });
    run_until(ended);
    EXPECT_EQ(layer.discarded, 2);
}

TEST(MainThreadEditor, AnswersCancelledWhenTheMainLoopHasEnded) {
    OneLayer layer;
    MainCalls calls;
    MainThreadEditor editor(layer, calls);
    calls.close();
    EXPECT_EQ(editor.read_source(1, 3, 0).error().kind, ErrorKind::Cancelled);
    EXPECT_EQ(editor.make_layer(1, {}).error().kind, ErrorKind::Cancelled);
    EXPECT_EQ(editor.make_image({}, "", "", {}).error().kind, ErrorKind::Cancelled);
    EXPECT_EQ(editor.import_layers({}).error().kind, ErrorKind::Cancelled);
    EXPECT_EQ(editor.bounds_of(1, 3), std::nullopt);
    editor.discard_layer(6);
    EXPECT_EQ(layer.discarded, 0);
}

class Counting : public ProgressView {
  public:
    void show(const Progress& progress, const std::string&) override {
        EXPECT_EQ(std::this_thread::get_id(), m_main);
        ++shown;
        last = progress.item;
    }
    std::stop_token stop_token() override { return {}; }

    int shown = 0, last = -1;

  private:
    std::thread::id m_main = std::this_thread::get_id();
};

TEST(PostedView, ShowsTheLatestOnTheMainThread) {
    Counting counting;
    PostedView view(counting);
    std::thread::id worker;
    std::jthread thread([&](const std::stop_token& stop) {
        view.begin(stop);
        run_in_worker(view, [&](const std::stop_token&, const ProgressFn& progress) {
            worker = std::this_thread::get_id();
            for (int i = 0; i <= 1000; ++i) progress({Stage::Waiting, -1, i});
        });
    });
    const auto id = thread.get_id();
    thread.join();
    while (counting.last < 1000) g_main_context_iteration(nullptr, TRUE);
    EXPECT_EQ(worker, id) << "the work is not on a third thread";
    EXPECT_EQ(counting.shown, 1);
}

TEST(PostedView, ForgetsWhatAnEndedRunWasAt) {
    Counting counting;
    PostedView view(counting);
    view.show({Stage::Waiting}, "late");
    view.forget();
    bool later = false;
    g_timeout_add(
        200,
        [](gpointer data) -> gboolean {
            *static_cast<bool*>(data) = true;
            return G_SOURCE_REMOVE;
        },
        &later);
    while (!later) g_main_context_iteration(nullptr, TRUE);
    EXPECT_EQ(counting.shown, 0);
}

TEST(Background, EndsWhileItsWorkWaitsForTheMainLoop) {
    std::atomic<bool> begun = false;
    bool called = false, given_up = false;
    {
        Background background;
        background.start([&](const std::stop_token&) -> Background::Answer {
            begun = true;
            given_up = !background.calls().call([&] { return called = true; });
            return {};
        });
        while (!begun) std::this_thread::sleep_for(1ms);
    }
    EXPECT_TRUE(given_up);
    EXPECT_FALSE(called);
}

TEST(Background, WorkThatIsCancelledAnswersAllTheSame) {
    Background background;
    std::atomic<bool> begun = false;
    bool answered = false;
    background.start([&](const std::stop_token& stop) -> Background::Answer {
        begun = true;
        while (!stop.stop_requested()) std::this_thread::sleep_for(1ms);
        return [&] { answered = true; };
    });
    while (!begun) std::this_thread::sleep_for(1ms);
    background.cancel();
    while (background.is_busy()) g_main_context_iteration(nullptr, TRUE);
    EXPECT_TRUE(answered);
}

}  // namespace
}  // namespace upscale
