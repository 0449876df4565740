// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// A batch of 20 files with 3 results each, with an editor of our own, broken off at random again
// and again: in the end all results are there, and each file was paid for once.
// $IDEOGRAM_UPSCALE_ROUNDS plays more rounds.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <random>
#include <set>
#include <string>

#include "base/byte_budget.hpp"
#include "base/files.hpp"
#include "base/log.hpp"
#include "common/batch/run_batch.hpp"
#include "image/decoding/decode.hpp"
#include "image/files/encode.hpp"
#include "state/history.hpp"
#include "state/preferences.hpp"
#include "support/break_off.hpp"
#include "support/fake_service.hpp"
#include "support/idle_editor.hpp"
#include "support/own_state.hpp"
#include "support/setting.hpp"
#include "support/temporary_folder.hpp"

namespace upscale {
namespace {

constexpr int kFiles = 20, kResults = 3;
constexpr Size kSize{24, 16};
constexpr const char* kWell = "polls=1";
constexpr const char* kTroubles[] = {
    "",
    "",
    "",
    "+assets=500x2",
    "+assets=503x3skip4",
    "+features=reset-beforex2",
    "+features=429-after0x2",
    "+features=reset-afterx1skip5",
    "+results=503x3",
    "+results=prose-404x3",
    "+download=503x4",
    "+download=truncatex2",
    "+features=406skip6",
};

/// The file number `index` has one colour of its own.
int level_of(int index) { return 20 + 11 * index; }

Bitmap read_picture(const std::string& path) {
    ByteBudget budget(SIZE_MAX);
    const auto file = read_file(path, 1 << 20);
    if (!file) return {};
    auto decoded = decode(*file, budget, {});
    return decoded && *decoded ? std::move((*decoded)->pixels) : Bitmap();
}

double mean_of(const Bitmap& picture) {
    double sum = 0;
    for (const std::uint8_t value : picture.pixels) sum += value;
    return sum / static_cast<double>(picture.pixels.size());
}

/// Images that are loaded from files and saved to files, each with a layer of the same number.
class Images : public IdleEditor, public FilePort {
  public:
    Result<ImageId> load(const std::string& path) override {
        Bitmap picture = read_picture(path);
        if (picture.empty()) return Error{.kind = ErrorKind::LocalIo};
        ++loaded;
        return add(std::move(picture));
    }
    double ppi_of(ImageId) override { return 72; }
    Result<ItemId> visible_layer(ImageId image, const std::string&) override { return image; }
    std::vector<LoadedLayer> layers_of(ImageId image) override { return {{image, "image"}}; }
    Status save(ImageId image, const std::string& path) override {
        if (loaded_at_first_save == 0) loaded_at_first_save = loaded;
        const auto png = encode_png(m_images.at(image));
        if (!png) return png.error();
        std::ofstream file(path, std::ios::binary);
        file.write(reinterpret_cast<const char*>(png->data()),
                   static_cast<std::streamsize>(png->size()));
        file.close();
        return file ? Status(Done{}) : Error{.kind = ErrorKind::LocalIo};
    }
    bool can_save(const std::string&) override { return true; }

    std::string name_of(ItemId) override { return "image"; }
    Result<Source> read_source(ImageId image, ItemId item, int) override {
        Source source;
        source.image = image;
        source.drawable = item;
        source.name = "image";
        source.pixels = m_images.at(image);
        source.canvas = {source.pixels.width, source.pixels.height};
        source.layer = source.region = {0, 0, source.canvas.width, source.canvas.height};
        return source;
    }
    ImageState state_of(ImageId image) override {
        const auto found = m_images.find(image);
        if (found == m_images.end()) return {};
        return {{found->second.width, found->second.height}};
    }
    std::optional<Rect> bounds_of(ImageId image, ItemId) override {
        const Size size = state_of(image).canvas;
        return Rect{0, 0, size.width, size.height};
    }
    Result<ImageId> make_image(const ImageOrigin&, const std::string&, const std::string&,
                               const NewLayer& content) override {
        return add(content.pixels);
    }
    void discard_image(ImageId image) override { m_images.erase(image); }

    int loaded = 0, loaded_at_first_save = 0;

  private:
    ImageId add(Bitmap picture) {
        m_images[++m_last] = std::move(picture);
        return m_last;
    }
    std::map<ImageId, Bitmap> m_images;
    ImageId m_last = 0;
};

class View : public ProgressView {
  public:
    View(const std::stop_token& stop, const ProgressFn& progress)
        : m_stop(stop), m_progress(progress) {}
    void show(const Progress& progress, const std::string&) override {
        if (m_progress) m_progress(progress);
    }
    std::stop_token stop_token() override { return m_stop; }
    bool is_for_any_thread() const override { return true; }

  private:
    std::stop_token m_stop;
    ProgressFn m_progress;
};

/// Folders of files, the service, and what is remembered.
struct Scene {
    Scene() {
        in = folder.path() + "/in";
        out = folder.path() + "/out";
        std::filesystem::create_directory(in);
        for (int i = 0; i < kFiles; ++i) {
            Bitmap picture(kSize.width, kSize.height, 3);
            for (std::size_t at = 0; at < picture.pixels.size(); ++at)
                picture.pixels[at] = static_cast<std::uint8_t>(level_of(i) + at % 7);
            const auto png = encode_png(picture);
            std::ofstream(in + "/" + std::to_string(100 + i) + ".png", std::ios::binary)
                .write(reinterpret_cast<const char*>(png->data()),
                       static_cast<std::streamsize>(png->size()));
        }
    }
    BatchEnd run(const std::stop_token& stop, const ProgressFn& progress) {
        const Setting api("ONEMIN_API_URL", url), assets("ONEMIN_ASSET_URL", url);
        View view(stop, progress);
        Batch batch;
        batch.files = {in};
        batch.output_folder = out;
        batch.values.num_images = kResults;
        if (change) change(batch);
        return run_batch(
            images, images, batch, view,
            [](const std::stop_token&) { return Result<SecretString>(SecretString("test-key")); },
            {});
    }
    Effort run_broken(const Break& what) {
        return break_off(what, [&](const std::stop_token& stop, const ProgressFn& progress) {
            run(stop, progress);
        });
    }
    void become(const std::string& steps) { FakeService::instance().ask(url, "_become/" + steps); }

    int billed() const { return FakeService::instance().billed(url); }

    std::function<void(Batch&)> change = {};
    Images images;
    TemporaryFolder folder;
    OwnState state;
    std::string in, out;
    std::string url = FakeService::instance().scenario(kWell);
};

void play(int seed, const Effort& whole) {
    std::mt19937 random(static_cast<unsigned>(seed));
    Scene scene;
    testing::Message story;
    story << "round " << seed;
    for (unsigned times = 1 + random() % 6; times > 0; --times) {
        const std::string trouble = kTroubles[random() % std::size(kTroubles)];
        const Break what = random_break(random, whole);
        story << "; " << what << trouble;
        scene.become(kWell + trouble);
        scene.run_broken(what);
    }
    SCOPED_TRACE(story);
    scene.become(kWell);
    const BatchEnd end = scene.run({}, {});
    ASSERT_FALSE(end.error) << log_words(*end.error);
    ASSERT_EQ(end.files.size(), static_cast<std::size_t>(kFiles));
    int unclear = 0;
    std::set<std::string> expected;
    for (int i = 0; i < kFiles; ++i) {
        const FileStatus& file = end.files[static_cast<std::size_t>(i)];
        if (file.state == FileState::Failed) {
            EXPECT_EQ(file.error->reason, Reason::PerhapsPaid) << log_words(*file.error);
            ++unclear;
            continue;
        }
        EXPECT_TRUE(file.state == FileState::Done || file.state == FileState::Skipped);
        EXPECT_EQ(file.results.size(), static_cast<std::size_t>(kResults)) << file.path;
        for (int k = 1; k <= kResults; ++k) {
            const std::string name = std::to_string(100 + i) + "-2x-" + std::to_string(k) + ".png";
            expected.insert(name);
            const Bitmap made = read_picture(scene.out + "/" + name);
            ASSERT_EQ(made.width, 2 * kSize.width) << name;
            // a variation has a small block of another colour
            EXPECT_NEAR(mean_of(made), level_of(i) + 3, k == 1 ? 2 : 40) << name;
        }
    }
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(scene.out))
        names.insert(entry.path().filename().string());
    EXPECT_EQ(names, expected) << "nothing is missing, twice, or left over";
    const int billed = FakeService::instance().billed(scene.url);
    EXPECT_LE(billed, kFiles);
    EXPECT_GE(billed, kFiles - unclear);
    EXPECT_EQ(unfinished_jobs(jobs_folder()).size(), static_cast<std::size_t>(unclear));
    const BatchEnd again = scene.run({}, {});
    EXPECT_EQ(count_of(again.files, FileState::Skipped), kFiles - unclear);
    EXPECT_EQ(FakeService::instance().billed(scene.url), billed);
}

TEST(Batches, BeginTheNextFileBeforeTheySaveWhatHasArrived) {
    Scene scene;
    EXPECT_FALSE(scene.run({}, {}).error);
    EXPECT_GT(scene.images.loaded_at_first_save, 4) << "four at once";
}

/// One file to eight times its size, in three passes.
void in_three_passes(Batch& batch) {
    batch.files = {batch.files[0] + "/100.png"};
    batch.values.num_images = 1;
    batch.values.target = Target::Factor;
    batch.values.target_value = 8;
}

TEST(Batches, AFileThatBrokeOffCostsOnlyWhatIsLeft) {
    Scene scene;
    scene.change = [](Batch& batch) {
        in_three_passes(batch);
        batch.values.max_images = 3;
    };
    scene.become("features=401skip2");
    const BatchEnd broken = scene.run({}, {});
    ASSERT_EQ(scene.billed(), 2);
    EXPECT_EQ(count_of(broken.files, FileState::Failed), 1);
    EXPECT_EQ(broken.files.at(0).images_paid, 2);
    scene.change = [](Batch& batch) {
        in_three_passes(batch);
        batch.values.max_images = 1;
    };
    // More would be needed to reach the size, but more is not allowed.
    scene.become("pixels=scale120");
    const BatchEnd end = scene.run({}, {});
    ASSERT_FALSE(end.error) << log_words(*end.error);
    ASSERT_EQ(count_of(end.files, FileState::Done), 1);
    EXPECT_EQ(end.files[0].images_paid, 1) << "by this run";
    EXPECT_EQ(scene.billed(), 3);
    EXPECT_TRUE(end.files[0].smaller);
}

TEST(Batches, SayWhatAResultLacks) {
    Scene scene;
    scene.change = in_three_passes;
    scene.become("features=400-missingskip1");
    const BatchEnd end = scene.run({}, {});
    ASSERT_EQ(count_of(end.files, FileState::Done), 1);
    EXPECT_TRUE(end.files[0].smaller);
    EXPECT_FALSE(end.files[0].parts_missing);
    EXPECT_EQ(end.files[0].missing, 0) << "there is a result";
    EXPECT_EQ(end.files[0].images_paid, 1);
    ASSERT_TRUE(end.files[0].error);
    EXPECT_EQ(end.files[0].error->kind, ErrorKind::BadInput);
}

TEST(Batches, RefuseNamesThatAreTooLongBeforeTheyPay) {
    for (const char* unknown : {"{width}", "{seed}", "{factor}"}) {
        Scene scene;
        scene.change = [&](Batch& batch) {
            batch.name_pattern = std::string(248, 'x') + unknown;
            batch.values.target = Target::Megapixels;
            batch.values.target_value = 0.01;
        };
        const BatchEnd end = scene.run({}, {});
        ASSERT_TRUE(end.error) << unknown;
        EXPECT_EQ(end.error->kind, ErrorKind::BadInput);
        EXPECT_EQ(scene.billed(), 0) << unknown;
    }
}

TEST(Batches, DoNotTakeTheirReportForAPicture) {
    Scene scene;
    scene.change = [&](Batch& batch) {
        batch.files = {scene.in + "/10?.png", scene.in + "/report*", scene.in + "/.*"};
        batch.report = scene.in + "/report.jsonl";
    };
    std::ofstream(scene.in + "/.ideogram-upscale-1234-1.png") << "left by a run that was killed";
    std::ofstream(scene.in + "/report.jsonl") << "";
    for (int time = 0; time < 2; ++time) {
        const BatchEnd end = scene.run({}, {});
        ASSERT_FALSE(end.error) << log_words(*end.error);
        EXPECT_EQ(end.files.size(), 10u);
        EXPECT_EQ(count_of(end.files, FileState::Failed), 0);
    }
}

TEST(Batches, OverwriteNoResultOfAnotherFile) {
    Scene scene;
    const std::string other = scene.folder.path() + "/other";
    std::filesystem::create_directory(other);
    std::filesystem::copy(scene.in + "/110.png", other + "/100.png");
    std::string file = scene.in + "/100.png";
    scene.change = [&](Batch& batch) {
        batch.files = {file};
        batch.name_pattern = "{name}-{width}";
        batch.overwrite = true;
        batch.values.num_images = 1;
    };
    const auto result_of_run = [&] {
        const BatchEnd end = scene.run({}, {});
        EXPECT_EQ(count_of(end.files, FileState::Done), 1);
        return end.files.at(0).results.at(0).path;
    };
    const std::string first = result_of_run();
    file = other + "/100.png";
    const std::string second = result_of_run();
    EXPECT_NE(first, second);
    EXPECT_NEAR(mean_of(read_picture(first)), level_of(0) + 3, 2) << "it is still there";
    std::filesystem::copy(scene.in + "/105.png", other + "/100.png",
                          std::filesystem::copy_options::overwrite_existing);
    EXPECT_EQ(result_of_run(), second) << "its own result is replaced";
    EXPECT_NEAR(mean_of(read_picture(second)), level_of(5) + 3, 2);
}

TEST(Batches, EndWhenTheLastFileFails) {
    Scene scene;
    scene.become("features=406");
    const BatchEnd end = scene.run({}, {});
    EXPECT_EQ(count_of(end.files, FileState::Failed), kFiles);
}

TEST(BrokenBatches, ComeToTheirEndAndPayForEachFileOnce) {
    Effort whole;
    {
        Scene scene;
        whole = scene.run_broken({});
        EXPECT_EQ(FakeService::instance().billed(scene.url), kFiles);
    }
    const int first = first_round_of_breaks();
    for (int seed = first; seed < first + rounds_of_breaks(2) && !HasFailure(); ++seed)
        play(seed, whole);
}

}  // namespace
}  // namespace upscale
