// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The engine on this computer: what it makes of pixels, with which quality.
#include <gtest/gtest.h>

#include <cmath>

#include "base/parameters.hpp"
#include "image/files/encode.hpp"
#include "local/networks/networks.hpp"
#include "local/picture/enlarge.hpp"
#include "local/picture/variations.hpp"
#include "support/lossy_webp.hpp"
#include "unit/plugin/local_engine.hpp"

namespace upscale::local {
namespace {

// --- the network ---------------------------------------------------------------------------------

class Quality : public testing::TestWithParam<const char*> {};

TEST_P(Quality, BeatsBicubicWithDefaultParameters) {
    const Bitmap original = photo(GetParam());
    const Bitmap half =
        resample(original, {original.width / 2, original.height / 2}, Kernel::CatmullRom);
    const Bitmap bicubic = resample(half, {original.width, original.height}, Kernel::CatmullRom);
    const Bitmap doubled = load_network().enlarge(half, {}).value();
    const Bitmap result = finish_picture(half, doubled, {}, {}).value();
    EXPECT_GE(psnr(result, original), psnr(bicubic, original) + 1.5);
    // the default resemblance must not make it worse, however the source was reduced
    for (const Kernel kernel : {Kernel::CatmullRom, Kernel::Box, Kernel::Lanczos3}) {
        const Bitmap other = resample(original, {half.width, half.height}, kernel);
        const Bitmap raw = load_network().enlarge(other, {}).value();
        EXPECT_GE(psnr(finish_picture(other, raw, {}, {}).value(), original),
                  psnr(raw, original) - 0.05);
    }
}

INSTANTIATE_TEST_SUITE_P(Photos, Quality, testing::Values("coffee.png", "astronaut.png"));

/// The pictures were calculated from waifu2x's own files, by tests/tools/network_pictures.py.
class WaifuNetwork : public testing::TestWithParam<std::string> {};

TEST_P(WaifuNetwork, AgreesWithTheOriginal) {
    auto network = Network::load(kRoot + "/plugin/local/models/" + GetParam() + "_model.onnx");
    ASSERT_TRUE(network) << network.error().detail;
    const Bitmap source = part_of(photo("coffee.png"), {300, 150, 24, 16});
    const Bitmap doubled = network->enlarge(source, {}).value();
    EXPECT_LE(largest_difference(doubled, photo("networks/" + GetParam() + ".png")), 1);
}

INSTANTIATE_TEST_SUITE_P(Models, WaifuNetwork,
                         testing::Values("scale2.0x", "noise0_scale2.0x", "noise1_scale2.0x",
                                         "noise3_scale2.0x"));

TEST(LocalNetwork, TilesLeaveNoSeamsAndRunsAgree) {
    const Bitmap source = part_of(photo("rocket.jpg"), {300, 150, 130, 90});
    Network network = load_network();
    const Bitmap whole = network.enlarge(source, {}, 1000).value();
    const Bitmap tiled = network.enlarge(source, {}, 37).value();
    EXPECT_LE(largest_difference(whole, tiled), 1);
    EXPECT_EQ(network.enlarge(source, {}, 37)->pixels, tiled.pixels);
}

TEST(LocalNetwork, TakesAnySize) {
    Network network = load_network();
    for (const Size size : {Size{1, 1}, Size{1, 5000}, Size{300, 1}, Size{129, 2}}) {
        const Bitmap doubled = network.enlarge(flat(size.width, size.height, 128), {}).value();
        EXPECT_EQ(doubled.width, 2 * size.width);
        EXPECT_EQ(doubled.height, 2 * size.height);
        EXPECT_LE(largest_difference(doubled, flat(doubled.width, doubled.height, 128)), 4);
    }
}

TEST(LocalNetwork, StopsBetweenTiles) {
    std::stop_source stop;
    int tiles = 0;
    const auto doubled = load_network().enlarge(flat(40, 4, 0), stop.get_token(), 10, [&] {
        if (++tiles == 2) stop.request_stop();
    });
    ASSERT_FALSE(doubled);
    EXPECT_EQ(doubled.error().kind, ErrorKind::Cancelled);
    EXPECT_EQ(tiles, 2);
}

TEST(LocalNetwork, RefusesWhatIsNoNetwork) {
    for (const std::string file : {"/plugin/local/models/README.md", "/nowhere.onnx"})
        EXPECT_EQ(Network::load(kRoot + file).error().kind, ErrorKind::LocalIo) << file;
}

// --- detail and resemblance ----------------------------------------------------------------------

struct Pictures {
    Bitmap source = part_of(photo("coffee.png"), {200, 150, 64, 90});
    Bitmap doubled = resample(source, {128, 180}, Kernel::CatmullRom);
    Bitmap lanczos = resample(source, {128, 180}, Kernel::Lanczos3);

    Bitmap finish(Finish values) const {
        return finish_picture(source, doubled, values, {}).value();
    }
    /// How well the result matches the source after it is reduced again.
    double match(const Bitmap& result) const {
        return psnr(resample(result, {source.width, source.height}, Kernel::CatmullRom), source);
    }
};

TEST(Finish, DetailGoesFromLanczosThroughTheNetworkToSharper) {
    const Pictures p;
    EXPECT_GT(psnr(p.finish({.detail = 50, .resemblance = 0}), p.doubled), 50);
    EXPECT_GT(psnr(p.finish({.detail = 0, .resemblance = 0}), p.lanczos), 50);
    const Bitmap between = p.finish({.detail = 25, .resemblance = 0});
    EXPECT_GT(psnr(between, p.lanczos), psnr(p.doubled, p.lanczos));
    EXPECT_GT(psnr(between, p.doubled), psnr(p.doubled, p.lanczos));
    const Bitmap sharp = p.finish({.detail = 70, .resemblance = 0});
    const Bitmap sharper = p.finish({.detail = 90, .resemblance = 0});
    EXPECT_GT(psnr(sharp, p.doubled), psnr(sharper, p.doubled));
}

TEST(Finish, ResemblanceDrawsTheResultToTheSource) {
    const Pictures p;
    double last = p.match(p.finish({.detail = 90, .resemblance = 0}));
    for (const int resemblance : {30, 60, 100}) {
        const double match = p.match(p.finish({.detail = 90, .resemblance = resemblance}));
        EXPECT_GT(match, last) << resemblance;
        last = match;
    }
    EXPECT_GT(last, 45);
}

/// The mean of the channel whose mean differs most.
double drift(const Bitmap& a, const Bitmap& b) {
    std::array<double, 3> sums{};
    for (std::size_t i = 0; i < a.pixels.size(); ++i)
        sums[i % 3] += a.pixels[i] / (static_cast<double>(a.pixels.size()) / 3);
    for (std::size_t i = 0; i < b.pixels.size(); ++i)
        sums[i % 3] -= b.pixels[i] / (static_cast<double>(b.pixels.size()) / 3);
    return std::max({std::abs(sums[0]), std::abs(sums[1]), std::abs(sums[2])});
}

TEST(Finish, ColorsStay) {
    const Bitmap photo_part = part_of(photo("coffee.png"), {100, 50, 240, 200});
    const Bitmap source = resample(photo_part, {120, 100}, Kernel::Box);
    Networks networks(kModels);
    for (int denoise = Denoise::Off; denoise <= Denoise::High; ++denoise) {
        const Bitmap enlarged = networks.ours(denoise).value()->enlarge(source, {}).value();
        for (const int detail : {0, 50, 100})
            for (const int resemblance : {0, 50, 100}) {
                const Finish finish{detail, resemblance, denoise != Denoise::Off};
                EXPECT_LE(drift(finish_picture(source, enlarged, finish, {}).value(), source), 0.3)
                    << denoise << " " << detail << " " << resemblance;
            }
    }
}

TEST(Finish, BlocksDoNotShow) {
    const Pictures p;
    for (const Finish finish : {Finish{20, 100}, Finish{100, 100}, Finish{100, 100, true}}) {
        const Bitmap whole = p.finish(finish);
        // blocks begin at the first row that is finished
        for (const int top : {1, 13, 40}) {
            Bitmap rows(whole.width, whole.height - 2 * top, 3);
            ASSERT_TRUE(finish_rows(Strip(p.source), Strip(p.doubled), 2, top, p.source.height,
                                    finish, rows, {}));
            EXPECT_EQ(rows.pixels, crop(whole, {0, 2 * top, rows.width, rows.height}).pixels);
        }
    }
}

TEST(Finish, LeavesFlatAreasAlone) {
    for (const int value : {0, 128, 255})
        for (const int detail : {0, 50, 100}) {
            const auto tone = static_cast<std::uint8_t>(value);
            EXPECT_EQ(finish_picture(flat(1, 3, tone), flat(2, 6, tone), {detail, 100}, {})->pixels,
                      flat(2, 6, tone).pixels);
        }
}

// --- variations ----------------------------------------------------------------------------------

TEST(Variations, ComeInThisOrder) {
    using V = std::vector<Variation>;
    const int off = Denoise::Off, low = Denoise::Low, medium = Denoise::Medium,
              high = Denoise::High;
    EXPECT_EQ(variations(50, off, true, 8), (V{{50, off},
                                               {50, low},
                                               {70, off},
                                               {70, low},
                                               {30, off},
                                               {50, medium},
                                               {90, off},
                                               {30, low}}));
    EXPECT_EQ(variations(50, off, false, 4), (V{{50, off}, {70, off}, {30, off}, {90, off}}));
    EXPECT_EQ(variations(100, high, true, 3), (V{{100, high}, {80, high}, {60, high}}));
    EXPECT_EQ(variations(10, low, true, 1), (V{{10, low}}));
}

TEST(Variations, AreAllDifferent) {
    for (int detail = 0; detail <= 100; ++detail)
        for (int denoise = Denoise::Off; denoise <= Denoise::High; ++denoise)
            for (const bool can_denoise : {true, false}) {
                const auto list = variations(detail, denoise, can_denoise, 8);
                ASSERT_EQ(list.size(), 8u) << detail << " " << denoise;
                EXPECT_EQ(list[0], (Variation{detail, denoise}));
                for (std::size_t i = 0; i < list.size(); ++i) {
                    EXPECT_EQ(std::ranges::count(list, list[i]), 1);
                    EXPECT_TRUE(list[i].detail >= 0 && list[i].detail <= 100);
                    EXPECT_TRUE(can_denoise ? list[i].denoise >= Denoise::Off &&
                                                  list[i].denoise <= Denoise::High
                                            : list[i].denoise == denoise);
                }
            }
}

// --- decoding ------------------------------------------------------------------------------------

TEST(Decode, ReadsEveryFormatAsRgb) {
    Bitmap original = part_of(photo("coffee.png"), {200, 150, 40, 30});
    EXPECT_EQ(decode_rgb(encode_png(original).value())->pixels, original.pixels);
    EXPECT_EQ(decode_rgb(encode_webp_lossless(original).value())->pixels, original.pixels);
    const Bitmap jpeg = decode_rgb(encode_jpeg(original, 95).value()).value();
    EXPECT_GT(psnr(jpeg, original), 30);
    const Bitmap gray = decode_rgb(encode_png(flat(5, 4, 77, 1)).value()).value();
    EXPECT_EQ(gray.pixels, flat(5, 4, 77).pixels);
    EXPECT_EQ(decode_rgb(encode_png(flat(5, 4, 77, 4)).value())->pixels, flat(5, 4, 77).pixels);
    Bitmap opaque = flat(5, 4, 77, 4);
    EXPECT_EQ(decode_rgb(encode_webp_lossless(opaque).value())->pixels, flat(5, 4, 77).pixels);
}

TEST(Decode, RefusesDamagedFiles) {
    const Bitmap original = part_of(photo("coffee.png"), {200, 150, 40, 30});
    for (Bytes file : {encode_png(original).value(), lossy_webp(original)}) {
        file.resize(file.size() / 2);
        EXPECT_EQ(decode_rgb(file).error().kind, ErrorKind::BadReply);
    }
    EXPECT_EQ(decode_rgb(Bytes{}).error().kind, ErrorKind::BadReply);
    EXPECT_EQ(decode_rgb(Bytes(100, 7)).error().kind, ErrorKind::BadReply);
}

TEST(Decode, LimitsThePixels) {
    EXPECT_TRUE(check_image(encode_png(flat(8192, 2, 0, 1)).value()));
    EXPECT_EQ(check_image(encode_png(flat(8193, 2, 0, 1)).value()).error().kind,
              ErrorKind::TooLarge);
    EXPECT_TRUE(check_image(encode_png(flat(8000, 8000, 0, 1)).value()));
    EXPECT_EQ(check_image(encode_png(flat(8000, 8001, 0, 1)).value()).error().kind,
              ErrorKind::TooLarge);
}

}  // namespace
}  // namespace upscale::local
