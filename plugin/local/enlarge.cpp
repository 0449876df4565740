// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/enlarge.hpp"

#include <algorithm>
#include <array>

#include "image/pixels/resample.hpp"

namespace upscale::local {
namespace {

constexpr int kRounds = 3;            ///< rounds of back-projection
constexpr float kMostSharpening = 1;  ///< strength of the unsharp mask at detail 100

// Source rows around a band that can influence it: 1 for sharpening, 3 for each round.
constexpr int kMargin = 1 + 3 * kRounds;

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

/// Catmull-Rom, stretched to twice its width as a good reduction does.
Line halving(int inputs) {
    static constexpr std::array taps{-3 / 256.0f,  -9 / 256.0f, 29 / 256.0f, 111 / 256.0f,
                                     111 / 256.0f, 29 / 256.0f, -9 / 256.0f, -3 / 256.0f};
    return {inputs, inputs / 2, 8, [](int i) { return 2 * i - 3; },
            [](int) { return taps.data(); }};
}

/// Linear interpolation: it is smooth, so the correction adds no texture of its own.
Line doubling(int inputs) {
    static constexpr std::array even{0.25f, 0.75f}, odd{0.75f, 0.25f};
    return {inputs, inputs * 2, 2, [](int i) { return (i + 1) / 2 - 1; },
            [](int i) { return i & 1 ? odd.data() : even.data(); }};
}

Line blurring(int inputs) {
    static constexpr std::array taps{1 / 16.0f, 4 / 16.0f, 6 / 16.0f, 4 / 16.0f, 1 / 16.0f};
    return {inputs, inputs, 5, [](int i) { return i - 2; }, [](int) { return taps.data(); }};
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

Picture rows_of(const Bitmap& bitmap, int first, int count) {
    Picture picture(bitmap.width, count);
    std::copy_n(bitmap.row(first), picture.values.size(), picture.values.begin());
    return picture;
}

/// A copy of the rows above a band. Working on the previous band has changed them, but this band
/// still needs them as they were.
class Above {
  public:
    /// Puts the copies back over those of the rows [first, first + count) that come before `row`.
    void restore(Picture& picture, int first, int row) const {
        const std::size_t values =
            std::min(m_kept.size(), picture.stride() * static_cast<std::size_t>(row - first));
        std::copy_n(m_kept.end() - static_cast<std::ptrdiff_t>(values), values,
                    picture.values.begin());
    }
    /// Copies the last `count` rows before `row`; the picture begins with row `first`.
    void keep(const Picture& picture, int first, int row, int count) {
        const float* const end = picture.row(row - first);
        m_kept.assign(end - picture.stride() * std::min(count, row - first), end);
    }

  private:
    std::vector<std::uint8_t> m_kept;
};

/// Blends in a Lanczos enlargement of the source rows from `first` on.
void blend_with_lanczos(Picture& picture, const Bitmap& source, int first, float share) {
    const RectF area{0, static_cast<double>(first), static_cast<double>(source.width),
                     static_cast<double>(picture.height) / 2};
    const Bitmap plain = resample(source, area, {picture.width, picture.height}, Kernel::Lanczos3);
    for (std::size_t i = 0; i < picture.values.size(); ++i)
        picture.values[i] += share * (static_cast<float>(plain.pixels[i]) - picture.values[i]);
}

void sharpen(Picture& picture, float amount) {
    const Picture blurred =
        filter_down(filter_across(picture, blurring(picture.width)), blurring(picture.height));
    for (std::size_t i = 0; i < picture.values.size(); ++i)
        picture.values[i] += amount * (picture.values[i] - blurred.values[i]);
}

/// Iterated back-projection: reduces the picture to the source's size, and adds the enlarged
/// difference to the source.
void back_project(Picture& picture, const Picture& source, float strength) {
    for (int round = 0; round < kRounds; ++round) {
        Picture missing =
            filter_down(filter_across(picture, halving(picture.width)), halving(picture.height));
        for (std::size_t i = 0; i < missing.values.size(); ++i)
            missing.values[i] = source.values[i] - missing.values[i];
        const Picture correction =
            filter_across(filter_down(missing, doubling(missing.height)), doubling(missing.width));
        for (std::size_t i = 0; i < picture.values.size(); ++i)
            picture.values[i] += strength * correction.values[i];
    }
}

}  // namespace

Result<Bitmap> finish_picture(const Bitmap& source, Bitmap doubled, Finish finish,
                              std::stop_token stop, int band) {
    // The strength is squared, so that in the middle of the scale the correction does no harm to a
    // source that was reduced with another method than ours.
    const float strength = static_cast<float>(finish.resemblance) / 100;
    Above above;
    for (int top = 0; top < source.height; top += band) {
        if (stop.stop_requested()) return cancelled();
        const int bottom = std::min(top + band, source.height);
        const int first = std::max(top - kMargin, 0);
        const int count = std::min(bottom + kMargin, source.height) - first;

        Picture picture = rows_of(doubled, 2 * first, 2 * count);
        above.restore(picture, 2 * first, 2 * top);
        above.keep(picture, 2 * first, 2 * bottom, 2 * kMargin);
        if (finish.detail < 50)
            blend_with_lanczos(picture, source, first, static_cast<float>(50 - finish.detail) / 50);
        if (finish.detail > 50)
            sharpen(picture, static_cast<float>(finish.detail - 50) / 50 * kMostSharpening);
        if (finish.resemblance > 0)
            back_project(picture, rows_of(source, first, count), strength * strength);

        std::transform(picture.row(2 * (top - first)), picture.row(2 * (bottom - first)),
                       doubled.row(2 * top), [](float value) {
                           return static_cast<std::uint8_t>(std::clamp(value, 0.0f, 255.0f) + 0.5f);
                       });
    }
    return doubled;
}

}  // namespace upscale::local
