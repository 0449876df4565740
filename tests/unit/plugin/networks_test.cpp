// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The user's own networks: what a trial finds out, what is remembered, what is refused.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <thread>

#include "base/files.hpp"
#include "image/pixels/resample.hpp"
#include "local/networks/catalogue.hpp"
#include "local/networks/network.hpp"
#include "local/networks/networks.hpp"
#include "local/networks/onnx.hpp"
#include "local/networks/trial.hpp"
#include "local_engine/networks.hpp"
#include "support/setting.hpp"
#include "support/temporary_folder.hpp"

namespace upscale::local {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;

const std::string kMade = std::string(TEST_DATA) + "/own-networks/";

bool never() { return false; }

Trial try_made(const std::string& name, std::chrono::milliseconds patience = seconds(100)) {
    return try_apart(LOCAL_ENGINE, kMade + name + ".onnx", never, patience);
}

// --- networks that can be used -------------------------------------------------------------------

struct Good {
    const char* name;
    int scale, channels, margin;
    Size input;  ///< 0 × 0: any; else what the file says
    /// OpenCV needs one size, though the file leaves it open.
    bool may_be_pinned = false;
};

void PrintTo(const Good& good, std::ostream* out) { *out << good.name; }

class GoodNetwork : public testing::TestWithParam<Good> {};

/// Smooth, so that every way to enlarge gives nearly the same.
Bitmap picture(int width, int height) {
    Bitmap bitmap(width, height, 3);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int c = 0; c < 3; ++c)
                bitmap.row(y)[x * 3 + c] = static_cast<std::uint8_t>(
                    128 + 80 * std::sin(0.1 * x + c) * std::cos(0.13 * y + 2 * c));
    return bitmap;
}

int largest_difference(const Bitmap& a, const Bitmap& b) {
    EXPECT_EQ(a.pixels.size(), b.pixels.size());
    int largest = 0;
    for (std::size_t i = 0; i < a.pixels.size(); ++i)
        largest = std::max(largest, std::abs(a.pixels[i] - b.pixels[i]));
    return largest;
}

TEST_P(GoodNetwork, IsUnderstoodAndEnlargesWithoutSeams) {
    const Good& good = GetParam();
    const Trial trial = try_made(good.name);
    ASSERT_EQ(name_of(trial.fault), "") << trial.operator_name << ": " << trial.detail;
    const Traits& traits = trial.traits;
    EXPECT_EQ(traits.scale, good.scale);
    EXPECT_EQ(traits.channels, good.channels);
    EXPECT_EQ(traits.margin, good.margin);
    const bool pinned = good.may_be_pinned && traits.input.width >= 64;
    EXPECT_TRUE(traits.input == good.input || pinned) << traits.input.width;
    EXPECT_GE(traits.tile, 32);
    EXPECT_LE(traits.reach, 8);
    EXPECT_GT(trial.seconds_per_megapixel, 0);

    auto network = Network::load(kMade + good.name + ".onnx", traits);
    ASSERT_TRUE(network) << network.error().detail;
    const Bitmap source = picture(200, 61);
    const auto enlarged = network->enlarge(source, {});
    ASSERT_TRUE(enlarged) << enlarged.error().detail;
    const Bitmap expected =
        resample(source, {200 * good.scale, 61 * good.scale}, Kernel::CatmullRom);
    EXPECT_LE(largest_difference(*enlarged, expected), 12);
    if (traits.input.width == 0) {
        const auto tiled = network->enlarge(source, {}, 40);
        ASSERT_TRUE(tiled) << tiled.error().detail;
        EXPECT_LE(largest_difference(*enlarged, *tiled), 1);
    }
}

constexpr Size kAny{};
constexpr bool kShuffles = true;  // what OpenCV 4.6 and 4.10 need one size for

INSTANTIATE_TEST_SUITE_P(
    Shapes, GoodNetwork,
    testing::Values(Good{"residual", 2, 3, 0, kAny, kShuffles}, Good{"transposed", 2, 3, 0, kAny},
                    Good{"fixed-old-shuffle", 2, 3, 0, {64, 64}},
                    Good{"compact", 4, 3, 0, kAny, kShuffles}, Good{"nearest-9", 2, 3, 0, kAny},
                    Good{"nearest-11", 2, 3, 0, kAny}, Good{"esrgan", 4, 3, 0, kAny},
                    Good{"span", 2, 3, 0, kAny, kShuffles},
                    Good{"half-precision", 2, 3, 0, kAny, kShuffles},
                    Good{"fixed", 4, 3, 0, {64, 64}}, Good{"gray", 2, 1, 0, kAny, kShuffles},
                    Good{"scale-1", 1, 3, 0, kAny}, Good{"scale-3", 3, 3, 0, kAny, kShuffles},
                    Good{"scale-8", 8, 3, 0, kAny, kShuffles},
                    Good{"multiples", 2, 3, 0, kAny, kShuffles},
                    Good{"margins", 2, 3, 4, kAny, kShuffles}, Good{"wide", 2, 3, 0, kAny}));

TEST(NetworkTrial, MeasuresHowFarAPixelReaches) {
    EXPECT_EQ(try_made("wide").traits.reach, 8);
    EXPECT_LE(try_made("scale-1").traits.reach, 2);
}

TEST(NetworkTrial, SaysWhetherOpenCVCalculatesSizes) {
    const Trial trial = try_made("size-by-shape");
    if (trial.fault == NetworkFault::None) {  // 4.10
        EXPECT_EQ(trial.traits.scale, 2);
    } else {  // 4.6
        EXPECT_EQ(name_of(trial.fault), "operator");
        EXPECT_EQ(trial.operator_name, "Mul");
    }
}

// --- networks that cannot be used ----------------------------------------------------------------

struct Bad {
    const char* name;
    NetworkFault fault;
    const char* operator_name = "";
};

void PrintTo(const Bad& bad, std::ostream* out) { *out << bad.name; }

class BadNetwork : public testing::TestWithParam<Bad> {};

TEST_P(BadNetwork, IsNamedWithItsReason) {
    const Trial trial = try_made(GetParam().name);
    EXPECT_EQ(name_of(trial.fault), name_of(GetParam().fault)) << trial.detail;
    EXPECT_EQ(trial.operator_name, GetParam().operator_name);
    EXPECT_NE(sentence_about("it.onnx", trial).find("it.onnx"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    Faults, BadNetwork,
    testing::Values(
        Bad{"bad-empty", NetworkFault::Damaged}, Bad{"bad-text", NetworkFault::Damaged},
        Bad{"bad-truncated", NetworkFault::Damaged},
        Bad{"bad-missing-values", NetworkFault::Damaged},
        Bad{"bad-other-files", NetworkFault::OtherFiles},
        Bad{"bad-made-up", NetworkFault::Operator, "Sharpener"},
        Bad{"bad-size-changes", NetworkFault::Operator, "NonZero"},
        Bad{"bad-sound", NetworkFault::NoPicture}, Bad{"bad-words", NetworkFault::NoPicture},
        Bad{"bad-two-inputs", NetworkFault::NoPicture}, Bad{"bad-classes", NetworkFault::NoPicture},
        Bad{"bad-negative", NetworkFault::NoPicture}, Bad{"bad-range", NetworkFault::Range},
        Bad{"bad-nan", NetworkFault::NoNumbers}, Bad{"bad-nan-if-black", NetworkFault::NoNumbers},
        Bad{"bad-nan-if-white", NetworkFault::NoNumbers},
        Bad{"bad-nan-if-flat", NetworkFault::NoNumbers},
        Bad{"bad-one-size", NetworkFault::WrongSize}, Bad{"bad-average", NetworkFault::WrongSize},
        Bad{"bad-smaller", NetworkFault::WrongSize}, Bad{"bad-sixteen", NetworkFault::WrongSize}));

#if !defined(__SANITIZE_ADDRESS__)  // it needs addresses without limit
INSTANTIATE_TEST_SUITE_P(Hungry, BadNetwork,
                         testing::Values(Bad{"bad-memory", NetworkFault::Memory},
                                         Bad{"bad-memory-resize", NetworkFault::Memory}));
#endif

TEST(NetworkTrial, EndsWhatNeverEnds) {
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(try_made("bad-slow", seconds(2)).fault, NetworkFault::Time);
    EXPECT_LT(std::chrono::steady_clock::now() - start, seconds(10));
    int asked = 0;
    const auto stopped = [&] { return ++asked > 3; };
    EXPECT_EQ(try_apart(LOCAL_ENGINE, kMade + "bad-slow.onnx", stopped).fault, NetworkFault::Time);
    EXPECT_LT(std::chrono::steady_clock::now() - start, seconds(20));
}

TEST(NetworkTrial, ReadsNoFileThatIsTooLarge) {
    TemporaryFolder folder;
    const std::string path = folder.path() + "/large.onnx";
    std::ofstream(path) << "x";
    fs::resize_file(path, std::uintmax_t{2} << 30);
    EXPECT_EQ(try_apart(LOCAL_ENGINE, path, never).fault, NetworkFault::TooLarge);
    EXPECT_EQ(try_apart(LOCAL_ENGINE, folder.path(), never).fault, NetworkFault::Missing);
    EXPECT_EQ(try_apart("/bin/false", path, never).fault, NetworkFault::Crash);
}

TEST(NetworkTrial, SurvivesItsText) {
    for (const char* name : {"fixed", "bad-made-up"}) {
        const Trial trial = try_made(name);
        const auto text = json::parse(to_json("a.onnx", trial));
        ASSERT_TRUE(text);
        const auto again = trial_from_json(*text);
        ASSERT_TRUE(again);
        EXPECT_EQ(to_json("a.onnx", *again), to_json("a.onnx", trial));
        const auto line = read_network_line(to_json("a.onnx", trial));
        ASSERT_TRUE(line);
        EXPECT_EQ(line->fault, trial.fault);
        EXPECT_EQ(line->operator_name, trial.operator_name);
        EXPECT_EQ(line->title, "a");
    }
    for (const char* text : {"{}", "3", R"({"scale":9,"channels":3})", R"({"reason":""})",
                             R"({"reason":"unheard of"})"})
        EXPECT_FALSE(trial_from_json(*json::parse(text))) << text;
}

TEST(NetworkTrial, HasASentenceForEachFault) {
    for (int fault = 1; fault <= static_cast<int>(NetworkFault::Silent); ++fault) {
        const auto each = static_cast<NetworkFault>(fault);
        ASSERT_FALSE(name_of(each).empty());
        EXPECT_EQ(network_fault_from_name(name_of(each)), each);
        EXPECT_EQ(sentence_about("a.onnx", {.fault = each}).find("it can be used"),
                  std::string::npos);
    }
}

// --- the folder ----------------------------------------------------------------------------------

class OwnNetworks : public testing::Test {
  protected:
    OwnNetworks() { fs::create_directories(networks_folder()); }

    static std::string path(const std::string& name) { return networks_folder() + "/" + name; }
    static void put(const std::string& made, const std::string& name) {
        fs::copy_file(kMade + made + ".onnx", path(name), fs::copy_options::overwrite_existing);
    }
    std::string memory() const { return m_folder.path() + "/state/networks.json"; }

    TemporaryFolder m_folder;
    Setting m_data{"XDG_DATA_HOME", m_folder.path()};
    Setting m_state{"IDEOGRAM_UPSCALE_STATE_DIR", m_folder.path() + "/state"};
};

TEST_F(OwnNetworks, AreTriedOnce) {
    put("scale-1", "a.onnx");
    ASSERT_EQ(trial_of(LOCAL_ENGINE, "a.onnx", never).fault, NetworkFault::None);
    const auto remembered = [](const char* name) { return trial_of("/bin/false", name, never); };
    EXPECT_EQ(remembered("a.onnx").fault, NetworkFault::None);
    EXPECT_EQ(remembered("a.onnx").traits.scale, 1);

    put("bad-text", "b.onnx");
    EXPECT_EQ(trial_of(LOCAL_ENGINE, "b.onnx", never).fault, NetworkFault::Damaged);
    EXPECT_EQ(remembered("b.onnx").fault, NetworkFault::Damaged);
    EXPECT_EQ(remembered("a.onnx").fault, NetworkFault::None) << "still";

    put("bad-text", "a.onnx");
    EXPECT_EQ(trial_of(LOCAL_ENGINE, "a.onnx", never).fault, NetworkFault::Damaged) << "replaced";
    fs::remove(path("a.onnx"));
    EXPECT_EQ(trial_of(LOCAL_ENGINE, "a.onnx", never).fault, NetworkFault::Missing);

    ASSERT_TRUE(write_file(memory(), as_bytes(R"({"trials":[{"identity":3},"x"],)")));
    EXPECT_EQ(remembered("b.onnx").fault, NetworkFault::Crash) << "tried anew";
    ASSERT_TRUE(write_file(memory(), as_bytes("{}")));
    trial_of(LOCAL_ENGINE, "b.onnx", [] { return true; });
    EXPECT_EQ(trial_of(LOCAL_ENGINE, "b.onnx", never).fault, NetworkFault::Damaged)
        << "a stopped trial says nothing";
}

TEST_F(OwnNetworks, AreOthersWhenTheirFileIsReplaced) {
    put("scale-1", "a.onnx");
    const auto time = fs::last_write_time(path("a.onnx"));
    const std::string first = version_of("a.onnx");
    EXPECT_EQ(version_of("a.onnx"), first);
    // by a file as long and as old
    fs::copy_file(path("a.onnx"), path("b.onnx"));
    fs::last_write_time(path("b.onnx"), time);
    fs::rename(path("b.onnx"), path("a.onnx"));
    const std::string second = version_of("a.onnx");
    EXPECT_NE(second, first);
    // or in its place
    std::this_thread::sleep_for(std::chrono::milliseconds(20));  // the system's clock has ticks
    std::fstream(path("a.onnx"), std::ios::in | std::ios::out).put('x');
    fs::last_write_time(path("a.onnx"), time);
    EXPECT_NE(version_of("a.onnx"), second);
    EXPECT_EQ(version_of("none.onnx"), "");
    fs::create_directory(path("folder.onnx"));
    EXPECT_EQ(version_of("folder.onnx"), "");
}

TEST_F(OwnNetworks, GetAnotherTrialLaterIfTheyHadBadLuck) {
    using std::chrono::system_clock;
    put("scale-1", "a.onnx");
    put("bad-text", "b.onnx");
    const auto now = system_clock::now();
    const auto fault = [&](const char* engine, const char* name, system_clock::time_point time) {
        return trial_of(engine, name, never, time).fault;
    };
    ASSERT_EQ(fault("/bin/false", "a.onnx", now), NetworkFault::Crash);
    ASSERT_EQ(fault(LOCAL_ENGINE, "b.onnx", now), NetworkFault::Damaged);
    const struct {
        std::chrono::minutes later;
        NetworkFault a;
    } cases[] = {
        {std::chrono::minutes(59), NetworkFault::Crash},
        {std::chrono::minutes(61), NetworkFault::None},
    };
    for (const auto& [later, a] : cases) {
        EXPECT_EQ(fault(LOCAL_ENGINE, "a.onnx", now + later), a);
        EXPECT_EQ(fault("/bin/false", "b.onnx", now + later), NetworkFault::Damaged)
            << "this is not luck";
    }
    EXPECT_EQ(fault("/bin/false", "a.onnx", now + std::chrono::hours(100)), NetworkFault::None);
    ASSERT_EQ(fault("/bin/false", "c.onnx", now), NetworkFault::Missing);
    put("scale-1", "c.onnx");
    ASSERT_EQ(fault("/bin/false", "c.onnx", now), NetworkFault::Crash);
    EXPECT_EQ(fault(LOCAL_ENGINE, "c.onnx", now - std::chrono::hours(2)), NetworkFault::None)
        << "the clock was wrong";
}

TEST_F(OwnNetworks, MayHaveOddNames) {
    std::vector<std::string> names{"-v.onnx",
                                   " a b .onnx",
                                   "100%s%n.onnx",
                                   "a\nb.onnx",
                                   "\"a\\.onnx",
                                   "ä 画像.onnx",
                                   std::string(250, 'x') + ".onnx"};
    for (const std::string& name : names) put("scale-1", name);
    std::vector<std::string> found;
    ASSERT_TRUE(list_networks(LOCAL_ENGINE, {}, [&](const OwnNetwork& network) {
        EXPECT_EQ(name_of(network.fault), "") << network.file;
        found.push_back(network.file);
    }));
    std::ranges::sort(names);
    EXPECT_EQ(found, names);
    for (const std::string& name : names)
        EXPECT_EQ(trial_of("/bin/false", name, never).fault, NetworkFault::None) << name;
}

TEST_F(OwnNetworks, AreListedAsTheyBecomeKnown) {
    put("scale-3", "b.onnx");
    put("bad-nan", "A.ONNX");
    fs::create_symlink(kMade + "scale-1.onnx", path("link.onnx"));
    fs::create_directory(path("folder.onnx"));
    std::ofstream(path("notes.txt")) << "x";
    std::vector<std::string> found;
    const auto add = [&](const OwnNetwork& network) {
        found.push_back(network.title + " " + std::to_string(network.scale) + " " +
                        std::string(name_of(network.fault)));
        EXPECT_EQ(network.seconds_per_megapixel > 0, network.fault == NetworkFault::None);
    };
    ASSERT_TRUE(list_networks(LOCAL_ENGINE, {}, add));
    EXPECT_EQ(found, (std::vector<std::string>{"A 0 no-numbers", "b 3 ", "link 1 "}));
    found.clear();
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(list_networks(LOCAL_ENGINE, stop.get_token(), add).error().kind,
              ErrorKind::Cancelled);
    EXPECT_EQ(list_networks("/nowhere", {}, add).error().kind, ErrorKind::LocalIo);
    EXPECT_TRUE(found.empty());
}

TEST_F(OwnNetworks, MayBeReplacedOrRemovedBetweenOrders) {
    Networks networks(std::string(UPSCALE_SOURCE_DIR) + "/plugin/local/models", {}, LOCAL_ENGINE);
    put("scale-3", "a.onnx");
    EXPECT_EQ(networks.users("a.onnx", never).value()->traits().scale, 3);
    EXPECT_EQ(networks.users("a.onnx", never).value()->traits().scale, 3);
    put("scale-1", "a.onnx");
    EXPECT_EQ(networks.users("a.onnx", never).value()->traits().scale, 1);
    fs::remove(path("a.onnx"));
    for (const std::string name : {"a.onnx", "../a.onnx", "/etc/passwd", "", ".onnx"}) {
        const auto network = networks.users(name, never);
        ASSERT_FALSE(network) << name;
        EXPECT_EQ(network.error().kind, ErrorKind::BadInput);
        EXPECT_NE(network.error().detail.find("no such file"), std::string::npos);
    }
    put("bad-made-up", "c.onnx");
    const auto refused = networks.users("c.onnx", never);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().detail.find("c.onnx"), std::string::npos);
    EXPECT_NE(refused.error().detail.find("Sharpener"), std::string::npos);
    put("scale-1", "d.onnx");
    EXPECT_EQ(networks.users("d.onnx", [] { return true; }).error().kind, ErrorKind::Cancelled);
}

TEST(NetworkName, IsNoPath) {
    for (const char* name : {"a.onnx", "A.ONNX", "ä b.onnx", "a.b.onnx"})
        EXPECT_TRUE(is_network_name(name)) << name;
    for (const char* name :
         {"", ".onnx", "a", "a.onnx.txt", "../a.onnx", "b/a.onnx", ".a.onnx", "\xff.onnx"})
        EXPECT_FALSE(is_network_name(name)) << name;
    EXPECT_FALSE(is_network_name(std::string(300, 'a') + ".onnx"));
    EXPECT_EQ(network_title("sharp.ONNX"), "sharp");
}

// --- what files say of themselves ----------------------------------------------------------------

TEST(OnnxFacts, AreReadFromTheFile) {
    const auto facts = [](const char* name) {
        return facts_of(*read_file(kMade + name + ".onnx", kMostNetworkBytes));
    };
    const auto compact = facts("compact");
    ASSERT_TRUE(compact);
    EXPECT_TRUE(compact->operators.contains("PRelu"));
    ASSERT_EQ(compact->inputs.size(), 1u);
    EXPECT_TRUE(compact->inputs[0].is_float);
    EXPECT_EQ(compact->inputs[0].sides, (std::vector<std::int64_t>{0, 3, 0, 0}));
    EXPECT_EQ(facts("fixed")->inputs[0].sides, (std::vector<std::int64_t>{1, 3, 64, 64}));
    EXPECT_FALSE(facts("bad-words")->inputs[0].is_float);
    EXPECT_EQ(facts("bad-two-inputs")->inputs.size(), 2u);
    EXPECT_FALSE(facts("bad-truncated"));

    const auto pinned = facts_of(with_input_size(
        *read_file(kMade + "compact.onnx", kMostNetworkBytes), 3, {.width = 70, .height = 60}));
    ASSERT_TRUE(pinned);
    EXPECT_EQ(pinned->inputs[0].sides, (std::vector<std::int64_t>{1, 3, 60, 70}));
}

TEST(OnnxFacts, NoDamageCrashesIt) {
    const Bytes whole = *read_file(kMade + "span.onnx", kMostNetworkBytes);
    for (std::size_t length = 0; length < whole.size(); length += 7)
        EXPECT_FALSE(facts_of(ByteView(whole).first(length)) &&
                     !facts_of(ByteView(whole).first(length))->operators.contains("Conv"));
    for (std::size_t at = 0; at < whole.size(); at += 3) {
        Bytes damaged = whole;
        damaged[at] ^= 0xff;
        static_cast<void>(facts_of(damaged));
        EXPECT_FALSE(with_input_size(damaged, 3, {64, 64}).empty());
    }
}

}  // namespace
}  // namespace upscale::local
