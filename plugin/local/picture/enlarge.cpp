// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/picture/enlarge.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/core/utility.hpp>
#include <vector>

#include "image/pixels/resample.hpp"

namespace upscale::local {
namespace {

constexpr int kRounds = 3;            ///< rounds of back-projection
constexpr float kMostSharpening = 1;  ///< strength of the unsharp mask at detail 100
constexpr int kBlock = 128;           ///< source pixels a side of what is worked on at once

// Lanczos needs 3 pixels of the source, sharpening at most 2, the slow correction 9, and each round
// of back-projection 3.
static_assert(kFinishMargin >= 3 + 9 + 3 * kRounds);

/// RGB rows of floats 0..255.
struct Picture {
    int width = 0, height = 0;
    std::vector<float> values;

    Picture(int w, int h) : width(w), height(h), values(static_cast<std::size_t>(w) * h * 3) {}
    std::size_t stride() const { return static_cast<std::size_t>(width) * 3; }
    float* row(int y) { return values.data() + stride() * y; }
    const float* row(int y) const { return values.data() + stride() * y; }
};

/// A filter along one line: value i is the sum of weights[i·count + k] · input[from[i·count + k]].
struct Line {
    int count = 0;
    std::vector<int> from;
    std::vector<float> weights;

    /// Sets the taps at first(i), first(i) + 1, … with the weights taps(i)[0], taps(i)[1], …. An
    /// index outside the `inputs` values means the value at that end.
    template <class First, class Taps>
    Line(int inputs, int outputs, int taps_each, First first, Taps taps) : count(taps_each) {
        for (int i = 0; i < outputs; ++i)
            for (int k = 0; k < count; ++k) {
                from.push_back(std::clamp(first(i) + k, 0, inputs - 1));
                weights.push_back(taps(i)[k]);
            }
    }
    int outputs() const { return static_cast<int>(from.size()) / count; }
};

float catmull_rom(float distance) {
    const float x = std::abs(distance);
    if (x < 1) return (1.5f * x - 2.5f) * x * x + 1;
    return x < 2 ? ((-0.5f * x + 2.5f) * x - 4) * x + 2 : 0;
}

/// Catmull-Rom, stretched to `scale` times its width as a good reduction does.
Line reducing(int inputs, int scale) {
    std::vector<float> taps;
    for (int k = 0; k < 4 * scale; ++k) {
        const float first = -static_cast<float>(3 * scale / 2);
        const float center = static_cast<float>(scale - 1) / 2;
        taps.push_back(
            catmull_rom((first + static_cast<float>(k) - center) / static_cast<float>(scale)) /
            static_cast<float>(scale));
    }
    return {inputs, inputs / scale, 4 * scale, [&](int i) { return i * scale - 3 * scale / 2; },
            [&](int) { return taps.data(); }};
}

/// Linear interpolation: it is smooth, so the correction adds no texture of its own.
Line enlarging(int inputs, int scale) {
    const auto place = [&](int i) {
        return (static_cast<float>(i) + 0.5f) / static_cast<float>(scale) - 0.5f;
    };
    std::array<float, 2> taps{};
    return {inputs, inputs * scale, 2,
            [&](int i) { return static_cast<int>(std::floor(place(i))); },
            [&](int i) {
                taps[1] = place(i) - std::floor(place(i));
                taps[0] = 1 - taps[1];
                return taps.data();
            }};
}

Line blurring(int inputs) {
    static constexpr std::array taps{1 / 16.0f, 4 / 16.0f, 6 / 16.0f, 4 / 16.0f, 1 / 16.0f};
    return {inputs, inputs, 5, [](int i) { return i - 2; }, [](int) { return taps.data(); }};
}

/// A wider blur.
Line smoothing(int inputs) {
    static constexpr std::array taps{1 / 16.0f, 2 / 16.0f, 3 / 16.0f, 4 / 16.0f,
                                     3 / 16.0f, 2 / 16.0f, 1 / 16.0f};
    return {inputs, inputs, 7, [](int i) { return i - 3; }, [](int) { return taps.data(); }};
}

Picture filter_across(const Picture& in, const Line& line) {
    Picture out(line.outputs(), in.height);
    for (int y = 0; y < in.height; ++y) {
        const float* row = in.row(y);
        float* to = out.row(y);
        const float* weight = line.weights.data();
        for (const int *from = line.from.data(), *end = from + line.from.size(); from != end;
             to += 3)
            for (int k = 0; k < line.count; ++k, ++from, ++weight)
                for (int c = 0; c < 3; ++c) to[c] += *weight * row[*from * 3 + c];
    }
    return out;
}

Picture filter_down(const Picture& in, const Line& line) {
    Picture out(in.width, line.outputs());
    for (int y = 0; y < out.height; ++y) {
        float* to = out.row(y);
        for (int k = 0; k < line.count; ++k) {
            const std::size_t tap = static_cast<std::size_t>(y) * line.count + k;
            const float* row = in.row(line.from[tap]);
            for (std::size_t i = 0; i < out.stride(); ++i) to[i] += line.weights[tap] * row[i];
        }
    }
    return out;
}

Picture picture_of(const Bitmap& bitmap) {
    Picture picture(bitmap.width, bitmap.height);
    std::copy(bitmap.pixels.begin(), bitmap.pixels.end(), picture.values.begin());
    return picture;
}

Bitmap part_of(const Strip& strip, Rect area) {
    Bitmap part(area.width, area.height, 3);
    for (int y = 0; y < area.height; ++y)
        std::copy_n(strip.row(area.y + y) + static_cast<std::size_t>(area.x) * 3, part.stride(),
                    part.row(y));
    return part;
}

/// Blends in a Lanczos enlargement of the source.
void blend_with_lanczos(Picture& picture, const Bitmap& source, float share) {
    const Bitmap plain = resample(source, {picture.width, picture.height}, Kernel::Lanczos3);
    for (std::size_t i = 0; i < picture.values.size(); ++i)
        picture.values[i] += share * (static_cast<float>(plain.pixels[i]) - picture.values[i]);
}

void sharpen(Picture& picture, float amount) {
    const Picture blurred =
        filter_down(filter_across(picture, blurring(picture.width)), blurring(picture.height));
    for (std::size_t i = 0; i < picture.values.size(); ++i)
        picture.values[i] += amount * (picture.values[i] - blurred.values[i]);
}

/// Back-projection: reduces the picture to the source's size, and adds the enlarged difference to
/// the source. It is blurred `blurs` times, so that only what is large in it is added.
void back_project(Picture& picture, const Picture& source, int scale, float strength, int blurs) {
    Picture missing = filter_down(filter_across(picture, reducing(picture.width, scale)),
                                  reducing(picture.height, scale));
    for (std::size_t i = 0; i < missing.values.size(); ++i)
        missing.values[i] = source.values[i] - missing.values[i];
    for (int blur = 0; blur < blurs; ++blur)
        missing = filter_down(filter_across(missing, smoothing(missing.width)),
                              smoothing(missing.height));
    const Picture correction = filter_across(filter_down(missing, enlarging(missing.height, scale)),
                                             enlarging(missing.width, scale));
    for (std::size_t i = 0; i < picture.values.size(); ++i)
        picture.values[i] += strength * correction.values[i];
}

/// An area of the source with the margin around it, within the picture.
Rect with_margin(Rect area, Size picture) {
    return intersection({area.x - kFinishMargin, area.y - kFinishMargin,
                         area.width + 2 * kFinishMargin, area.height + 2 * kFinishMargin},
                        {0, 0, picture.width, picture.height});
}

/// Finishes one block and writes it into `result`, whose first row is the source's row `top`.
void finish_block(const Strip& source, const Strip& enlarged, int scale, Rect block, int top,
                  const Finish& finish, Bitmap& result) {
    const Rect around = with_margin(block, source.picture());
    const Bitmap part = part_of(source, around);
    Picture picture = picture_of(part_of(enlarged, {scale * around.x, scale * around.y,
                                                    scale * around.width, scale * around.height}));
    if (finish.detail < 50)
        blend_with_lanczos(picture, part, static_cast<float>(50 - finish.detail) / 50);
    if (finish.detail > 50)
        sharpen(picture, static_cast<float>(finish.detail - 50) / 50 * kMostSharpening);
    // The networks change flat colors by up to one in 255. This puts them right, whatever the
    // resemblance is.
    const Picture wanted = picture_of(part);
    back_project(picture, wanted, scale, 1, 2);
    // The strength is squared, so that in the middle of the scale the correction does no harm to a
    // source that was reduced with another method than ours.
    const float share = static_cast<float>(finish.resemblance) / 100, strength = share * share;
    if (finish.cleaned)
        back_project(picture, wanted, scale, strength, 1);
    else if (finish.resemblance > 0)
        for (int round = 0; round < kRounds; ++round)
            back_project(picture, wanted, scale, strength, 0);
    const std::size_t values = static_cast<std::size_t>(scale * block.width) * 3;
    for (int y = 0; y < scale * block.height; ++y) {
        const float* from = picture.row(scale * (block.y - around.y) + y) +
                            static_cast<std::size_t>(scale * (block.x - around.x)) * 3;
        std::uint8_t* to =
            result.row(scale * (block.y - top) + y) + static_cast<std::size_t>(scale * block.x) * 3;
        std::transform(from, from + values, to, [](float value) {
            return static_cast<std::uint8_t>(std::clamp(value, 0.0f, 255.0f) + 0.5f);
        });
    }
}

}  // namespace

Status finish_rows(const Strip& source, const Strip& enlarged, int scale, int top, int bottom,
                   Finish finish, Bitmap& result, const std::stop_token& stop) {
    const int width = source.picture().width;
    const int across = (width + kBlock - 1) / kBlock, down = (bottom - top + kBlock - 1) / kBlock;
    cv::parallel_for_({0, across * down}, [&](const cv::Range& range) {
        for (int i = range.start; i < range.end && !stop.stop_requested(); ++i) {
            const Rect block =
                intersection({i % across * kBlock, top + i / across * kBlock, kBlock, kBlock},
                             {0, top, width, bottom - top});
            finish_block(source, enlarged, scale, block, top, finish, result);
        }
    });
    if (stop.stop_requested()) return cancelled();
    return Done{};
}

Result<Bitmap> finish_picture(const Bitmap& source, const Bitmap& enlarged, Finish finish,
                              const std::stop_token& stop) {
    Bitmap result(enlarged.width, enlarged.height, 3);
    if (auto done = finish_rows(Strip(source), Strip(enlarged), enlarged.width / source.width, 0,
                                source.height, finish, result, stop);
        !done)
        return done.error();
    return result;
}

}  // namespace upscale::local
