// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/registration.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <vector>

#include "image/resample.hpp"

namespace upscale {
namespace {

constexpr int kPreviewSide = 1536;
constexpr int kCoarsestSide = 64;
constexpr double kConfident = 0.9;         ///< the least correlation of a match
constexpr double kCentredIsRight = 0.985;  ///< no need to look elsewhere
constexpr double kAspectTolerance = 0.005;
constexpr double kLeastContrast = 2.0;  ///< standard deviation in levels; flatter says nothing

/// Gray pictures as numbers, smoothly readable between the pixels.
struct Plane {
    int width = 0, height = 0;
    std::vector<float> values;

    float at(int x, int y) const { return values[static_cast<std::size_t>(y) * width + x]; }
};

Plane plane_of(const Bitmap& gray) {
    return {gray.width, gray.height, {gray.pixels.begin(), gray.pixels.end()}};
}

Bitmap luma(const Bitmap& rgb) {
    if (rgb.channels == 1) return rgb;
    Bitmap gray(rgb.width, rgb.height, 1);
    const std::uint8_t* pixel = rgb.pixels.data();
    for (auto& value : gray.pixels) {
        // Rec. 709 weights on the coded values, in 1/256
        value = static_cast<std::uint8_t>((54 * pixel[0] + 183 * pixel[1] + 19 * pixel[2]) >> 8);
        pixel += rgb.channels;
    }
    return gray;
}

Size shrunk(Size size, double factor) {
    return {std::max(1, static_cast<int>(std::lround(size.width * factor))),
            std::max(1, static_cast<int>(std::lround(size.height * factor)))};
}

/// Where the result lies, in source pixels per result-preview unit: source = offset + scale · p,
/// with p from 0 to 1 along the result's width.
struct Pose {
    double x = 0, y = 0;  ///< top-left corner in source pixels
    double width = 0;     ///< covered source pixels; the height follows from the result's shape
};

/// Source and result at one level of the pyramid.
struct Level {
    Plane source, result;
    double source_x = 1, source_y = 1;  ///< level pixels per source pixel
};

/// A point of the result's level, as a place in the source's level.
struct Warp {
    Warp(const Level& level, const Pose& pose, double aspect)
        : step_x(pose.width / level.result.width * level.source_x),
          step_y(pose.width * aspect / level.result.height * level.source_y),
          left(pose.x * level.source_x),
          top(pose.y * level.source_y) {}
    double x(int column) const { return left + (column + 0.5) * step_x - 0.5; }
    double y(int row) const { return top + (row + 0.5) * step_y - 0.5; }
    double step_x, step_y, left, top;
};

struct Sample {
    float value, slope_x, slope_y;
};

/// Bilinear value and slopes; nothing outside the picture.
std::optional<Sample> sample(const Plane& plane, double x, double y) {
    const int column = static_cast<int>(std::floor(x)), row = static_cast<int>(std::floor(y));
    if (column < 0 || row < 0 || column + 1 >= plane.width || row + 1 >= plane.height)
        return std::nullopt;
    const float u = static_cast<float>(x - column), v = static_cast<float>(y - row);
    const float a = plane.at(column, row), b = plane.at(column + 1, row);
    const float c = plane.at(column, row + 1), d = plane.at(column + 1, row + 1);
    return Sample{(a * (1 - u) + b * u) * (1 - v) + (c * (1 - u) + d * u) * v,
                  (b - a) * (1 - v) + (d - c) * v, (c - a) * (1 - u) + (d - b) * u};
}

/// The correlation coefficient where the pictures overlap; -1 if that is less than nine tenths of
/// the result or if either is flat.
double correlation(const Level& level, const Pose& pose, double aspect) {
    const Warp warp(level, pose, aspect);
    double n = 0, s = 0, r = 0, ss = 0, rr = 0, sr = 0;
    for (int row = 0; row < level.result.height; ++row) {
        for (int column = 0; column < level.result.width; ++column) {
            const auto found = sample(level.source, warp.x(column), warp.y(row));
            if (!found) continue;
            const double a = found->value, b = level.result.at(column, row);
            n += 1;
            s += a;
            r += b;
            ss += a * a;
            rr += b * b;
            sr += a * b;
        }
    }
    const double whole = static_cast<double>(level.result.width) * level.result.height;
    if (n < 0.85 * whole) return -1;
    const double source_variance = ss / n - s / n * s / n, result_variance = rr / n - r / n * r / n;
    if (source_variance < kLeastContrast * kLeastContrast ||
        result_variance < kLeastContrast * kLeastContrast)
        return -1;
    return (sr / n - s / n * r / n) / std::sqrt(source_variance * result_variance);
}

using Vector5 = std::array<double, 5>;

/// Solves the symmetric system by Gaussian elimination with pivots; nullopt if it is singular.
std::optional<Vector5> solve(std::array<Vector5, 5> matrix, Vector5 right) {
    for (std::size_t column = 0; column < 5; ++column) {
        std::size_t pivot = column;
        for (std::size_t row = column + 1; row < 5; ++row)
            if (std::abs(matrix[row][column]) > std::abs(matrix[pivot][column])) pivot = row;
        if (std::abs(matrix[pivot][column]) < 1e-9) return std::nullopt;
        std::swap(matrix[pivot], matrix[column]);
        std::swap(right[pivot], right[column]);
        for (std::size_t row = column + 1; row < 5; ++row) {
            const double factor = matrix[row][column] / matrix[column][column];
            for (std::size_t k = column; k < 5; ++k) matrix[row][k] -= factor * matrix[column][k];
            right[row] -= factor * right[column];
        }
    }
    Vector5 solution{};
    for (std::size_t row = 5; row-- > 0;) {
        double sum = right[row];
        for (std::size_t k = row + 1; k < 5; ++k) sum -= matrix[row][k] * solution[k];
        solution[row] = sum / matrix[row][row];
    }
    return solution;
}

/// Gauss-Newton steps for corner and width, with contrast and brightness as two more unknowns.
Pose refine(const Level& level, Pose pose, double aspect) {
    for (int step = 0; step < 12; ++step) {
        const Warp warp(level, pose, aspect);
        std::array<Vector5, 5> normal{};
        Vector5 right{};
        double contrast_s = 0, contrast_r = 0, n = 0, mean_s = 0, mean_r = 0;
        for (int row = 0; row < level.result.height; ++row)
            for (int column = 0; column < level.result.width; ++column)
                if (const auto found = sample(level.source, warp.x(column), warp.y(row))) {
                    const double a = found->value, b = level.result.at(column, row);
                    n += 1;
                    mean_s += a;
                    mean_r += b;
                    contrast_s += a * a;
                    contrast_r += b * b;
                }
        if (n < 16) return pose;
        mean_s /= n;
        mean_r /= n;
        const double variance_s = contrast_s / n - mean_s * mean_s;
        const double variance_r = contrast_r / n - mean_r * mean_r;
        if (variance_s < 1 || variance_r < 1) return pose;
        const double gain = std::sqrt(variance_r / variance_s);
        for (int row = 0; row < level.result.height; ++row) {
            const double along_y = (row + 0.5) / level.result.height * aspect;
            for (int column = 0; column < level.result.width; ++column) {
                const auto found = sample(level.source, warp.x(column), warp.y(row));
                if (!found) continue;
                const double along_x = (column + 0.5) / level.result.width;
                const double dx = gain * found->slope_x * level.source_x;
                const double dy = gain * found->slope_y * level.source_y;
                const double centred = found->value - mean_s;
                const Vector5 slope{dx, dy, dx * along_x + dy * along_y, centred, 1};
                const double error = level.result.at(column, row) - mean_r - gain * centred;
                for (std::size_t i = 0; i < 5; ++i) {
                    right[i] += slope[i] * error;
                    for (std::size_t k = 0; k < 5; ++k) normal[i][k] += slope[i] * slope[k];
                }
            }
        }
        const auto change = solve(normal, right);
        if (!change) return pose;
        // a step over more than a few pixels of this level is no refinement
        const double longest = 4 / level.source_x;
        const Vector5& d = *change;
        pose.x += std::clamp(d[0], -longest, longest);
        pose.y += std::clamp(d[1], -longest, longest);
        pose.width += std::clamp(d[2], -longest, longest);
        if (std::abs(d[0]) + std::abs(d[1]) + std::abs(d[2]) < 0.002 / level.source_x) break;
    }
    return pose;
}

class Matcher {
  public:
    Matcher(const Bitmap& preview, Size source, const ResultView& result)
        : m_preview(preview),
          m_source(source),
          m_result(resample(result.preview, result_preview_size(result.preview), Kernel::Box)),
          m_aspect(static_cast<double>(result.size.height) / result.size.width) {}

    struct Match {
        Pose pose;
        double confidence;
    };

    Match match(const Pose& centred) {
        const int longest = std::max(m_preview.width, m_preview.height);
        std::vector<Level> levels;
        for (int side = longest; side > kCoarsestSide; side /= 2) levels.push_back(level(side));
        levels.push_back(level(std::min(longest, kCoarsestSide)));
        const Level& coarsest = levels.back();

        Match best = descend(levels, centred);
        if (best.confidence >= kCentredIsRight) return best;
        const Match searched = descend(levels, search(coarsest, centred));
        // where both explain the picture, as in patterns, the centred crop is the service's habit
        return searched.confidence > best.confidence + 0.005 ? searched : best;
    }

  private:
    /// As fine as the source's preview, were the result the whole of it.
    Size result_preview_size(const Bitmap& result) const {
        const double factor =
            std::min(1.0, static_cast<double>(std::max(m_preview.width, m_preview.height)) /
                              std::max(result.width, result.height));
        return shrunk({result.width, result.height}, factor);
    }

    Level level(int side) const {
        const double factor =
            static_cast<double>(side) / std::max(m_preview.width, m_preview.height);
        const Size source = shrunk({m_preview.width, m_preview.height}, factor);
        const Size result = shrunk({m_result.width, m_result.height}, factor);
        Level made;
        made.source = plane_of(resample(m_preview, source, Kernel::Box));
        made.result = plane_of(resample(m_result, result, Kernel::Box));
        made.source_x = static_cast<double>(source.width) / m_source.width;
        made.source_y = static_cast<double>(source.height) / m_source.height;
        return made;
    }

    /// The best place on the coarsest level, over all crops that keep at least two thirds of the
    /// largest one's width.
    Pose search(const Level& coarsest, const Pose& centred) const {
        Pose best = centred;
        double best_confidence = -1;
        for (const double part :
             {1.0, 0.985, 0.97, 0.95, 0.93, 0.9, 0.86, 0.82, 0.78, 0.73, 0.68, 1.015}) {
            Pose pose;
            pose.width = centred.width * part;
            const double right = m_source.width - pose.width;
            const double bottom = m_source.height - pose.width * m_aspect;
            const double step_x = 1 / coarsest.source_x, step_y = 1 / coarsest.source_y;
            for (pose.y = std::min(0.0, bottom); pose.y <= std::max(0.0, bottom) + step_y / 2;
                 pose.y += step_y)
                for (pose.x = std::min(0.0, right); pose.x <= std::max(0.0, right) + step_x / 2;
                     pose.x += step_x) {
                    const double confidence = correlation(coarsest, pose, m_aspect);
                    if (confidence <= best_confidence) continue;
                    best_confidence = confidence;
                    best = pose;
                }
        }
        return best;
    }

    /// Refines from the coarsest to the finest level. The confidence is that of a middle level:
    /// coarse enough for the new detail not to count against it.
    Match descend(const std::vector<Level>& levels, Pose pose) const {
        for (std::size_t i = levels.size(); i-- > 0;) pose = refine(levels[i], pose, m_aspect);
        const std::size_t middle = levels.size() >= 3 ? levels.size() - 3 : 0;
        return {pose, correlation(levels[middle], pose, m_aspect)};
    }

    const Bitmap& m_preview;
    Size m_source;
    Bitmap m_result;
    double m_aspect;
};

/// True if a result of this size has the shape of what was uploaded, so that no match is needed.
bool has_same_shape(Size uploaded, Size result) {
    const double scale_x = static_cast<double>(result.width) / uploaded.width;
    const double scale_y = static_cast<double>(result.height) / uploaded.height;
    // one pixel of rounding is no other shape, however small the picture
    return std::abs(scale_x / scale_y - 1) <= kAspectTolerance ||
           std::abs(result.height - uploaded.height * scale_x) <= 1 ||
           std::abs(result.width - uploaded.width * scale_y) <= 1;
}

}  // namespace

Bitmap preview_of(const Bitmap& rgb) {
    const double factor =
        std::min(1.0, static_cast<double>(kPreviewSide) / std::max(rgb.width, rgb.height));
    const Size size = shrunk({rgb.width, rgb.height}, factor);
    return luma(size == Size{rgb.width, rgb.height} ? rgb : resample(rgb, size, Kernel::Box));
}

namespace {

Registration register_result(const Bitmap& preview, Size source, Size uploaded,
                             const ResultView& view) {
    const Size result = view.size;
    Registration found;
    found.part = {0, 0, result.width, result.height};
    if (source.width < 1 || source.height < 1) {
        found.covered = {0, 0, static_cast<double>(result.width),
                         static_cast<double>(result.height)};
        found.quality = Registration::Quality::Guessed;
        return found;
    }
    if (uploaded.width < 1 || uploaded.height < 1) uploaded = source;
    const double scale_x = static_cast<double>(result.width) / source.width;
    const double scale_y = static_cast<double>(result.height) / source.height;
    if (has_same_shape(uploaded, result)) {
        found.covered = {0, 0, static_cast<double>(source.width),
                         static_cast<double>(source.height)};
        found.scale_x = scale_x;
        found.scale_y = scale_y;
        return found;
    }
    const double scale = std::max(scale_x, scale_y);  // a crop loses pixels, it adds none
    const Pose centred{(source.width - result.width / scale) / 2,
                       (source.height - result.height / scale) / 2, result.width / scale};
    const auto match = preview.empty() ? Matcher::Match{centred, 0}
                                       : Matcher(preview, source, view).match(centred);
    const bool measured = match.confidence >= kConfident;
    found.fit = Registration::Fit::Cropped;
    found.quality = measured ? Registration::Quality::Measured : Registration::Quality::Guessed;
    const Pose& pose = measured ? match.pose : centred;
    found.scale_x = found.scale_y = result.width / pose.width;
    found.covered = {pose.x, pose.y, pose.width, result.height / found.scale_y};
    return found;
}

}  // namespace

std::vector<Registration> register_results(const Bitmap& source_preview, Size source, Size uploaded,
                                           std::span<const ResultView> results) {
    std::vector<Registration> found;
    for (const ResultView& result : results)
        found.push_back(register_result(source_preview, source, uploaded, result));
    return found;
}

}  // namespace upscale
