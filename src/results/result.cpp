// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "results/result.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "app/source_now.hpp"
#include "image/pixels/alpha.hpp"
#include "image/pixels/resample.hpp"
#include "image/registration/padding.hpp"
#include "results/provenance.hpp"

namespace upscale {
namespace {

/// The place of `shown` (source pixels) in the part of the result that shows the source.
RectF area_of(const RectF& shown, const Registration& registration) {
    return {(shown.x - registration.covered.x) * registration.scale_x,
            (shown.y - registration.covered.y) * registration.scale_y,
            shown.width * registration.scale_x, shown.height * registration.scale_y};
}

/// Cuts and scales a plane of the result to its place.
Bitmap fit_to(Bitmap plane, const Registration& registration, const Place& place, Kernel kernel,
              const std::stop_token& stop) {
    if (plane.empty()) return plane;
    if (registration.part != Rect{0, 0, plane.width, plane.height})
        plane = crop(plane, registration.part);
    const Size target{place.rect.width, place.rect.height};
    if (size_of(plane) == target && place.shown == registration.covered) return plane;
    return resample(plane, area_of(place.shown, registration), target, kernel, stop);
}

/// Scales a plane of the region to a result's place.
Bitmap plane_for(const Bitmap& plane, const Place& place, const std::stop_token& stop) {
    if (plane.empty()) return {};
    return resample(plane, place.shown, {place.rect.width, place.rect.height}, Kernel::CatmullRom,
                    stop);
}

/// The parts of the region, in pixels of the layer at its place.
std::vector<Rect> plain_parts(std::span<const Rect> parts, Size region, const Turn& turn,
                              const Place& place) {
    std::vector<Rect> found;
    const double across = place.rect.width / place.shown.width;
    const double down = place.rect.height / place.shown.height;
    for (const Rect& part : parts) {
        const Rect at = turned(part, region, turn);
        const int left = static_cast<int>(std::floor((at.x - place.shown.x) * across));
        const int top = static_cast<int>(std::floor((at.y - place.shown.y) * down));
        const Rect whole{
            left, top,
            static_cast<int>(std::ceil((at.x + at.width - place.shown.x) * across)) - left,
            static_cast<int>(std::ceil((at.y + at.height - place.shown.y) * down)) - top};
        const Rect shown = intersection(whole, {0, 0, place.rect.width, place.rect.height});
        if (shown.width > 0 && shown.height > 0) found.push_back(shown);
    }
    return found;
}

/// Multiplies two transparencies; an empty one is opaque.
Bitmap product(Bitmap one, const Bitmap& other) {
    if (one.empty()) return other;
    if (!other.empty())
        for (std::size_t i = 0; i < one.pixels.size(); ++i)
            one.pixels[i] =
                static_cast<std::uint8_t>((one.pixels[i] * other.pixels[i] + 127) / 255);
    return one;
}

/// True if the place is certain enough to compare colours. A picture of one colour has no place of
/// its own.
bool is_certain(const Registration& registration, const SlowPart& source) {
    using Quality = Registration::Quality;
    return registration.quality == Quality::Measured ||
           (registration.quality == Quality::Guessed &&
            registration.fit == Registration::Fit::Whole && is_of_one_colour(source));
}

}  // namespace

ResultPixels take_apart(Bitmap decoded) {
    if (decoded.channels == 3) return {std::move(decoded), {}};
    ResultPixels pixels;
    pixels.alpha = take_alpha(decoded);
    if (is_invisible(pixels.alpha)) {
        pixels.rgb = Bitmap(decoded.width, decoded.height, 3);
        return pixels;
    }
    pixels.rgb = bleed(std::move(decoded));
    return pixels;
}

std::vector<Registration> register_on_region(const Job& job, const Bitmap& preview,
                                             std::span<const ResultView> results,
                                             const std::stop_token& stop) {
    const SourceRecord& source = job.source;
    auto registrations = register_results(preview, source.sent(), job.upload.size, results, stop);
    if (source.frame)
        for (std::size_t i = 0; i < registrations.size(); ++i)
            registrations[i] =
                without_frame(registrations[i], *source.frame,
                              {source.region.width, source.region.height}, results[i].size);
    return registrations;
}

NewLayer make_new_layer(const Job& job, const SourcePlanes& planes, std::size_t index,
                        ResultPixels pixels, const Registration& measured, const Turn& turn,
                        const Place& place, const std::stop_token& stop) {
    const Rect& region = job.source.region;
    const Registration registration =
        turned(measured, {region.width, region.height}, size_of(pixels.rgb), turn);
    NewLayer layer;
    layer.name = layer_name(job, index, job.results.size());
    layer.parasite = provenance(job, index, job.results.size(), registration);
    layer.plain = plain_parts(job.results[index].plain, {region.width, region.height}, turn, place);
    layer.mask = plane_for(turned(planes.selection, turn), place, stop);
    layer.pixels =
        fit_to(turned(std::move(pixels.rgb), turn), registration, place, Kernel::Lanczos3, stop);
    Bitmap alpha = plane_for(turned(planes.alpha, turn), place, stop);
    if (job.parameters.keep_colors && !planes.slow.empty() && is_certain(registration, planes.slow))
        layer.colours =
            keep_colours(turned(planes.slow, turn), place.shown, alpha, layer.pixels, stop);
    if (!job.parameters.keep_alpha) return layer;
    layer.alpha = product(fit_to(turned(std::move(pixels.alpha), turn), registration, place,
                                 Kernel::CatmullRom, stop),
                          alpha);
    return layer;
}

}  // namespace upscale
