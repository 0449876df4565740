// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/tiling/joiner.hpp"

#include <array>
#include <cmath>
#include <cstring>
#include <functional>
#include <limits>
#include <span>
#include <utility>

namespace upscale {
namespace {

constexpr std::size_t kChannels = 3;
/// Pixels on each side of the path that are mixed where both sides agree.
constexpr int kFeather = 4;
/// Root mean square of the differences, in levels: up to the first both sides agree, from the
/// second on they show different things.
constexpr float kAgree = 4, kDisagree = 16;
/// Lines on each side of one whose agreement counts for it.
constexpr int kAgreeReach = 8;
/// Pixels on each side of the path, and lines, over which a difference of colours is levelled out.
constexpr int kReach = 32;
/// Levels: a larger difference is not one of colours, but another thing.
constexpr int kColourDifference = 10;
/// Squared levels that each pixel of the path costs at least, so that it is short and near the
/// middle where both sides agree.
constexpr float kLength = 3;

using Levels = std::span<const std::uint8_t>;  ///< of RGB pixels

/// Two sides of an overlap in lines across the path. What `first` and `second` return is valid
/// until their next call.
struct Overlap {
    int length = 0;  ///< lines
    int width = 0;   ///< pixels of a line
    std::function<Levels(int line)> first, second;
    std::function<void(int line, Levels)> write;
};

int difference_at(Levels first, Levels second, std::size_t index) {
    return second[index] - first[index];
}

/// The pixels of a line that are within `reach` of a cut.
struct Part {
    int begin, end;
};
Part around(int cut, int reach, int width) {
    return {std::max(0, cut - reach), std::min(width, cut + reach)};
}

/// What it costs to cut a line before pixel 0..width: the mean squared difference of the pixels
/// that may be mixed, and of the two next to the cut, which count most. `sums`: width + 1 values.
void find_costs(Levels first, Levels second, std::vector<std::int64_t>& sums,
                std::vector<float>& costs) {
    const int width = static_cast<int>(costs.size()) - 1;
    sums[0] = 0;
    for (int x = 0; x < width; ++x) {
        int square = 0;
        for (std::size_t c = 0; c < kChannels; ++c) {
            const int difference = difference_at(first, second, kChannels * x + c);
            square += difference * difference;
        }
        sums[x + 1] = sums[x] + square;
    }
    const auto mean = [&](Part part) {
        return static_cast<float>(sums[part.end] - sums[part.begin]) /
               static_cast<float>(part.end - part.begin);
    };
    for (int cut = 0; cut <= width; ++cut) {
        const float aside = static_cast<float>(std::abs(2 * cut - width)) / width;
        costs[cut] = mean(around(cut, kFeather, width)) + mean(around(cut, 1, width)) +
                     kLength * (1 + aside);
    }
}

/// For each line the first pixel of the second side, on the cheapest path, which moves by one pixel
/// from line to line at most.
std::vector<int> cheapest_path(const Overlap& overlap, const std::stop_token& stop) {
    // Not near the ends: there is nothing to mix with beyond them, and a service invents worse
    // detail at the edge of what it sees.
    const int least = overlap.width / 8, count = overlap.width - 2 * least + 1;
    const auto width = static_cast<std::size_t>(count);
    std::vector<std::int64_t> sums(static_cast<std::size_t>(overlap.width) + 1);
    std::vector<float> costs(static_cast<std::size_t>(overlap.width) + 1);
    // the path's cost up to this line and the one before, with a wall on each side
    constexpr float kWall = std::numeric_limits<float>::infinity();
    std::vector<float> sum(width + 2, kWall), before(width + 2, kWall);
    std::fill_n(before.begin() + 1, width, 0.0f);
    std::vector<std::int8_t> moves(width * overlap.length);
    for (int line = 0; line < overlap.length; ++line) {
        if (stop.stop_requested()) return {};
        find_costs(overlap.first(line), overlap.second(line), sums, costs);
        std::int8_t* move = moves.data() + width * line;
        constexpr float kDiagonal = 0.41f;  // how much longer a step aside is
        float cheapest = kWall;
        for (std::size_t i = 0; i < width; ++i) {
            const float cost = costs[least + i];
            const float aside = std::min(before[i], before[i + 2]) + kDiagonal * cost;
            const float straight = before[i + 1];
            move[i] = straight <= aside ? 0 : before[i] <= before[i + 2] ? -1 : 1;
            sum[i + 1] = std::min(straight, aside) + cost;
            cheapest = std::min(cheapest, sum[i + 1]);
        }
        // small numbers stay exact
        for (std::size_t i = 1; i <= width; ++i) before[i] = sum[i] - cheapest;
    }
    const auto end = std::min_element(before.begin() + 1, before.end() - 1) - before.begin() - 1;
    std::vector<int> path(static_cast<std::size_t>(overlap.length));
    int at = static_cast<int>(end);
    for (int line = overlap.length - 1; line >= 0; --line) {
        path[line] = least + at;
        at += moves[width * line + at];
    }
    return path;
}

/// Sums over the lines around each line.
class SumsAround {
  public:
    explicit SumsAround(std::size_t lines) { m_sums.reserve(lines + 1); }
    void push(double value) { m_sums.push_back(m_sums.back() + value); }
    double at(int line, int reach) const {
        const int last = static_cast<int>(m_sums.size()) - 1;
        return m_sums[std::min(last, line + reach + 1)] - m_sums[std::max(0, line - reach)];
    }

  private:
    std::vector<double> m_sums{0};
};

/// How both sides differ along the path.
struct Differences {
    explicit Differences(std::size_t lines)
        : squares(lines),
          mixed(lines),
          pixels(lines),
          alike(lines),
          levels{SumsAround(lines), SumsAround(lines), SumsAround(lines)} {}

    SumsAround squares;  ///< squared differences of the pixels that may be mixed
    SumsAround mixed;    ///< how many levels these are
    SumsAround pixels;   ///< how many are within reach
    SumsAround alike;    ///< how many of these may differ in colour only
    std::array<SumsAround, kChannels> levels;  ///< the differences of those
};

Differences measure(const Overlap& overlap, const std::vector<int>& path,
                    const std::stop_token& stop) {
    Differences found(path.size());
    for (int line = 0; line < overlap.length && !stop.stop_requested(); ++line) {
        const Levels first = overlap.first(line), second = overlap.second(line);
        const Part near = around(path[line], kFeather, overlap.width);
        int squares = 0;
        for (std::size_t i = kChannels * near.begin; i < kChannels * near.end; ++i) {
            const int difference = difference_at(first, second, i);
            squares += difference * difference;
        }
        found.squares.push(squares);
        found.mixed.push(static_cast<double>(kChannels) * (near.end - near.begin));
        const Part within = around(path[line], kReach, overlap.width);
        found.pixels.push(within.end - within.begin);
        std::array<int, kChannels> levels{};
        int alike = 0;
        for (int x = within.begin; x < within.end; ++x) {
            std::array<int, kChannels> difference{};
            bool colour = true;
            for (std::size_t c = 0; c < kChannels; ++c) {
                difference[c] = difference_at(first, second, kChannels * x + c);
                colour = colour && std::abs(difference[c]) <= kColourDifference;
            }
            if (!colour) continue;
            ++alike;
            for (std::size_t c = 0; c < kChannels; ++c) levels[c] += difference[c];
        }
        found.alike.push(alike);
        for (std::size_t c = 0; c < kChannels; ++c) found.levels[c].push(levels[c]);
    }
    return found;
}

float smooth(float x) { return x * x * (3 - 2 * x); }

/// The share of the second side for a pixel whose centre lies `x` beyond the cut.
float share(float x, float reach) { return std::clamp(0.5f + x / (2 * reach), 0.0f, 1.0f); }

/// Where to round a level: 0 < threshold < 1, spread so evenly that the mean of a few pixels keeps
/// what rounding takes from each; otherwise a slow change of two levels would be two small steps.
/// Interleaved gradient noise (Jimenez 2014).
float threshold(int line, int x) {
    const float slope =
        0.06711056f * static_cast<float>(x) + 0.00583715f * static_cast<float>(line);
    const float noise = 52.9829189f * (slope - std::floor(slope));
    return std::clamp(noise - std::floor(noise), 0.01f, 0.99f);
}

/// Mixes both sides around the path and writes the lines.
void mix(const Overlap& overlap, const std::vector<int>& path, const Differences& differences,
         const std::stop_token& stop) {
    std::vector<std::uint8_t> mixed(kChannels * overlap.width);
    for (int line = 0; line < overlap.length && !stop.stop_requested(); ++line) {
        const Levels first = overlap.first(line), second = overlap.second(line);
        const int cut = path[line], room = std::min(cut, overlap.width - cut);
        std::array<float, kChannels> colour{};
        double squares = differences.squares.at(line, kAgreeReach) /
                         std::max(1.0, differences.mixed.at(line, kAgreeReach));
        // where hardly anything is alike, there is no difference of colours to be seen
        const double count = std::max(
            {1.0, differences.alike.at(line, kReach), differences.pixels.at(line, kReach) / 4});
        for (std::size_t c = 0; c < kChannels; ++c) {
            colour[c] = static_cast<float>(differences.levels[c].at(line, kReach) / count);
            squares -= colour[c] * colour[c] / kChannels;
        }
        const auto apart = static_cast<float>(std::sqrt(std::max(0.0, squares)));
        const float agreed = std::clamp((kDisagree - apart) / (kDisagree - kAgree), 0.0f, 1.0f);
        // half a pixel: none is mixed
        const float feather = std::clamp(kFeather * agreed, 0.5f, std::max(0.5f, 1.0f * room));
        const int reach = std::min(kReach, room);
        std::copy_n(first.begin(), kChannels * cut, mixed.begin());
        std::copy(second.begin() + kChannels * cut, second.end(),
                  mixed.begin() + static_cast<std::ptrdiff_t>(kChannels) * cut);
        for (int x = cut - reach; x < cut + reach; ++x) {
            const float beyond = static_cast<float>(x - cut) + 0.5f;
            const float far = share(beyond, static_cast<float>(reach));
            const float near = smooth(share(beyond, feather));
            const float up = threshold(line, x);
            for (std::size_t c = 0; c < kChannels; ++c) {
                const std::size_t i = kChannels * x + c;
                const auto difference = static_cast<float>(difference_at(first, second, i));
                const float level = static_cast<float>(first[i]) + near * (difference - colour[c]) +
                                    far * colour[c];
                mixed[i] = static_cast<std::uint8_t>(std::clamp(level + up, 0.0f, 255.0f));
            }
        }
        overlap.write(line, mixed);
    }
}

void join(const Overlap& overlap, const std::stop_token& stop) {
    const std::vector<int> path = cheapest_path(overlap, stop);
    if (stop.stop_requested()) return;
    mix(overlap, path, measure(overlap, path, stop), stop);
}

}  // namespace

TileJoiner::TileJoiner(Size target) : m_picture(target.width, target.height, kChannels) {}

std::uint8_t* TileJoiner::row(int y) {
    return y - m_top < m_strip.height ? m_strip.row(y - m_top) : m_picture.row(y);
}

void TileJoiner::add(const Rect& place, const Bitmap& rgb, const std::stop_token& stop) {
    if (place.y != m_top || m_right == 0) {
        end_row(stop);
        m_top = place.y;
        m_strip = Bitmap(m_picture.width, std::clamp(m_bottom - m_top, 0, place.height), kChannels);
        m_bottom = std::max(m_bottom, place.y + place.height);
    }
    const int shared = std::clamp(m_right - place.x, 0, place.width);
    const auto target = [&](int y) {
        return row(place.y + y) + static_cast<std::ptrdiff_t>(kChannels) * place.x;
    };
    if (shared > 0) {
        const auto size = kChannels * shared;
        join({place.height, shared, [&](int y) { return Levels(target(y), size); },
              [&](int y) { return Levels(rgb.row(y), size); },
              [&](int y, Levels mixed) { std::copy(mixed.begin(), mixed.end(), target(y)); }},
             stop);
    }
    const auto known = static_cast<std::ptrdiff_t>(kChannels) * shared;
    for (int y = 0; y < place.height; ++y)
        std::copy(rgb.row(y) + known, rgb.row(y) + rgb.stride(), target(y) + known);
    m_right = std::max(m_right, place.x + place.width);
}

void TileJoiner::end_row(const std::stop_token& stop) {
    if (!m_strip.empty()) {
        const auto column = [](Bitmap& of, int y, int height) {
            return [&of, y, height,
                    levels = std::vector<std::uint8_t>(kChannels * height)](int x) mutable {
                const std::uint8_t* from = of.row(y) + static_cast<std::ptrdiff_t>(kChannels) * x;
                for (std::size_t i = 0; i < levels.size(); i += kChannels, from += of.stride())
                    std::memcpy(levels.data() + i, from, kChannels);
                return Levels(levels);
            };
        };
        join({m_right, m_strip.height, column(m_picture, m_top, m_strip.height),
              column(m_strip, 0, m_strip.height),
              [&](int x, Levels mixed) {
                  std::uint8_t* to =
                      m_picture.row(m_top) + static_cast<std::ptrdiff_t>(kChannels) * x;
                  for (std::size_t i = 0; i < mixed.size();
                       i += kChannels, to += m_picture.stride())
                      std::memcpy(to, mixed.data() + i, kChannels);
              }},
             stop);
    }
    m_strip = {};
    m_right = 0;
}

Bitmap TileJoiner::take(const std::stop_token& stop) {
    end_row(stop);
    return std::move(m_picture);
}

}  // namespace upscale
