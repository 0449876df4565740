// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/picture/denoise.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <set>

#include "base/parameters.hpp"

namespace upscale::local {
namespace {

// --- the sample ----------------------------------------------------------------------------------

constexpr int kSide = 64;  ///< pixels of a part
constexpr int kMost = 6;   ///< parts in each direction

/// Where the parts begin along one direction: evenly, at multiples of 8.
std::vector<int> starts(int length) {
    const int count = std::clamp((length + kSide - 1) / kSide, 1, kMost);
    std::vector<int> found(1, 0);
    for (int i = 1; i < count; ++i)
        found.push_back(static_cast<int>(std::int64_t{length - kSide} * i / (count - 1)) / 8 * 8);
    return found;
}

/// One plane of a part: brightness, or the difference of two channels.
struct Plane {
    int width = 0, height = 0;
    std::vector<float> values;
    const float* at(int x, int y) const {
        return values.data() + static_cast<std::size_t>(y) * width + x;
    }
};

template <class Value>
Plane plane_of(Rect place, const std::vector<std::uint8_t>& rgb, Value value) {
    Plane plane{place.width, place.height, {}};
    plane.values.reserve(rgb.size() / 3);
    for (std::size_t i = 0; i < rgb.size(); i += 3)
        plane.values.push_back(value(float(rgb[i]), float(rgb[i + 1]), float(rgb[i + 2])));
    return plane;
}

float brightness(float r, float g, float b) { return 0.299f * r + 0.587f * g + 0.114f * b; }

// --- blocks --------------------------------------------------------------------------------------

using Block = std::array<float, 64>;  ///< values or frequencies, row by row

/// JPEG's cosine transform of the 8×8 values at `from`.
Block transformed(const float* from, int stride) {
    static const auto waves = [] {
        std::array<std::array<float, 8>, 8> made{};
        for (unsigned u = 0; u < 8; ++u)
            for (unsigned x = 0; x < 8; ++x)
                made[x][u] = static_cast<float>((u == 0 ? std::sqrt(0.125) : 0.5) *
                                                std::cos((2 * x + 1) * u * std::numbers::pi / 16));
        return made;
    }();
    Block across{}, all{};
    for (unsigned y = 0; y < 8; ++y)
        for (unsigned x = 0; x < 8; ++x)
            for (unsigned u = 0; u < 8; ++u)
                across[8 * y + u] += from[static_cast<std::size_t>(y) * stride + x] * waves[x][u];
    for (unsigned y = 0; y < 8; ++y)
        for (unsigned v = 0; v < 8; ++v)
            for (unsigned u = 0; u < 8; ++u) all[8 * v + u] += across[8 * y + u] * waves[y][v];
    return all;
}

template <class Use>
void for_each_block(const Plane& plane, int x0, int y0, Use use) {
    for (int y = y0; y + 8 <= plane.height; y += 8)
        for (int x = x0; x + 8 <= plane.width; x += 8) use(x, y);
}

constexpr float kFlat = 2;     ///< a block with no larger frequency says nothing
constexpr float kZero = 0.6f;  ///< a frequency that was 0 is within this after rounding to 8 bits

/// The frequencies of all blocks that are not flat, if the grid begins at x0, y0.
std::vector<Block> blocks_of(const std::vector<Plane>& planes, int x0, int y0) {
    std::vector<Block> found;
    for (const Plane& plane : planes)
        for_each_block(plane, x0, y0, [&](int x, int y) {
            const Block block = transformed(plane.at(x, y), plane.width);
            const auto large = [](float value) { return std::abs(value) > kFlat; };
            if (std::any_of(block.begin() + 1, block.end(), large)) found.push_back(block);
        });
    return found;
}

double share_of_zeros(const std::vector<Block>& blocks) {
    std::int64_t zeros = 0;
    for (const Block& block : blocks)
        zeros += std::count_if(block.begin() + 1, block.end(),
                               [](float value) { return std::abs(value) < kZero; });
    return static_cast<double>(zeros) / (63.0 * static_cast<double>(blocks.size()));
}

/// The step that one frequency was rounded to: its values lie near multiples of it. 0: none is
/// found. Steps between whole numbers are tried too, since contrast may have been changed since.
double step_of(const std::vector<Block>& blocks, std::size_t frequency) {
    constexpr double smallest = 1.8, largest = 100, factor = 1.03;
    constexpr int fewest = 12, fewest_large = 4;
    constexpr std::size_t most = 600;
    std::vector<float> sizes;
    const std::size_t each = blocks.size() / most + 1;
    for (std::size_t i = 0; i < blocks.size(); i += each)
        if (const float size = std::abs(blocks[i][frequency]); size > smallest / 2)
            sizes.push_back(size);
    std::vector<std::pair<double, double>> scores;  // step, how near: 1 exactly, 0 by chance
    double best = 0;
    for (double step = smallest; step < largest; step *= factor) {
        double near = 0;
        int count = 0, large = 0;
        for (const float size : sizes) {
            const float times = size / static_cast<float>(step);
            if (times < 0.6f || times > 6) continue;
            near += std::cos(2 * std::numbers::pi_v<float> * times);
            ++count;
            large += times > 1.5f;
        }
        // values of one size only would fit any step
        const double score = count < fewest || large < fewest_large ? 0 : near / count;
        scores.emplace_back(step, score);
        best = std::max(best, score);
    }
    if (best < 0.5) return 0;
    // a half or a third of the step fits as well, so the largest counts
    auto found = std::find_if(scores.rbegin(), scores.rend(),
                              [&](const auto& one) { return one.second >= 0.85 * best; });
    while (std::next(found) != scores.rend() && std::next(found)->second > found->second) ++found;
    return found->first;
}

/// Steps of the brightness in the JPEG standard's example (table K.1).
constexpr std::array<double, 64> kExampleSteps{16, 11, 10, 16, 24,  40,  51,  61,   //
                                               12, 12, 14, 19, 26,  58,  60,  55,   //
                                               14, 13, 16, 24, 40,  57,  69,  56,   //
                                               14, 17, 22, 29, 51,  87,  80,  62,   //
                                               18, 22, 37, 56, 68,  109, 103, 77,   //
                                               24, 35, 55, 64, 81,  104, 113, 92,   //
                                               49, 64, 78, 87, 103, 121, 120, 101,  //
                                               72, 92, 95, 98, 112, 100, 103, 99};

template <class Value>
Value median(std::vector<Value> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// JPEG makes most high frequencies of its own blocks 0, which those of any other grid are not.
void find_blocks(const std::vector<Plane>& brightness, Harm& harm) {
    constexpr double clear = 0.03;  ///< clean pictures differ by 0.002, quality 95 by 0.1 and more
    constexpr std::size_t fewest_blocks = 16, fewest_steps = 4;
    double best = 0, second = 0;
    std::vector<Block> blocks;
    for (int y = 0; y < 8; ++y)
        for (int x = 0; x < 8; ++x) {
            auto found = blocks_of(brightness, x, y);
            if (found.size() < fewest_blocks) continue;
            const double zeros = share_of_zeros(found);
            second = std::max(second, std::min(best, zeros));
            if (zeros <= best) continue;
            best = zeros;
            blocks = std::move(found);
            harm.block_x = x;
            harm.block_y = y;
        }
    if (best - second < clear) return;
    std::vector<double> ratios;
    for (std::size_t i = 1; i < 64; ++i)
        if (const double step = step_of(blocks, i); step > 0)
            ratios.push_back(step / kExampleSteps[i]);
    if (ratios.size() >= fewest_steps) harm.jpeg = median(ratios);
}

// --- colours of half the width -------------------------------------------------------------------

/// How much the second difference changes along the rows, at even and at odd places. Between two
/// values that were interpolated from the same pair it does not change but by rounding.
std::array<double, 2> bends(const std::vector<Plane>& planes) {
    constexpr float rounding = 4, most = 16;
    std::array<double, 2> sums{};
    for (const Plane& plane : planes)
        for (int y = 0; y < plane.height; ++y) {
            const float* row = plane.at(0, y);
            for (int x = 0; x + 3 < plane.width; ++x) {
                const float bend = row[x + 3] - row[x] + 3 * (row[x + 1] - row[x + 2]);
                sums[x & 1u] += std::clamp(std::abs(bend) - rounding, 0.0f, most);
            }
        }
    return sums;
}

/// The smaller sum by the larger one: 1 unless every second value was interpolated.
double evenness(std::array<double, 2> sums) {
    return std::max(sums[0], sums[1]) > 0 ? std::min(sums[0], sums[1]) / std::max(sums[0], sums[1])
                                          : 1;
}

bool has_half_colors(const std::vector<Plane>& brightness, const std::vector<Plane>& blue,
                     const std::vector<Plane>& red) {
    // a picture with fewer bends in its colours loses more by the network than it gains
    constexpr double uneven = 0.6, fewest = 0.28, fewest_values = 1000;
    double values = 0;
    for (const Plane& plane : blue) values += static_cast<double>(plane.values.size());
    const double of_brightness = evenness(bends(brightness));  // below 1 in enlarged pictures
    const auto halved = [&](const std::vector<Plane>& planes) {
        const auto sums = bends(planes);
        return values >= fewest_values && std::max(sums[0], sums[1]) > fewest * values &&
               evenness(sums) < uneven * of_brightness;
    };
    return halved(blue) || halved(red);
}

// --- noise ---------------------------------------------------------------------------------------

/// The high and the middle frequencies of a block, as mean squares.
struct Energy {
    double high = 0, middle = 0;
    double bright = 0;  ///< the high ones of its brightness
    double common = 0;  ///< mean product of both
};

Energy energy_of(const Block& block, const Block& brightness) {
    Energy energy;
    int high = 0, middle = 0;
    for (unsigned v = 0; v < 8; ++v)
        for (unsigned u = 0; u < 8; ++u) {
            const double value = block[8 * v + u], bright = brightness[8 * v + u];
            if (u + v >= 9) {
                energy.high += value * value;
                energy.bright += bright * bright;
                energy.common += value * bright;
                ++high;
            } else if (u + v >= 4 && u + v <= 6) {
                energy.middle += value * value;
                ++middle;
            }
        }
    return {energy.high / high, energy.middle / middle, energy.bright / high, energy.common / high};
}

struct Noise {
    double sigma = 0;
    double slope = 0;     ///< middle by high frequencies: about 1.2 for noise, more for texture
    double likeness = 0;  ///< correlation with the brightness: 0.3 for noise, more for texture
};

/// Of the calmest fifth of the blocks, where what is drawn disturbs least.
Noise noise_of(std::vector<Energy> blocks) {
    constexpr std::size_t fewest = 32;
    constexpr double calm = 0.8;  ///< of all blocks with the same noise, the calmest have less
    if (blocks.size() < fewest) return {};
    const auto end = blocks.begin() + static_cast<std::ptrdiff_t>(blocks.size() / 5);
    std::partial_sort(blocks.begin(), end, blocks.end(),
                      [](const Energy& a, const Energy& b) { return a.high < b.high; });
    std::vector<double> middle;
    double sum = 0, bright = 0, common = 0;
    for (auto one = blocks.begin(); one != end; ++one) {
        sum += one->high;
        bright += one->bright;
        common += one->common;
        middle.push_back(one->middle);
    }
    const double high = blocks[blocks.size() / 10].high;
    if (high <= 0) return {};
    return {std::sqrt(sum / static_cast<double>(middle.size())) / calm,
            std::sqrt(median(middle) / high), std::abs(common) / std::sqrt(sum * bright)};
}

/// The block has another value than its first one, and hardly any that is cut off at 0 or 255.
bool tells_noise(const std::uint8_t* rgb, std::size_t stride) {
    int cut = 0;
    bool varied = false;
    for (std::size_t y = 0; y < 8; ++y)
        for (std::size_t x = 0; x < 24; ++x) {
            const std::uint8_t value = rgb[y * stride + x];
            cut += value == 0 || value == 255;
            varied = varied || value != rgb[x % 3];
        }
    return varied && cut <= 12;
}

}  // namespace

std::string model_file(int denoise) {
    // noise2 is left out: noise3 is better where noise1 is not enough
    switch (denoise) {
        case Denoise::Low:
            return "noise0_scale2.0x_model.onnx";
        case Denoise::Medium:
            return "noise1_scale2.0x_model.onnx";
        case Denoise::High:
            return "noise3_scale2.0x_model.onnx";
        default:
            return "scale2.0x_model.onnx";
    }
}

int denoise_for(const Harm& harm) {
    // found on photos, see docs/measurements.md
    constexpr double coarse = 0.35;  // between JPEG's qualities 80 and 85
    constexpr double strong = 6;
    if (harm.jpeg >= coarse || harm.noise >= strong) return Denoise::Medium;
    return harm.jpeg > 0 || harm.half_colors || harm.noise > 0 ? Denoise::Low : Denoise::Off;
}

HarmMeter::HarmMeter(Size size) : m_size(size) {
    for (const int y : starts(size.height))
        for (const int x : starts(size.width)) {
            const Rect place = intersection({x, y, kSide, kSide}, {0, 0, size.width, size.height});
            m_parts.push_back({place, {}});
            m_parts.back().rgb.reserve(static_cast<std::size_t>(place.width) * place.height * 3);
        }
}

void HarmMeter::add_row(const std::uint8_t* rgb) {
    for (Part& part : m_parts)
        if (m_y >= part.place.y && m_y < part.place.y + part.place.height) {
            const std::uint8_t* from =
                rgb + std::size_t{3} * static_cast<std::size_t>(part.place.x);
            part.rgb.insert(part.rgb.end(), from, from + std::ptrdiff_t{3} * part.place.width);
        }
    ++m_y;
}

Harm HarmMeter::measure() const {
    constexpr std::size_t palette = 256, levels = 32;
    std::vector<Plane> bright, blue, red;
    std::vector<Energy> bright_blocks, blue_blocks, red_blocks;
    std::set<std::uint32_t> colors;
    bool gray = true;
    for (const Part& part : m_parts) {
        bright.push_back(plane_of(part.place, part.rgb, brightness));
        blue.push_back(plane_of(part.place, part.rgb,
                                [](float r, float g, float b) { return b - brightness(r, g, b); }));
        red.push_back(plane_of(part.place, part.rgb,
                               [](float r, float g, float b) { return r - brightness(r, g, b); }));
        // noise of the channels is independent, so its sigma in a difference is √2 as much
        const Plane blue_green =
            plane_of(part.place, part.rgb, [](float, float g, float b) { return b - g; });
        const Plane red_green =
            plane_of(part.place, part.rgb, [](float r, float g, float) { return r - g; });
        for_each_block(bright.back(), 0, 0, [&](int x, int y) {
            const std::size_t stride = std::size_t{3} * static_cast<std::size_t>(part.place.width);
            if (!tells_noise(&part.rgb[stride * static_cast<std::size_t>(y) +
                                       3 * static_cast<std::size_t>(x)],
                             stride))
                return;
            const auto block = [&](const Plane& plane) {
                return transformed(plane.at(x, y), plane.width);
            };
            const Block of_bright = block(bright.back());
            bright_blocks.push_back(energy_of(of_bright, of_bright));
            blue_blocks.push_back(energy_of(block(blue_green), of_bright));
            red_blocks.push_back(energy_of(block(red_green), of_bright));
        });
        for (std::size_t i = 0; i < part.rgb.size(); i += 3) {
            const std::uint32_t r = part.rgb[i], g = part.rgb[i + 1], b = part.rgb[i + 2];
            gray = gray && r == g && g == b;
            if (colors.size() <= palette) colors.insert(r << 16 | g << 8 | b);
        }
    }
    // the few colours of a drawing, or of a picture that was dithered, are meant
    if (colors.size() <= (gray ? levels : palette)) return {};
    Harm harm;
    find_blocks(bright, harm);
    harm.half_colors = !gray && has_half_colors(bright, blue, red);

    const Noise in_blue = noise_of(blue_blocks), in_red = noise_of(red_blocks),
                in_bright = noise_of(bright_blocks);
    const auto white = [](const Noise& noise, double most) {
        return noise.slope > 0.85 && noise.slope < most;
    };
    const auto colored = [&](const Noise& noise) {
        return white(noise, 2) && noise.likeness < 0.6;
    };
    const double of_colors = std::min(in_blue.sigma, in_red.sigma) / std::numbers::sqrt2;
    if (of_colors >= 1.7 && colored(in_blue) && colored(in_red)) harm.noise = of_colors;
    // fine texture looks like noise more often in brightness than in colours
    if (in_bright.sigma >= 3.1 && in_bright.sigma < 15 && white(in_bright, 1.75))
        harm.noise = std::max(harm.noise, in_bright.sigma);
    return harm;
}

}  // namespace upscale::local
