// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/registration/registration.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "image/registration/alignment.hpp"

namespace upscale {
namespace {

using Fit = Registration::Fit;
using Quality = Registration::Quality;

constexpr int kPreviewSide = 1536;
constexpr double kUnlike = 0.62;  ///< below this likeness the result shows another picture
constexpr double kFlat = 2;  ///< gray levels: a source with less deviation has nothing to compare
constexpr double kNearlyFlat = 8;  ///< gray levels: the same for its result, which may have noise
constexpr double kSameTone = 48;   ///< gray levels by which a service may change a flat picture
/// source pixels: a simple hypothesis may miss the measurement by this much
constexpr double kTolerance = 0.35;
/// the same in preview pixels, for a source much larger than its preview
constexpr double kPreviewTolerance = 0.12;
/// source pixels: a place less certain than this is not a confident match
constexpr double kSure = 0.25;
/// share of a side: an edge less certain than this was not measured at all
constexpr double kBlind = 0.015;

// Previews ------------------------------------------------------------------------------------

/// Adds a row of bytes without looking at its channels, so that the compiler can vectorize it.
void add_row(const std::uint8_t* row, float weight, std::vector<float>& sums) {
    for (float& sum : sums) sum += weight * static_cast<float>(*row++);
}

/// Rec. 709 weights on the coded values; `luma` has one value for each pixel of `channels`.
void to_luma(const std::vector<float>& values, int channels, std::vector<float>& luma) {
    const float* pixel = values.data();
    for (float& value : luma) {
        value =
            channels == 1 ? *pixel : (54 * pixel[0] + 183 * pixel[1] + 19 * pixel[2]) * (1.f / 256);
        pixel += channels;
    }
}

/// The source pixels that one target pixel is the mean of: [first, last]. The first and the last
/// one count only in part.
struct Run {
    int first, last;
    float head, tail;  ///< weights of the outer two; 0 if they are one
};

std::vector<Run> runs(int source, int target) {
    const double pitch = static_cast<double>(source) / target;
    std::vector<Run> made;
    for (int i = 0; i < target; ++i) {
        const double start = i * pitch, end = (i + 1) * pitch;
        const int first = static_cast<int>(start + 1e-9);
        const int last = std::min(source, static_cast<int>(std::ceil(end - 1e-9))) - 1;
        const double head = std::min<double>(first + 1, end) - start;
        made.push_back({first, last, static_cast<float>(head / pitch),
                        static_cast<float>(last > first ? (end - last) / pitch : 0)});
    }
    return made;
}

// Footprints ----------------------------------------------------------------------------------

/// What all results of one job are compared with.
struct Reference {
    Size size;
    Size uploaded;
    double tolerance;  ///< source pixels by which a simple hypothesis may miss the measurement

    Edges whole() const { return {0, double(size.width), 0, double(size.height)}; }
    /// Height per width, in source pixels, of what a result of this size covers at one scale.
    double shape(Size result) const {
        return static_cast<double>(result.height) / result.width * uploaded.width / size.width *
               size.height / uploaded.height;
    }
    Edges centred(double width, double height) const {
        const double x = (size.width - width) / 2, y = (size.height - height) / 2;
        return {x, x + width, y, y + height};
    }
    /// The largest centred part of the source that has a result's shape.
    Edges crop(Size result) const {
        const double width = std::min<double>(size.width, size.height / shape(result));
        return centred(width, width * shape(result));
    }
    /// The smallest centred frame around the source that has a result's shape.
    Edges frame(Size result) const {
        const double width = std::max<double>(size.width, size.height / shape(result));
        return centred(width, width * shape(result));
    }
};

/// True if the two sizes differ only by a factor and by rounding.
bool same_shape(Size a, Size b) {
    const double scale_x = static_cast<double>(b.width) / a.width;
    const double scale_y = static_cast<double>(b.height) / a.height;
    return std::abs(b.height - a.height * scale_x) <= 1 ||
           std::abs(b.width - a.width * scale_y) <= 1;
}

Vector4 deviations(const Matrix4& information) {
    Vector4 sigma;
    sigma.fill(1e9);
    if (const auto covariance = inverse(information))
        for (std::size_t i = 0; i < 4; ++i)
            sigma[i] = std::sqrt(std::max(0.0, (*covariance)[i][i]));
    return sigma;
}

double largest(const Vector4& values) { return *std::max_element(values.begin(), values.end()); }

/// A place and how certain it is.
struct Footprint {
    Edges edges{};
    double uncertainty = 0;  ///< source pixels
    bool sure = false;
};

/// Chooses the simplest hypothesis that agrees with the measurement of a result.
class Judgement {
  public:
    Judgement(const Reference& source, Size result, const Alignment& measured)
        : m_source(source),
          m_result(result),
          m_measured(measured),
          m_deviation(deviations(measured.information)) {}

    Footprint place() const {
        const Edges whole = m_source.whole(), crop = m_source.crop(m_result);
        const double deviation = largest(m_deviation);
        // The result has the source's shape, so it most likely shows the whole: only a confident
        // measurement may contradict that.
        if (same_shape(m_source.uploaded, m_result)) {
            if (explains(whole)) return {whole, std::min(deviation, kSure), true};
            if (deviation > limit()) return {whole, 0, false};
        } else if (explains(whole)) {
            // If the measurement agrees with a stretched whole and with a centred crop or frame,
            // the result must not be unstretched.
            if (explains(crop) || explains(m_source.frame(m_result))) return {crop, 0, false};
            return {whole, deviation, deviation <= 2 * limit()};
        }
        const double width = m_source.size.width, height = m_source.size.height;
        const Constraint left{{1, 0, 0, 0}, 0}, right{{0, 1, 0, 0}, width};
        const Constraint top{{0, 0, 1, 0}, 0}, bottom{{0, 0, 0, 1}, height};
        const double shape = m_source.shape(m_result);
        const Constraint one_scale{{shape, -shape, -1, 1}, 0};
        const std::vector<Constraint> hypotheses[] = {
            {left, right, one_scale},
            {top, bottom, one_scale},
            {one_scale},
            {left, right},
            {top, bottom},
            {},
        };
        Footprint found;
        for (const auto& hypothesis : hypotheses) {
            const Alignment fitted = constrained(hypothesis);
            const double deviation = largest(deviations(fitted.information));
            found = {fitted.edges, deviation, deviation <= limit()};
            if (!explains(fitted.edges)) continue;
            if (deviation > kBlind * std::max(width, height)) return {crop, 0, false};
            break;
        }
        return found;
    }

  private:
    /// factors · edges = value
    struct Constraint {
        Vector4 factors;
        double value;
    };

    bool explains(const Edges& edges) const {
        const double blind = kBlind * std::max(m_source.size.width, m_source.size.height);
        for (std::size_t i = 0; i < 4; ++i)
            if (m_deviation[i] < blind && std::abs(edges[i] - m_measured.edges[i]) >
                                              std::max(m_source.tolerance, 3 * m_deviation[i]))
                return false;
        return true;
    }

    /// The most likely edges if the constraints hold. Each constraint is added as a measurement
    /// with practically no error (weighted least squares).
    Alignment constrained(const std::vector<Constraint>& constraints) const {
        constexpr double kCertain = 1e8;
        Alignment fitted = m_measured;
        Vector4 right = m_measured.information * m_measured.edges;
        for (const Constraint& constraint : constraints) {
            fitted.information = fitted.information + outer(constraint.factors, kCertain);
            for (std::size_t i = 0; i < 4; ++i)
                right[i] += kCertain * constraint.factors[i] * constraint.value;
        }
        if (const auto covariance = inverse(fitted.information)) fitted.edges = *covariance * right;
        return fitted;
    }

    double limit() const { return std::max(kSure, m_source.tolerance * kSure / kTolerance); }

    const Reference& m_source;
    Size m_result;
    const Alignment& m_measured;
    Vector4 m_deviation;
};

/// One axis of a result: the part of the source that it covers, and the result's pixels that show
/// that part.
struct Span {
    double start, length;
    int first, count;
};

Span span_of(double start, double end, int source, int result, double tolerance) {
    const auto snapped = [](double edge, double to) {
        return std::abs(edge - to) < 1e-3 ? to : edge;
    };
    start = snapped(start, 0);
    end = snapped(end, source);
    const double scale = result / (end - start);
    int first = 0, last = result;
    // An edge clearly outside the source means padding. Padding ends at the border of a pixel, so
    // the edge is rounded to one.
    if (start < -tolerance) first = static_cast<int>(std::lround(std::min(-start * scale, 1e9)));
    if (end > source + tolerance)
        last = static_cast<int>(std::lround(std::min((source - start) * scale, 1e9)));
    if (first >= last || last > result) return {0, static_cast<double>(source), 0, result};
    start = std::max(start, 0.0);
    return {start, std::min<double>(end, source) - start, first, last - first};
}

Registration registration_of(const Reference& source, Size result, const Footprint& place,
                             Quality quality) {
    // Padding is cut off only where an edge is outside the source by more than its possible error:
    // otherwise pixels that show the source would be lost.
    const double tolerance = std::max(source.tolerance, 3 * place.uncertainty);
    const Span x =
        span_of(place.edges[Left], place.edges[Right], source.size.width, result.width, tolerance);
    const Span y = span_of(place.edges[Top], place.edges[Bottom], source.size.height, result.height,
                           tolerance);
    Registration made;
    made.covered = {x.start, y.start, x.length, y.length};
    made.part = {x.first, y.first, x.count, y.count};
    made.scale_x = x.count / x.length;
    made.scale_y = y.count / y.length;
    made.quality = quality;
    if (quality == Quality::Measured) made.uncertainty = place.uncertainty;
    const RectF whole{0, 0, static_cast<double>(source.size.width),
                      static_cast<double>(source.size.height)};
    if (made.part != Rect{0, 0, result.width, result.height})
        made.fit = Fit::Padded;
    else if (made.covered != whole)
        made.fit = Fit::Cropped;
    else
        made.fit = same_shape(source.uploaded, result) ? Fit::Whole : Fit::Stretched;
    return made;
}

/// Results that show the same part in the same shape, and their joint measurement.
struct Group {
    Size size;
    Alignment joint;
    Footprint place;

    bool takes(Size other, const Alignment& alignment, double tolerance) const {
        if (!same_shape(size, other)) return false;
        const Vector4 a = deviations(joint.information), b = deviations(alignment.information);
        for (std::size_t i = 0; i < 4; ++i)
            if (std::abs(joint.edges[i] - alignment.edges[i]) >
                std::max(2 * tolerance, 3 * std::hypot(a[i], b[i])))
                return false;
        return true;
    }
    void add(const Alignment& alignment) {
        const Matrix4 sum = joint.information + alignment.information;
        if (const auto covariance = inverse(sum))
            joint.edges = *covariance * (joint.information * joint.edges +
                                         alignment.information * alignment.edges);
        joint.information = sum;
    }
};

bool close(const Edges& a, const Edges& b, double tolerance) {
    for (std::size_t i = 0; i < 4; ++i)
        if (std::abs(a[i] - b[i]) > tolerance) return false;
    return true;
}

/// The quality of a result that matched nowhere: it shows something else, or source and result are
/// flat, so that there is nothing to compare.
Quality unmatched(const Tone& source, const Tone& result, bool whole, double likeness) {
    if (source.deviation >= kFlat)
        return likeness < kUnlike ? Quality::Different : Quality::Guessed;
    if (result.deviation > kNearlyFlat || std::abs(result.mean - source.mean) > kSameTone)
        return Quality::Different;
    return whole ? Quality::Measured : Quality::Guessed;
}

}  // namespace

Bitmap preview_of(const Bitmap& rgb) {
    if (rgb.empty()) return {};
    const double factor =
        std::min(1.0, static_cast<double>(kPreviewSide) / std::max(rgb.width, rgb.height));
    Bitmap gray(std::max(1, static_cast<int>(std::lround(rgb.width * factor))),
                std::max(1, static_cast<int>(std::lround(rgb.height * factor))), 1);
    const std::vector<Run> across = runs(rgb.width, gray.width);
    const std::vector<Run> down = runs(rgb.height, gray.height);
    const float inner_x = static_cast<float>(gray.width) / static_cast<float>(rgb.width);
    const float inner_y = static_cast<float>(gray.height) / static_cast<float>(rgb.height);
    std::vector<float> sums(rgb.stride()), line(static_cast<std::size_t>(rgb.width));
    for (int y = 0; y < gray.height; ++y) {
        const Run& rows = down[static_cast<std::size_t>(y)];
        std::fill(sums.begin(), sums.end(), 0.f);
        for (int row = rows.first; row <= rows.last; ++row)
            add_row(rgb.row(row),
                    row == rows.first  ? rows.head
                    : row == rows.last ? rows.tail
                                       : inner_y,
                    sums);
        to_luma(sums, rgb.channels, line);
        std::uint8_t* to = gray.row(y);
        for (const Run& run : across) {
            const float* from = line.data() + run.first;
            const float* last = line.data() + run.last;
            float inner = 0;
            const float outer = run.head * *from + run.tail * *last;
            while (++from < last) inner += *from;
            // The conversion to an integer cuts the fraction off, so adding 0.5 rounds.
            *to++ = static_cast<std::uint8_t>(std::min(outer + inner_x * inner + 0.5f, 255.f));
        }
    }
    return gray;
}

std::vector<Registration> register_results(const Bitmap& source_preview, Size size, Size uploaded,
                                           std::span<const ResultView> results,
                                           const std::stop_token& stop) {
    std::vector<Registration> registrations;
    if (size.width < 1 || size.height < 1) {
        for (const ResultView& result : results)
            registrations.push_back({.covered = {0, 0, static_cast<double>(result.size.width),
                                                 static_cast<double>(result.size.height)},
                                     .part = {0, 0, result.size.width, result.size.height},
                                     .quality = Quality::Guessed});
        return registrations;
    }
    if (uploaded.width < 1 || uploaded.height < 1) uploaded = size;
    Reference source{size, uploaded, kTolerance};
    std::optional<Aligner> aligner;
    std::optional<Tone> source_tone;
    if (!source_preview.empty()) {
        aligner.emplace(source_preview, size);
        source_tone = tone_of(source_preview);
        source.tolerance =
            std::max(kTolerance, kPreviewTolerance * std::max(size.width, size.height) /
                                     std::max(source_preview.width, source_preview.height));
    }

    constexpr std::size_t kNone = static_cast<std::size_t>(-1);
    std::vector<Group> groups;
    std::vector<std::size_t> group_of;
    std::vector<std::optional<Alignment>> alignments;  // of the results that could be compared
    for (const ResultView& result : results) {
        group_of.push_back(kNone);
        alignments.push_back(std::nullopt);
        if (!aligner || result.preview.empty() || result.size.width < 1 || result.size.height < 1)
            continue;
        std::vector<Edges> starts{source.whole(), source.crop(result.size),
                                  source.frame(result.size)};
        for (const Group& group : groups)
            if (same_shape(group.size, result.size)) starts.push_back(group.joint.edges);
        const Alignment found =
            aligner->align(result.preview, starts, source.shape(result.size), stop);
        alignments.back() = found;
        if (found.likeness < kAlike) continue;
        std::size_t group = 0;
        while (group < groups.size() && !groups[group].takes(result.size, found, source.tolerance))
            ++group;
        if (group == groups.size())
            groups.push_back({result.size, found, {}});
        else
            groups[group].add(found);
        group_of.back() = group;
    }
    for (std::size_t i = 0; i < groups.size(); ++i) {
        groups[i].place = Judgement(source, groups[i].size, groups[i].joint).place();
        for (std::size_t k = 0; k < i; ++k)  // a result of another shape that shows the same part
            if (groups[k].place.sure && groups[i].place.sure &&
                close(groups[k].place.edges, groups[i].place.edges, 2 * source.tolerance))
                groups[i].place.edges = groups[k].place.edges;
    }
    for (std::size_t i = 0; i < results.size(); ++i) {
        const ResultView& result = results[i];
        if (result.size.width < 1 || result.size.height < 1) {
            Registration unknown{.covered = {0, 0, double(size.width), double(size.height)},
                                 .part = {},
                                 .quality = Quality::Guessed};
            registrations.push_back(unknown);
            continue;
        }
        const bool complete = alignments[i] && alignments[i]->complete;
        if (group_of[i] != kNone) {
            const Footprint& place = groups[group_of[i]].place;
            registrations.push_back(
                registration_of(source, result.size, place,
                                place.sure && complete ? Quality::Measured : Quality::Guessed));
        } else {
            const bool whole = same_shape(uploaded, result.size);
            Footprint place{whole ? source.whole() : source.crop(result.size), kSure, false};
            for (const Group& group : groups)
                if (group.place.sure && same_shape(group.size, result.size)) {
                    place.edges = group.place.edges;
                    break;
                }
            registrations.push_back(
                registration_of(source, result.size, place,
                                complete ? unmatched(*source_tone, tone_of(result.preview), whole,
                                                     alignments[i]->likeness)
                                         : Quality::Guessed));
        }
        if (alignments[i]) registrations.back().operations = alignments[i]->operations;
    }
    return registrations;
}

}  // namespace upscale
