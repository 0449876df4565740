// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/resample.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

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

/// For each target pixel: the first source pixel and the weights, which sum to 1.
struct Taps {
    int count = 0;
    std::vector<int> first;
    std::vector<float> weights;  ///< count per target pixel
};

Taps make_taps(int source, double start, double length, int target, Kernel kernel) {
    const double pitch = length / target;
    const double width = std::max(pitch, 1.0);
    const double reach = support_of(kernel) * width + (kernel == Kernel::Box ? 0.5 : 0);
    Taps taps;
    taps.count = std::min(source, static_cast<int>(std::ceil(2 * reach)) + 1);
    taps.first.resize(static_cast<std::size_t>(target));
    taps.weights.resize(static_cast<std::size_t>(target) * taps.count);
    std::vector<double> line(static_cast<std::size_t>(taps.count));
    for (int i = 0; i < target; ++i) {
        const double centre = start + (i + 0.5) * pitch;
        const int begin = static_cast<int>(std::floor(centre - reach));
        const int end = static_cast<int>(std::ceil(centre + reach));
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
            taps.weights[static_cast<std::size_t>(i) * taps.count + slot] =
                static_cast<float>(line[static_cast<std::size_t>(slot)] / sum);
    }
    return taps;
}

template <int Channels>
void scale_row(const std::uint8_t* source, const Taps& taps, int target, float* out) {
    const float* weights = taps.weights.data();
    for (int i = 0; i < target; ++i, weights += taps.count, out += Channels) {
        const std::uint8_t* pixel = source + static_cast<std::ptrdiff_t>(taps.first[i]) * Channels;
        float sum[Channels] = {};
        for (int tap = 0; tap < taps.count; ++tap, pixel += Channels)
            for (int c = 0; c < Channels; ++c) sum[c] += weights[tap] * pixel[c];
        for (int c = 0; c < Channels; ++c) out[c] = sum[c];
    }
}

void scale_row(const Bitmap& source, int y, const Taps& taps, int target, float* out) {
    switch (source.channels) {
        case 1:
            return scale_row<1>(source.row(y), taps, target, out);
        case 3:
            return scale_row<3>(source.row(y), taps, target, out);
        default:
            return scale_row<4>(source.row(y), taps, target, out);
    }
}

}  // namespace

Bitmap resample(const Bitmap& source, RectF area, Size target, Kernel kernel,
                const std::stop_token& stop) {
    const Taps across = make_taps(source.width, area.x, area.width, target.width, kernel);
    const Taps down = make_taps(source.height, area.y, area.height, target.height, kernel);
    Bitmap result(target.width, target.height, source.channels);
    const std::size_t length = result.stride();

    // Rows scaled in width, kept in a ring just as long as the kernel is high.
    std::vector<float> ring(length * down.count);
    std::vector<float> sum(length);
    int scaled = 0;  // rows before this one are in the ring, or were
    for (int y = 0; y < target.height && !stop.stop_requested(); ++y) {
        const int first = down.first[static_cast<std::size_t>(y)];
        for (scaled = std::max(scaled, first); scaled < first + down.count; ++scaled)
            scale_row(source, scaled, across, target.width,
                      ring.data() + length * (scaled % down.count));
        std::fill(sum.begin(), sum.end(), 0.5f);  // rounds when the fraction is cut off
        for (int tap = 0; tap < down.count; ++tap) {
            const float w = down.weights[static_cast<std::size_t>(y) * down.count + tap];
            const float* row = ring.data() + length * ((first + tap) % down.count);
            for (std::size_t i = 0; i < length; ++i) sum[i] += w * row[i];
        }
        std::uint8_t* out = result.row(y);
        for (std::size_t i = 0; i < length; ++i)
            out[i] = static_cast<std::uint8_t>(std::clamp(sum[i], 0.0f, 255.0f));
    }
    return result;
}

Bitmap resample(const Bitmap& source, Size target, Kernel kernel) {
    const RectF whole{0, 0, static_cast<double>(source.width), static_cast<double>(source.height)};
    return resample(source, whole, target, kernel);
}

}  // namespace upscale
