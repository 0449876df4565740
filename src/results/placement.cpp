// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "results/placement.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/parameters.hpp"

namespace upscale {
namespace {

int round_to_int(double value) { return static_cast<int>(std::lround(value)); }

RectF moved(const RectF& rect, int x, int y) {
    return {rect.x + x, rect.y + y, rect.width, rect.height};
}

/// Rounds edges to whole pixels as GIMP rounds those of a layer that it scales.
Rect rounded(const RectF& rect) {
    const int x = round_to_int(rect.x), y = round_to_int(rect.y);
    return {x, y, std::max(1, round_to_int(rect.x + rect.width) - x),
            std::max(1, round_to_int(rect.y + rect.height) - y)};
}

Rect united(Rect a, Rect b) {
    const int right = std::max(a.x + a.width, b.x + b.width);
    const int bottom = std::max(a.y + a.height, b.y + b.height);
    const int left = std::min(a.x, b.x), top = std::min(a.y, b.y);
    return {left, top, right - left, bottom - top};
}

/// The present position of the region's corner.
Rect region_now(const Claim& claim) {
    return {claim.region.x + claim.now->x - claim.layer.x,
            claim.region.y + claim.now->y - claim.layer.y, claim.region.width, claim.region.height};
}

/// What the sizes of layers may differ by after our imports scaled the image; pixels. Each of them
/// rounds.
constexpr int kRoundedSizes = 2;

/// The smallest factor of a claim's results. If it differs from a whole number by less than half a
/// pixel, that number. If the image was scaled for earlier results, it is 1 for results as large as
/// those: they differ only by what was rounded.
double smallest_factor(const Claim& claim) {
    double smallest = std::numeric_limits<double>::infinity();
    for (const Registration& result : claim.results)
        smallest = std::min(smallest, factor_of(result));
    const int side = std::max(claim.region.width, claim.region.height);
    const double whole = std::round(smallest);
    const double slack = claim.scaled != 1 && whole == 1 ? kRoundedSizes : 0.5;
    return std::abs(smallest - whole) * side < slack ? whole : smallest;
}

/// Why a claim cannot be placed, as far as that can be told without the other claims.
Detour obstacle(const Claim& claim, int placement) {
    if (claim.replaces) return Detour::None;
    if (!claim.now) return Detour::SourceGone;
    if (claim.now->width != claim.layer.width || claim.now->height != claim.layer.height)
        return Detour::SourceResized;
    if (placement == Placement::ScaleImage && claim.edited) return Detour::SourceEdited;
    if (placement == Placement::ScaleImage && smallest_factor(claim) < 1) return Detour::NotLarger;
    return Detour::None;
}

Size scaled(Size size, double factor) {
    return {std::max(1, round_to_int(size.width * factor)),
            std::max(1, round_to_int(size.height * factor))};
}

bool fits_gimp(double width, double height) { return std::max(width, height) <= kMaxImageSide; }

Place place_in_full_size(const Registration& result, Rect region) {
    const RectF covered = moved(result.covered, region.x, region.y);
    const Size size = natural_size(result);
    return {{round_to_int(covered.x), round_to_int(covered.y), size.width, size.height},
            result.covered};
}

Place place_on_covered(const Registration& result, Rect region) {
    const Rect rect = rounded(moved(result.covered, region.x, region.y));
    return {rect, moved({double(rect.x), double(rect.y), double(rect.width), double(rect.height)},
                        -region.x, -region.y)};
}

Place place_on_scaled(const Registration& result, Rect region, double scale_x, double scale_y) {
    const RectF covered = moved(result.covered, region.x, region.y);
    return {rounded({covered.x * scale_x, covered.y * scale_y, covered.width * scale_x,
                     covered.height * scale_y}),
            result.covered};
}

bool is_near(double a, double b, double slack) { return std::abs(a - b) <= slack; }

/// Where the result goes that replaces another one: the new one shows each point of the source
/// where the old one shows it. If the region has other proportions today, it keeps the old one's
/// corner and scale.
Place place_in_stead(const Registration& result, Size region, const InPlaceOf& old) {
    const RectF bounds{double(old.bounds.x), double(old.bounds.y), double(old.bounds.width),
                       double(old.bounds.height)};
    RectF covered = old.covered;
    if (region.width == old.region.height && region.height == old.region.width &&
        region != old.region)
        return {old.bounds, result.covered};
    const double across = double(region.width) / old.region.width;
    const double down = double(region.height) / old.region.height;
    if (is_near(old.region.height * across, region.height, 1) ||
        is_near(old.region.width * down, region.width, 1))
        covered = {covered.x * across, covered.y * down, covered.width * across,
                   covered.height * down};
    const double scale_x = bounds.width / covered.width, scale_y = bounds.height / covered.height;
    const RectF exact{bounds.x + (result.covered.x - covered.x) * scale_x,
                      bounds.y + (result.covered.y - covered.y) * scale_y,
                      result.covered.width * scale_x, result.covered.height * scale_y};
    // what is measured differs a little each time
    constexpr double kMeasured = 1.5;  // pixels of the source
    const double slack_x = std::max(1.0, kMeasured * scale_x);
    const double slack_y = std::max(1.0, kMeasured * scale_y);
    if (is_near(exact.x, bounds.x, slack_x) && is_near(exact.y, bounds.y, slack_y) &&
        is_near(exact.x + exact.width, bounds.x + bounds.width, slack_x) &&
        is_near(exact.y + exact.height, bounds.y + bounds.height, slack_y))
        return {old.bounds, covered};
    return {rounded(exact), result.covered};
}

/// A claim, converted as if its layer had been read after the image was scaled.
struct Rescaled {
    Claim claim;
    double x = 1, y = 1;       ///< pixels of today's region per pixel of the region that was read
    double left = 0, top = 0;  ///< the corner of the region that was read, in today's region
};

Rescaled as_of_now(const Claim& claim) {
    Rescaled now{claim};
    if (claim.replaces || !claim.now || claim.scaled == 1 || claim.layer.width < 1 ||
        claim.layer.height < 1)
        return now;
    const Size expected = scaled({claim.layer.width, claim.layer.height}, claim.scaled);
    if (Size{claim.now->width, claim.now->height} == Size{claim.layer.width, claim.layer.height} ||
        std::abs(claim.now->width - expected.width) > kRoundedSizes ||
        std::abs(claim.now->height - expected.height) > kRoundedSizes)
        return now;
    now.x = double(claim.now->width) / claim.layer.width;
    now.y = double(claim.now->height) / claim.layer.height;
    const RectF exact{claim.now->x + (claim.region.x - claim.layer.x) * now.x,
                      claim.now->y + (claim.region.y - claim.layer.y) * now.y,
                      claim.region.width * now.x, claim.region.height * now.y};
    now.claim.layer = *claim.now;
    now.claim.region = rounded(exact);
    now.left = exact.x - now.claim.region.x;
    now.top = exact.y - now.claim.region.y;
    for (Registration& result : now.claim.results) {
        RectF& covered = result.covered;
        covered = {covered.x * now.x + now.left, covered.y * now.y + now.top, covered.width * now.x,
                   covered.height * now.y};
        result.scale_x /= now.x;
        result.scale_y /= now.y;
    }
    return now;
}

/// Converts to pixels of the region that was read.
RectF as_it_was(const RectF& shown, const Rescaled& now) {
    return {(shown.x - now.left) / now.x, (shown.y - now.top) / now.y, shown.width / now.x,
            shown.height / now.y};
}

/// Makes every claim that would go into the image go into new images instead.
void divert(Plan& plan, Detour detour) {
    for (Placed& placed : plan.claims) {
        if (placed.new_images) continue;
        placed.new_images = true;
        placed.detour = detour;
    }
}

/// The factor by which scale-image scales; 1 if no claim goes into the image.
double common_factor(const Plan& plan, std::span<const Claim> claims) {
    double smallest = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < claims.size(); ++i)
        if (!plan.claims[i].new_images && !claims[i].replaces)
            smallest = std::min(smallest, smallest_factor(claims[i]));
    return std::isinf(smallest) ? 1 : smallest;
}

/// Places the results that go into the image, once `plan.image_size` is known.
void place_all(Plan& plan, int placement, Size canvas, std::span<const Claim> claims) {
    const double scale_x = static_cast<double>(plan.image_size.width) / std::max(1, canvas.width);
    const double scale_y = static_cast<double>(plan.image_size.height) / std::max(1, canvas.height);
    plan.canvas = {0, 0, plan.image_size.width, plan.image_size.height};
    for (std::size_t i = 0; i < claims.size(); ++i) {
        Placed& placed = plan.claims[i];
        placed.results.clear();
        for (const Registration& result : claims[i].results) {
            if (placed.new_images) {
                placed.results.push_back(natural_place(result));
                continue;
            }
            if (claims[i].replaces) {
                const Rect& read = claims[i].region;
                placed.results.push_back(
                    place_in_stead(result, {read.width, read.height}, *claims[i].replaces));
                continue;
            }
            const Rect region = region_now(claims[i]);
            placed.results.push_back(placement == Placement::Fit || placement == Placement::Link
                                         ? place_on_covered(result, region)
                                     : placement == Placement::ScaleImage
                                         ? place_on_scaled(result, region, scale_x, scale_y)
                                         : place_in_full_size(result, region));
            if (placement == Placement::GrowCanvas && !placed.hidden)
                plan.canvas = united(plan.canvas, placed.results.back().rect);
        }
    }
}

}  // namespace

RectF part_of_image(const Claim& claim, const Registration& result) {
    const Rect now = claim.now.value_or(claim.layer);
    const double x = double(now.width) / std::max(1, claim.layer.width);
    const double y = double(now.height) / std::max(1, claim.layer.height);
    return {now.x + (claim.region.x - claim.layer.x + result.covered.x) * x,
            now.y + (claim.region.y - claim.layer.y + result.covered.y) * y,
            result.covered.width * x, result.covered.height * y};
}

Place natural_place(const Registration& registration) {
    const Size size = natural_size(registration);
    return {{0, 0, size.width, size.height}, registration.covered};
}

double factor_of(const Registration& registration) {
    return std::min(registration.scale_x, registration.scale_y);
}

Size natural_size(const Registration& registration) {
    constexpr double kRounding = 1.5;  // pixels by which sizes and a measured place may be off
    const Rect& part = registration.part;
    const double factor = factor_of(registration);
    const double width = registration.covered.width * factor;
    const double height = registration.covered.height * factor;
    // A whole result at one scale can have slightly different scales, because the size of what was
    // sent was rounded.
    if (registration.fit == Registration::Fit::Whole ||
        (part.width - width <= kRounding && part.height - height <= kRounding))
        return {part.width, part.height};
    return {std::max(1, round_to_int(width)), std::max(1, round_to_int(height))};
}

bool is_stretched(const Registration& registration) {
    return natural_size(registration) != Size{registration.part.width, registration.part.height};
}

Plan plan_placement(int placement, const ImageState& image, std::span<const Claim> claims_as_read,
                    double memory) {
    std::vector<Rescaled> rescaled;
    std::vector<Claim> claims;
    for (const Claim& claim : claims_as_read) {
        rescaled.push_back(as_of_now(claim));
        claims.push_back(rescaled.back().claim);
    }
    Plan plan;
    plan.image_size = image.canvas;
    for (const Claim& claim : claims) {
        const Detour detour =
            placement == Placement::NewImage ? Detour::None : obstacle(claim, placement);
        plan.claims.push_back(
            {(placement == Placement::NewImage && !claim.replaces) || detour != Detour::None,
             detour,
             claim.edited && !claim.replaces,
             {}});
    }
    if (placement == Placement::ScaleImage) {
        const double factor = common_factor(plan, claims);
        const Size size = scaled(image.canvas, factor);
        if (factor > kMaxImageFactor)
            divert(plan, Detour::MuchLarger);
        else if (!fits_gimp(image.canvas.width * factor, image.canvas.height * factor) ||
                 (factor > 1 && image.bytes * factor * factor > memory))
            divert(plan, Detour::ImageTooLarge);
        else
            plan.image_size = size;
    }
    place_all(plan, placement, image.canvas, claims);
    if (!fits_gimp(plan.canvas.width, plan.canvas.height)) {
        divert(plan, Detour::ImageTooLarge);
        place_all(plan, placement, image.canvas, claims);
    }
    for (std::size_t i = 0; i < plan.claims.size(); ++i)
        for (Place& place : plan.claims[i].results)
            place.shown = as_it_was(place.shown, rescaled[i]);
    return plan;
}

}  // namespace upscale
