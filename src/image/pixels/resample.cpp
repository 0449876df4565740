// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/pixels/resample.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>
#include <optional>

namespace upscale {
namespace {

double support_of(Kernel kernel) {
    return kernel == Kernel::Box ? 0.5 : kernel == Kernel::CatmullRom ? 2 : 3;
}

double sinc(double x) {
    if (std::abs(x) < 1e-9) return 1;
    x *= std::numbers::pi;
    return std::sin(x) / x;
}

double catmull_rom(double x) {
    if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
    if (x < 2) return ((-0.5 * x + 2.5) * x - 4) * x + 2;
    return 0;
}

/// The kernel's weight for a source pixel whose centre lies `x` from the sample, where the kernel
/// is stretched `width` times.
double weight(Kernel kernel, double x, double width) {
    switch (kernel) {
        case Kernel::Box:
            // the part of the pixel that the box covers, so that fractions average exactly
            return std::clamp(std::min(x + 0.5, width / 2) - std::max(x - 0.5, -width / 2), 0.0,
                              1.0);
        case Kernel::CatmullRom:
            return catmull_rom(std::abs(x) / width);
        case Kernel::Lanczos3:
            return std::abs(x) < 3 * width ? sinc(x / width) * sinc(x / width / 3) : 0;
    }
    return 0;
}

constexpr int kLanes = 4;  ///< floats that are added at the same time
using Lanes [[gnu::vector_size(kLanes * sizeof(float))]] = float;

/// For each target pixel: the first source pixel and the weights, which sum to 1.
struct Taps {
    int count = 0;
    int stride = 0;  ///< weights per target pixel: the count and zeros up to a multiple of kLanes
    std::vector<int> first;
    std::vector<float> weights;
};

Taps make_taps(int source, double start, double length, int target, Kernel kernel) {
    const double pitch = length / target;
    const double width = std::max(pitch, 1.0);
    const double reach = support_of(kernel) * width + (kernel == Kernel::Box ? 0.5 : 0);
    Taps taps;
    taps.count = std::min(source, static_cast<int>(std::ceil(2 * reach)));
    taps.first.resize(static_cast<std::size_t>(target));
    taps.stride = (taps.count + kLanes - 1) / kLanes * kLanes;
    taps.weights.resize(static_cast<std::size_t>(target) * taps.stride);
    std::vector<double> line(static_cast<std::size_t>(taps.count));
    for (int i = 0; i < target; ++i) {
        const double centre = start + (i + 0.5) * pitch;
        // at its ends the kernel is 0
        const int begin = static_cast<int>(std::floor(centre - reach - 0.5)) + 1;
        const int end = static_cast<int>(std::ceil(centre + reach - 0.5)) - 1;
        const int first = std::clamp(begin, 0, source - taps.count);
        std::fill(line.begin(), line.end(), 0.0);
        double sum = 0;
        for (int at = begin; at <= end; ++at) {
            const double w = weight(kernel, at + 0.5 - centre, width);
            if (w == 0) continue;
            // what lies outside the source counts as its edge pixel
            const int slot = std::clamp(std::clamp(at, 0, source - 1) - first, 0, taps.count - 1);
            line[static_cast<std::size_t>(slot)] += w;
            sum += w;
        }
        taps.first[static_cast<std::size_t>(i)] = first;
        for (int slot = 0; slot < taps.count; ++slot)
            taps.weights[static_cast<std::size_t>(i) * taps.stride + slot] =
                static_cast<float>(line[static_cast<std::size_t>(slot)] / sum);
    }
    return taps;
}

/// The source pixels that the taps use: [first, last).
struct Extent {
    int first, last;
};

Extent extent_of(const Taps& taps) {
    const auto [least, most] = std::minmax_element(taps.first.begin(), taps.first.end());
    return {*least, *most + taps.count};
}

/// The weighted sum of source rows, in pieces that fit into the processor's cache.
void add_rows(const Bitmap& source, int first, const float* weights, int count, std::size_t from,
              std::size_t length, float* sums) {
    constexpr std::size_t kStretch = 2048;
    for (std::size_t begin = 0; begin < length; begin += kStretch) {
        const std::size_t size = std::min(kStretch, length - begin);
        float* sum = sums + begin;
        std::fill_n(sum, size, 0.0f);
        for (int tap = 0; tap < count; tap += kLanes) {  // there are zeros after the last one
            const float a = weights[tap], b = weights[tap + 1];
            const float c = weights[tap + 2], d = weights[tap + 3];
            const auto row = [&](int i) {
                return source.row(std::min(first + tap + i, source.height - 1)) + from + begin;
            };
            const std::uint8_t *w = row(0), *x = row(1), *y = row(2), *z = row(3);
            for (std::size_t i = 0; i < size; ++i)
                sum[i] += a * w[i] + b * x[i] + (c * y[i] + d * z[i]);
        }
    }
}

/// Scales one row horizontally. `line` begins at source pixel `left`; `line` and `out` need kLanes
/// extra values at their ends. One step handles all channels of a pixel, or several pixels of one
/// channel.
template <int Channels>
void scale_row(const float* line, int left, const Taps& taps, int target, float* out) {
    constexpr int kStep = Channels == 1 ? kLanes : 1;
    const float* weights = taps.weights.data();
    for (int i = 0; i < target; ++i, weights += taps.stride, out += Channels) {
        const float* pixel = line + static_cast<std::ptrdiff_t>(taps.first[i] - left) * Channels;
        Lanes sum{};
        for (int tap = 0; tap < taps.count; tap += kStep, pixel += Channels * kStep) {
            Lanes values, w;
            std::memcpy(&values, pixel, sizeof values);
            if constexpr (Channels == 1)
                std::memcpy(&w, weights + tap, sizeof w);
            else
                w = Lanes{} + weights[tap];
            sum += w * values;
        }
        if (Channels == 1) sum[0] += sum[1] + sum[2] + sum[3];
        std::memcpy(out, &sum, sizeof sum);  // the surplus values are overwritten by the next pixel
    }
}

/// The whole-pixel rectangle that `area` amounts to, if it is neither scaled nor moved by enough to
/// change a value; else nullopt.
std::optional<Rect> untouched(const Bitmap& source, const RectF& area, Size target) {
    constexpr double kInvisible = 1e-4;  // of a pixel: less than half a level, whatever the kernel
    const Rect rect{static_cast<int>(std::lround(std::clamp(area.x, -1.0, 1e9))),
                    static_cast<int>(std::lround(std::clamp(area.y, -1.0, 1e9))), target.width,
                    target.height};
    const bool near = std::abs(area.x - rect.x) < kInvisible &&
                      std::abs(area.y - rect.y) < kInvisible &&
                      std::abs(area.width - rect.width) < kInvisible &&
                      std::abs(area.height - rect.height) < kInvisible;
    if (!near || rect.x < 0 || rect.y < 0 || rect.width > source.width - rect.x ||
        rect.height > source.height - rect.y)
        return std::nullopt;
    return rect;
}

}  // namespace

Bitmap resample(const Bitmap& source, RectF area, Size target, Kernel kernel,
                const std::stop_token& stop) {
    if (const auto rect = untouched(source, area, target)) return crop(source, *rect);
    const Taps across = make_taps(source.width, area.x, area.width, target.width, kernel);
    const Taps down = make_taps(source.height, area.y, area.height, target.height, kernel);
    Bitmap result(target.width, target.height, source.channels);

    // Vertical first: the compiler vectorizes sums of whole rows of bytes best.
    const Extent used = extent_of(across);
    const std::size_t channels = static_cast<std::size_t>(source.channels);
    const std::size_t length = static_cast<std::size_t>(used.last - used.first) * channels;
    std::vector<float> line(length + kLanes), scaled(result.stride() + kLanes);
    const auto scale = source.channels == 1   ? scale_row<1>
                       : source.channels == 3 ? scale_row<3>
                                              : scale_row<4>;
    for (int y = 0; y < target.height && !stop.stop_requested(); ++y) {
        const auto row = static_cast<std::size_t>(y);
        add_rows(source, down.first[row], down.weights.data() + row * down.stride, down.count,
                 static_cast<std::size_t>(used.first) * channels, length, line.data());
        scale(line.data(), used.first, across, target.width, scaled.data());
        std::uint8_t* out = result.row(y);
        for (std::size_t i = 0; i < result.stride(); ++i)  // rounds when the fraction is cut off
            out[i] = static_cast<std::uint8_t>(std::clamp(scaled[i] + 0.5f, 0.0f, 255.0f));
    }
    return result;
}

Bitmap resample(const Bitmap& source, Size target, Kernel kernel) {
    const RectF whole{0, 0, static_cast<double>(source.width), static_cast<double>(source.height)};
    return resample(source, whole, target, kernel);
}

}  // namespace upscale
