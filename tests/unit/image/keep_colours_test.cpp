// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/colours/keep_colours.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numbers>
#include <string>

#include "base/byte_budget.hpp"
#include "image/colours/slow_part.hpp"
#include "image/decoding/decode.hpp"
#include "image/files/encode.hpp"
#include "image/pixels/alpha.hpp"
#include "image/pixels/resample.hpp"
#include "support/photo.hpp"

namespace upscale {
namespace {

RectF whole(Size size) {
    return {0, 0, static_cast<double>(size.width), static_cast<double>(size.height)};
}

Size half_of(const Bitmap& bitmap) { return {bitmap.width / 2, bitmap.height / 2}; }

/// A photo whose sides are even.
Bitmap photo(const std::string& name) {
    const Bitmap all = load_photo(name);
    return crop(all, {0, 0, all.width / 2 * 2, all.height / 2 * 2});
}

double psnr(const Bitmap& one, const Bitmap& other) {
    double sum = 0;
    for (std::size_t i = 0; i < one.pixels.size(); ++i)
        sum += std::pow(one.pixels[i] - other.pixels[i], 2);
    return 10 * std::log10(255 * 255 / (sum / static_cast<double>(one.pixels.size()) + 1e-9));
}

/// Between the means of blocks of 16 × 16 pixels.
ColourShift slow_shift(const Bitmap& one, const Bitmap& other) {
    constexpr int kSide = 16;
    std::vector<double> differences;
    const auto mean = [&](const Bitmap& picture, int x, int y) {
        std::array<float, 3> colour{};
        for (int v = y; v < y + kSide; ++v)
            for (int u = x; u < x + kSide; ++u)
                for (std::size_t c = 0; c < 3; ++c)
                    colour[c] += picture.row(v)[3 * static_cast<std::size_t>(u) + c];
        for (float& value : colour) value /= kSide * kSide * 255.0f;
        return lab_of(colour);
    };
    for (int y = 0; y + kSide <= one.height; y += kSide)
        for (int x = 0; x + kSide <= one.width; x += kSide)
            differences.push_back(difference_of(mean(one, x, y), mean(other, x, y)));
    return shift_of(differences);
}

using Rgb = std::array<double, 3>;

struct Shift {
    const char* name;
    /// The changed R'G'B', 0..1; x and y are 0..1 too.
    std::function<Rgb(const Rgb&, double x, double y)> change;
    bool jpeg = false;
};

Rgb each(const Rgb& colour, const std::function<double(double)>& change) {
    return {change(colour[0]), change(colour[1]), change(colour[2])};
}

Rgb saturated(const Rgb& colour, double factor) {
    const double gray = 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2];
    return each(colour, [&](double value) { return gray + factor * (value - gray); });
}

/// In linear light.
Rgb lit(const Rgb& colour, const Rgb& light) {
    Rgb result;
    for (std::size_t c = 0; c < 3; ++c)
        result[c] = std::pow(std::pow(std::max(0.0, colour[c]), 2.2) * light[c], 1 / 2.2);
    return result;
}

const std::vector<Shift>& shifts() {
    static const std::vector<Shift> all{
        {"gain 1.1",
         [](auto& c, double, double) { return each(c, [](double v) { return v * 1.1; }); }},
        {"gain 0.9",
         [](auto& c, double, double) { return each(c, [](double v) { return v * 0.9; }); }},
        {"offset +8",
         [](auto& c, double, double) { return each(c, [](double v) { return v + 8 / 255.0; }); }},
        {"offset -8",
         [](auto& c, double, double) { return each(c, [](double v) { return v - 8 / 255.0; }); }},
        {"gamma 0.9", [](auto& c, double,
                         double) { return each(c, [](double v) { return std::pow(v, 0.9); }); }},
        {"gamma 1.1", [](auto& c, double,
                         double) { return each(c, [](double v) { return std::pow(v, 1.1); }); }},
        {"saturation 0.65", [](auto& c, double, double) { return saturated(c, 0.65); }},
        {"saturation 1.3", [](auto& c, double, double) { return saturated(c, 1.3); }},
        {"warmer",
         [](auto& c, double, double) {
             return lit(c, {1.05, 1, 0.93});
         }},
        {"cooler",
         [](auto& c, double, double) {
             return lit(c, {0.95, 1, 1.07});
         }},
        {"vignette",
         [](auto& c, double x, double y) {
             const double r2 = std::pow(x - 0.5, 2) + std::pow(y - 0.5, 2);
             return each(c, [&](double v) { return v * (1 - 0.3 * r2); });
         }},
        {"cast on one half",
         [](auto& c, double x, double) {
             return x < 0.5 ? c : Rgb{c[0] + 6 / 255.0, c[1], c[2] - 6 / 255.0};
         }},
        {"JPEG", [](auto& c, double, double) { return c; }, true},
        {"JPEG, cooler",
         [](auto& c, double, double) {
             return lit(c, {0.95, 1, 1.07});
         },
         true},
    };
    return all;
}

Bitmap changed(const Bitmap& picture, const Shift& shift) {
    Bitmap result = picture;
    for (int y = 0; y < picture.height; ++y)
        for (int x = 0; x < picture.width; ++x) {
            std::uint8_t* pixel = result.row(y) + 3 * static_cast<std::size_t>(x);
            const Rgb colour = shift.change({pixel[0] / 255.0, pixel[1] / 255.0, pixel[2] / 255.0},
                                            (x + 0.5) / picture.width, (y + 0.5) / picture.height);
            for (std::size_t c = 0; c < 3; ++c)
                pixel[c] =
                    static_cast<std::uint8_t>(std::lround(std::clamp(colour[c], 0.0, 1.0) * 255));
        }
    if (!shift.jpeg) return result;
    ByteBudget budget(SIZE_MAX);
    return std::move((**decode(*encode_jpeg(result, 80), budget, {})).pixels);
}

class KeepColours : public testing::TestWithParam<const char*> {};

TEST_P(KeepColours, PutsEachShiftRight) {
    const Bitmap truth = photo(GetParam());
    const SlowPart source = slow_part_of(resample(truth, half_of(truth), Kernel::Box));
    for (const Shift& shift : shifts()) {
        Bitmap result = changed(truth, shift);
        const Bitmap before = result;
        const KeptColours kept = keep_colours(source, whole(source.picture), {}, result);
        EXPECT_NE(kept.state, KeptColours::State::NotAlike) << shift.name;
        const ColourShift was = slow_shift(before, truth), is = slow_shift(result, truth);
        EXPECT_NEAR(kept.shift.mean, was.mean, 0.3) << shift.name;
        EXPECT_LE(is.mean, 0.5) << shift.name;
        EXPECT_LE(is.most, 1.5) << shift.name;
        EXPECT_GE(psnr(result, truth), psnr(before, truth) - 0.005) << shift.name;
    }
}

TEST_P(KeepColours, TakesNothingFromAResultWithoutAShift) {
    const Bitmap truth = photo(GetParam());
    const Bitmap small = resample(truth, half_of(truth), Kernel::Box);
    const SlowPart source = slow_part_of(small);
    for (const Kernel kernel : {Kernel::CatmullRom, Kernel::Lanczos3}) {
        Bitmap result = resample(small, size_of(truth), kernel);
        const Bitmap before = result;
        const KeptColours kept = keep_colours(source, whole(source.picture), {}, result);
        EXPECT_EQ(kept.state, KeptColours::State::AsTheyWere);
        EXPECT_GE(psnr(result, truth), psnr(before, truth) - 0.05);
    }
}

/// How a result shows something else in one place.
struct Change {
    const char* name;
    /// Changes the picture within the rectangle that it returns.
    std::function<Rect(Bitmap&)> change;
};

void fill(Bitmap& picture, const Rect& rect, const std::array<std::uint8_t, 3>& colour) {
    for (int y = rect.y; y < rect.y + rect.height; ++y)
        for (int x = rect.x; x < rect.x + rect.width; ++x)
            std::copy_n(colour.data(), 3, picture.row(y) + 3 * static_cast<std::size_t>(x));
}

/// What is in the rectangle moves to the right and down.
Rect moved(Bitmap& picture, const Rect& rect, int by) {
    const Bitmap part = crop(picture, rect);
    for (int y = 0; y < rect.height; ++y)
        std::copy_n(part.row(y), part.stride(),
                    picture.row(rect.y + by + y) + 3 * static_cast<std::size_t>(rect.x + by));
    return {rect.x, rect.y, rect.width + by, rect.height + by};
}

const std::vector<Change>& content_changes() {
    static const std::vector<Change> all{
        {"moved 2",
         [](Bitmap& p) {
             return moved(p, {120, 80, 160, 140}, 2);
         }},
        {"moved 6",
         [](Bitmap& p) {
             return moved(p, {120, 80, 160, 140}, 6);
         }},
        {"moved 12",
         [](Bitmap& p) {
             return moved(p, {120, 80, 160, 140}, 12);
         }},
        {"added, dark",
         [](Bitmap& p) {
             const Rect r{200, 120, 60, 60};
             fill(p, r, {10, 12, 9});
             return r;
         }},
        {"added, bright",
         [](Bitmap& p) {
             const Rect r{60, 40, 90, 70};
             fill(p, r, {250, 240, 20});
             return r;
         }},
        {"removed",
         [](Bitmap& p) {
             const Rect r{140, 90, 110, 100};
             fill(p, r, {128, 120, 110});
             return r;
         }},
        {"text",
         [](Bitmap& p) {
             const Rect r{100, 150, 180, 40};
             for (int x = r.x; x + 6 <= r.x + r.width; x += 12)
                 fill(p, {x, r.y, 6, r.height}, {240, 240, 240});
             return r;
         }},
    };
    return all;
}

TEST_P(KeepColours, LeavesNoGhostBesideWhatIsNew) {
    const Bitmap truth = photo(GetParam());
    const SlowPart source = slow_part_of(resample(truth, half_of(truth), Kernel::Box));
    for (const Change& change : content_changes()) {
        Bitmap result = truth;
        const Rect where = change.change(result);
        const Bitmap before = result;
        keep_colours(source, whole(source.picture), {}, result);
        int most = 0, most_in = 0;
        for (int y = 0; y < result.height; ++y)
            for (int x = 0; x < result.width; ++x) {
                const bool in = x >= where.x && y >= where.y && x < where.x + where.width &&
                                y < where.y + where.height;
                for (std::size_t c = 0; c < 3; ++c) {
                    const auto i = 3 * static_cast<std::size_t>(x) + c;
                    int& m = in ? most_in : most;
                    m = std::max(m, std::abs(result.row(y)[i] - before.row(y)[i]));
                }
            }
        EXPECT_LE(most, 4) << change.name;
        EXPECT_LE(most_in, 8) << change.name;
    }
}

INSTANTIATE_TEST_SUITE_P(Photos, KeepColours,
                         testing::Values("astronaut.png", "chelsea.png", "coffee.png",
                                         "rocket.jpg"));

/// A picture in a space of its own that is twice as wide as sRGB: its numbers are half of sRGB's,
/// as floats. `value`: of a pixel, in sRGB, where values beyond 0..1 cannot be sent.
SlowPart deep_part(Size size, const std::function<float(int x, int y)>& value) {
    SlowPartMaker maker(size, true);
    const auto width = static_cast<std::size_t>(size.width);
    std::vector<std::uint8_t> shown(3 * width);
    std::vector<float> own(3 * width), own_of_shown(3 * width);
    for (int y = 0; y < size.height; ++y) {
        for (std::size_t i = 0; i < 3 * width; ++i) {
            own[i] = value(static_cast<int>(i / 3), y) / 2;
            shown[i] = static_cast<std::uint8_t>(std::clamp(own[i] * 510 + 0.5f, 0.0f, 255.0f));
            own_of_shown[i] = static_cast<float>(shown[i]) / 510;
        }
        maker.add_row(shown, 3, own, own_of_shown);
    }
    return maker.end();
}

/// Each pixel in the own space after everything was done to a plain enlargement.
std::vector<float> restored(const SlowPart& source, Bitmap result) {
    const KeptColours kept = keep_colours(source, whole(source.picture), {}, result);
    if (!kept.deep) return {};
    std::vector<float> all;
    for (int y = 0; y < result.height; ++y) {
        std::vector<float> own(result.stride());
        for (std::size_t i = 0; i < own.size(); ++i)
            own[i] = static_cast<float>(result.row(y)[i]) / 510;
        kept.deep->restore(y, result.row(y), own.data());
        all.insert(all.end(), own.begin(), own.end());
    }
    return all;
}

Bitmap rounded(Size size, const std::function<float(int x, int y)>& value) {
    Bitmap picture(size.width, size.height, 3);
    for (int y = 0; y < size.height; ++y)
        for (std::size_t i = 0; i < picture.stride(); ++i)
            picture.row(y)[i] = static_cast<std::uint8_t>(
                std::clamp(value(static_cast<int>(i / 3), y) * 255 + 0.5f, 0.0f, 255.0f));
    return picture;
}

TEST(DeepColours, AGradientHasNoSteps) {
    const auto value = [](int x, int) { return 0.3f + 0.0001f * static_cast<float>(x); };
    const SlowPart source = deep_part({800, 40}, value);
    const auto got =
        restored(source, resample(rounded({800, 40}, value), {1600, 80}, Kernel::CatmullRom));
    ASSERT_EQ(got.size(), 3u * 1600 * 80);
    for (int x = 8; x < 1592; ++x) {
        const float wanted = (0.3f + 0.0001f * ((static_cast<float>(x) + 0.5f) / 2 - 0.5f)) / 2;
        EXPECT_NEAR(got[3 * (40 * 1600 + static_cast<std::size_t>(x))], wanted, 1e-5) << x;
    }
}

TEST(DeepColours, ValuesBeyondWhiteComeBack) {
    const auto value = [](int x, int) { return x < 100 ? 0.25f : 1.5f; };
    const SlowPart source = deep_part({200, 40}, value);
    const auto got =
        restored(source, resample(rounded({200, 40}, value), {400, 80}, Kernel::CatmullRom));
    ASSERT_FALSE(got.empty());
    const float* const row = &got[3 * 40 * 400];
    EXPECT_EQ(row[3 * 100], 0.125f);
    EXPECT_EQ(row[3 * 300], 0.75f);
    for (int x = 0; x < 400; ++x) EXPECT_LE(row[3 * x], 0.76f) << x;
}

TEST(DeepColours, NothingOfWhatWasThereShinesThrough) {
    // two bright squares; in the result only the left one is left
    const auto is_square = [](int x, int y, int left) {
        return x >= left && x < left + 40 && y >= 30 && y < 70;
    };
    const SlowPart source = deep_part({240, 100}, [&](int x, int y) {
        return is_square(x, y, 20) || is_square(x, y, 160) ? 1.5f : 0.25f;
    });
    const auto got = restored(source, rounded({480, 200}, [&](int x, int y) {
                                  return is_square(x / 2, y / 2, 20) ? 1.5f : 0.25f;
                              }));
    ASSERT_FALSE(got.empty());
    for (std::size_t y = 0; y < 200; ++y)
        for (std::size_t x = 240; x < 480; ++x)
            ASSERT_NEAR(got[3 * (y * 480 + x)], 0.125f, 2.0 / 510) << x << ' ' << y;
    EXPECT_EQ(got[3 * (100 * 480 + 80)], 0.75f);
}

TEST(KeepColours, AFlatColourIsExactlyThatColour) {
    Bitmap source(60, 40, 3), result(120, 80, 3);
    for (std::size_t i = 0; i < source.pixels.size(); ++i) source.pixels[i] = i % 3 == 0 ? 200 : 90;
    for (std::size_t i = 0; i < result.pixels.size(); ++i)
        result.pixels[i] = static_cast<std::uint8_t>((i % 3 == 0 ? 190 : 95) + i / 3 % 4);
    keep_colours(slow_part_of(source), whole({60, 40}), {}, result);
    for (std::size_t i = 0; i < result.pixels.size(); ++i)
        ASSERT_EQ(result.pixels[i], i % 3 == 0 ? 200 : 90) << i;
}

TEST(KeepColours, GrayIsExactlyGray) {
    Bitmap source = resample(photo("coffee.png"), {150, 100}, Kernel::Box);
    for (std::size_t i = 0; i < source.pixels.size(); i += 3)
        source.pixels[i] = source.pixels[i + 2] = source.pixels[i + 1];
    Bitmap result = resample(source, {300, 200}, Kernel::Lanczos3);
    for (std::size_t i = 0; i < result.pixels.size(); i += 3) result.pixels[i] ^= 3;
    keep_colours(slow_part_of(source), whole({150, 100}), {}, result);
    for (std::size_t i = 0; i < result.pixels.size(); i += 3) {
        ASSERT_EQ(result.pixels[i], result.pixels[i + 1]);
        ASSERT_EQ(result.pixels[i], result.pixels[i + 2]);
    }
}

TEST(KeepColours, WhatIsNotAlikeIsLeftAsItCame) {
    const Bitmap truth = photo("coffee.png");
    const SlowPart source = slow_part_of(resample(truth, half_of(truth), Kernel::Box));
    Bitmap gray = truth;
    for (std::size_t i = 0; i < gray.pixels.size(); i += 3)
        gray.pixels[i] = gray.pixels[i + 2] = gray.pixels[i + 1];
    Bitmap inverted = truth;
    for (auto& value : inverted.pixels) value = static_cast<std::uint8_t>(255 - value);
    const Bitmap black(truth.width, truth.height, 3);
    const Bitmap other = resample(photo("astronaut.png"), size_of(truth), Kernel::Box);
    for (const Bitmap& picture : {gray, inverted, black, other}) {
        Bitmap result = picture;
        const KeptColours kept = keep_colours(source, whole(source.picture), {}, result);
        EXPECT_EQ(kept.state, KeptColours::State::NotAlike);
        EXPECT_EQ(result.pixels, picture.pixels);
    }
}

TEST(KeepColours, TinyPicturesAndParts) {
    for (const Size size : {Size{1, 1}, Size{3, 3}, Size{1, 50}}) {
        Bitmap source(size.width, size.height, 3);
        std::ranges::fill(source.pixels, std::uint8_t{77});
        Bitmap result(2 * size.width, 2 * size.height, 3);
        std::ranges::fill(result.pixels, std::uint8_t{80});
        keep_colours(slow_part_of(source), whole(size), {}, result);
        EXPECT_EQ(result.pixels, std::vector<std::uint8_t>(result.pixels.size(), 77));
    }
    // a crop gets the colours of its part
    const Bitmap truth = photo("coffee.png");
    const SlowPart source = slow_part_of(resample(truth, half_of(truth), Kernel::Box));
    const Bitmap right = crop(truth, {200, 100, 320, 240});
    Bitmap result = changed(right, shifts()[0]);
    keep_colours(source, {100, 50, 160, 120}, {}, result);
    EXPECT_LE(slow_shift(result, right).mean, 0.5);
}

TEST(KeepColours, AtSoftEdgesWhatWasSentCounts) {
    const Bitmap small = resample(photo("coffee.png"), {60, 40}, Kernel::Box);
    Bitmap rgba(60, 40, 4);
    for (int y = 0; y < 40; ++y)
        for (int x = 0; x < 60; ++x) {
            std::uint8_t* const pixel = rgba.row(y) + 4 * static_cast<std::ptrdiff_t>(x);
            std::copy_n(small.row(y) + 3 * static_cast<std::ptrdiff_t>(x), 3, pixel);
            pixel[3] = static_cast<std::uint8_t>(std::clamp(9 * (x - 20), 0, 255));
            if (pixel[3] < 100) pixel[2] = 255;  // rounding of faint colours
        }
    const Bitmap sent = bleed(rgba);
    const Bitmap alpha = resample(take_alpha(rgba), {120, 80}, Kernel::CatmullRom);
    Bitmap result(120, 80, 3);
    for (int y = 0; y < 80; ++y)
        for (int x = 0; x < 120; ++x)
            std::copy_n(sent.row(y / 2) + 3 * static_cast<std::ptrdiff_t>(x / 2), 3,
                        result.row(y) + 3 * static_cast<std::ptrdiff_t>(x));
    const Bitmap before = result;
    EXPECT_EQ(keep_colours(slow_part_of(rgba), whole({60, 40}), alpha, result).state,
              KeptColours::State::AsTheyWere);
    EXPECT_EQ(result.pixels, before.pixels);
}

TEST(KeepColours, InvisiblePixelsDoNotCount) {
    const Bitmap truth = photo("coffee.png");
    Bitmap rgba(truth.width / 2, truth.height / 2, 4), alpha(truth.width, truth.height, 1);
    const Bitmap small = resample(truth, half_of(truth), Kernel::Box);
    for (std::size_t i = 0; i < rgba.pixels.size() / 4; ++i) {
        const bool visible = i % static_cast<std::size_t>(rgba.width) < 150;
        for (std::size_t c = 0; c < 3; ++c)
            rgba.pixels[4 * i + c] = visible ? small.pixels[3 * i + c] : 255;
        rgba.pixels[4 * i + 3] = visible ? 255 : 0;
    }
    for (std::size_t i = 0; i < alpha.pixels.size(); ++i)
        alpha.pixels[i] = i % static_cast<std::size_t>(alpha.width) < 300 ? 255 : 0;
    Bitmap result = changed(truth, shifts()[1]);
    keep_colours(slow_part_of(rgba), whole({rgba.width, rgba.height}), alpha, result);
    const Rect seen{0, 0, 300, truth.height};
    EXPECT_LE(slow_shift(crop(result, seen), crop(truth, seen)).most, 1.5);
}

}  // namespace
}  // namespace upscale
