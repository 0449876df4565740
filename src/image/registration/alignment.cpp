// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/registration/alignment.hpp"

#include <cstdint>
#include <numeric>

namespace upscale {
namespace {

/// level pixels: side of a block, whose brightness and contrast are fitted separately
constexpr int kBlock = 16;
/// pixels of the level where the likeness is taken: new detail is finer
constexpr double kMiddleArea = 10'000;
constexpr double kCoarsestArea = 1'500;  ///< pixels of the coarsest level: enough for the search
constexpr double kConvincing = 0.85;     ///< likeness from which on no search is needed
constexpr double kFaint = 2;     ///< gray levels: local contrast below which noise may hide it
constexpr double kSlope = 0.06;  ///< variance of slopes that rounding to 8 bits alone can cause
constexpr double kFloor = 0.04;  ///< level pixels: error of an edge that the residuals do not show
/// operations that a pixel of the picture takes in a Gauss-Newton step
constexpr std::uint64_t kPerPixel = 20;
/// and when the picture is scaled for the search
constexpr std::uint64_t kPerScaled = 80;
/// operations that are kept for the steps on the finer levels. Each of them has a quarter of the
/// next one's pixels.
constexpr std::uint64_t kFinish = 5 * kPerPixel * 1536 * 1536 * 3 / 2;
/// pixels of the largest picture that is scaled for the search
constexpr double kLargestScaled = 1 << 20;
constexpr double kPrior = 0.04;  ///< share of a side: how far from its start an edge is expected

Plane plane_of(const Bitmap& gray) {
    return {gray.width, gray.height, {gray.pixels.begin(), gray.pixels.end()}};
}

Plane halved(const Plane& plane) {
    Plane half{plane.width / 2, plane.height / 2, {}};
    half.values.resize(static_cast<std::size_t>(half.width) * half.height);
    for (int y = 0; y < half.height; ++y) {
        const float *a = plane.row(2 * y), *b = plane.row(2 * y + 1);
        float* to = half.row(y);
        for (int x = 0; x < half.width; ++x, a += 2, b += 2)
            to[x] = 0.25f * (a[0] + a[1] + b[0] + b[1]);
    }
    return half;
}

/// Smooths with the kernel 1 2 1 across and down. Bilinear interpolation blurs a sharp picture most
/// halfway between two pixels; without smoothing first, the steps would be drawn to such places.
void soften(Plane& plane) {
    std::vector<float> above(plane.row(0), plane.row(0) + plane.width), at;
    for (int y = 0; y < plane.height; ++y) {
        float* to = plane.row(y);
        const float* below = plane.row(std::min(y + 1, plane.height - 1));
        at.assign(to, to + plane.width);
        for (int x = 0; x < plane.width; ++x) to[x] = 0.25f * (above[x] + 2 * at[x] + below[x]);
        float before = to[0];
        for (int x = 0; x < plane.width; ++x) {
            const float here = to[x], after = to[std::min(x + 1, plane.width - 1)];
            to[x] = 0.25f * (before + 2 * here + after);
            before = here;
        }
        above.swap(at);
    }
}

/// Each level has half the width and height of the one before it. An odd last column or row is
/// dropped.
std::vector<Plane> pyramid(const Bitmap& gray, double least_area, int least_side) {
    std::vector<Plane> levels{plane_of(gray)};
    for (;;) {
        const int width = levels.back().width / 2, height = levels.back().height / 2;
        if (std::min(width, height) < least_side || width * height < least_area) break;
        levels.push_back(halved(levels.back()));
    }
    for (Plane& level : levels) soften(level);
    return levels;
}

/// Source and picture at one level.
struct View {
    const Plane& source;
    const Plane& picture;
    double across, down;  ///< pixels of the source's level per source pixel
    double unit_across,
        unit_down;  ///< width and height of one pixel of the picture's level, as a share of the
                    ///< whole picture
};

/// For each pixel of a row or a column of the picture: where it falls on the source's level.
struct Line {
    Line(double start, double end, double unit, double scale, int count, int limit)
        : index(static_cast<std::size_t>(count)), fraction(static_cast<std::size_t>(count)) {
        first = count;
        for (int i = 0; i < count; ++i) {
            const double place = (start + (i + 0.5) * unit * (end - start)) * scale - 0.5;
            if (!(place >= 0 && place < limit - 1)) continue;
            first = std::min(first, i);
            last = i + 1;
            index[static_cast<std::size_t>(i)] = static_cast<int>(place);
            fraction[static_cast<std::size_t>(i)] =
                static_cast<float>(place - static_cast<int>(place));
        }
    }
    std::vector<int> index;
    std::vector<float> fraction;
    int first = 0, last = 0;  ///< the pixels that fall within the source: [first, last)
};

/// Sums over a block of four variables: the source's slopes across and down, its value, and the
/// picture's value.
struct Moments {
    double n = 0;
    Vector4 sum{};
    Matrix4 product{};  ///< only the upper half is filled

    /// Sums of products of the deviations from the block's means.
    Matrix4 scatter() const {
        Matrix4 centred{};
        for (std::size_t i = 0; i < 4; ++i)
            for (std::size_t k = i; k < 4; ++k)
                centred[i][k] = centred[k][i] = product[i][k] - sum[i] * sum[k] / n;
        return centred;
    }
    void add(const Moments& other) {
        n += other.n;
        sum = sum + other.sum;
        product = product + other.product;
    }
};
enum Variable : std::size_t { SlopeX, SlopeY, OfSource, OfPicture };

/// Adds the pixels [from, to) of a row of the picture.
void add_row(Moments& block, const Line& columns, int from, int to, const float* upper,
             const float* lower, float v, const float* picture) {
    float x_ = 0, y_ = 0, a_ = 0, r_ = 0;
    float xx = 0, xy = 0, xa = 0, xr = 0, yy = 0, ya = 0, yr = 0, aa = 0, ar = 0, rr = 0;
    for (int column = from; column < to; ++column) {
        const int at = columns.index[static_cast<std::size_t>(column)];
        const float u = columns.fraction[static_cast<std::size_t>(column)];
        const float top = upper[at + 1] - upper[at], bottom = lower[at + 1] - lower[at];
        const float high = upper[at] + u * top, low = lower[at] + u * bottom;
        const float x = top + v * (bottom - top), y = low - high;
        const float a = high + v * y, r = picture[column];
        x_ += x, y_ += y, a_ += a, r_ += r;
        xx += x * x, xy += x * y, xa += x * a, xr += x * r;
        yy += y * y, ya += y * a, yr += y * r;
        aa += a * a, ar += a * r, rr += r * r;
    }
    block.n += to - from;
    block.sum = block.sum + Vector4{x_, y_, a_, r_};
    block.product =
        block.product +
        Matrix4{Vector4{xx, xy, xa, xr}, {0, yy, ya, yr}, {0, 0, aa, ar}, {0, 0, 0, rr}};
}

/// The picture divided into blocks.
struct Blocks {
    int across = 0, down = 0;
    std::vector<Moments> moments;
};

Blocks measure(const View& view, const Edges& edges) {
    const Plane& picture = view.picture;
    const Line columns(edges[Left], edges[Right], view.unit_across, view.across, picture.width,
                       view.source.width);
    const Line rows(edges[Top], edges[Bottom], view.unit_down, view.down, picture.height,
                    view.source.height);
    Blocks blocks;
    blocks.across = std::max(2, (picture.width + kBlock - 1) / kBlock);
    blocks.down = std::max(2, (picture.height + kBlock - 1) / kBlock);
    blocks.moments.resize(static_cast<std::size_t>(blocks.across) * blocks.down);
    for (int y = rows.first; y < rows.last; ++y) {
        const auto row = static_cast<std::size_t>(y);
        const float* upper = view.source.row(rows.index[row]);
        Moments* block = blocks.moments.data() + y * blocks.down / picture.height * blocks.across;
        for (int i = 0; i < blocks.across; ++i, ++block) {
            const int from = std::max(columns.first, i * picture.width / blocks.across);
            const int to = std::min(columns.last, (i + 1) * picture.width / blocks.across);
            if (from < to)
                add_row(*block, columns, from, to, upper, upper + view.source.width,
                        rows.fraction[row], picture.row(y));
        }
    }
    return blocks;
}

double correlation(const Matrix4& scatter) {
    const double energy = scatter[OfSource][OfSource] * scatter[OfPicture][OfPicture];
    return energy > 0 ? scatter[OfSource][OfPicture] / std::sqrt(energy) : 0;
}

/// The sum of squares in a block of the picture that remains when the source is fitted with the
/// best contrast.
double residual(const Matrix4& s) {
    const double explained =
        s[OfSource][OfSource] > 0
            ? s[OfSource][OfPicture] * s[OfSource][OfPicture] / s[OfSource][OfSource]
            : 0;
    return std::max(0.0, s[OfPicture][OfPicture] - explained);
}

/// The weighted variance of the blocks' own gains (contrast of the picture over that of the source)
/// about the common gain.
double spread_of_gains(const Blocks& blocks, double gain) {
    double sum = 1e-9, energy = 1;
    for (const Moments& block : blocks.moments) {
        if (block.n < 8) continue;
        const Matrix4 s = block.scatter();
        if (s[OfSource][OfSource] <= 0) continue;
        const double weight = 1 / (residual(s) / block.n + 1);
        const double difference = s[OfSource][OfPicture] / s[OfSource][OfSource] - gain;
        sum += weight * s[OfSource][OfSource] * difference * difference;
        energy += weight * s[OfSource][OfSource];
    }
    return sum / energy;
}

/// One Gauss-Newton step: its normal equations for the four edges, and the likeness.
struct Equations {
    Matrix4 normal{};  ///< information about the edges, 1 / (source pixels)², if the residuals were
                       ///< white noise
    Vector4 gradient{};  ///< the right side of the equations
    Matrix4 scatter{};   ///< sum of the outer products of the blocks' gradients
    double likeness = 0;
};

Equations equations(const View& view, const Edges& edges) {
    const Blocks blocks = measure(view, edges);
    Equations made;
    Moments whole;
    Matrix4 local{};
    for (const Moments& block : blocks.moments) {
        if (block.n < 1) continue;
        whole.add(block);
        local = local + block.scatter();
    }
    if (whole.n < 16) return made;
    made.likeness = correlation(local);
    // Without local contrast, as in a gentle gradient, only the course over the whole picture can
    // be compared.
    if (local[OfSource][OfSource] < kFaint * kFaint * whole.n)
        made.likeness = std::max(made.likeness, correlation(whole.scatter()));
    if (made.likeness <= 0) return made;
    if (local[OfSource][OfPicture] <= 0) return made;
    const double gain = local[OfSource][OfPicture] / local[OfSource][OfSource];
    const double spread = spread_of_gains(blocks, gain);
    int count = 0;
    for (int row = 0; row < blocks.down; ++row)
        for (int column = 0; column < blocks.across; ++column) {
            const Moments& block =
                blocks.moments[static_cast<std::size_t>(row) * blocks.across + column];
            if (block.n < 8) continue;
            const Matrix4 s = block.scatter();
            if (s[OfSource][OfPicture] <= 0) continue;
            const double weight = 1 / (residual(s) / block.n + 1);
            // How far the middle of the block moves when one of the edges moves: linear
            // interpolation.
            const double u = (column + 0.5) / blocks.across, v = (row + 0.5) / blocks.down;
            const Vector4 share{(1 - u) * view.across, u * view.across, (1 - v) * view.down,
                                v * view.down};
            // A different contrast in this block may explain the same difference as a shift. What
            // it explains is taken out of the block's equations, weighted by how much the contrast
            // really varies from block to block.
            const double slack = s[OfSource][OfSource] + 1 / (weight * spread);
            const auto own = [&](std::size_t a, std::size_t b) {
                return s[a][b] - s[a][OfSource] * s[OfSource][b] / slack;
            };
            const bool seen[] = {own(SlopeX, SlopeX) > kSlope * block.n,
                                 own(SlopeY, SlopeY) > kSlope * block.n};
            if (seen[0] || seen[1]) ++count;
            Vector4 gradient{};
            for (std::size_t i = 0; i < 4; ++i) {
                if (!seen[i / 2]) continue;
                gradient[i] = weight * gain * share[i] *
                              (own(i / 2, OfPicture) - gain * own(i / 2, OfSource));
                for (std::size_t k = 0; k < 4; ++k)
                    if (seen[k / 2])
                        made.normal[i][k] +=
                            weight * gain * gain * share[i] * share[k] * own(i / 2, k / 2);
            }
            made.gradient = made.gradient + gradient;
            made.scatter = made.scatter + outer(gradient);
        }
    // Correction for few blocks: four edges were fitted to the same blocks, so their gradients
    // scatter less than the edges may be wrong (four degrees of freedom are used up).
    made.scatter = made.scatter * diagonal(count > 5 ? count / (count - 4.0) : 5);
    return made;
}

/// Moves the edges by Gauss-Newton steps on this level, with the edges it starts from as a prior,
/// and adds the information of this level to the alignment. If the effort ends, the alignment has
/// no likeness.
void refine(const View& view, Alignment& found, int steps, Effort& effort) {
    const Edges start = found.edges;
    const double pitch = 1 / std::min(view.across, view.down);
    Equations at;
    for (int step = 0; step < steps; ++step) {
        if (!effort.take(kPerPixel * view.picture.values.size())) {
            found.likeness = -1;
            return;
        }
        at = equations(view, found.edges);
        found.likeness = at.likeness;
        if (at.likeness <= 0) return;
        const auto covariance = inverse(at.normal + found.information);
        if (!covariance) return;
        const Edges change =
            *covariance * (at.gradient + found.information * (start - found.edges));
        double longest = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            found.edges[i] += std::clamp(change[i], -2 * pitch, 2 * pitch);
            longest = std::max(longest, std::abs(change[i]));
        }
        if (longest < 0.01 * pitch) break;
    }
    // A small constant, because an edge that this level tells nothing about would make the matrix
    // singular.
    const Matrix4 least = diagonal(1e-6 / (pitch * pitch));
    const auto covariance = inverse(at.normal + least);
    if (!covariance) return;
    const Matrix4 sandwich = *covariance * (at.scatter + at.normal + least) * *covariance;
    if (const auto information = inverse(sandwich + diagonal(kFloor * kFloor * pitch * pitch)))
        found.information = found.information + *information;
}

/// The slopes across and down of a plane, scaled to a common strength. They are 0 at the border.
struct Slopes {
    int width = 0, height = 0;
    std::vector<std::int16_t> pairs;  ///< across and down, alternating
    std::vector<double> energy;  ///< summed-area table of the squares, (width + 1) × (height + 1)

    explicit Slopes(const Plane& plane)
        : width(plane.width),
          height(plane.height),
          pairs(2 * plane.values.size()),
          energy(static_cast<std::size_t>(width + 1) * (height + 1)) {
        std::vector<float> slopes(pairs.size());
        double square = 0;
        for (int y = 1; y + 1 < height; ++y)
            for (int x = 1; x + 1 < width; ++x) {
                float* slope = slopes.data() + 2 * (static_cast<std::size_t>(y) * width + x);
                slope[0] = plane.row(y)[x + 1] - plane.row(y)[x - 1];
                slope[1] = plane.row(y + 1)[x] - plane.row(y - 1)[x];
                square += slope[0] * slope[0] + slope[1] * slope[1];
            }
        const float scale =
            square > 0 ? static_cast<float>(24 / std::sqrt(square / plane.values.size())) : 0;
        std::transform(slopes.begin(), slopes.end(), pairs.begin(), [scale](float slope) {
            return static_cast<std::int16_t>(std::clamp(scale * slope, -127.f, 127.f));
        });
        for (int y = 0; y < height; ++y) {
            double sum = 0;
            for (int x = 0; x < width; ++x) {
                const std::int16_t* slope = row(y) + 2 * x;
                sum += slope[0] * slope[0] + slope[1] * slope[1];
                const std::size_t end = static_cast<std::size_t>(y + 1) * (width + 1) + x + 1;
                energy[end] = energy[end - static_cast<std::size_t>(width) - 1] + sum;
            }
        }
    }

    const std::int16_t* row(int y) const {
        return pairs.data() + 2 * static_cast<std::size_t>(y) * width;
    }

    double energy_of(Rect part) const {
        const auto at = [this](int x, int y) {
            return energy[static_cast<std::size_t>(y) * (width + 1) + x];
        };
        return at(part.x + part.width, part.y + part.height) - at(part.x, part.y + part.height) -
               at(part.x + part.width, part.y) + at(part.x, part.y);
    }
};

/// every 4th row is compared first, which shows that most places are wrong
constexpr int kGlance = 4;

/// level pixels: the margins of both pictures are left out, because bars around the picture begin
/// there
constexpr int kMargin = 3;
constexpr int kLeastSide = 4 + 2 * kMargin;  ///< level pixels: less says nothing

/// The normalized correlation of the slopes where `picture` lies at (x, y) on `source`, less three
/// standard deviations of what chance would give. -1 if it is not worth looking at, or the effort
/// has ended.
double slope_likeness(const Slopes& source, const Slopes& picture, int x, int y, Effort& effort) {
    constexpr std::uint64_t kPerPlace = 32, kPerRow = 16;  // what they take beside their pixels
    if (!effort.take(kPerPlace)) return -1;
    const int left = std::max(x, 0) + kMargin, top = std::max(y, 0) + kMargin;
    const int width = std::min(x + picture.width, source.width) - kMargin - left;
    const int height = std::min(y + picture.height, source.height) - kMargin - top;
    if (width < 4 || height < 4) return -1;
    const double energy = source.energy_of({left, top, width, height}) *
                          picture.energy_of({left - x, top - y, width, height});
    if (energy <= 0) return -1;
    const double scale = std::sqrt(energy);
    const auto rows = [&](int first, int step) {
        std::int64_t product = 0;
        for (int row = first; row < top + height; row += step) {
            const std::int16_t* s = source.row(row) + 2 * left;
            const std::int16_t* p = picture.row(row - y) + 2 * (left - x);
            std::int32_t sum = 0;
            for (int i = 0; i < 2 * width; ++i) sum += s[i] * p[i];
            product += sum;
        }
        return static_cast<double>(product);
    };
    // Most places can be rejected after one row in four.
    const std::uint64_t cost =
        (static_cast<std::uint64_t>(width) + kPerRow) * static_cast<std::uint64_t>(height);
    if (!effort.take(cost / kGlance)) return -1;
    const double glance = rows(top + kGlance / 2, kGlance);
    if (kGlance * glance < 0.1 * scale || !effort.take(cost)) return -1;
    return rows(top, 1) / scale - 3 / std::sqrt(static_cast<double>(width) * height);
}

/// The whole picture at another size, by bilinear interpolation.
Plane resized(const Plane& picture, double used_across, double used_down, Size size) {
    Plane made{size.width, size.height, {}};
    made.values.reserve(static_cast<std::size_t>(size.width) * size.height);
    for (int y = 0; y < size.height; ++y) {
        const double row =
            std::clamp((y + 0.5) * used_down / size.height - 0.5, 0.0, picture.height - 1.0);
        const int upper = static_cast<int>(row), lower = std::min(upper + 1, picture.height - 1);
        const auto v = static_cast<float>(row - upper);
        for (int x = 0; x < size.width; ++x) {
            const double column =
                std::clamp((x + 0.5) * used_across / size.width - 0.5, 0.0, picture.width - 1.0);
            const int at = static_cast<int>(column), next = std::min(at + 1, picture.width - 1);
            const auto u = static_cast<float>(column - at);
            const float *a = picture.row(upper), *b = picture.row(lower);
            made.values.push_back((a[at] * (1 - u) + a[next] * u) * (1 - v) +
                                  (b[at] * (1 - u) + b[next] * u) * v);
        }
    }
    return made;
}

/// Aligns one picture to the source, from several starts.
class Alignments {
  public:
    Alignments(const std::vector<Plane>& source, double across, double down, Size size,
               const Bitmap& picture)
        : m_source(source),
          m_across(across),
          m_down(down),
          m_size(size),
          m_picture(pyramid(picture, 0, 4)),
          m_middle(source.size() - 1) {
        while (m_middle > 0 && source[m_middle].width * source[m_middle].height < kMiddleArea)
            --m_middle;
    }

    /// Aligns from level `from` down to the middle level, where the likeness is measured.
    Alignment approach(const Edges& start, std::size_t from, Effort& effort) const {
        Alignment found{start, information(start)};
        for (std::size_t level = std::max(from, m_middle) + 1; level-- > m_middle;)
            descend(found, level, 10, effort);
        return found;
    }

    /// Refines from the middle level down to the finest. The likeness is not measured anew.
    Alignment finish(Alignment found, Effort& effort) const {
        const double likeness = found.likeness;
        for (std::size_t level = m_middle; level-- > 0;) {
            descend(found, level, 5, effort);
            if (found.likeness <= 0) break;
        }
        found.likeness = likeness;
        return found;
    }

    /// True if a place that was found with four free edges is the whole source or has one scale. A
    /// place that matches by chance hardly ever is or has.
    bool is_plausible(const Edges& edges, double shape) const {
        const double pitch = (1 << m_middle) / std::min(m_across, m_down);
        const double width = edges[Right] - edges[Left], height = edges[Bottom] - edges[Top];
        return std::abs(height - shape * width) < pitch ||
               std::max({std::abs(edges[Left]), std::abs(edges[Top]),
                         std::abs(edges[Right] - m_size.width),
                         std::abs(edges[Bottom] - m_size.height)}) < pitch;
    }

    /// True if a place is at least as large as the smallest that is searched for.
    bool is_large(const Edges& edges, double shape) const {
        return edges[Right] - edges[Left] >= 0.95 * smallest_crop(shape);
    }

    /// The best places on a level, among all crops and paddings at one scale: on each axis either
    /// the picture lies within the source or the source within the picture. If the effort ends, the
    /// best among those that were tried.
    std::vector<Edges> search(double shape, std::size_t level, Effort& effort) const {
        const Slopes source(m_source[level]);
        if (std::min(source.width, source.height) < kLeastSide) return {};
        const double across = m_across / (1 << level), down = m_down / (1 << level);
        struct Peak {
            double likeness = -1;
            Edges edges{};
        };
        const double most = kWidestFrame * std::max<double>(m_size.width, m_size.height / shape);
        const double largest = std::sqrt(kLargestScaled / (shape * across * down));
        const auto trials = trials_of(shape, across, down, std::min(most, largest));
        std::vector<Peak> peaks(trials.size());
        for (const auto kind : {Trial::Crop, Trial::Frame, Trial::Between})
            for (std::size_t i = 0; i < trials.size(); ++i) {
                const Size size = trials[i].size;
                if (trials[i].kind != kind ||
                    !effort.take(kPerScaled * static_cast<std::uint64_t>(size.width) *
                                 static_cast<std::uint64_t>(size.height)))
                    continue;
                const auto picture = picture_at(size.width / across, level);
                const Slopes slopes(
                    resized(*picture.plane, 1 / picture.unit_across, 1 / picture.unit_down, size));
                const int right = source.width - size.width, bottom = source.height - size.height;
                for (int y = std::min(0, bottom) - 1; y <= std::max(0, bottom) + 1; ++y)
                    for (int x = std::min(0, right) - 1;
                         x <= std::max(0, right) + 1 && !effort.ended(); ++x) {
                        const double likeness = slope_likeness(source, slopes, x, y, effort);
                        if (likeness > peaks[i].likeness)
                            peaks[i] = {likeness,
                                        {x / across, (x + size.width) / across, y / down,
                                         (y + size.height) / down}};
                    }
            }
        if (largest < most) effort.give_up();  // the widest frames were not tried
        std::vector<Peak> summits;
        for (std::size_t i = 0; i < peaks.size(); ++i)
            if (peaks[i].likeness > 0 && (i == 0 || peaks[i].likeness >= peaks[i - 1].likeness) &&
                (i + 1 == peaks.size() || peaks[i].likeness >= peaks[i + 1].likeness))
                summits.push_back(peaks[i]);
        std::sort(summits.begin(), summits.end(),
                  [](const Peak& a, const Peak& b) { return a.likeness > b.likeness; });
        std::vector<Edges> found;
        for (const Peak& peak : summits)
            if (found.size() < kSummits) found.push_back(peak.edges);
        return found;
    }

  private:
    /// A size of the picture, in pixels of a level, that the search tries.
    struct Trial {
        enum Kind { Crop, Frame, Between } kind;  ///< within the source, around it, or both
        Size size;
    };

    /// The sizes to try, the smallest first. `across`, `down`: pixels of the level per source
    /// pixel.
    std::vector<Trial> trials_of(double shape, double across, double down, double widest) const {
        const double narrow = std::min<double>(m_size.width, m_size.height / shape);
        const double wide = std::max<double>(m_size.width, m_size.height / shape);
        std::vector<Trial> trials;
        for (double width = smallest_crop(shape); width <= widest;) {
            const Size size{static_cast<int>(std::lround(width * across)),
                            static_cast<int>(std::lround(width * shape * down))};
            const double next = width * (1 + 2.0 / std::max({size.width, size.height, 8}));
            if (std::min(size.width, size.height) >= kLeastSide)
                trials.push_back({width <= narrow ? Trial::Crop
                                  : next >= wide  ? Trial::Frame
                                                  : Trial::Between,
                                  size});
            width = next;
        }
        return trials;
    }

    /// the largest frame that is searched, relative to the smallest one around the source
    static constexpr double kWidestFrame = 1.3;
    static constexpr std::size_t kSummits = 6;

    double smallest_crop(double shape) const {
        return 0.4 * std::min<double>(m_size.width, m_size.height / shape);
    }

    struct Scaled {
        const Plane* plane;
        double unit_across, unit_down;
        double pitch;  ///< pixels of the source's level per pixel of the plane
    };

    /// The level of the picture whose pixels are closest in size to those of the source's level, if
    /// the picture covers `width`.
    Scaled picture_at(double width, std::size_t level) const {
        const Plane& finest = m_picture.front();
        double pitch = width * m_across / (1 << level) / finest.width;
        std::size_t chosen = 0;
        while (pitch < 0.7 && chosen + 1 < m_picture.size()) {
            pitch *= 2;
            ++chosen;
        }
        return {&m_picture[chosen], static_cast<double>(1 << chosen) / finest.width,
                static_cast<double>(1 << chosen) / finest.height, pitch};
    }

    void descend(Alignment& found, std::size_t level, int steps, Effort& effort) const {
        const double width = found.edges[Right] - found.edges[Left];
        if (!(width > 0) || !(found.edges[Bottom] > found.edges[Top])) return;
        const Scaled picture = picture_at(width, level);
        // Nothing is gained where the picture's pixels are much coarser than the level's.
        if (picture.pitch > 1.5 && level < m_middle) return;
        refine({m_source[level], *picture.plane, m_across / (1 << level), m_down / (1 << level),
                picture.unit_across, picture.unit_down},
               found, steps, effort);
    }

    Matrix4 information(const Edges& start) const {
        const double side =
            kPrior * std::max(start[Right] - start[Left], start[Bottom] - start[Top]);
        return diagonal(1 / (side * side));
    }

    const std::vector<Plane>& m_source;
    double m_across, m_down;
    Size m_size;
    std::vector<Plane> m_picture;
    std::size_t m_middle;
};

}  // namespace

Tone tone_of(const Bitmap& gray) {
    double sum = 0, square = 0;
    for (const std::uint8_t value : gray.pixels) {
        sum += value;
        square += value * value;
    }
    const auto n = static_cast<double>(gray.pixels.size());
    return {sum / n, std::sqrt(std::max(0.0, square / n - sum / n * sum / n))};
}

Aligner::Aligner(const Bitmap& preview, Size size)
    : m_levels(pyramid(preview, kCoarsestArea, 8)),
      m_across(static_cast<double>(preview.width) / size.width),
      m_down(static_cast<double>(preview.height) / size.height),
      m_size(size) {}

Alignment Aligner::align(const Bitmap& picture, std::span<const Edges> starts, double shape,
                         const std::stop_token& stop) const {
    const Alignments alignments(m_levels, m_across, m_down, m_size, picture);
    Effort effort(kMostOperations - kFinish, stop);
    Alignment best;
    const auto consider = [&](const Edges& start, std::size_t level) {
        const Alignment found = alignments.approach(start, level, effort);
        if (found.likeness > best.likeness + 0.01 && alignments.is_large(found.edges, shape))
            best = found;
    };
    for (const Edges& start : starts) consider(start, m_levels.size() - 1);
    const Alignment near_start = best;
    bool complete = !effort.ended();
    for (std::size_t level = m_levels.size(); level-- > 0 && level + 2 >= m_levels.size();) {
        if (best.likeness >= kConvincing && alignments.is_plausible(best.edges, shape)) {
            complete = true;
            break;
        }
        // A quarter is left for what is found.
        Effort most(effort.left() / 4 * 3, stop);
        const std::vector<Edges> found = alignments.search(shape, level, most);
        complete = effort.take(most.used()) && complete && !most.ended();
        for (const Edges& start : found) consider(start, level);
    }
    // The search tries so many places that some are somewhat alike by chance: below the threshold
    // the place near a start is preferred.
    if (best.likeness < kAlike) best = near_start;
    Effort rest(kFinish, stop);
    // a place that does not match is not refined
    if (best.likeness >= kAlike) best = alignments.finish(best, rest);
    best.complete = complete;
    best.operations = effort.used() + rest.used();
    return best;
}

}  // namespace upscale
